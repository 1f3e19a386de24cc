-- Units of a line that were paid back before they were sent and are not sold again: they stay where they were taken, also when the
-- rest of the order is delivered from another place.

alter table quota_takes
  add column written_off bigint not null default 0,
  add check (written_off >= 0 and released + written_off <= units);

-- What of a line had been paid back of the units where the case's are (sent or unsent) when it was asked: what is paid back since,
-- by the shop itself, is of the case, which asks for so many fewer.
alter table aftersale_lines add column gone_before integer not null default 0 check (gone_before >= 0);
update aftersale_lines a
   set gone_before = case when c.was_sent then l.returned_units + l.exchanged_units else l.refunded_units - l.returned_units end
  from aftersale_cases c, order_lines l
 where a.is_open and c.tenant_id = a.tenant_id and c.id = a.case_id
   and l.tenant_id = a.tenant_id and l.order_id = a.order_id and l.id = a.line_id;
