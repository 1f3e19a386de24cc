-- What a mechanic tells the shop's staff, once per key; it stays on the console's first page until somebody has seen it.
create table staff_notices (
  tenant_id uuid not null,
  id uuid not null,
  -- The plugin that says it.
  source text not null check (length(source) between 1 and 40),
  key text not null check (length(key) between 1 and 120),
  -- {"zh-CN": "…", "en": "…"}
  words jsonb not null check (jsonb_typeof(words) = 'object' and octet_length(words::text) <= 2048),
  is_urgent boolean not null,
  created_at timestamptz not null,
  seen_at timestamptz,
  seen_by text check ((seen_at is null) = (seen_by is null)),
  primary key (tenant_id, id),
  unique (tenant_id, source, key)
);
create index staff_notices_unseen on staff_notices (tenant_id, id) where seen_at is null;
select tenant_table('staff_notices', 'select, insert');
grant update (seen_at, seen_by) on staff_notices to mamapu_app;
