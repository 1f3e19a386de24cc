-- What a round of a sale brought, by its paid orders with refunds taken off, as the shop tells of it.
create table bulletin_reports (
  tenant_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  round text not null check (length(round) between 1 and 20),
  title text not null check (length(title) between 1 and 60),
  -- Whose picture stands on it; null for none.
  sku_id uuid,
  shows_sales boolean not null default false,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- As counted at `counted_at`: what was kept of it.
  units integer not null check (units >= 0),
  orders integer not null check (orders >= 0),
  buyers integer not null check (buyers >= 0),
  sales_fen bigint not null check (sales_fen >= 0),
  discount_fen bigint not null check (discount_fen >= 0),
  refunded_fen bigint not null check (refunded_fen >= 0),
  -- How many paid orders were looked at, those refunded whole too.
  paid_orders integer not null check (paid_orders >= orders),
  counted_at timestamptz not null,
  -- Posters by size.
  posters jsonb not null default '{}' check (jsonb_typeof(posters) = 'object' and octet_length(posters::text) <= 1000),
  published_at timestamptz,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, campaign_id, round),
  check (ends_at > starts_at)
);
create index bulletin_reports_by_published on bulletin_reports (tenant_id, published_at) where published_at is not null;
select tenant_table('bulletin_reports');
