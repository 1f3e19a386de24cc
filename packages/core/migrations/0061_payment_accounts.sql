-- What a shop gave to be paid by a provider. The values are sealed with the shop's key; `shown` holds those that are no secret.
create table payment_accounts (
  tenant_id uuid not null,
  provider text not null check (provider ~ '^[a-z][a-z0-9-]{0,30}$'),
  values_sealed bytea not null check (octet_length(values_sealed) <= 65536),
  shown jsonb not null check (jsonb_typeof(shown) = 'object' and octet_length(shown::text) <= 8192),
  is_on boolean not null,
  version integer not null check (version > 0),
  updated_at timestamptz not null,
  -- When the provider was last asked whether it knows the account, and what was wrong; empty when it does.
  tested_at timestamptz,
  test_fault text not null default '' check (length(test_fault) <= 300),
  primary key (tenant_id, provider)
);
select tenant_table('payment_accounts', 'select, insert, update');
