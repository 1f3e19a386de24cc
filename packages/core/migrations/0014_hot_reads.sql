-- The storefront's reads as they stay fast in a shop of any size. A plan that serves every shop is made for an average
-- one: joined freely, it walks all products of the shop to find the twenty asked for. Looked up one by one
-- (lateral … offset 0 is a fence) the cost is that of what is shown. With plans of that kind none need be made anew for
-- each call, which costs more than the reads themselves.

-- The cards of these products, in the order given.
create or replace function product_cards(p_tenant uuid, p_ids uuid[]) returns json language plpgsql stable
set plan_cache_mode = force_generic_plan as $$
begin
  return (
    select coalesce(json_agg(json_build_object(
             'id', p.id, 'slug', p.slug, 'title', p.title, 'titleEn', p.title_en, 'sellingPoint', p.selling_point,
             'brand', p.brand, 'minFen', p.min_price_fen, 'maxFen', p.max_price_fen, 'compareAtFen', p.compare_at_fen,
             'ageMinMonths', p.age_min_months, 'ageMaxMonths', p.age_max_months,
             'picture', (select json_build_object('hash', m.hash, 'width', m.width, 'height', m.height, 'alt', m.alt)
                from product_media f join media m on m.tenant_id = p_tenant and m.id = f.media_id
               where f.tenant_id = p_tenant and f.product_id = p.id and f.position = 0),
             'categoryIds', (select coalesce(json_agg(c.category_id), '[]') from product_categories c
               where c.tenant_id = p_tenant and c.product_id = p.id),
             'tags', (select coalesce(json_agg(t.tag order by t.tag), '[]') from product_tags t
               where t.tenant_id = p_tenant and t.product_id = p.id)) order by w.place), '[]')
      from unnest(p_ids) with ordinality as w (id, place)
      cross join lateral (select * from products q where q.tenant_id = p_tenant and q.id = w.id offset 0) p);
end $$;

-- A page of products on sale at p_at, as in 0010. Where a page begins is worked out before the query: under row-level
-- security a comparison with coalesce(…) counts as one that may leak and becomes a filter over the whole shop.
create or replace function storefront_list(p_tenant uuid, p_category text, p_sort text, p_after_fen bigint, p_after_id uuid,
                                p_limit integer, p_at timestamptz) returns json language plpgsql
set plan_cache_mode = force_generic_plan as $$
declare
  ids uuid[]; cat uuid; n integer := least(greatest(p_limit, 1), 48) + 1;
  below_id uuid := coalesce(p_after_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  below_fen bigint := coalesce(p_after_fen, 9223372036854775807);
  above_id uuid := coalesce(p_after_id, '00000000-0000-0000-0000-000000000000');
  above_fen bigint := coalesce(p_after_fen, -1);
begin
  execute format('set local app.tenant_id = %L', p_tenant);
  if p_category is not null then
    select id into cat from categories where tenant_id = p_tenant and slug = p_category;
    if cat is null then return null; end if;
    if p_sort = 'new' then
      select array_agg(q.id order by q.id desc) into ids from (
        select p.id from product_categories b join products p on p.tenant_id = p_tenant and p.id = b.product_id
         where b.tenant_id = p_tenant and b.category_id = cat
           and b.product_id < below_id and p.status = 'active'
           and (p.listed_from is null or p.listed_from <= p_at) and (p.listed_until is null or p.listed_until > p_at)
         order by b.product_id desc limit n) q;
    elsif p_sort = 'price_desc' then
      select array_agg(q.id order by q.fen desc, q.id desc) into ids from (
        select p.id, p.min_price_fen as fen
          from product_categories b join products p on p.tenant_id = p_tenant and p.id = b.product_id
         where b.tenant_id = p_tenant and b.category_id = cat and p.status = 'active'
           and (p.min_price_fen, p.id) < (below_fen, below_id)
           and (p.listed_from is null or p.listed_from <= p_at) and (p.listed_until is null or p.listed_until > p_at)
         order by p.min_price_fen desc, p.id desc limit n) q;
    else
      select array_agg(q.id order by q.fen, q.id) into ids from (
        select p.id, p.min_price_fen as fen
          from product_categories b join products p on p.tenant_id = p_tenant and p.id = b.product_id
         where b.tenant_id = p_tenant and b.category_id = cat and p.status = 'active'
           and (p.min_price_fen, p.id) > (above_fen, above_id)
           and (p.listed_from is null or p.listed_from <= p_at) and (p.listed_until is null or p.listed_until > p_at)
         order by p.min_price_fen, p.id limit n) q;
    end if;
  elsif p_sort = 'new' then
    select array_agg(q.id order by q.id desc) into ids from (
      select p.id from products p
       where p.tenant_id = p_tenant and p.status = 'active'
         and p.id < below_id
         and (p.listed_from is null or p.listed_from <= p_at) and (p.listed_until is null or p.listed_until > p_at)
       order by p.id desc limit n) q;
  elsif p_sort = 'price_desc' then
    select array_agg(q.id order by q.fen desc, q.id desc) into ids from (
      select p.id, p.min_price_fen as fen from products p
       where p.tenant_id = p_tenant and p.status = 'active'
         and (p.min_price_fen, p.id) < (below_fen, below_id)
         and (p.listed_from is null or p.listed_from <= p_at) and (p.listed_until is null or p.listed_until > p_at)
       order by p.min_price_fen desc, p.id desc limit n) q;
  else
    select array_agg(q.id order by q.fen, q.id) into ids from (
      select p.id, p.min_price_fen as fen from products p
       where p.tenant_id = p_tenant and p.status = 'active'
         and (p.min_price_fen, p.id) > (above_fen, above_id)
         and (p.listed_from is null or p.listed_from <= p_at) and (p.listed_until is null or p.listed_until > p_at)
       order by p.min_price_fen, p.id limit n) q;
  end if;
  return json_build_object('hasMore', coalesce(cardinality(ids), 0) = n,
                           'products', product_cards(p_tenant, coalesce(ids[1:n - 1], '{}')));
end $$;

alter function storefront_product set plan_cache_mode = force_generic_plan;
alter function storefront_similar set plan_cache_mode = force_generic_plan;
alter function storefront_stock set plan_cache_mode = force_generic_plan;
alter function storefront_categories set plan_cache_mode = force_generic_plan;

-- A product and others like it (as storefront_similar): all its page needs, in one round trip. Null when there is no such
-- product.
create function storefront_product_page(p_tenant uuid, p_slug text, p_similar integer, p_at timestamptz) returns json
language plpgsql as $$
declare product json;
begin
  execute format('set local app.tenant_id = %L', p_tenant);
  product := storefront_product(p_tenant, p_slug, p_at);
  if product is null then return null; end if;
  return json_build_object('product', product,
    'similar', storefront_similar(p_tenant, (product ->> 'id')::uuid, p_similar, p_at));
end $$;

grant execute on function storefront_product_page to mamapu_app;
