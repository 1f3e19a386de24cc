-- Codes made one for each of chosen customers or of a segment. Such a code works for its customer alone.

alter table coupons_batches
  drop constraint coupons_batches_codes_total_check,
  -- Of a batch for customers that has ended: as many as were made.
  add constraint coupons_batches_codes_total_check check (codes_total between 0 and 100000),
  -- Null: for whoever has the code.
  add who text check (who in ('chosen', 'everyone', 'members', 'new', 'level', 'tag')),
  -- The rank of the level, or the tag.
  add value text not null default '' check (length(value) <= 30),
  -- Chosen customers, ascending.
  add customer_ids jsonb not null default '[]',
  add tells boolean not null default false,
  -- The last customer looked at.
  add after uuid,
  -- When no customer was left, or no coupon for the next.
  add ended_at timestamptz,
  add is_short boolean not null default false,
  add check (who is not null or (codes_total > 0 and ended_at is null)),
  add check (ended_at is not null or not is_short);
drop index coupons_batches_open;
create index coupons_batches_open on coupons_batches (tenant_id, id)
  where who is null and codes_made < codes_total and closed_at is null;
create index coupons_batches_personal on coupons_batches (tenant_id, id)
  where who is not null and ended_at is null and closed_at is null;

alter table coupons_codes
  add customer_id uuid;
create unique index coupons_codes_once on coupons_codes (tenant_id, batch_id, customer_id);
create index coupons_codes_by_customer on coupons_codes (tenant_id, customer_id) where customer_id is not null;
create index coupons_codes_redeemed on coupons_codes (tenant_id, batch_id) where held_id is not null;
