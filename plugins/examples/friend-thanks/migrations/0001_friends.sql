-- Who brought which browser, by their link; the latest one counts.

create table friend_thanks_visits (
  tenant_id uuid not null,
  visitor_key text not null check (length(visitor_key) <= 80),
  friend_id uuid not null,
  at timestamptz not null,
  primary key (tenant_id, visitor_key)
);
select tenant_table('friend_thanks_visits', 'select, insert, update');
