-- Figures of an owner are counted over the links of every plugin.
create index links_by_owner on links (tenant_id, owner_id);
