-- Shoppers of one shop. Phones and addresses are sealed with the store's key; equality goes by keyed hash.

create table customers (
  tenant_id uuid not null,
  id uuid not null,
  phone_hash bytea,
  phone_sealed bytea,
  name text not null default '' check (length(name) <= 60),
  level text not null default '',
  orders_paid integer not null default 0,
  verified_at timestamptz,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, phone_hash)
);
create index customers_by_newest on customers (tenant_id, created_at desc, id desc);
select tenant_table('customers');

create table customer_sessions (
  tenant_id uuid not null,
  token_hash bytea not null,
  customer_id uuid,
  csrf text not null,
  -- A guest's verified phone, for rules that count persons.
  phone_hash bytea,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, token_hash),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade
);
create index customer_sessions_by_customer on customer_sessions (tenant_id, customer_id);
select tenant_table('customer_sessions');

create table phone_codes (
  tenant_id uuid not null,
  phone_hash bytea not null,
  code_hash bytea not null,
  tries_left integer not null check (tries_left >= 0),
  -- How many codes went out since the hour began, and when it did.
  sent_count integer not null default 1,
  hour_from timestamptz not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, phone_hash)
);
select tenant_table('phone_codes');

create table customer_addresses (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  region_code text not null check (region_code ~ '^[0-9]{6}$'),
  sealed bytea not null,
  used_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade
);
create index customer_addresses_by_customer on customer_addresses (tenant_id, customer_id, used_at desc);
select tenant_table('customer_addresses');

create table carts (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid,
  session_hash bytea,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, customer_id),
  unique (tenant_id, session_hash),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade,
  check ((customer_id is null) <> (session_hash is null))
);
select tenant_table('carts');

create table cart_lines (
  tenant_id uuid not null,
  cart_id uuid not null,
  id uuid not null,
  sku_id uuid not null,
  quantity integer not null check (quantity between 1 and 999),
  -- What one unit cost when it was put in, to say when that has changed.
  seen_unit_fen bigint not null,
  added_at timestamptz not null,
  primary key (tenant_id, cart_id, id),
  unique (tenant_id, cart_id, sku_id),
  foreign key (tenant_id, cart_id) references carts (tenant_id, id) on delete cascade,
  foreign key (tenant_id, sku_id) references skus (tenant_id, id) on delete cascade
);
create index cart_lines_by_sku on cart_lines (tenant_id, sku_id);
select tenant_table('cart_lines');

create table messages (
  tenant_id uuid not null,
  id uuid not null,
  channel text not null check (channel in ('inbox', 'log')),
  customer_id uuid,
  template text not null,
  address_masked text not null default '',
  text text not null,
  data jsonb not null default '{}',
  dedupe_key text,
  created_at timestamptz not null,
  read_at timestamptz,
  primary key (tenant_id, id),
  -- Sent once per channel and key.
  unique (tenant_id, channel, dedupe_key),
  check ((channel = 'inbox') = (customer_id is not null))
);
create index messages_by_customer on messages (tenant_id, customer_id, created_at desc, id desc);
create index messages_by_newest on messages (tenant_id, created_at desc, id desc);
select tenant_table('messages');

create table idempotency_keys (
  tenant_id uuid not null,
  principal text not null check (length(principal) <= 120),
  route text not null check (length(route) <= 80),
  key text not null check (length(key) between 8 and 255),
  request_hash text not null,
  reply jsonb,
  created_at timestamptz not null,
  primary key (tenant_id, principal, route, key)
);
create index idempotency_keys_by_age on idempotency_keys (tenant_id, created_at);
select tenant_table('idempotency_keys');
