-- Who asked to be reminded of which round. Due when core tells that it is about to begin; sent once.

create table flash_sale_reminders (
  tenant_id uuid not null,
  campaign_id uuid not null,
  round text not null check (length(round) between 1 and 20),
  customer_id uuid not null,
  -- What the message leads to.
  sku_id uuid not null,
  asked_at timestamptz not null,
  due_at timestamptz,
  sent_at timestamptz check (sent_at >= due_at),
  primary key (tenant_id, campaign_id, round, customer_id)
);
create index flash_sale_reminders_due on flash_sale_reminders (tenant_id, due_at) where due_at is not null and sent_at is null;
create index flash_sale_reminders_by_customer on flash_sale_reminders (tenant_id, customer_id);
select tenant_table('flash_sale_reminders');
