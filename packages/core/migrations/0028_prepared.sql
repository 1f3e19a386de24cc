-- What a shopper laid ready before a round of a campaign begins: the variant, where it goes, and the total they saw. Sealed like every
-- address, kept until the round is over.
create table prepared_purchases (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid,
  session_hash bytea,
  campaign_id uuid not null,
  round text not null check (length(round) between 1 and 20),
  sku_id uuid not null,
  quantity integer not null check (quantity between 1 and 999),
  -- What the shopper saw it will cost at the start; another total is asked again.
  total_fen bigint not null check (total_fen >= 0),
  contact_sealed bytea not null,
  contact_masked text not null check (length(contact_masked) between 1 and 200),
  starts_at timestamptz not null,
  expires_at timestamptz not null,
  -- What became of it.
  order_id uuid,
  prepared_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, customer_id, campaign_id, round, sku_id),
  unique (tenant_id, session_hash, campaign_id, round, sku_id),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade,
  foreign key (tenant_id, campaign_id) references campaigns (tenant_id, id),
  foreign key (tenant_id, sku_id) references skus (tenant_id, id) on delete cascade,
  foreign key (tenant_id, order_id) references orders (tenant_id, id),
  check ((customer_id is null) <> (session_hash is null)),
  check (expires_at > starts_at)
);
create index prepared_purchases_due on prepared_purchases (expires_at);
select tenant_table('prepared_purchases');
select sweep_reads('prepared_purchases', 'tenant_id, id, expires_at');
