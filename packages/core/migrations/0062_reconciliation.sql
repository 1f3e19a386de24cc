-- Which day of a provider's books is compared next for a shop, and when: one row per (shop, provider), made with its first payment.
create table bill_clocks (
  tenant_id uuid not null,
  id uuid not null,
  provider text not null check (provider ~ '^[a-z][a-z0-9-]{0,30}$'),
  -- Empty until somebody has looked at the row for the first time.
  next_day text not null default '' check (next_day = '' or next_day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  due_at timestamptz not null,
  begun_at timestamptz not null,
  tries integer not null default 0 check (tries >= 0),
  -- Why the day could not be compared yet; empty when nothing is wrong.
  fault text not null default '' check (length(fault) <= 300),
  primary key (tenant_id, id),
  unique (tenant_id, provider)
);
create index bill_clocks_due on bill_clocks (due_at);
select tenant_table('bill_clocks', 'select, insert, update');
select sweep_reads('bill_clocks', 'tenant_id, id, due_at');

-- A day that was compared: what the provider's bill says moved on it. Written once.
create table bill_days (
  tenant_id uuid not null,
  provider text not null,
  day text not null check (day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  payments integer not null check (payments >= 0),
  payments_fen bigint not null check (payments_fen >= 0),
  refunds integer not null check (refunds >= 0),
  refunds_fen bigint not null check (refunds_fen >= 0),
  differences integer not null check (differences >= 0),
  compared_at timestamptz not null,
  primary key (tenant_id, provider, day)
);
select tenant_table('bill_days', 'select, insert');

-- What a bill and our books do not agree about. Nothing is mended by itself: it is asked about again, or looked at with a note.
create table bill_differences (
  tenant_id uuid not null,
  id uuid not null,
  provider text not null,
  day text not null,
  kind text not null check (kind in ('unknown_here', 'unpaid_here', 'refund_open_here', 'amount_differs', 'number_differs', 'twice_there', 'missing_there')),
  subject text not null check (subject in ('payment', 'refund')),
  -- By what it is one and the same difference: the provider's number, or ours where the provider has none.
  name text not null check (length(name) between 1 and 100),
  ours uuid,
  order_id uuid,
  there_fen bigint check (there_fen >= 0),
  here_fen bigint check (here_fen >= 0),
  here_state text not null default '' check (length(here_state) <= 20),
  state text not null default 'open' check (state in ('open', 'solved', 'looked_at')),
  note text not null default '' check (length(note) <= 500),
  actor text not null default '' check (length(actor) <= 40),
  found_at timestamptz not null,
  decided_at timestamptz,
  check ((state = 'open') = (decided_at is null)),
  primary key (tenant_id, id),
  unique (tenant_id, provider, day, kind, subject, name),
  foreign key (tenant_id, provider, day) references bill_days (tenant_id, provider, day)
);
create index bill_differences_open on bill_differences (tenant_id, found_at) where state = 'open';
select tenant_table('bill_differences', 'select, insert');
grant update (state, note, actor, decided_at) on bill_differences to mamapu_app;

-- The day of the bill a movement was found on; what was never found on one is missing there.
alter table payments add column billed_on text not null default '';
alter table refunds add column billed_on text not null default '';
create index payments_unbilled on payments (tenant_id, provider, paid_at) where transaction_id is not null and billed_on = '';
create index refunds_unbilled on refunds (tenant_id, done_at) where state = 'done' and billed_on = '';
