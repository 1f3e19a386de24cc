-- Posters: asked for by plugins, drawn by a job, kept as files under what they are drawn from.
create table posters (
  tenant_id uuid not null,
  id uuid not null,
  -- Of everything it is drawn from: the same content is the same poster, drawn once. Names its file.
  key text not null check (key ~ '^[0-9a-f]{64}$'),
  template text not null check (template in ('product', 'story', 'shop', 'invite', 'results')),
  size text not null check (size in ('moments', 'chat', 'square', 'tall')),
  plan jsonb not null check (jsonb_typeof(plan) = 'object' and octet_length(plan::text) <= 16384),
  state text not null default 'waiting' check (state in ('waiting', 'ready', 'failed')),
  bytes integer check (bytes > 0),
  -- Why it could not be drawn: a code.
  failure text check (length(failure) between 1 and 60),
  -- When somebody last wanted it; one nobody wants any more is put away.
  asked_at timestamptz not null,
  drawn_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, key),
  check ((state = 'ready') = (bytes is not null)),
  check ((state = 'ready') = (drawn_at is not null)),
  check ((state = 'failed') = (failure is not null))
);
create index posters_waiting on posters (asked_at) where state = 'waiting';
create index posters_by_asked on posters (tenant_id, asked_at);
select tenant_table('posters');
select sweep_reads('posters', 'tenant_id, id, state, asked_at');
