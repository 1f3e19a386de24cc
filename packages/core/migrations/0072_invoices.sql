-- Invoices a shopper asks for and the merchant makes out elsewhere; the paper lies sealed.
create table invoices (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  kind text not null check (kind in ('personal', 'company')),
  -- Title, tax number and e-mail of whom it is for.
  buyer_sealed bytea not null,
  title_masked text not null check (length(title_masked) <= 60),
  -- What was really kept when it was asked for, and from the moment it is issued what it says.
  amount_fen bigint not null check (amount_fen > 0),
  state text not null default 'asked' check (state in ('asked', 'issued', 'refused', 'withdrawn')),
  number text not null default '' check (length(number) <= 30),
  link text not null default '' check (length(link) <= 300),
  reason text not null default '' check (length(reason) <= 300),
  -- Something was refunded after it was issued: it is to be made out again in red.
  needs_red boolean not null default false,
  red_number text not null default '' check (length(red_number) <= 30),
  actor text not null default '',
  asked_at timestamptz not null,
  issued_at timestamptz,
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id),
  check ((state = 'issued') = (issued_at is not null)),
  check (state <> 'issued' or number <> '')
);
-- One that is asked for or issued per order; another once the first is refused, withdrawn or made out in red.
create unique index invoices_one_live on invoices (tenant_id, order_id) where state in ('asked', 'issued') and red_number = '';
create index invoices_by_state on invoices (tenant_id, state, id desc);
create index invoices_by_order on invoices (tenant_id, order_id, id desc);
select tenant_table('invoices', 'select, insert, update');

create table invoice_files (
  tenant_id uuid not null,
  invoice_id uuid not null,
  sealed bytea not null check (octet_length(sealed) <= 2900000),
  at timestamptz not null,
  primary key (tenant_id, invoice_id),
  foreign key (tenant_id, invoice_id) references invoices (tenant_id, id)
);
select tenant_table('invoice_files', 'select, insert, update');
