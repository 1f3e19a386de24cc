-- What shoppers wish the shop had. One open wish per customer and text.

-- #region table
create table wish_box_wishes (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  wish text not null check (length(wish) between 1 and 60),
  at timestamptz not null,
  done_at timestamptz,
  primary key (tenant_id, id)
);
create unique index wish_box_wishes_open on wish_box_wishes (tenant_id, customer_id, wish) where done_at is null;
create index wish_box_wishes_latest on wish_box_wishes (tenant_id, at desc);
select tenant_table('wish_box_wishes');
-- #endregion
