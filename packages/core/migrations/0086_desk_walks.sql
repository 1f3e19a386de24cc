-- The desk asks of an order whether an after-sale of it is under way, and finds orders by what they cost.
create index aftersale_cases_open on aftersale_cases (tenant_id, order_id) where closed_at is null;
create index orders_by_payable on orders (tenant_id, payable_fen, placed_at desc, id desc);
