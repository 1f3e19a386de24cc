-- A yes to being seen is said to one person; a no is said to everybody, on every browser.

alter table customer_sessions
  -- To whom the visitor said yes, the latest last. Whoever is not named is asked for anew.
  add column seen_by uuid[] not null default '{}' check (cardinality(seen_by) <= 20);

-- Since when the customer wants to be seen by nobody, in whatever browser she signs in; null without a no.
alter table customers add column unseen_at timestamptz;

-- Who a shopper's browser session is, in one call. Input: the store, the token's keyed hash, the instant. Null when it has
-- ended: absolute end passed, or unused for ninety days. Notes its use at most every ten minutes. A session without a
-- visitor of its own has one made of its token's hash: the same for as long as the session lasts. `mayFollow` is what was
-- answered about whoever brought it last: a yes to somebody else is none.
create or replace function read_shopper_session(p_tenant uuid, p_hash text, p_at timestamptz) returns jsonb
language plpgsql as $$
declare s customer_sessions;
begin
  execute format('set local app.tenant_id = %L', p_tenant);
  select * into s from customer_sessions
   where tenant_id = p_tenant and token_hash = decode(p_hash, 'hex') and expires_at > p_at and seen_at > p_at - interval '90 days';
  if not found then return null; end if;
  if s.seen_at < p_at - interval '10 minutes' then
    update customer_sessions set seen_at = p_at where tenant_id = p_tenant and token_hash = s.token_hash and seen_at < p_at;
  end if;
  return jsonb_build_object(
    'csrf', s.csrf, 'customerId', s.customer_id, 'phoneHash', encode(s.phone_hash, 'hex'),
    'visitorKey', coalesce(replace(s.visitor_id::text, '-', ''), left(p_hash, 32)),
    'cameBy', s.came_by, 'cameAt', s.came_at,
    'mayFollow', case when not s.may_follow then false when s.came_by = any(s.seen_by) then true end);
end $$;
