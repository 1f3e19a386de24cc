-- Tracked links: who shared what, who came by it, and the browser they came in.

alter table customer_sessions
  -- The browser behind the session: carried over when a guest signs in. Null in sessions older than this column.
  add column visitor_id uuid,
  -- Whose tracked link brought this browser last, and when.
  add column came_by uuid,
  add column came_at timestamptz,
  -- What the visitor answered when asked whether who shared may see what they look at; null while unanswered.
  add column may_follow boolean,
  add column answered_at timestamptz,
  add check ((came_by is null) = (came_at is null)),
  add check ((may_follow is null) = (answered_at is null));

-- Who a shopper's browser session is, in one call. Input: the store, the token's keyed hash, the instant. Null when it has
-- ended: absolute end passed, or unused for ninety days. Notes its use at most every ten minutes. A session without a
-- visitor of its own has one made of its token's hash: the same for as long as the session lasts.
create or replace function read_shopper_session(p_tenant uuid, p_hash text, p_at timestamptz) returns jsonb
language plpgsql as $$
declare s customer_sessions;
begin
  execute format('set local app.tenant_id = %L', p_tenant);
  select * into s from customer_sessions
   where tenant_id = p_tenant and token_hash = decode(p_hash, 'hex') and expires_at > p_at and seen_at > p_at - interval '90 days';
  if not found then return null; end if;
  if s.seen_at < p_at - interval '10 minutes' then
    update customer_sessions set seen_at = p_at where tenant_id = p_tenant and token_hash = s.token_hash and seen_at < p_at;
  end if;
  return jsonb_build_object(
    'csrf', s.csrf, 'customerId', s.customer_id, 'phoneHash', encode(s.phone_hash, 'hex'),
    'visitorKey', coalesce(replace(s.visitor_id::text, '-', ''), left(p_hash, 32)),
    'cameBy', s.came_by, 'cameAt', s.came_at, 'mayFollow', s.may_follow);
end $$;

create table links (
  tenant_id uuid not null,
  id uuid not null,
  code text not null check (code ~ '^[2-9a-hjkmnp-z]{8}$'),
  plugin text not null,
  owner_id uuid not null,
  scene text not null check (length(scene) between 1 and 40),
  -- A path of this shop: never another host, whatever the slashes.
  target text not null check (target ~ '^/($|[^/\\])' and target !~ '[^\x21-\x7e]' and length(target) <= 500),
  -- False once its owner left: it leads on, and nothing else.
  counts boolean not null default true,
  made_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, code),
  unique (tenant_id, plugin, owner_id, scene, target),
  foreign key (tenant_id, owner_id) references customers (tenant_id, id) on delete cascade
);
select tenant_table('links');

-- Who opened which link on which day of the store; forgotten after thirty days.
create table link_visits (
  tenant_id uuid not null,
  link_id uuid not null,
  day date not null,
  visitor_id uuid not null,
  -- Keyed hash of a browser that came without a session: one that keeps no cookies is still one visitor of a day.
  browser bytea,
  opens integer not null default 1 check (opens > 0),
  last_at timestamptz not null,
  primary key (tenant_id, link_id, day, visitor_id),
  unique (tenant_id, link_id, day, browser),
  foreign key (tenant_id, link_id) references links (tenant_id, id) on delete cascade
);
create index link_visits_by_last on link_visits (tenant_id, last_at);
select tenant_table('link_visits');

-- What remains of them: numbers per link and day, nobody's name.
create table link_days (
  tenant_id uuid not null,
  link_id uuid not null,
  day date not null,
  visits integer not null check (visits > 0),
  visitors integer not null check (visitors between 0 and visits),
  primary key (tenant_id, link_id, day),
  foreign key (tenant_id, link_id) references links (tenant_id, id) on delete cascade
);
select tenant_table('link_days');
