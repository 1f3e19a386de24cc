-- What plugins add and leave behind: gifts given after the payment, and which version of a plugin wrote what is kept of it.

alter table order_lines
  -- The plugin that added the gift once the order was paid, its own name for it, and what it says beside it.
  add column gift_by text,
  add column gift_key text check (length(gift_key) between 1 and 60),
  add column gift_words jsonb,
  add check ((gift_by is null) = (gift_key is null) and (gift_by is null) = (gift_words is null)),
  add check (gift_by is null or gift_of is not null);
-- One thing is given to an order once, however often it is told of it.
create unique index order_lines_one_gift on order_lines (tenant_id, order_id, gift_by, gift_key) where gift_by is not null;

-- The version of the plugin that wrote them; null in what is older than this column.
alter table plugin_switches add column saved_by text check (saved_by ~ '^[0-9]+\.[0-9]+\.[0-9]+$');
alter table campaigns add column saved_by text check (saved_by ~ '^[0-9]+\.[0-9]+\.[0-9]+$');
