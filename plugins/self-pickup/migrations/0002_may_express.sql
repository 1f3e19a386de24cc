-- Whether the shopper who is asked may have it sent instead, at the shop's expense.

alter table self_pickup_proposals add column may_express boolean not null default false;
