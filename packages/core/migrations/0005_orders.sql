-- Orders and everything they were promised, payments, refunds, shipments.

create table orders (
  tenant_id uuid not null,
  id uuid not null,
  number text not null check (number ~ '^[0-9]{14}$'),
  customer_id uuid,
  -- The keyed hash that joins one person's accounts and guest orders; null when nobody was verified.
  person_key bytea,
  state text not null check (state in ('unpaid', 'paid', 'shipped', 'received', 'completed', 'cancelled', 'refunded')),
  goods_fen bigint not null check (goods_fen >= 0),
  discount_fen bigint not null check (discount_fen between 0 and goods_fen),
  shipping_fen bigint not null check (shipping_fen >= 0),
  payable_fen bigint not null,
  paid_fen bigint not null default 0,
  refunded_fen bigint not null default 0,
  shipping_refunded_fen bigint not null default 0 check (shipping_refunded_fen between 0 and shipping_fen),
  region_code text not null default '',
  address_sealed bytea not null,
  phone_hash bytea not null,
  phone_last4_hash bytea not null,
  -- Shown to the merchant in lists: the name's first character and the phone's last digits.
  contact_masked text not null default '',
  remark text not null default '' check (length(remark) <= 300),
  token_hash bytea not null,
  decision jsonb not null,
  config_version bigint not null,
  pay_before timestamptz not null,
  complete_after timestamptz,
  cancel_reason text,
  -- Whether the deadline ended it or somebody said so: late money wakes up only what the deadline ended.
  cancelled_by text check (cancelled_by in ('expire', 'cancel')),
  placed_at timestamptz not null,
  paid_at timestamptz,
  shipped_at timestamptz,
  received_at timestamptz,
  completed_at timestamptz,
  cancelled_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  unique (tenant_id, token_hash),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id),
  check (payable_fen = goods_fen - discount_fen + shipping_fen),
  check (paid_fen in (0, payable_fen)),
  check (refunded_fen between 0 and paid_fen),
  check ((state = 'unpaid') <= (paid_at is null)),
  check (octet_length(decision::text) <= 32768)
);
create index orders_by_newest on orders (tenant_id, placed_at desc, id desc);
create index orders_by_state on orders (tenant_id, state, placed_at desc, id desc);
create index orders_by_customer on orders (tenant_id, customer_id, placed_at desc);
create index orders_by_phone on orders (tenant_id, phone_hash);
create index orders_unpaid_due on orders (pay_before) where state = 'unpaid';
create index orders_complete_due on orders (complete_after) where state in ('shipped', 'received');
select tenant_table('orders', 'select, insert, update');
select sweep_reads('orders', 'tenant_id, id, state, pay_before, complete_after');

create table order_lines (
  tenant_id uuid not null,
  order_id uuid not null,
  id uuid not null,
  position integer not null,
  sku_id uuid not null,
  product_id uuid not null,
  title text not null,
  options text not null default '',
  code text not null,
  media_hash text,
  quantity integer not null check (quantity > 0),
  everyday_unit_fen bigint not null,
  unit_fen bigint not null check (unit_fen >= 0),
  discount_fen bigint not null check (discount_fen >= 0),
  paid_fen bigint not null check (paid_fen >= 0),
  cost_fen bigint,
  weight_gram integer not null default 0,
  shipped_units integer not null default 0,
  refunded_units integer not null default 0,
  refunded_fen bigint not null default 0,
  primary key (tenant_id, order_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id),
  check (paid_fen = unit_fen * quantity - discount_fen),
  check (shipped_units between 0 and quantity),
  check (refunded_units between 0 and quantity),
  check (refunded_fen between 0 and paid_fen)
);
create index order_lines_by_sku on order_lines (tenant_id, sku_id);
create index order_lines_by_product on order_lines (tenant_id, product_id);
select tenant_table('order_lines', 'select, insert, update');

-- Every discount, frozen per line with its weight.
create table order_allocations (
  tenant_id uuid not null,
  order_id uuid not null,
  line_id uuid not null,
  offer_id text not null,
  plugin text not null,
  amount_fen bigint not null check (amount_fen > 0),
  weight_fen bigint not null check (weight_fen >= 0),
  primary key (tenant_id, order_id, line_id, offer_id),
  foreign key (tenant_id, order_id, line_id) references order_lines (tenant_id, order_id, id)
);
create index order_allocations_by_offer on order_allocations (tenant_id, plugin, offer_id);
select tenant_table('order_allocations', 'select, insert');

create table order_history (
  tenant_id uuid not null,
  order_id uuid not null,
  id uuid not null,
  from_state text,
  to_state text not null,
  action text not null,
  actor text not null,
  note text not null default '',
  at timestamptz not null,
  primary key (tenant_id, order_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id)
);
select tenant_table('order_history', 'select, insert');

-- Browsers that may open an order: the one that placed it, and those that knew the phone's last digits.
create table order_devices (
  tenant_id uuid not null,
  order_id uuid not null,
  session_hash bytea not null,
  at timestamptz not null,
  primary key (tenant_id, order_id, session_hash),
  foreign key (tenant_id, order_id) references orders (tenant_id, id)
);
select tenant_table('order_devices', 'select, insert');

-- Wrong guesses of the last digits, per order.
create table order_gates (
  tenant_id uuid not null,
  order_id uuid not null,
  failures integer not null check (failures > 0),
  since timestamptz not null,
  primary key (tenant_id, order_id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id)
);
select tenant_table('order_gates');

create table payments (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  provider text not null,
  amount_fen bigint not null check (amount_fen >= 0),
  state text not null check (state in ('created', 'paid', 'closed', 'late')),
  -- The provider's own number, unique so that one payment of theirs is never two of ours.
  transaction_id text,
  cashier_url text not null default '',
  created_at timestamptz not null,
  expires_at timestamptz not null,
  paid_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, provider, transaction_id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id),
  check ((state in ('paid', 'late')) = (transaction_id is not null))
);
create index payments_by_order on payments (tenant_id, order_id);
-- At most one capture is kept per order; a second one is `late` and goes back.
create unique index payments_one_kept on payments (tenant_id, order_id) where state = 'paid';
select tenant_table('payments', 'select, insert, update');

create table refunds (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  -- None for an order that cost nothing: then nothing is paid back either.
  payment_id uuid,
  kind text not null check (kind in ('merchant', 'late')),
  amount_fen bigint not null check (amount_fen >= 0),
  shipping_fen bigint not null default 0 check (shipping_fen >= 0),
  state text not null check (state in ('waiting', 'sent', 'done', 'failed')),
  reason text not null default '' check (length(reason) <= 300),
  actor text not null,
  attempts integer not null default 0,
  next_try_at timestamptz,
  provider_ref text,
  last_error text not null default '',
  created_at timestamptz not null,
  done_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id),
  foreign key (tenant_id, payment_id) references payments (tenant_id, id),
  check (payment_id is not null or amount_fen = 0)
);
create index refunds_by_order on refunds (tenant_id, order_id);
create index refunds_due on refunds (next_try_at) where state in ('waiting', 'sent');
-- Late money goes back once.
create unique index refunds_one_late on refunds (tenant_id, payment_id) where kind = 'late';
select tenant_table('refunds', 'select, insert, update');
select sweep_reads('refunds', 'tenant_id, id, state, next_try_at');

create table refund_lines (
  tenant_id uuid not null,
  refund_id uuid not null,
  order_id uuid not null,
  line_id uuid not null,
  units integer not null check (units >= 0),
  amount_fen bigint not null check (amount_fen >= 0),
  -- How many of them may be sold again.
  restocked_units integer not null check (restocked_units between 0 and units),
  primary key (tenant_id, refund_id, line_id),
  foreign key (tenant_id, refund_id) references refunds (tenant_id, id),
  foreign key (tenant_id, order_id, line_id) references order_lines (tenant_id, order_id, id)
);
create index refund_lines_by_line on refund_lines (tenant_id, order_id, line_id);
select tenant_table('refund_lines', 'select, insert');

create table shipments (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  carrier text not null check (length(carrier) between 1 and 40),
  tracking_number text not null check (length(tracking_number) between 1 and 60),
  actor text not null,
  shipped_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id)
);
create index shipments_by_order on shipments (tenant_id, order_id);
select tenant_table('shipments', 'select, insert, update');

create table shipment_lines (
  tenant_id uuid not null,
  shipment_id uuid not null,
  order_id uuid not null,
  line_id uuid not null,
  units integer not null check (units > 0),
  primary key (tenant_id, shipment_id, line_id),
  foreign key (tenant_id, shipment_id) references shipments (tenant_id, id),
  foreign key (tenant_id, order_id, line_id) references order_lines (tenant_id, order_id, id)
);
create index shipment_lines_by_line on shipment_lines (tenant_id, order_id, line_id);
select tenant_table('shipment_lines', 'select, insert');

-- The sandbox cashier's own books: what a real provider would keep on its side.
create table cashier_payments (
  tenant_id uuid not null,
  id uuid not null,
  merchant_ref text not null,
  amount_fen bigint not null,
  description text not null,
  notify_url text not null,
  return_url text not null,
  state text not null check (state in ('open', 'paid', 'closed')),
  expires_at timestamptz not null,
  created_at timestamptz not null,
  paid_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, merchant_ref)
);
select tenant_table('cashier_payments');

create table cashier_refunds (
  tenant_id uuid not null,
  id uuid not null,
  payment_id uuid not null,
  merchant_ref text not null,
  amount_fen bigint not null check (amount_fen > 0),
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, merchant_ref),
  foreign key (tenant_id, payment_id) references cashier_payments (tenant_id, id)
);
select tenant_table('cashier_refunds');
