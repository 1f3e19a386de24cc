-- Shares of an order say the stage they came from and the campaign; gifts are lines of the order that cost nothing.

alter table order_allocations
  add column stage text not null default 'order' check (stage in ('unit', 'line', 'order', 'shipping', 'points')),
  add column campaign_id uuid;
alter table order_allocations alter column stage drop default;
create index order_allocations_by_campaign on order_allocations (tenant_id, campaign_id, order_id) where campaign_id is not null;

alter table order_lines
  -- The offer that gave it; null for what was bought.
  add column gift_of text,
  -- When a refund takes the offer's ground away: to be sent back, or kept.
  add column gift_on_refund text check (gift_on_refund in ('return', 'keep')),
  add check ((gift_of is null) = (gift_on_refund is null)),
  add check (gift_of is null or (paid_fen = 0 and everyday_unit_fen = 0));
