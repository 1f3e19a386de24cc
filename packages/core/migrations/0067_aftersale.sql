-- After-sale: what a shopper asks for of an order, how the shop answers, and what both do until it is over.

-- Units an open case asks back before they were sent: nobody packs them meanwhile.
alter table order_lines add column held_units integer not null default 0;
-- Of what was refunded, units that had been sent; the rest never left the shelf.
alter table order_lines add column returned_units integer not null default 0;
-- Kept back of what the refunded units cost, for a reason said at the inspection.
alter table order_lines add column withheld_fen bigint not null default 0;
-- Units another order stands for since they were exchanged.
alter table order_lines add column exchanged_units integer not null default 0;
alter table order_lines add constraint order_lines_aftersale check (
  held_units between 0 and quantity and returned_units between 0 and refunded_units and withheld_fen >= 0
  and refunded_fen + withheld_fen <= paid_fen and exchanged_units between 0 and quantity);

create table aftersale_cases (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  customer_id uuid,
  kind text not null check (kind in ('refund', 'return', 'exchange')),
  -- Whether the goods had left the shop when it was asked.
  was_sent boolean not null,
  state text not null check (state in ('asked', 'refused', 'escalated', 'sending', 'sent', 'arrived', 'refunded', 'exchanged', 'closed')),
  reason text not null check (length(reason) between 1 and 30),
  -- Sealed: people write about themselves and their children.
  text_sealed bytea,
  refusals integer not null default 0 check (refusals between 0 and 2),
  -- How it ended: a code; null while it goes on.
  ending text check (length(ending) between 1 and 30),
  -- What happens then by itself follows from the state.
  due_at timestamptz,
  remind_at timestamptz,
  return_sealed bytea,
  carrier text check (length(carrier) between 1 and 40),
  tracking_number text check (length(tracking_number) between 1 and 60),
  refund_id uuid,
  replacement_id uuid,
  opened_at timestamptz not null,
  moved_at timestamptz not null,
  closed_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id),
  foreign key (tenant_id, refund_id) references refunds (tenant_id, id),
  foreign key (tenant_id, replacement_id) references orders (tenant_id, id),
  check ((state in ('refunded', 'exchanged', 'closed')) = (closed_at is not null)),
  check ((closed_at is not null) = (ending is not null)),
  -- Nobody waits for ever: while it goes on it has a deadline.
  check ((closed_at is null) = (due_at is not null)),
  check (remind_at is null or remind_at < due_at),
  check ((state = 'exchanged') = (replacement_id is not null))
);
create index aftersale_cases_of_order on aftersale_cases (tenant_id, order_id, id);
create index aftersale_cases_by_due on aftersale_cases (tenant_id, state, due_at, id);
create index aftersale_cases_by_moved on aftersale_cases (tenant_id, moved_at desc, id desc);
create index aftersale_cases_due on aftersale_cases (least(due_at, remind_at)) where due_at is not null;
select tenant_table('aftersale_cases', 'select, insert');
grant update (state, refusals, ending, due_at, remind_at, return_sealed, carrier, tracking_number, refund_id, replacement_id,
              moved_at, closed_at) on aftersale_cases to mamapu_app;
select sweep_reads('aftersale_cases', 'tenant_id, id, state, due_at, remind_at');

create table aftersale_lines (
  tenant_id uuid not null,
  case_id uuid not null,
  order_id uuid not null,
  line_id uuid not null,
  units integer not null check (units > 0),
  is_open boolean not null,
  -- Exchange: what is sent instead, and the line it is sent by.
  wanted_sku uuid,
  replacement_line uuid,
  -- What came of it: units refunded or exchanged, sold again, and money kept back of them.
  done_units integer not null default 0 check (done_units between 0 and units),
  restocked_units integer not null default 0 check (restocked_units between 0 and done_units),
  less_fen bigint not null default 0 check (less_fen >= 0),
  primary key (tenant_id, case_id, line_id),
  foreign key (tenant_id, case_id) references aftersale_cases (tenant_id, id),
  foreign key (tenant_id, order_id, line_id) references order_lines (tenant_id, order_id, id)
);
-- A line is in one open case at a time.
create unique index aftersale_lines_open on aftersale_lines (tenant_id, order_id, line_id) where is_open;
create index aftersale_lines_by_replacement on aftersale_lines (tenant_id, replacement_line) where replacement_line is not null;
create index aftersale_lines_by_line on aftersale_lines (tenant_id, order_id, line_id);
select tenant_table('aftersale_lines', 'select, insert');
grant update (is_open, done_units, restocked_units, less_fen, replacement_line) on aftersale_lines to mamapu_app;

-- Who did and said what; both sides see it, nobody changes it.
create table aftersale_steps (
  tenant_id uuid not null,
  case_id uuid not null,
  step integer not null check (step between 1 and 200),
  action text not null check (length(action) between 1 and 20),
  from_state text check (length(from_state) <= 20),
  to_state text not null check (length(to_state) between 1 and 20),
  -- A staff id, `shopper` or `system`.
  actor text not null check (length(actor) between 1 and 40),
  note_sealed bytea,
  at timestamptz not null,
  primary key (tenant_id, case_id, step),
  foreign key (tenant_id, case_id) references aftersale_cases (tenant_id, id)
);
select tenant_table('aftersale_steps', 'select, insert');

-- Pictures a shopper sent with it: named by content, encoded anew, not among the shop's own.
create table aftersale_pictures (
  tenant_id uuid not null,
  case_id uuid not null,
  position integer not null check (position between 1 and 12),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  width integer not null check (width > 0),
  height integer not null check (height > 0),
  primary key (tenant_id, case_id, position),
  foreign key (tenant_id, case_id) references aftersale_cases (tenant_id, id)
);
select tenant_table('aftersale_pictures', 'select, insert');

-- How a shop answers; defaults and bounds stand in core/aftersale/aftersale-settings.ts.
create table aftersale_settings (
  tenant_id uuid not null primary key,
  settings jsonb not null check (jsonb_typeof(settings) = 'object' and octet_length(settings::text) <= 8192),
  -- Where goods are sent back to, several, sealed as one list.
  addresses_sealed bytea,
  version integer not null check (version > 0),
  updated_at timestamptz not null
);
select tenant_table('aftersale_settings', 'select, insert, update');

-- What was promised about sending a product back, and since when: an order goes by what stood when it was placed.
create table return_rules (
  tenant_id uuid not null,
  product_id uuid not null,
  since timestamptz not null,
  rule text not null check (rule in ('seven_days', 'none', 'custom')),
  -- Why the law lets it be without: a code; only where the rule is none.
  ground text check (ground in ('custom_made', 'perishable', 'opened_hygiene', 'digital', 'press', 'agreed')),
  words text not null default '' check (length(words) <= 200),
  primary key (tenant_id, product_id, since),
  foreign key (tenant_id, product_id) references products (tenant_id, id),
  check ((rule = 'none') = (ground is not null)),
  check ((rule = 'custom') = (words <> ''))
);
select tenant_table('return_rules', 'select, insert');

-- The order an exchange was sent by, of which it makes up goods: it is free and counts as no sale.
alter table orders add column exchange_of uuid;
alter table orders add constraint orders_exchange_of foreign key (tenant_id, exchange_of) references orders (tenant_id, id);
