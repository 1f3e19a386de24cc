-- How often a merchant has had a refund tried anew: what is told of an attempt before that says nothing of it any more.
alter table refunds add column round integer not null default 1 check (round > 0);
