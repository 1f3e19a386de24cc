-- Stores, hosts, staff: the platform tables, and each store's own settings.

-- One sequence for all stores: what has changed since a version is one range of the index, however many stores there are.
create sequence config_versions;

create table stores (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$'),
  status text not null default 'active' check (status in ('active', 'suspended')),
  currency text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
  zone text not null default 'Asia/Shanghai',
  -- Raised by merchants' edits, plugin switches and breakers, never by a sale.
  config_version bigint not null default nextval('config_versions'),
  created_at timestamptz not null
);
create index stores_by_version on stores (config_version);

create table domains (
  host text primary key check (host = lower(host)),
  store_id uuid not null references stores (id),
  verified_at timestamptz
);
create index domains_by_store on domains (store_id);

create table staff_identities (
  id uuid primary key,
  phone text unique,
  email text unique,
  name text not null,
  password_hash text not null,
  is_operator boolean not null default false,
  failures integer not null default 0,
  locked_until timestamptz,
  created_at timestamptz not null,
  check (phone is not null or email is not null)
);

create table staff_sessions (
  token_hash bytea primary key,
  identity_id uuid not null references staff_identities (id) on delete cascade,
  csrf text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index staff_sessions_by_identity on staff_sessions (identity_id);

create table memberships (
  identity_id uuid not null references staff_identities (id) on delete cascade,
  store_id uuid not null references stores (id) on delete cascade,
  role text not null check (role in ('owner', 'manager', 'operator', 'clerk')),
  created_at timestamptz not null,
  primary key (identity_id, store_id)
);
create index memberships_by_store on memberships (store_id);

create table operator_audit (
  id uuid primary key,
  identity_id uuid not null,
  action text not null,
  subject text not null,
  data jsonb not null default '{}',
  at timestamptz not null
);

grant select on stores, domains to mamapu_app;

-- Each store's own settings; what a shopper sees of the shop.
create table store_settings (
  tenant_id uuid primary key references stores (id),
  name text not null check (length(name) between 1 and 60),
  tagline text not null default '' check (length(tagline) <= 120),
  locale text not null default 'zh-CN' check (locale in ('zh-CN', 'en')),
  theme_id text not null default 'warm',
  brand_color text not null default '#e8825a' check (brand_color ~ '^#[0-9a-f]{6}$'),
  logo_id uuid,
  banner_id uuid,
  announcement text not null default '' check (length(announcement) <= 500),
  story text not null default '' check (length(story) <= 4000),
  contact_phone text not null default '' check (length(contact_phone) <= 30),
  address text not null default '' check (length(address) <= 200),
  published_at timestamptz,
  unpaid_minutes integer not null default 30 check (unpaid_minutes between 1 and 1440),
  complete_days integer not null default 10 check (complete_days between 1 and 60),
  payable_floor_fen bigint not null default 1 check (payable_floor_fen >= 0),
  -- Key for this store's tokens, codes and blind indexes.
  secret bytea not null check (length(secret) = 32),
  version integer not null default 1,
  updated_at timestamptz not null
);
select tenant_table('store_settings');

create table audit_log (
  tenant_id uuid not null,
  id uuid not null,
  actor text not null,
  action text not null,
  subject text not null default '',
  data jsonb not null default '{}',
  at timestamptz not null,
  primary key (tenant_id, id)
);
select tenant_table('audit_log', 'select, insert');
