-- What each customer got, what of it is still theirs, and what became of it. The counter points.spend (limit, taken) guards
-- spending: limit = credited − expired + debt, taken = held or spent by orders.

create table points_accounts (
  tenant_id uuid not null,
  customer_id uuid not null,
  -- All grants after what was taken back of them.
  credited bigint not null default 0 check (credited >= 0),
  expired bigint not null default 0 check (expired >= 0),
  -- Taken back although spent already: repaid from what comes next.
  debt bigint not null default 0 check (debt >= 0),
  primary key (tenant_id, customer_id)
);
select tenant_table('points_accounts');

create table points_grants (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  -- What it was given for, once: an order, a day's check-in, a word of the merchant.
  cause text not null check (length(cause) between 1 and 80),
  -- What is left of it after refunds; what expired of that.
  points bigint not null check (points >= 0),
  gone bigint not null default 0,
  -- Null never.
  expires_at timestamptz,
  told_at timestamptz,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, cause),
  foreign key (tenant_id, customer_id) references points_accounts (tenant_id, customer_id),
  check (gone between 0 and points)
);
create index points_grants_by_customer on points_grants (tenant_id, customer_id, expires_at);
create index points_grants_due on points_grants (tenant_id, expires_at) where gone < points;
select tenant_table('points_grants');

-- Orders that were promised points while the shop gave them, and how many per yuan.
create table points_promises (
  tenant_id uuid not null,
  order_id uuid not null,
  earn_per_yuan integer not null check (earn_per_yuan > 0),
  primary key (tenant_id, order_id)
);
select tenant_table('points_promises', 'select, insert');

-- Points an order was paid with, and how many came back with its refunds.
create table points_spends (
  tenant_id uuid not null,
  order_id uuid not null,
  customer_id uuid not null,
  points bigint not null check (points > 0),
  returned bigint not null default 0,
  primary key (tenant_id, order_id),
  check (returned between 0 and points)
);
select tenant_table('points_spends');

-- What the shopper reads.
create table points_entries (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('earn', 'check-in', 'adjust', 'spend', 'return', 'take-back', 'expire')),
  points bigint not null check (points <> 0),
  order_id uuid,
  note text not null default '' check (length(note) <= 120),
  at timestamptz not null,
  primary key (tenant_id, id)
);
create index points_entries_by_customer on points_entries (tenant_id, customer_id, id desc);
create index points_entries_by_time on points_entries (tenant_id, at);
select tenant_table('points_entries', 'select, insert');

create table points_check_ins (
  tenant_id uuid not null,
  customer_id uuid not null,
  day date not null,
  -- Days in a row, this one included.
  streak integer not null check (streak > 0),
  points integer not null check (points >= 0),
  primary key (tenant_id, customer_id, day)
);
select tenant_table('points_check_ins', 'select, insert');
