-- The order desk: what an order is found by, and what staff write beside it.

-- Words an order is found by, newest first per word. What is personal is here as a keyed hash alone.
create table order_terms (
  tenant_id uuid not null,
  term text not null check (length(term) between 3 and 80),
  placed_at timestamptz not null,
  order_id uuid not null,
  primary key (tenant_id, term, placed_at, order_id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id)
);
create index order_terms_by_order on order_terms (tenant_id, order_id);
select tenant_table('order_terms', 'select, insert, delete');

-- How far the orders from before there were words have been read; no row: not begun.
create table order_term_reading (
  tenant_id uuid not null primary key,
  after_id uuid,
  is_done boolean not null default false
);
select tenant_table('order_term_reading', 'select, insert, update');

create table order_notes (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  body text not null check (length(body) between 1 and 500),
  actor text not null,
  at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id)
);
create index order_notes_by_order on order_notes (tenant_id, order_id, id);
select tenant_table('order_notes', 'select, insert');

create table order_tags (
  tenant_id uuid not null,
  id uuid not null,
  name text not null check (length(name) between 1 and 20),
  color text not null check (color in ('red', 'orange', 'gold', 'green', 'cyan', 'blue', 'purple', 'grey')),
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
select tenant_table('order_tags');

create table order_tagged (
  tenant_id uuid not null,
  order_id uuid not null,
  tag_id uuid not null,
  actor text not null,
  at timestamptz not null,
  primary key (tenant_id, order_id, tag_id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id),
  foreign key (tenant_id, tag_id) references order_tags (tenant_id, id) on delete cascade
);
create index order_tagged_by_tag on order_tagged (tenant_id, tag_id);
select tenant_table('order_tagged', 'select, insert, delete');

-- A search somebody keeps: for herself, or for everybody of the shop.
create table order_views (
  tenant_id uuid not null,
  id uuid not null,
  staff_id uuid not null,
  name text not null check (length(name) between 1 and 20),
  query text not null check (length(query) between 1 and 600),
  is_shared boolean not null default false,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);
create index order_views_by_staff on order_views (tenant_id, staff_id);
select tenant_table('order_views', 'select, insert, delete');

-- Prices lowered by hand before payment. Signed: what is taken off beyond what the arbiter decided; a later row may give it back.
create table order_price_changes (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  goods_cut_fen bigint not null,
  shipping_cut_fen bigint not null,
  payable_before_fen bigint not null check (payable_before_fen > 0),
  payable_after_fen bigint not null check (payable_after_fen > 0),
  reason text not null check (length(reason) between 1 and 300),
  actor text not null,
  at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id),
  check (payable_after_fen = payable_before_fen - goods_cut_fen - shipping_cut_fen)
);
create index order_price_changes_by_order on order_price_changes (tenant_id, order_id, id);
select tenant_table('order_price_changes', 'select, insert');

create table order_price_change_lines (
  tenant_id uuid not null,
  change_id uuid not null,
  order_id uuid not null,
  line_id uuid not null,
  cut_fen bigint not null check (cut_fen <> 0),
  primary key (tenant_id, change_id, line_id),
  foreign key (tenant_id, change_id) references order_price_changes (tenant_id, id),
  foreign key (tenant_id, order_id, line_id) references order_lines (tenant_id, order_id, id)
);
create index order_price_change_lines_by_line on order_price_change_lines (tenant_id, order_id, line_id);
select tenant_table('order_price_change_lines', 'select, insert');

-- What a line still promises follows its money as long as nobody has paid it.
grant update (base_fen, amount_fen) on earnings to mamapu_app;

-- Where an order was to go before and after somebody changed it; sealed.
create table order_address_changes (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  before_sealed bytea not null,
  after_sealed bytea not null,
  -- Which parts: name, phone, region, street.
  parts text not null check (length(parts) between 4 and 40),
  actor text not null,
  at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id)
);
create index order_address_changes_by_order on order_address_changes (tenant_id, order_id, id);
select tenant_table('order_address_changes', 'select, insert');

-- Many orders to one door in a short time are seen by this.
create index orders_by_door on orders (tenant_id, address_hash, placed_at) where address_hash is not null;

-- From when on the desk points something out; a store without a row has the defaults.
create table order_risk_settings (
  tenant_id uuid not null primary key,
  settings jsonb not null check (octet_length(settings::text) <= 2000)
);
select tenant_table('order_risk_settings', 'select, insert, update');
