-- Whom to remind of which order, and when. Sent once.

create table run_out_reminders (
  tenant_id uuid not null,
  order_id uuid not null,
  customer_id uuid not null,
  due_at timestamptz not null,
  sent_at timestamptz,
  primary key (tenant_id, order_id)
);
create index run_out_reminders_due on run_out_reminders (tenant_id, due_at) where sent_at is null;
select tenant_table('run_out_reminders');
