-- What a shop gives those who recommend it: words, pictures, a video, a poster, letters of authorisation.
create table content_kit_items (
  tenant_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('moment', 'goods', 'letter')),
  title text not null check (length(title) between 1 and 60),
  words text not null check (length(words) <= 1000),
  -- Ids of the shop's pictures, in order.
  pictures jsonb not null default '[]' check (jsonb_typeof(pictures) = 'array' and octet_length(pictures::text) <= 1000),
  video_url text not null default '' check (video_url = '' or video_url ~ '^https://[^\s]{4,300}$'),
  -- Goods the link leads to; the shop itself without.
  sku_id uuid,
  template text not null default '' check (template in ('', 'product', 'story', 'shop', 'invite')),
  -- Shown from and until; always without.
  starts_at timestamptz,
  ends_at timestamptz,
  is_on boolean not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  check (ends_at > starts_at)
);
create index content_kit_items_by_age on content_kit_items (tenant_id, is_on, id desc);
select tenant_table('content_kit_items');

-- What was made of an item for one person: her own link, and her posters by size.
create table content_kit_shares (
  tenant_id uuid not null,
  item_id uuid not null,
  customer_id uuid not null,
  url text not null check (length(url) between 1 and 300),
  path text not null check (length(path) between 1 and 40),
  posters jsonb not null default '{}' check (jsonb_typeof(posters) = 'object' and octet_length(posters::text) <= 1000),
  made_at timestamptz not null,
  primary key (tenant_id, item_id, customer_id),
  foreign key (tenant_id, item_id) references content_kit_items (tenant_id, id) on delete cascade
);
select tenant_table('content_kit_shares');
