-- Where messages go besides the shop's own inbox, in whose words, and what became of each.

-- How a shop sends, as its merchant set it; defaults and bounds stand in core/notifications/settings.
create table message_settings (
  tenant_id uuid not null primary key,
  settings jsonb not null check (jsonb_typeof(settings) = 'object' and octet_length(settings::text) <= 32768),
  version integer not null check (version > 0),
  updated_at timestamptz not null
);
select tenant_table('message_settings', 'select, insert, update');

-- What a channel signs in with at its provider, sealed with the shop's key; never handed out again.
create table message_credentials (
  tenant_id uuid not null,
  channel text not null check (channel in ('sms', 'email', 'wechat')),
  provider text not null check (length(provider) between 1 and 30),
  sealed bytea not null check (octet_length(sealed) <= 4096),
  updated_at timestamptz not null,
  primary key (tenant_id, channel)
);
select tenant_table('message_credentials');

-- A merchant's own wording of an event in one language; without a row the wording is ours.
create table message_texts (
  tenant_id uuid not null,
  event text not null check (length(event) between 1 and 80),
  locale text not null check (locale in ('zh-CN', 'en')),
  text text not null check (length(text) between 1 and 500),
  updated_at timestamptz not null,
  primary key (tenant_id, event, locale)
);
select tenant_table('message_texts');

-- How a customer is reached by a channel, and whether she asked for offers there. The phone stands on her account.
create table message_contacts (
  tenant_id uuid not null,
  customer_id uuid not null,
  channel text not null check (channel in ('sms', 'email', 'wechat')),
  address_sealed bytea,
  address_masked text not null default '' check (length(address_masked) <= 80),
  verified_at timestamptz,
  -- Asked for by herself, never before.
  wants_offers boolean not null default false,
  -- How she last said yes or no, and when.
  offers_by text not null default '' check (length(offers_by) <= 20),
  offers_at timestamptz,
  -- An address that waits for its code.
  pending_sealed bytea,
  code_hash bytea,
  code_tries smallint not null default 0 check (code_tries >= 0),
  code_expires_at timestamptz,
  code_sent_at timestamptz,
  codes_sent smallint not null default 0 check (codes_sent >= 0),
  hour_from timestamptz,
  primary key (tenant_id, customer_id, channel),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id),
  check (channel <> 'sms' or address_sealed is null),
  check (verified_at is null or address_sealed is not null),
  check (pending_sealed is null or code_hash is not null)
);
select tenant_table('message_contacts');

-- One message on one channel. What waits, is tried or is held has `due_at`; what is over has none.
create table message_sends (
  tenant_id uuid not null,
  id uuid not null,
  message_id uuid not null,
  channel text not null check (channel in ('sms', 'email', 'wechat')),
  provider text not null check (length(provider) between 1 and 30),
  event text not null check (length(event) between 1 and 80),
  category text not null check (category in ('service', 'secret', 'marketing')),
  locale text not null check (locale in ('zh-CN', 'en')),
  customer_id uuid,
  -- Where to and, of a secret, what: only while it is not over, and only where no account says it.
  sealed bytea,
  address_masked text not null default '' check (length(address_masked) <= 80),
  state text not null check (state in ('queued', 'sending', 'held', 'sent', 'delivered', 'failed', 'unknown', 'skipped')),
  -- Why it failed or was not sent: a code.
  reason text not null default '' check (length(reason) <= 60),
  -- How often a person asked for it again; part of the key a provider knows it by.
  round smallint not null default 0 check (round between 0 and 100),
  tries smallint not null default 0 check (tries between 0 and 100),
  provider_ref text check (length(provider_ref) <= 200),
  -- The day of the shop on which it was counted against what a person may be sent.
  counted_on date,
  worth_until timestamptz not null,
  due_at timestamptz,
  created_at timestamptz not null,
  sent_at timestamptz,
  ended_at timestamptz,
  primary key (tenant_id, id),
  -- Sent once per channel.
  unique (tenant_id, message_id, channel),
  foreign key (tenant_id, message_id) references messages (tenant_id, id),
  check ((state in ('queued', 'sending', 'held')) = (due_at is not null)),
  check (sealed is null or due_at is not null or state in ('failed', 'unknown', 'skipped')),
  check (state not in ('failed', 'unknown', 'skipped') or reason <> '')
);
create index message_sends_due on message_sends (due_at) where due_at is not null;
create index message_sends_by_newest on message_sends (tenant_id, created_at desc, id desc);
create index message_sends_by_state on message_sends (tenant_id, state, created_at desc, id desc);
select tenant_table('message_sends');
select sweep_reads('message_sends', 'tenant_id, id, due_at');

-- How many offers a person was sent on a day of the shop.
create table message_days (
  tenant_id uuid not null,
  customer_id uuid not null,
  day date not null,
  sent smallint not null check (sent >= 0),
  primary key (tenant_id, customer_id, day)
);
select tenant_table('message_days');
