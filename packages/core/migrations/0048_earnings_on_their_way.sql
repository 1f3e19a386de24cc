-- Lists of what is not released, the latest first: few, whatever a shop's history is. Releasing one takes it out and writes nothing here.
create index earnings_not_released on earnings (tenant_id, placed_at desc, id desc) where state <> 'available';
