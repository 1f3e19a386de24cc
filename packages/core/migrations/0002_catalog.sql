-- What is sold: media, categories, products, SKUs, and the gram rows that find two-character Chinese words.

create table media (
  tenant_id uuid not null,
  id uuid not null,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  width integer not null check (width > 0),
  height integer not null check (height > 0),
  bytes integer not null check (bytes > 0),
  alt text not null default '',
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, hash)
);
select tenant_table('media');

create table categories (
  tenant_id uuid not null,
  id uuid not null,
  slug text not null check (slug ~ '^[a-z0-9][a-z0-9-]{0,60}$'),
  name text not null check (length(name) between 1 and 40),
  name_en text not null default '',
  media_id uuid,
  position integer not null default 0,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, slug),
  foreign key (tenant_id, media_id) references media (tenant_id, id)
);
select tenant_table('categories');

create table products (
  tenant_id uuid not null,
  id uuid not null,
  slug text not null check (slug ~ '^[a-z0-9][a-z0-9-]{0,120}$'),
  title text not null check (length(title) between 1 and 120),
  title_en text not null default '' check (length(title_en) <= 200),
  selling_point text not null default '' check (length(selling_point) <= 120),
  description_html text not null default '' check (length(description_html) <= 40000),
  brand text not null default '' check (length(brand) <= 60),
  status text not null default 'draft' check (status in ('draft', 'active', 'archived')),
  -- On sale from/until; null means no bound. With status active only.
  listed_from timestamptz,
  listed_until timestamptz,
  options jsonb not null default '[]',
  age_min_months integer check (age_min_months between 0 and 240),
  age_max_months integer check (age_max_months between 0 and 240),
  stage text check (stage in ('pregnancy', 'newborn', 'infant', 'toddler', 'preschool', 'school', 'mother')),
  size_note text not null default '' check (length(size_note) <= 60),
  standard text not null default '' check (length(standard) <= 120),
  shelf_life_days integer check (shelf_life_days > 0),
  limit_units integer check (limit_units > 0),
  limit_days integer check (limit_days between 1 and 3650),
  min_price_fen bigint not null default 0 check (min_price_fen >= 0),
  max_price_fen bigint not null default 0 check (max_price_fen >= min_price_fen),
  -- What the cheapest SKU is compared with, when that is more than its price.
  compare_at_fen bigint check (compare_at_fen > min_price_fen),
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, slug),
  check (age_min_months is null or age_max_months is null or age_max_months >= age_min_months),
  check ((limit_units is null) = (limit_days is null)),
  check (listed_from is null or listed_until is null or listed_until > listed_from)
);
select tenant_table('products');
-- Ids are time-ordered, so the newest product has the highest id.
create index products_by_newest on products (tenant_id, status, id desc);
create index products_by_price on products (tenant_id, status, min_price_fen, id);

create table product_categories (
  tenant_id uuid not null,
  category_id uuid not null,
  product_id uuid not null,
  primary key (tenant_id, category_id, product_id),
  foreign key (tenant_id, category_id) references categories (tenant_id, id) on delete cascade,
  foreign key (tenant_id, product_id) references products (tenant_id, id) on delete cascade
);
create index product_categories_by_product on product_categories (tenant_id, product_id);
select tenant_table('product_categories');

create table product_tags (
  tenant_id uuid not null,
  product_id uuid not null,
  tag text not null check (length(tag) between 1 and 30),
  primary key (tenant_id, product_id, tag),
  foreign key (tenant_id, product_id) references products (tenant_id, id) on delete cascade
);
create index product_tags_by_tag on product_tags (tenant_id, tag);
select tenant_table('product_tags');

create table product_media (
  tenant_id uuid not null,
  product_id uuid not null,
  position integer not null check (position between 0 and 19),
  media_id uuid not null,
  primary key (tenant_id, product_id, position),
  foreign key (tenant_id, product_id) references products (tenant_id, id) on delete cascade,
  foreign key (tenant_id, media_id) references media (tenant_id, id)
);
create index product_media_by_media on product_media (tenant_id, media_id);
select tenant_table('product_media');

create table skus (
  tenant_id uuid not null,
  id uuid not null,
  product_id uuid not null,
  code text not null check (length(code) between 1 and 60),
  values jsonb not null default '[]',
  price_fen bigint not null check (price_fen >= 0),
  compare_at_fen bigint check (compare_at_fen > 0),
  cost_fen bigint check (cost_fen >= 0),
  floor_fen bigint not null default 0 check (floor_fen between 0 and price_fen),
  weight_gram integer not null default 0 check (weight_gram between 0 and 1000000),
  barcode text not null default '' check (length(barcode) <= 60),
  media_id uuid,
  position integer not null default 0,
  is_active boolean not null default true,
  -- Raised by every change; an order commits only on the version it was decided with.
  version integer not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, code),
  foreign key (tenant_id, product_id) references products (tenant_id, id) on delete cascade,
  foreign key (tenant_id, media_id) references media (tenant_id, id)
);
create index skus_by_product on skus (tenant_id, product_id, position);
select tenant_table('skus');

create table product_grams (
  tenant_id uuid not null,
  gram text not null check (length(gram) between 1 and 40),
  product_id uuid not null,
  primary key (tenant_id, gram, product_id),
  foreign key (tenant_id, product_id) references products (tenant_id, id) on delete cascade
);
create index product_grams_by_product on product_grams (tenant_id, product_id);
select tenant_table('product_grams', 'select, insert, delete');

create table places (
  tenant_id uuid not null,
  id uuid not null,
  name text not null check (length(name) between 1 and 60),
  is_default boolean not null default false,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);
create unique index places_one_default on places (tenant_id) where is_default;
select tenant_table('places');

create table shipping_rules (
  tenant_id uuid primary key,
  rules jsonb not null,
  version integer not null default 1,
  updated_at timestamptz not null
);
select tenant_table('shipping_rules');

create table csv_imports (
  tenant_id uuid not null,
  id uuid not null,
  file_name text not null,
  content text,
  is_dry_run boolean not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed')),
  rows_total integer not null default 0,
  rows_done integer not null default 0,
  report jsonb not null default '{}',
  staff_id uuid,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (tenant_id, id)
);
create index csv_imports_by_newest on csv_imports (tenant_id, id desc);
create index csv_imports_open on csv_imports (created_at) where state in ('waiting', 'running');
select tenant_table('csv_imports');
select sweep_reads('csv_imports', 'tenant_id, id, state, created_at');

create table csv_import_problems (
  tenant_id uuid not null,
  import_id uuid not null,
  position integer not null,
  row_number integer not null,
  level text not null check (level in ('error', 'warning')),
  code text not null,
  detail text not null default '',
  -- A remote picture that could not be fetched can be tried again.
  retry_url text,
  product_id uuid,
  -- Whose picture it is, when it is that of one SKU.
  sku_id uuid,
  primary key (tenant_id, import_id, position),
  foreign key (tenant_id, import_id) references csv_imports (tenant_id, id) on delete cascade
);
create index csv_import_problems_by_product on csv_import_problems (tenant_id, product_id) where retry_url is not null;
select tenant_table('csv_import_problems');
