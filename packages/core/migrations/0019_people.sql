-- What is known of customers that mechanics and audiences look at: level, growth, tags, birthday.

alter table customers
  add growth bigint not null default 0 check (growth >= 0),
  -- Month and day as 100 × month + day, given by the shopper; never a year.
  add birthday smallint check (birthday between 101 and 1231);
create index customers_by_level on customers (tenant_id, level, id);
create index customers_by_birthday on customers (tenant_id, birthday, id) where birthday is not null;

-- A shop's levels in the order of `rank`; customers.level names one of them or is empty.
create table customer_levels (
  tenant_id uuid not null,
  level text not null check (level ~ '^[a-z][a-z0-9-]{0,19}$'),
  rank integer not null check (rank between 1 and 100),
  title text not null check (length(title) between 1 and 20),
  title_en text not null check (length(title_en) between 1 and 40),
  primary key (tenant_id, level)
);
select tenant_table('customer_levels');

-- Every change of a level, for ever.
create table customer_level_changes (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  from_level text not null,
  to_level text not null,
  reason text not null check (length(reason) between 1 and 60),
  -- The plugin or the staff member who said so.
  actor text not null,
  at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id),
  check (from_level <> to_level)
);
create index customer_level_changes_by_customer on customer_level_changes (tenant_id, customer_id, at desc, id desc);
select tenant_table('customer_level_changes', 'select, insert');

create table customer_tags (
  tenant_id uuid not null,
  customer_id uuid not null,
  tag text not null check (length(tag) between 1 and 30),
  actor text not null,
  at timestamptz not null,
  primary key (tenant_id, customer_id, tag),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id)
);
create index customer_tags_by_tag on customer_tags (tenant_id, tag, customer_id);
select tenant_table('customer_tags');

-- Whether a person has bought before, whoever was signed in.
create index orders_by_person on orders (tenant_id, person_key) where person_key is not null and paid_at is not null;
