-- What a shop has set, part by part, in one table: every part is saved on the version its editor saw, the hints of the order desk too.
create table versioned_settings (
  tenant_id uuid not null,
  -- Whose settings: a domain's, or an account at a payment provider.
  part text not null check (length(part) between 1 and 60),
  settings jsonb not null check (jsonb_typeof(settings) = 'object' and octet_length(settings::text) <= 32768),
  -- What is secret of them, sealed with the shop's key.
  sealed bytea check (octet_length(sealed) <= 65536),
  version integer not null check (version > 0),
  updated_at timestamptz not null,
  primary key (tenant_id, part)
);

-- What a provider said when it was asked about a shop's account, and of which version of it; empty when nothing was wrong.
create table payment_account_tests (
  tenant_id uuid not null,
  provider text not null check (length(provider) between 1 and 31),
  version integer not null check (version > 0),
  tested_at timestamptz not null,
  fault text not null check (length(fault) <= 300),
  primary key (tenant_id, provider)
);

-- Their owner reads rows of every shop here, for the one move; nothing is left behind and nothing else changed.
alter table payout_settings no force row level security;
alter table earning_settings no force row level security;
alter table message_settings no force row level security;
alter table aftersale_settings no force row level security;
alter table order_risk_settings no force row level security;
alter table payment_accounts no force row level security;

insert into versioned_settings (tenant_id, part, settings, sealed, version, updated_at)
select tenant_id, 'payouts', settings, null::bytea, version, updated_at from payout_settings
union all select tenant_id, 'earnings', settings, null, version, changed_at from earning_settings
union all select tenant_id, 'messages', settings, null, version, updated_at from message_settings
union all select tenant_id, 'aftersale', settings, addresses_sealed, version, updated_at from aftersale_settings
union all select tenant_id, 'order-risk', settings, null, 1, (select s.created_at from stores s where s.id = tenant_id) from order_risk_settings
union all select tenant_id, 'payment-account.' || provider, jsonb_build_object('isOn', is_on, 'shown', shown), values_sealed, version,
                 updated_at from payment_accounts;
insert into payment_account_tests (tenant_id, provider, version, tested_at, fault)
select tenant_id, provider, version, tested_at, test_fault from payment_accounts where tested_at is not null;

drop table payout_settings, earning_settings, message_settings, aftersale_settings, order_risk_settings, payment_accounts;

select tenant_table('versioned_settings', 'select, insert, update');
select tenant_table('payment_account_tests', 'select, insert, update');
