-- Since when a paid order lies ready for whoever collects it; null while it does not.
alter table orders add column ready_at timestamptz;
