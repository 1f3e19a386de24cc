-- A hook that held the main thread until the process had to be ended: no call of it is tried again by itself.
alter table plugin_breakers add stays boolean not null default false;
select sweep_reads('plugin_breakers', 'tenant_id, plugin_id, hook, stays');
