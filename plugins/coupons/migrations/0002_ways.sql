-- More kinds, more ways to get a coupon, a budget, codes one by one, gift links, giving to many, and taking back.

alter table coupons_coupons
  drop constraint coupons_coupons_kind_check,
  drop constraint coupons_coupons_claim_check,
  drop constraint coupons_coupons_check,
  add constraint coupons_coupons_kinds check (kind in ('amount', 'rate', 'random', 'voucher')),
  add constraint coupons_coupons_claims check (claim in ('shop', 'code', 'codes', 'auto', 'give')),
  add constraint coupons_coupons_amounts check ((kind in ('amount', 'random')) = (amount_fen is not null)),
  -- A random amount is drawn from amount_fen to amount_max_fen when it is claimed.
  add amount_max_fen bigint check (amount_max_fen between 1 and 100000000),
  -- What an exchange voucher counts for in the budget.
  add worth_fen bigint check (worth_fen between 1 and 100000000),
  -- Products and categories it is not for.
  add except_ids jsonb not null default '[]',
  add undiscounted_only boolean not null default false,
  -- Classes of offers it may stand beside; its own class: several on one order.
  add combines jsonb not null default '["full-reduction", "bundle", "add-on", "points"]',
  -- What all claimed together may be worth; the counter coupons.budget holds what is used up.
  add budget_fen bigint check (budget_fen between 1 and 10000000000),
  -- What the smallest one takes from the budget; null without a budget.
  add unit_fen bigint check (unit_fen between 1 and 100000000),
  add auto text check (auto in ('registered', 'birthday', 'first-order', 'paid', 'level')),
  add auto_from_fen bigint check (auto_from_fen between 0 and 100000000),
  -- The rank of the level whose reaching it is for; null: every rise.
  add auto_level integer check (auto_level between 1 and 100),
  -- How many one shopper may put into gift links; 0: the coupon cannot be given away.
  add gift_max integer not null default 0 check (gift_max between 0 and 100),
  -- The last recall: what was claimed before it and is unused is taken back, in the order of ids.
  add recall_at timestamptz,
  add recall_after uuid,
  add recall_done_at timestamptz,
  add check ((kind = 'random') = (amount_max_fen is not null)),
  add check (amount_max_fen is null or amount_max_fen >= amount_fen),
  add check (worth_fen is null or kind = 'voucher'),
  add check ((claim = 'auto') = (auto is not null)),
  add check ((budget_fen is null) = (unit_fen is null)),
  add check (recall_done_at is null or recall_at is not null);
create index coupons_coupons_auto on coupons_coupons (tenant_id, auto) where claim = 'auto' and state = 'open';
create index coupons_coupons_recall on coupons_coupons (tenant_id, recall_at) where recall_at is not null and recall_done_at is null;

alter table coupons_held
  drop constraint coupons_held_source_check,
  add constraint coupons_held_sources check (source in ('shop', 'code', 'codes', 'auto', 'gift', 'give')),
  -- What it was given for, once per coupon and customer: an order, a birthday, a gift link, a giving.
  add cause text check (length(cause) between 1 and 80),
  -- Whose take of the issue and the budget it is part of, when not its own.
  add part_of uuid,
  -- What it took from the budget.
  add budget_fen bigint not null default 0 check (budget_fen >= 0),
  add recalled_at timestamptz,
  add noticed_at timestamptz,
  add extended_at timestamptz,
  -- What the order that used it brought, refunds taken off.
  add sales_fen bigint not null default 0,
  add check (recalled_at is null or used_at is null);
create unique index coupons_held_once on coupons_held (tenant_id, coupon_id, customer_id, cause);
create index coupons_held_used on coupons_held (tenant_id, used_at) where used_at is not null;
create index coupons_held_expiring on coupons_held (tenant_id, valid_until)
  where used_at is null and recalled_at is null and noticed_at is null;
create index coupons_held_cause on coupons_held (tenant_id, cause) where cause is not null;

-- Codes that work once, made in batches; one with a customer works for that customer alone.
create table coupons_batches (
  tenant_id uuid not null,
  id uuid not null,
  coupon_id uuid not null,
  name text not null check (length(name) between 1 and 30),
  -- As they were when the codes were promised.
  terms jsonb not null,
  codes_total integer not null check (codes_total between 1 and 100000),
  codes_made integer not null default 0 check (codes_made between 0 and codes_total),
  -- The budget each code keeps until it is redeemed.
  unit_fen bigint not null default 0 check (unit_fen >= 0),
  created_at timestamptz not null,
  closed_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, coupon_id) references coupons_coupons (tenant_id, id)
);
create index coupons_batches_by_coupon on coupons_batches (tenant_id, coupon_id, id);
create index coupons_batches_open on coupons_batches (tenant_id, id) where codes_made < codes_total and closed_at is null;
select tenant_table('coupons_batches');

create table coupons_codes (
  tenant_id uuid not null,
  code text not null check (code ~ '^[A-Z0-9]{4,20}$'),
  batch_id uuid not null,
  held_id uuid,
  redeemed_at timestamptz,
  primary key (tenant_id, code),
  foreign key (tenant_id, batch_id) references coupons_batches (tenant_id, id),
  check ((held_id is null) = (redeemed_at is null))
);
create index coupons_codes_by_batch on coupons_codes (tenant_id, batch_id, code);
select tenant_table('coupons_codes');

-- A gift link: so many coupons set aside for whoever opens it first, until it expires.
create table coupons_gifts (
  tenant_id uuid not null,
  id uuid not null,
  token text not null check (length(token) between 20 and 40),
  coupon_id uuid not null,
  -- Null: the shop's own.
  sender_id uuid,
  sender_key text,
  -- As they were when it was sent.
  terms jsonb not null,
  units integer not null check (units between 1 and 10000),
  unit_fen bigint not null default 0 check (unit_fen >= 0),
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  closed_at timestamptz,
  returned integer not null default 0 check (returned between 0 and units),
  primary key (tenant_id, id),
  unique (tenant_id, token),
  foreign key (tenant_id, coupon_id) references coupons_coupons (tenant_id, id),
  check ((sender_id is null) = (sender_key is null))
);
create index coupons_gifts_due on coupons_gifts (tenant_id, expires_at) where closed_at is null;
create index coupons_gifts_by_coupon on coupons_gifts (tenant_id, coupon_id, id);
create index coupons_gifts_by_sender on coupons_gifts (tenant_id, sender_id, id);
select tenant_table('coupons_gifts');

-- Giving a coupon to chosen customers or a segment, piece by piece.
create table coupons_givings (
  tenant_id uuid not null,
  id uuid not null,
  coupon_id uuid not null,
  who text not null check (who in ('chosen', 'everyone', 'members', 'new', 'level', 'tag', 'birthday')),
  -- The rank of the level, the tag, or the days.
  value text not null default '' check (length(value) <= 30),
  -- Chosen customers, ascending.
  customer_ids jsonb not null default '[]',
  tells boolean not null,
  -- What the coupons are given for: once per customer, and one giving per coupon and cause.
  cause text not null check (length(cause) between 1 and 80),
  -- The last customer looked at.
  after uuid,
  given integer not null default 0,
  skipped integer not null default 0,
  state text not null default 'running' check (state in ('running', 'done', 'short', 'stopped')),
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, coupon_id, cause),
  foreign key (tenant_id, coupon_id) references coupons_coupons (tenant_id, id),
  check ((state = 'running') = (ended_at is null))
);
create index coupons_givings_by_coupon on coupons_givings (tenant_id, coupon_id, id);
create index coupons_givings_running on coupons_givings (tenant_id, id) where state = 'running';
select tenant_table('coupons_givings');
