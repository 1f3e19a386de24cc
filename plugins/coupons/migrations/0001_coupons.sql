-- Coupons of a shop, and those that customers hold. What a held coupon is worth was frozen when it was claimed.

create table coupons_coupons (
  tenant_id uuid not null,
  id uuid not null,
  title text not null check (length(title) between 1 and 30),
  title_en text not null default '' check (length(title_en) <= 60),
  kind text not null check (kind in ('amount', 'rate')),
  amount_fen bigint check (amount_fen between 1 and 100000000),
  -- What is taken off in basis points: 8.8 折 is 1200.
  off_bps integer check (off_bps between 1 and 9900),
  cap_fen bigint check (cap_fen between 1 and 100000000),
  threshold_fen bigint not null check (threshold_fen between 0 and 100000000),
  scope text not null check (scope in ('all', 'products', 'categories')),
  scope_ids jsonb not null default '[]',
  total integer not null check (total between 1 and 1000000),
  per_person integer not null check (per_person between 1 and 100),
  claim text not null check (claim in ('shop', 'code')),
  code text check (code ~ '^[A-Z0-9]{4,20}$'),
  claim_from timestamptz not null,
  claim_until timestamptz not null,
  validity text not null check (validity in ('fixed', 'relative')),
  valid_from timestamptz,
  valid_until timestamptz,
  valid_days integer check (valid_days between 1 and 365),
  state text not null default 'open' check (state in ('open', 'stopped')),
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, code),
  check ((kind = 'amount') = (amount_fen is not null)),
  check ((kind = 'rate') = (off_bps is not null)),
  check (cap_fen is null or kind = 'rate'),
  check ((claim = 'code') = (code is not null)),
  check (claim_until > claim_from),
  check ((validity = 'fixed') = (valid_from is not null and valid_until is not null)),
  check ((validity = 'relative') = (valid_days is not null)),
  check (valid_until is null or valid_until > valid_from)
);
create index coupons_coupons_by_newest on coupons_coupons (tenant_id, created_at desc, id desc);
select tenant_table('coupons_coupons');

create table coupons_held (
  tenant_id uuid not null,
  id uuid not null,
  coupon_id uuid not null,
  customer_id uuid not null,
  terms jsonb not null,
  source text not null check (source in ('shop', 'code')),
  valid_from timestamptz not null,
  valid_until timestamptz not null check (valid_until > valid_from),
  claimed_at timestamptz not null,
  -- Told by events, for lists and figures; whether it may be used is decided by its quota alone.
  used_at timestamptz,
  used_order_id uuid,
  discount_fen bigint not null default 0 check (discount_fen >= 0),
  primary key (tenant_id, id),
  foreign key (tenant_id, coupon_id) references coupons_coupons (tenant_id, id),
  check ((used_at is null) = (used_order_id is null)),
  check (used_at is not null or discount_fen = 0)
);
create index coupons_held_by_customer on coupons_held (tenant_id, customer_id, valid_until desc);
create index coupons_held_by_coupon on coupons_held (tenant_id, coupon_id);
create index coupons_held_by_order on coupons_held (tenant_id, used_order_id);
select tenant_table('coupons_held');
