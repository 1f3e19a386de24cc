-- How many units a pool had when its round closed: what was won within the round and is heard of after its end comes from there.
alter table quotas add column closed_units bigint check (closed_units >= 0);

-- When a campaign was paused and went on: [{"from": "…", "until": "…" or null}], the latest fifty.
alter table campaigns
  add column pauses jsonb not null default '[]',
  add check (jsonb_typeof(pauses) = 'array' and octet_length(pauses::text) <= 16384);
