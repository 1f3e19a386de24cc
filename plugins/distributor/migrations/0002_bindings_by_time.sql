-- The console's list of whose customer somebody is, the latest first.
create index distributor_bindings_by_time on distributor_bindings (tenant_id, bound_at desc, id) where customer_id is not null;
