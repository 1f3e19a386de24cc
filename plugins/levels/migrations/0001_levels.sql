-- What each received order brought in growth, and where each customer stands. Levels and their history are core's.

create table levels_growth (
  tenant_id uuid not null,
  order_id uuid not null,
  customer_id uuid not null,
  -- Of what is not refunded.
  growth bigint not null check (growth >= 0),
  received_at timestamptz not null,
  primary key (tenant_id, order_id)
);
create index levels_growth_by_customer on levels_growth (tenant_id, customer_id, received_at);
select tenant_table('levels_growth');

create table levels_members (
  tenant_id uuid not null,
  customer_id uuid not null,
  level text not null,
  growth bigint not null check (growth >= 0),
  -- Not taken down before this instant.
  protected_until timestamptz not null,
  judged_at timestamptz not null,
  primary key (tenant_id, customer_id)
);
create index levels_members_by_judged on levels_members (tenant_id, judged_at);
create index levels_members_by_level on levels_members (tenant_id, level);
select tenant_table('levels_members');
