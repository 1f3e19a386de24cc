-- What a campaign brought: its lines of real orders, written from order.placed, and how often its goods were looked at.

create table campaign_sales (
  tenant_id uuid not null,
  campaign_id uuid not null,
  order_id uuid not null,
  line_id uuid not null,
  -- Units of the line that its offer was for, and what it took off them.
  units integer not null check (units > 0),
  discount_fen bigint not null check (discount_fen >= 0),
  primary key (tenant_id, campaign_id, order_id, line_id),
  foreign key (tenant_id, campaign_id) references campaigns (tenant_id, id),
  foreign key (tenant_id, order_id, line_id) references order_lines (tenant_id, order_id, id)
);
select tenant_table('campaign_sales', 'select, insert');

create table campaign_views (
  tenant_id uuid not null,
  campaign_id uuid not null,
  day date not null,
  views bigint not null check (views > 0),
  primary key (tenant_id, campaign_id, day),
  foreign key (tenant_id, campaign_id) references campaigns (tenant_id, id)
);
select tenant_table('campaign_views', 'select, insert, update');
