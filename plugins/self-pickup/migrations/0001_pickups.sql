-- Where orders are collected, and what happens to each of them there.

create table self_pickup_points (
  tenant_id uuid not null,
  id uuid not null,
  is_open boolean not null default true,
  name text not null check (length(name) between 1 and 40),
  name_en text not null default '' check (length(name_en) <= 60),
  city text not null default '' check (length(city) <= 40),
  address text not null check (length(address) between 1 and 160),
  phone text not null default '' check (length(phone) <= 30),
  guide text not null default '' check (length(guide) <= 300),
  lat double precision check (lat between -90 and 90),
  lng double precision check (lng between -180 and 180),
  -- Monday first, as they are typed: `09:00-12:00 13:30-18:00`; empty for a day it is closed.
  hours text[] not null check (cardinality(hours) = 7),
  slot_minutes integer not null check (slot_minutes between 10 and 1440),
  capacity integer not null check (capacity between 1 and 10000),
  count_by text not null check (count_by in ('orders', 'items')),
  lead_minutes integer not null check (lead_minutes between 0 and 10080),
  cut_off integer check (cut_off between 0 and 1439),
  days_ahead integer not null check (days_ahead between 1 and 30),
  own_stock boolean not null default false,
  position integer not null default 0,
  changed_at timestamptz not null,
  primary key (tenant_id, id),
  check ((lat is null) = (lng is null))
);
select tenant_table('self_pickup_points');

-- Days on which a point is closed beyond its hours.
create table self_pickup_days_off (
  tenant_id uuid not null,
  id uuid not null,
  point_id uuid not null,
  day date not null,
  reason text not null default '' check (length(reason) <= 100),
  primary key (tenant_id, id),
  unique (tenant_id, point_id, day),
  foreign key (tenant_id, point_id) references self_pickup_points (tenant_id, id) on delete cascade
);
select tenant_table('self_pickup_days_off');

-- Who of the staff works at which point. Who may manage pickups works at all of them.
create table self_pickup_staff (
  tenant_id uuid not null,
  id uuid not null,
  point_id uuid not null,
  staff_id uuid not null,
  primary key (tenant_id, id),
  unique (tenant_id, staff_id, point_id),
  foreign key (tenant_id, point_id) references self_pickup_points (tenant_id, id) on delete cascade
);
select tenant_table('self_pickup_staff');

-- One per paid order. Point, day and times as they were agreed last; names and addresses stand frozen in the order.
create table self_pickup_pickups (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  number text not null check (length(number) <= 40),
  customer_id uuid,
  point_id uuid not null,
  state text not null default 'preparing' check (state in ('preparing', 'ready', 'part', 'overdue', 'handed', 'closed')),
  day date not null,
  from_minute integer not null check (from_minute between 0 and 1439),
  until_minute integer not null check (until_minute between 1 and 1440),
  ends_at timestamptz not null,
  version integer not null default 1,
  code_version integer not null default 1 check (code_version > 0),
  -- Keyed hash of point and code: the code itself stands nowhere.
  code_hash bytea not null check (length(code_hash) = 32),
  ready_at timestamptz,
  -- Overdue goods are kept until then; the merchant may make it later.
  kept_until timestamptz,
  reminded integer not null default 0,
  reminded_at timestamptz,
  is_told boolean not null default false,
  -- What the point cannot hand over, told to the shopper, who chooses.
  is_short boolean not null default false,
  note text not null default '' check (length(note) <= 200),
  made_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, order_id),
  check (until_minute > from_minute)
);
create unique index self_pickup_open_codes on self_pickup_pickups (tenant_id, point_id, code_hash)
  where state in ('preparing', 'ready', 'part', 'overdue');
create index self_pickup_by_day on self_pickup_pickups (tenant_id, point_id, day, from_minute);
create index self_pickup_waiting on self_pickup_pickups (tenant_id, ends_at)
  where state in ('preparing', 'ready', 'part', 'overdue');
select tenant_table('self_pickup_pickups');

-- What happened to a pickup. `handed` rows carry what was handed over, and are the keys of hand-overs.
create table self_pickup_log (
  tenant_id uuid not null,
  id uuid not null,
  pickup_id uuid not null,
  what text not null check (what in ('ready', 'unready', 'handed', 'undone', 'code', 'moved', 'extended', 'short', 'express', 'closed', 'proposed', 'declined')),
  staff_id uuid,
  lines jsonb not null default '[]',
  note text not null default '' check (length(note) <= 200),
  is_undone boolean not null default false,
  at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, pickup_id) references self_pickup_pickups (tenant_id, id)
);
create index self_pickup_log_of on self_pickup_log (tenant_id, pickup_id, at);
create index self_pickup_log_by_time on self_pickup_log (tenant_id, at desc);
select tenant_table('self_pickup_log');

-- Other times offered for a slot that will not be: the shopper takes one, or asks for the money.
create table self_pickup_proposals (
  tenant_id uuid not null,
  id uuid not null,
  pickup_id uuid not null,
  state text not null default 'open' check (state in ('open', 'taken', 'declined', 'withdrawn')),
  reason text not null default '' check (length(reason) <= 200),
  at timestamptz not null,
  answered_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, pickup_id) references self_pickup_pickups (tenant_id, id)
);
create unique index self_pickup_open_proposals on self_pickup_proposals (tenant_id, pickup_id) where state = 'open';
select tenant_table('self_pickup_proposals');

-- Wrong codes of one of the staff: five within a minute, and nothing is looked up for a minute.
create table self_pickup_tries (
  tenant_id uuid not null,
  staff_id uuid not null,
  since timestamptz not null,
  wrong integer not null check (wrong between 0 and 5),
  locked_until timestamptz,
  primary key (tenant_id, staff_id)
);
select tenant_table('self_pickup_tries');
