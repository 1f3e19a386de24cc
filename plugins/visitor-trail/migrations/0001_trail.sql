-- Visitors who were asked whether a friend may see what they look at: one row per browser, held by whoever writes about it.
create table visitor_trail_visitors (
  tenant_id uuid not null,
  visitor_key text not null check (visitor_key ~ '^[0-9a-f]{32}$'),
  -- Who signed in there, where somebody did.
  customer_id uuid,
  -- The last no: what was looked at until then is not kept, however late it is told.
  refused_at timestamptz,
  seen_at timestamptz not null,
  primary key (tenant_id, visitor_key)
);
create index visitor_trail_visitors_by_customer on visitor_trail_visitors (tenant_id, customer_id);
create index visitor_trail_visitors_by_time on visitor_trail_visitors (tenant_id, seen_at);
select tenant_table('visitor_trail_visitors');

-- What they looked at, for the one whose link brought them; forgotten after at most thirty days.
create table visitor_trail_looks (
  tenant_id uuid not null,
  owner_id uuid not null,
  visitor_key text not null,
  product_id uuid not null,
  last_at timestamptz not null,
  primary key (tenant_id, owner_id, visitor_key, product_id),
  foreign key (tenant_id, visitor_key) references visitor_trail_visitors (tenant_id, visitor_key) on delete cascade
);
create index visitor_trail_looks_by_owner on visitor_trail_looks (tenant_id, owner_id, last_at desc);
create index visitor_trail_looks_by_visitor on visitor_trail_looks (tenant_id, visitor_key, last_at desc);
create index visitor_trail_looks_by_time on visitor_trail_looks (tenant_id, last_at);
select tenant_table('visitor_trail_looks');
