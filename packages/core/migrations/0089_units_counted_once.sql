-- Units of a line that were paid back before they were sent and are not sold again: they stay where they were taken, also when the
-- rest of the order is delivered from another place.

alter table quota_takes
  add column written_off bigint not null default 0,
  add check (written_off >= 0 and released + written_off <= units);

-- What of a line had been paid back of the units where the case's are (sent or unsent) when it was asked: what is paid back since,
-- by the shop itself, is of the case, which asks for so many fewer. Of cases asked before this was written down nobody knows it: null,
-- so that nothing is counted against them.
alter table aftersale_lines add column gone_before integer check (gone_before >= 0);
