-- What the sandbox that stands in for text messages, WeChat and e-mail was handed, once per key, and how it ends.
create table sandbox_messages (
  tenant_id uuid not null,
  id uuid not null,
  channel text not null check (channel in ('sms', 'email', 'wechat')),
  key text not null check (length(key) between 1 and 80),
  -- What is handed in again under the key has to be the same.
  digest text not null check (length(digest) = 64),
  notify_url text not null check (length(notify_url) <= 300),
  state text not null check (state in ('taken', 'delivered', 'failed')),
  is_twice boolean not null,
  is_silent boolean not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, channel, key)
);
select tenant_table('sandbox_messages', 'select, insert, update');
