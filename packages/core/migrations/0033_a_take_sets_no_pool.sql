-- How many units a pool has is said by its campaign alone. A take that comes with a limit of its own (a personal counter's) would set the
-- pool's: it is passed over, so whoever asked hears that it lacks. Invariant: no statement that takes from a pool changes its units.
create function keep_pool_units() returns trigger language plpgsql as $$
begin
  return null;
end $$;
create trigger quotas_keep_pool_units before update on quotas for each row
  when (old.campaign_id is not null and new.taken > old.taken and new.limit_units <> old.limit_units)
  execute function keep_pool_units();
revoke execute on function keep_pool_units() from public;
