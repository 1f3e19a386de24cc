-- Campaigns: dated instances of mechanics. Whether one runs is read off the clock; jobs only do what happens at its edges.

create table campaigns (
  tenant_id uuid not null,
  id uuid not null,
  plugin text not null check (plugin ~ '^[a-z][a-z0-9-]{1,30}$'),
  label text not null check (length(label) between 1 and 60),
  -- Checked against the mechanic's schema when written and again when compiled.
  config jsonb not null,
  -- What the merchant said; scheduled, announced, running and ended are computed.
  said text not null default 'draft' check (said in ('draft', 'published', 'paused', 'cancelled')),
  is_archived boolean not null default false,
  -- One window, or a recurrence {every, days, times, from, until} in the store's zone.
  starts_at timestamptz,
  ends_at timestamptz,
  recurrence jsonb,
  announce_minutes integer check (announce_minutes between 1 and 43200),
  audience jsonb not null default '{"kind": "everyone"}',
  scope jsonb not null,
  priority integer not null default 0 check (priority between -1000 and 1000),
  published_at timestamptz,
  -- Ended early, or cancelled: nothing runs from here on.
  cut_at timestamptz,
  -- The round whose own units are set aside.
  pools_round text,
  -- Edges of rounds that ended before `edges_from` are in effect; the next one is due at `next_edge_at`, null when none is left.
  edges_from timestamptz,
  next_edge_at timestamptz,
  version integer not null default 1,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  check ((recurrence is null) = (starts_at is not null)),
  check ((starts_at is null) = (ends_at is null)),
  check (ends_at > starts_at),
  check (said = 'draft' or published_at is not null or said = 'cancelled'),
  check (said <> 'cancelled' or cut_at is not null),
  check (next_edge_at is null or said in ('published', 'paused')),
  check (not is_archived or next_edge_at is null)
);
create index campaigns_due on campaigns (next_edge_at) where next_edge_at is not null;
create index campaigns_live on campaigns (tenant_id, id) where next_edge_at is not null;
select tenant_table('campaigns');
select sweep_reads('campaigns', 'tenant_id, id, next_edge_at');

-- Single days of a recurring campaign that are left out, moved or added.
create table campaign_dates (
  tenant_id uuid not null,
  campaign_id uuid not null,
  date date not null,
  act text not null check (act in ('skip', 'move', 'add')),
  to_date date,
  from_time text check (from_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  to_time text check (to_time ~ '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$'),
  primary key (tenant_id, campaign_id, date),
  foreign key (tenant_id, campaign_id) references campaigns (tenant_id, id) on delete cascade,
  check ((act = 'move') = (to_date is not null)),
  check ((from_time is null) = (to_time is null))
);
select tenant_table('campaign_dates');

-- What happened at the edges of rounds: the key makes each happen once, whoever comes first.
create table campaign_boundaries (
  tenant_id uuid not null,
  campaign_id uuid not null,
  round text not null check (round ~ '^[0-9]{8}T[0-9]{4}$'),
  edge text not null check (edge in ('announce', 'soon', 'start', 'end')),
  due_at timestamptz not null,
  done_at timestamptz not null,
  primary key (tenant_id, campaign_id, round, edge),
  foreign key (tenant_id, campaign_id) references campaigns (tenant_id, id) on delete cascade
);
select tenant_table('campaign_boundaries', 'select, insert');
