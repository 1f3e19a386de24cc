-- What is planned to go together before it leaves: some of an order, or several orders of one receiver.
create table packs (
  tenant_id uuid not null,
  id uuid not null,
  state text not null default 'planned' check (state in ('planned', 'sent')),
  carrier text not null default '' check (length(carrier) <= 40),
  tracking_number text not null default '' check (length(tracking_number) <= 60),
  actor text not null,
  created_at timestamptz not null,
  sent_at timestamptz,
  primary key (tenant_id, id),
  check ((state = 'sent') = (sent_at is not null)),
  check (state = 'planned' or (carrier <> '' and tracking_number <> ''))
);
select tenant_table('packs');

create table pack_lines (
  tenant_id uuid not null,
  pack_id uuid not null,
  order_id uuid not null,
  line_id uuid not null,
  units integer not null check (units between 1 and 999),
  primary key (tenant_id, pack_id, line_id),
  foreign key (tenant_id, pack_id) references packs (tenant_id, id) on delete cascade,
  foreign key (tenant_id, order_id, line_id) references order_lines (tenant_id, order_id, id)
);
create index pack_lines_by_order on pack_lines (tenant_id, order_id);
select tenant_table('pack_lines', 'select, insert, delete');
