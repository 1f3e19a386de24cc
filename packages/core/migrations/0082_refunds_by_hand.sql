-- A refund that its provider did not pay, paid another way by the merchant; and what becomes of it there after all.

alter table refunds
  -- How it was paid without its provider, in the merchant's words; empty for all others.
  add column by_hand text not null default '' check (length(by_hand) <= 300),
  -- The provider paid it as well: the shopper has the money twice.
  add column also_paid_at timestamptz,
  add check (by_hand = '' or state = 'done'),
  add check (also_paid_at is null or by_hand <> '');

alter table bill_differences
  drop constraint bill_differences_kind_check,
  add constraint bill_differences_kind_check check (kind in ('unknown_here', 'unpaid_here', 'refund_open_here', 'amount_differs',
    'number_differs', 'twice_there', 'missing_there', 'refunded_twice'));
