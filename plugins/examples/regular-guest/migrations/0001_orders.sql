-- Orders that count, and how many each customer has of them.

create table regular_guest_orders (
  tenant_id uuid not null,
  order_id uuid not null,
  customer_id uuid not null,
  primary key (tenant_id, order_id)
);
select tenant_table('regular_guest_orders', 'select, insert, delete');

create table regular_guest_customers (
  tenant_id uuid not null,
  customer_id uuid not null,
  orders integer not null check (orders >= 0),
  primary key (tenant_id, customer_id)
);
select tenant_table('regular_guest_customers', 'select, insert, update');
