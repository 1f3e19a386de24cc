-- A commission's base follows the price of its order while nobody has paid it, and never after.

-- Keeps: base and amount of an earning change only while its order is unpaid and the price of that order was changed by hand.
create function keep_frozen_earnings() returns trigger language plpgsql as $$
declare
  p_tenant constant uuid := old.tenant_id;
begin
  if not exists (select from orders o where o.tenant_id = p_tenant and o.id = old.order_id and o.state = 'unpaid')
     or not exists (select from order_price_changes c where c.tenant_id = p_tenant and c.order_id = old.order_id) then
    raise exception 'an earning is frozen with its order' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger keep_frozen_earnings before update of base_fen, amount_fen on earnings
  for each row execute function keep_frozen_earnings();
revoke execute on function keep_frozen_earnings() from public;
