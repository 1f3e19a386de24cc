-- How goods leave the shop besides parcels, and what takes a mistake back.

alter table shipments
  add column kind text not null default 'parcel' check (kind in ('parcel', 'handed', 'virtual')),
  -- Who handed over names each hand-over once; a name stays spent when it was undone.
  add column hand_over_key text check (length(hand_over_key) between 1 and 160),
  add column received_at timestamptz,
  add column voided_at timestamptz,
  add column voided_by text,
  drop constraint shipments_carrier_check,
  drop constraint shipments_tracking_number_check,
  add check (case when kind = 'parcel' then length(carrier) between 1 and 40 and length(tracking_number) between 1 and 60
                  else carrier = '' and tracking_number = '' end),
  add check ((hand_over_key is not null) = (kind = 'handed')),
  add check ((voided_at is null) = (voided_by is null));
create unique index shipments_by_hand_over on shipments (tenant_id, hand_over_key) where hand_over_key is not null;
