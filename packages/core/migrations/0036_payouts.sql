-- Money that leaves the shop for the people who earned it: who they are, what they ask for, and how it is paid.

-- How a shop pays out, as its merchant set it; defaults and bounds stand in core/payouts/payout-settings.ts.
create table payout_settings (
  tenant_id uuid not null primary key,
  settings jsonb not null check (jsonb_typeof(settings) = 'object' and octet_length(settings::text) <= 16384),
  version integer not null check (version > 0),
  updated_at timestamptz not null
);
select tenant_table('payout_settings', 'select, insert, update');

-- Who is paid: real name, identity number and account, sealed with the shop's key; readable is only what is masked.
create table payees (
  tenant_id uuid not null,
  customer_id uuid not null,
  identity_sealed bytea not null,
  -- For equality only: two accounts of one person are one taxpayer.
  person_hash bytea not null,
  name_masked text not null check (length(name_masked) between 1 and 40),
  number_masked text not null check (length(number_masked) between 1 and 40),
  way text not null check (way in ('wechat', 'alipay', 'bank')),
  account_masked text not null check (length(account_masked) between 1 and 80),
  -- Which text was agreed to, and when.
  consent text not null check (length(consent) between 1 and 40),
  consented_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, customer_id),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id)
);
create index payees_person on payees (tenant_id, person_hash);
select tenant_table('payees');

-- What is paid by hand together: opened with a fixed list, every row of it is marked paid or taken out.
create table payout_batches (
  tenant_id uuid not null,
  id uuid not null,
  listed integer not null check (listed between 1 and 500),
  listed_fen bigint not null check (listed_fen > 0),
  opened_by text not null check (length(opened_by) between 1 and 40),
  opened_at timestamptz not null,
  closed_at timestamptz,
  primary key (tenant_id, id)
);
select tenant_table('payout_batches', 'select, insert');
grant update (closed_at) on payout_batches to mamapu_app;

-- One wish to be paid. Amounts, tax, who and where to are frozen when it is asked; only what becomes of it changes.
create table withdrawals (
  tenant_id uuid not null,
  id uuid not null,
  payee_id uuid not null,
  request_id text not null check (length(request_id) between 1 and 255),
  amount_fen bigint not null check (amount_fen > 0),
  fee_fen bigint not null check (fee_fen >= 0),
  tax_fen bigint not null check (tax_fen >= 0),
  net_fen bigint not null check (net_fen > 0),
  check (amount_fen = fee_fen + tax_fen + net_fen),
  -- Why so much tax: the rule, the month of the shop it counts to, and what the person had in that month before.
  tax_kind text not null check (tax_kind in ('none', 'labour')),
  tax_month text not null check (length(tax_month) = 7),
  income_before_fen bigint not null check (income_before_fen >= 0),
  tax_before_fen bigint not null check (tax_before_fen >= 0),
  person_hash bytea not null,
  identity_sealed bytea not null,
  name_masked text not null check (length(name_masked) between 1 and 40),
  way text not null check (way in ('wechat', 'alipay', 'bank')),
  account_masked text not null check (length(account_masked) between 1 and 80),
  -- `hand`, or the provider that pays it.
  route text not null check (length(route) between 1 and 30),
  state text not null check (state in ('review', 'second', 'approved', 'batched', 'sending', 'awaiting', 'paid', 'confirmed',
                                       'disputed', 'rejected', 'cancelled', 'failed', 'expired', 'returned')),
  needs_second boolean not null,
  -- Null until somebody decided; `system` below the shop's own threshold.
  approved_by text check (length(approved_by) between 1 and 40),
  seconded_by text check (length(seconded_by) between 1 and 40),
  batch_id uuid,
  paid_reference text check (length(paid_reference) between 1 and 100),
  paid_picture uuid,
  provider_ref text check (length(provider_ref) between 1 and 100),
  confirm_url text check (length(confirm_url) <= 500),
  reason text not null default '' check (length(reason) <= 300),
  attempts integer not null default 0 check (attempts >= 0),
  -- When a job looks at it next: a try, a question to the provider, or the silent confirmation.
  due_at timestamptz,
  asked_at timestamptz not null,
  paid_at timestamptz,
  done_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, payee_id, request_id),
  foreign key (tenant_id, payee_id) references customers (tenant_id, id),
  foreign key (tenant_id, batch_id) references payout_batches (tenant_id, id),
  foreign key (tenant_id, paid_picture) references media (tenant_id, id),
  -- Four eyes: the second pair is another person's, and nothing that needs it leaves without.
  check (seconded_by is null or seconded_by <> approved_by),
  check (not needs_second or state in ('review', 'second', 'rejected', 'cancelled') or seconded_by is not null),
  check (state not in ('paid', 'confirmed', 'disputed', 'returned') or paid_at is not null)
);
create index withdrawals_of_payee on withdrawals (tenant_id, payee_id, id);
create index withdrawals_by_state on withdrawals (tenant_id, state, id);
create index withdrawals_of_person on withdrawals (tenant_id, person_hash, tax_month);
create index withdrawals_of_batch on withdrawals (tenant_id, batch_id) where batch_id is not null;
create index withdrawals_paid on withdrawals (tenant_id, paid_at) where paid_at is not null;
create index withdrawals_due on withdrawals (due_at) where due_at is not null;
select tenant_table('withdrawals', 'select, insert');
grant update (state, approved_by, seconded_by, batch_id, paid_reference, paid_picture, provider_ref, confirm_url, reason,
              attempts, due_at, paid_at, done_at) on withdrawals to mamapu_app;
select sweep_reads('withdrawals', 'tenant_id, id, state, due_at');

-- Who did what to it; both sides see it, nobody changes it.
create table withdrawal_history (
  tenant_id uuid not null,
  withdrawal_id uuid not null,
  step integer not null check (step > 0),
  action text not null check (length(action) between 1 and 20),
  from_state text check (length(from_state) <= 20),
  to_state text not null check (length(to_state) between 1 and 20),
  -- A staff id, `payee`, `provider` or `system`.
  actor text not null check (length(actor) between 1 and 40),
  note text not null default '' check (length(note) <= 300),
  at timestamptz not null,
  primary key (tenant_id, withdrawal_id, step),
  foreign key (tenant_id, withdrawal_id) references withdrawals (tenant_id, id)
);
select tenant_table('withdrawal_history', 'select, insert');

-- The books of the sandbox that pays out: the other side's, known to shops only by its answers.
create table sandbox_transfers (
  tenant_id uuid not null,
  id uuid not null,
  merchant_ref text not null check (length(merchant_ref) between 1 and 64),
  amount_fen bigint not null check (amount_fen > 0),
  -- Whose account, as a digest: a repeat under the same reference must name the same.
  payee_digest text not null check (length(payee_digest) between 1 and 64),
  notify_url text not null check (length(notify_url) <= 500),
  return_url text not null check (length(return_url) <= 500),
  state text not null check (state in ('awaiting', 'confirmed', 'expired', 'failed')),
  expires_at timestamptz not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, merchant_ref)
);
select tenant_table('sandbox_transfers', 'select, insert, update');
