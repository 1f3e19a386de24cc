-- Coupons given on a member day, and givings that end with the day they are for.

alter table coupons_coupons
  drop constraint coupons_coupons_auto_check,
  add constraint coupons_coupons_occasions
    check (auto in ('registered', 'birthday', 'first-order', 'paid', 'level', 'member-day'));

alter table coupons_givings
  -- From then on nobody is given any more; null: never.
  add until timestamptz;
