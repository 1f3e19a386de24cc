-- Units of a line that an order took in one place and has from another since: a paid order was given another way of delivery.

alter table quota_takes
  -- Part of what was released: another take of the same order stands for them.
  add column moved bigint not null default 0,
  add check (moved between 0 and released);
