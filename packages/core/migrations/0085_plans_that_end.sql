-- A plan that can leave no more ends as void and stays to be seen until somebody puts it away.
alter table packs drop constraint packs_state_check;
alter table packs add constraint packs_state_check check (state in ('planned', 'sent', 'void'));
alter table packs drop constraint packs_check1;
alter table packs add constraint packs_check1 check (state <> 'sent' or (carrier <> '' and tracking_number <> ''));
