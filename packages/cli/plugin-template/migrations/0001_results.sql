-- What each round has brought, kept when it is over.

create table my_mechanic_results (
  tenant_id uuid not null,
  campaign_id uuid not null,
  round text not null check (length(round) between 1 and 20),
  orders integer not null check (orders >= 0),
  units integer not null check (units >= 0),
  sales_fen bigint not null check (sales_fen >= 0),
  kept_at timestamptz not null,
  primary key (tenant_id, campaign_id, round)
);
create index my_mechanic_results_by_age on my_mechanic_results (tenant_id, kept_at);
select tenant_table('my_mechanic_results');
