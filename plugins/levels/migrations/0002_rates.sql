-- The rate an order's growth was counted at: a refund takes back by it, whatever the rate is by then. Null for rows of before.
alter table levels_growth add column growth_per_yuan integer check (growth_per_yuan > 0);
