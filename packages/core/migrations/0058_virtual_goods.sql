-- Virtual goods: what a SKU delivers, and every code there is of it.

create table virtual_goods (
  tenant_id uuid not null,
  sku_id uuid not null,
  -- A code of its own for each unit, or one text (a link) filled in for each order.
  kind text not null check (kind in ('codes', 'text')),
  text_sealed bytea check ((text_sealed is not null) = (kind = 'text')),
  how_to text not null default '' check (length(how_to) <= 500),
  -- Staff are told once fewer codes than this are left.
  low_units integer not null default 5 check (low_units between 0 and 10000),
  -- What a shopper may give back: what nobody has seen, or nothing.
  returns text not null default 'unseen' check (returns in ('unseen', 'never')),
  updated_at timestamptz not null,
  primary key (tenant_id, sku_id),
  foreign key (tenant_id, sku_id) references skus (tenant_id, id) on delete cascade
);
select tenant_table('virtual_goods', 'select, insert, update');

-- One unit: a code on the shelf, or what a line was given. Sold once, retired for good.
create table virtual_codes (
  tenant_id uuid not null,
  id uuid not null,
  sku_id uuid not null,
  code_sealed bytea not null,
  -- For equality within the shop; none for a text.
  code_hash bytea,
  state text not null check (state in ('free', 'sold', 'retired')),
  order_id uuid,
  line_id uuid,
  -- Which unit of its line it is, from 1.
  unit integer check (unit > 0),
  delivered_at timestamptz,
  seen_at timestamptz,
  retired_at timestamptz check ((retired_at is not null) = (state = 'retired')),
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, sku_id, code_hash),
  unique (tenant_id, line_id, unit),
  foreign key (tenant_id, sku_id) references virtual_goods (tenant_id, sku_id),
  foreign key (tenant_id, order_id, line_id) references order_lines (tenant_id, order_id, id),
  check (num_nulls(order_id, line_id, unit, delivered_at) in (0, 4)),
  check (state <> 'free' or order_id is null),
  check (state <> 'sold' or order_id is not null),
  check (seen_at is null or order_id is not null)
);
create index virtual_codes_free on virtual_codes (tenant_id, sku_id, id) where state = 'free';
create index virtual_codes_of_order on virtual_codes (tenant_id, order_id) where order_id is not null;
select tenant_table('virtual_codes', 'select, insert, update');
