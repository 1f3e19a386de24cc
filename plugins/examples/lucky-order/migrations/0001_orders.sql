-- The place of each paid order in its day of a round, and what it won.

create table lucky_order_orders (
  tenant_id uuid not null,
  campaign_id uuid not null,
  order_id uuid not null,
  round text not null,
  day date not null,
  number integer not null check (number > 0),
  paid_at timestamptz not null,
  gift text not null default '',
  prize text check (prize in ('given', 'back', 'gone', 'missed')),
  primary key (tenant_id, campaign_id, order_id),
  unique (tenant_id, campaign_id, round, day, number)
);
create index lucky_order_orders_prizes on lucky_order_orders (tenant_id, paid_at desc, number desc) where prize is not null;
select tenant_table('lucky_order_orders', 'select, insert, update');
