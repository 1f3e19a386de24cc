-- Tables of orders, made by a job page after page; what they were asked for and every page lie sealed, for a day.
create table order_exports (
  tenant_id uuid not null,
  id uuid not null,
  staff_id uuid not null,
  -- What was searched for may name somebody.
  ask_sealed bytea not null check (octet_length(ask_sealed) <= 6000),
  columns text not null check (length(columns) between 1 and 300),
  -- Holds names, phones or addresses.
  is_personal boolean not null,
  locale text not null check (locale in ('zh-CN', 'en')),
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed', 'expired')),
  rows_done integer not null default 0 check (rows_done between 0 and 50000),
  parts integer not null default 0 check (parts between 0 and 1000),
  -- There were more orders than one file holds.
  is_cut boolean not null default false,
  -- The last order that stands in it; the next page goes on from there.
  after_at timestamptz,
  after_id uuid,
  -- Times the job began since the last page that was written.
  tries integer not null default 0,
  created_at timestamptz not null,
  finished_at timestamptz,
  -- When somebody has to look at it again: a job that was lost, a file that is too old.
  due_at timestamptz,
  primary key (tenant_id, id),
  check ((after_at is null) = (after_id is null)),
  check ((due_at is null) = (state in ('failed', 'expired')))
);
create index order_exports_due on order_exports (due_at) where due_at is not null;
select tenant_table('order_exports', 'select, insert, update');
select sweep_reads('order_exports', 'tenant_id, id, due_at');

create table order_export_parts (
  tenant_id uuid not null,
  export_id uuid not null,
  part integer not null check (part between 1 and 1000),
  sealed bytea not null check (octet_length(sealed) <= 12000000),
  primary key (tenant_id, export_id, part),
  foreign key (tenant_id, export_id) references order_exports (tenant_id, id)
);
select tenant_table('order_export_parts', 'select, insert, delete');
