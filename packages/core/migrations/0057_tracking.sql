-- Where parcels are, as carriers tell it, the sandbox carrier's own books, and tables of parcels that ship many orders at once.

-- What is asked of a tracking provider for one parcel. `state` follows from its events of the number it has now.
create table parcel_tracks (
  tenant_id uuid not null,
  shipment_id uuid not null,
  order_id uuid not null,
  provider text not null check (length(provider) between 1 and 30),
  carrier text not null,
  number text not null,
  state text not null default 'waiting' check (state in ('waiting', 'on_way', 'out_for_delivery', 'delivered', 'problem', 'ended')),
  is_subscribed boolean not null default false,
  attempts integer not null default 0 check (attempts >= 0),
  -- When it is subscribed or asked about next; null when nothing more is asked.
  next_try_at timestamptz,
  changed_at timestamptz not null,
  created_at timestamptz not null,
  primary key (tenant_id, shipment_id),
  foreign key (tenant_id, shipment_id) references shipments (tenant_id, id)
);
create index parcel_tracks_by_order on parcel_tracks (tenant_id, order_id);
create index parcel_tracks_due on parcel_tracks (next_try_at) where next_try_at is not null;
select tenant_table('parcel_tracks', 'select, insert, update');
select sweep_reads('parcel_tracks', 'tenant_id, shipment_id, next_try_at');

create table shipment_events (
  tenant_id uuid not null,
  shipment_id uuid not null,
  provider text not null,
  -- The provider's own name for it: told twice, it is written once.
  event_id text not null check (length(event_id) between 1 and 100),
  number text not null,
  state text not null check (state in ('on_way', 'out_for_delivery', 'delivered', 'problem')),
  place text not null default '' check (length(place) <= 60),
  words text not null default '' check (length(words) <= 200),
  happened_at timestamptz not null,
  heard_at timestamptz not null,
  primary key (tenant_id, provider, event_id),
  foreign key (tenant_id, shipment_id) references shipments (tenant_id, id)
);
create index shipment_events_of_shipment on shipment_events (tenant_id, shipment_id, happened_at);
select tenant_table('shipment_events', 'select, insert');

-- The sandbox carrier's books: the other side's, known to shops only by its answers.
create table sandbox_parcels (
  tenant_id uuid not null,
  id uuid not null,
  merchant_ref text not null,
  carrier text not null,
  number text not null,
  notify_url text not null,
  events jsonb not null default '[]' check (octet_length(events::text) <= 32768),
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, merchant_ref, number)
);
select tenant_table('sandbox_parcels', 'select, insert, update');

-- A table of parcels somebody uploaded.
create table ship_batches (
  tenant_id uuid not null,
  id uuid not null,
  file_name text not null check (length(file_name) <= 120),
  state text not null check (state in ('waiting', 'running', 'done')),
  rows_total integer not null check (rows_total between 1 and 5000),
  staff_id uuid not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (tenant_id, id)
);
create index ship_batches_by_newest on ship_batches (tenant_id, id desc);
create index ship_batches_open on ship_batches (created_at) where state <> 'done';
select tenant_table('ship_batches', 'select, insert, update');
select sweep_reads('ship_batches', 'tenant_id, id, state, created_at');

-- One row of the table, as it was written, and what became of it.
create table ship_batch_rows (
  tenant_id uuid not null,
  batch_id uuid not null,
  row_number integer not null check (row_number > 0),
  -- Rows of one order and number make one parcel.
  parcel integer not null,
  order_number text not null,
  carrier text not null,
  tracking_number text not null,
  code text not null default '',
  units text not null default '',
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'again', 'failed')),
  problem text check ((problem is not null) = (state = 'failed')),
  field text,
  order_id uuid,
  primary key (tenant_id, batch_id, row_number),
  foreign key (tenant_id, batch_id) references ship_batches (tenant_id, id)
);
create index ship_batch_rows_by_parcel on ship_batch_rows (tenant_id, batch_id, parcel);
select tenant_table('ship_batch_rows', 'select, insert, update');
