-- A use of an offer that a merchant counts even when its order is cancelled: it becomes claimed where others are released.
alter table quota_takes drop constraint quota_takes_give_back_check;
alter table quota_takes add constraint quota_takes_give_back_check check (give_back in ('never', 'cancel', 'refund'));
