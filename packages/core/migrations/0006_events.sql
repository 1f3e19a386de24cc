-- Events (outbox), their effects, plugins, ledger.

create table outbox (
  tenant_id uuid not null,
  id uuid not null,
  name text not null check (length(name) between 1 and 60),
  payload jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'done')),
  at timestamptz not null,
  sent_at timestamptz,
  primary key (tenant_id, id)
);
create index outbox_waiting on outbox (at, id) where state = 'waiting';
create index outbox_sent on outbox (sent_at) where state = 'sent';
select tenant_table('outbox');
select sweep_reads('outbox', 'tenant_id, id, state, at, sent_at');

-- One row per (handler, event): written in the handler's own transaction, so that a repeat does nothing.
create table event_effects (
  tenant_id uuid not null,
  event_id uuid not null,
  handler text not null check (length(handler) between 1 and 120),
  at timestamptz not null,
  primary key (tenant_id, event_id, handler)
);
select tenant_table('event_effects', 'select, insert, delete');

create table plugin_switches (
  tenant_id uuid not null,
  plugin_id text not null check (plugin_id ~ '^[a-z][a-z0-9-]{1,40}$'),
  is_on boolean not null,
  settings jsonb not null default '{}',
  settings_version integer not null default 1,
  switched_at timestamptz not null,
  primary key (tenant_id, plugin_id)
);
select tenant_table('plugin_switches');

create table plugin_breakers (
  tenant_id uuid not null,
  plugin_id text not null,
  hook text not null,
  opened_at timestamptz not null,
  reason text not null,
  primary key (tenant_id, plugin_id, hook)
);
select tenant_table('plugin_breakers');

-- Double entry: one row is one transfer, so every unit sums to zero by construction. Append-only.
create table ledger_transfers (
  tenant_id uuid not null,
  id uuid not null,
  unit text not null check (unit in ('CNY', 'points')),
  debit text not null check (length(debit) between 1 and 120),
  credit text not null check (length(credit) between 1 and 120),
  amount bigint not null check (amount > 0),
  cause text not null check (length(cause) between 1 and 120),
  leg text not null default '' check (length(leg) <= 60),
  -- plain: moves at once. pending: set aside until a post (moves) or a void (lets go) names it. reverse: takes back.
  kind text not null default 'plain' check (kind in ('plain', 'pending', 'post', 'void', 'reverse')),
  -- The transfer this one takes back (reverse), or settles (post, void).
  reverses uuid,
  at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, cause, leg),
  foreign key (tenant_id, reverses) references ledger_transfers (tenant_id, id),
  check (debit <> credit),
  check ((kind in ('plain', 'pending')) = (reverses is null)),
  -- One payee per transfer: two payees never wait for each other.
  check (not (starts_with(debit, 'payee:') and starts_with(credit, 'payee:')))
);
create index ledger_transfers_by_debit on ledger_transfers (tenant_id, debit, unit, at);
create index ledger_transfers_by_credit on ledger_transfers (tenant_id, credit, unit, at);
create index ledger_transfers_by_reversed on ledger_transfers (tenant_id, reverses);
select tenant_table('ledger_transfers', 'select, insert');
