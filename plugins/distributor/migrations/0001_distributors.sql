-- Who sells for the shop, whose customers belong to whom, at which rates, and who agreed to what. The money is core's.

create table distributor_people (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  -- What she gives to whoever she invites.
  code text not null check (code ~ '^[A-HJ-NP-Z2-9]{8}$'),
  state text not null check (state in ('applied', 'approved', 'declined', 'frozen', 'left')),
  -- Her own tracked link: everything she shares leads through it; null before she was approved.
  link_code text check (length(link_code) between 4 and 20),
  -- What she is called on what she shares.
  nickname text not null check (length(nickname) between 1 and 20),
  about text not null default '' check (length(about) <= 200),
  -- Empty before the first level.
  level text not null default '' check (length(level) <= 20),
  leveled_at timestamptz,
  -- Who brought her in; she alone may earn beside her, and only if the merchant switched that on.
  inviter_id uuid,
  terms_version integer not null,
  terms_at timestamptz not null,
  applied_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  -- Why declined or frozen; she reads it.
  note text not null default '' check (length(note) <= 200),
  left_at timestamptz,
  -- Who gets her customers when she leaves; null sets them free.
  heir_id uuid,
  is_trusted boolean not null default false,
  primary key (tenant_id, id),
  unique (tenant_id, customer_id),
  unique (tenant_id, code),
  foreign key (tenant_id, inviter_id) references distributor_people (tenant_id, customer_id),
  foreign key (tenant_id, heir_id) references distributor_people (tenant_id, customer_id),
  check (inviter_id <> customer_id),
  check (heir_id <> customer_id)
);
create index distributor_people_by_newest on distributor_people (tenant_id, applied_at desc, id desc);
create index distributor_people_by_state on distributor_people (tenant_id, state, applied_at);
create index distributor_people_by_inviter on distributor_people (tenant_id, inviter_id, applied_at desc);
create index distributor_people_due on distributor_people (tenant_id, leveled_at) where state = 'approved';
select tenant_table('distributor_people');

-- Whose customer somebody is: one row per customer, and one per browser that nobody signed in from yet.
create table distributor_bindings (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid,
  visitor_key text check (length(visitor_key) between 1 and 80),
  promoter_id uuid not null,
  -- The first touch that counts, and the latest one.
  bound_at timestamptz not null,
  touched_at timestamptz not null,
  -- Until then nobody takes over.
  protected_until timestamptz not null,
  -- From then on it is over; null never.
  valid_until timestamptz,
  scene text not null check (length(scene) <= 40),
  primary key (tenant_id, id),
  unique (tenant_id, customer_id),
  unique (tenant_id, visitor_key),
  foreign key (tenant_id, promoter_id) references distributor_people (tenant_id, customer_id),
  check ((customer_id is null) <> (visitor_key is null)),
  check (customer_id <> promoter_id),
  check (touched_at >= bound_at)
);
create index distributor_bindings_by_promoter on distributor_bindings (tenant_id, promoter_id, bound_at desc);
create index distributor_bindings_old on distributor_bindings (tenant_id, valid_until) where visitor_key is not null;
select tenant_table('distributor_bindings');

-- Every change of who a customer belongs to, and of who invited whom; both sides read it.
create table distributor_changes (
  tenant_id uuid not null,
  id uuid not null,
  about text not null check (about in ('customer', 'inviter')),
  customer_id uuid not null,
  from_id uuid,
  to_id uuid,
  reason text not null check (reason in ('first', 'again', 'take-over', 'merchant', 'released', 'left', 'joined')),
  note text not null default '' check (length(note) <= 200),
  staff_id uuid,
  at timestamptz not null,
  primary key (tenant_id, id)
);
create index distributor_changes_by_customer on distributor_changes (tenant_id, customer_id, at desc);
create index distributor_changes_by_from on distributor_changes (tenant_id, from_id, at desc);
create index distributor_changes_by_to on distributor_changes (tenant_id, to_id, at desc);
create index distributor_changes_by_time on distributor_changes (tenant_id, at desc);
select tenant_table('distributor_changes', 'select, insert');

-- Rates of products and categories beside the shop's own: a share, an amount per unit, or nothing at all.
create table distributor_rates (
  tenant_id uuid not null,
  id uuid not null,
  target text not null check (target in ('product', 'category')),
  target_id text not null check (length(target_id) <= 40),
  bps integer check (bps between 100 and 4000),
  per_unit_fen bigint check (per_unit_fen between 1 and 100000000),
  -- A level's own rate does not replace it.
  is_firm boolean not null default false,
  changed_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, target, target_id),
  check (bps is null or per_unit_fen is null)
);
create index distributor_rates_by_time on distributor_rates (tenant_id, changed_at desc);
select tenant_table('distributor_rates');

-- The terms as they read when somebody first accepted them.
create table distributor_terms (
  tenant_id uuid not null,
  version integer not null check (version > 0),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  body text not null check (length(body) <= 4000),
  at timestamptz not null,
  primary key (tenant_id, version),
  unique (tenant_id, hash)
);
select tenant_table('distributor_terms', 'select, insert');

-- Who switched the inviter's part on or off, after reading which notice; the latest counts.
create table distributor_notices (
  tenant_id uuid not null,
  id uuid not null,
  is_on boolean not null,
  inviter_bps integer check (inviter_bps between 100 and 1000),
  notice integer not null check (notice > 0),
  staff_id uuid,
  at timestamptz not null,
  primary key (tenant_id, id),
  check (is_on = (inviter_bps is not null))
);
create index distributor_notices_latest on distributor_notices (tenant_id, at desc, id desc);
select tenant_table('distributor_notices', 'select, insert');

-- Posters she had drawn, by what they are of: drawn once, found again.
create table distributor_posters (
  tenant_id uuid not null,
  customer_id uuid not null,
  target text not null check (length(target) <= 300),
  size text not null check (length(size) <= 20),
  poster_id uuid not null,
  at timestamptz not null,
  primary key (tenant_id, customer_id, target, size)
);
create index distributor_posters_old on distributor_posters (tenant_id, at);
select tenant_table('distributor_posters');

-- One row that is held while somebody is put under an inviter: two changes at once could close a loop neither sees.
create table distributor_trees (
  tenant_id uuid not null,
  primary key (tenant_id)
);
select tenant_table('distributor_trees');
