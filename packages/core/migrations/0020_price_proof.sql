-- What a struck price stands on. Written by event handlers alone, never in the transaction of an order.

-- What a SKU cost everyone from an instant on, and whether it was on sale; true until the next fact of the same SKU.
create table price_facts (
  tenant_id uuid not null,
  sku_id uuid not null,
  at timestamptz not null,
  price_fen bigint not null check (price_fen >= 0),
  is_offered boolean not null,
  listed_from timestamptz,
  listed_until timestamptz,
  primary key (tenant_id, sku_id, at),
  foreign key (tenant_id, sku_id) references skus (tenant_id, id)
);
select tenant_table('price_facts', 'select, insert');

-- The lowest unit price of a SKU in paid order lines of a local day, after the stages unit and line.
create table price_lows (
  tenant_id uuid not null,
  sku_id uuid not null,
  day date not null,
  low_fen bigint not null check (low_fen > 0),
  -- The line that says so.
  order_id uuid not null,
  line_id uuid not null,
  primary key (tenant_id, sku_id, day),
  foreign key (tenant_id, sku_id) references skus (tenant_id, id),
  foreign key (tenant_id, order_id, line_id) references order_lines (tenant_id, order_id, id)
);
select tenant_table('price_lows', 'select, insert, update');

-- The highest number that may be struck for a SKU in one round of a campaign, with what it stands on.
create table price_proofs (
  tenant_id uuid not null,
  campaign_id uuid not null,
  round text not null check (length(round) between 1 and 20),
  sku_id uuid not null,
  kind text not null check (kind in ('seven_day', 'everyday')),
  -- Null: there is none, and why stands in the evidence.
  basis_fen bigint check (basis_fen >= 0),
  evidence jsonb not null,
  computed_at timestamptz not null,
  -- From the start of the round on it does not change.
  frozen_at timestamptz,
  primary key (tenant_id, campaign_id, round, sku_id),
  foreign key (tenant_id, sku_id) references skus (tenant_id, id)
);
select tenant_table('price_proofs', 'select, insert, update');
