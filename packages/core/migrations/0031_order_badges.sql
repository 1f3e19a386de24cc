-- What plugins say of an order in a few words, by plugin: {"lucky": {"zh-CN": "…", "en": "…"}}. Shown to shopper and merchant as it was said.
alter table orders
  add column badges jsonb not null default '{}',
  add check (jsonb_typeof(badges) = 'object' and octet_length(badges::text) <= 16384);
