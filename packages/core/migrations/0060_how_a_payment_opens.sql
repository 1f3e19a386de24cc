-- A payment is opened by leading the shopper to a cashier, by a code, or by a call of the browser's own: what the provider said is kept
-- as it is (`by`; `url`, `text` or `call`; `ref`, the provider's own name for it).
alter table payments add column opened jsonb;
alter table payments drop column cashier_url;
