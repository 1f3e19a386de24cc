-- Storefront reads of the catalogue: one round trip each, security invoker, the store first. Each binds the store, names
-- tenant_id for every table, is given the instant, and returns json. Nothing here is personal, and nothing moves with a
-- sale but storefront_stock. Ids go out as plain uuids.

-- A picture as pages need it; null when there is none.
create function picture_json(p_tenant uuid, p_media uuid) returns json language sql stable as $$
  select json_build_object('hash', m.hash, 'width', m.width, 'height', m.height, 'alt', m.alt)
    from media m where m.tenant_id = p_tenant and m.id = p_media
$$;

-- The cards of these products, in the order given.
create function product_cards(p_tenant uuid, p_ids uuid[]) returns json language sql stable as $$
  select coalesce(json_agg(json_build_object(
           'id', p.id, 'slug', p.slug, 'title', p.title, 'titleEn', p.title_en, 'sellingPoint', p.selling_point,
           'brand', p.brand, 'minFen', p.min_price_fen, 'maxFen', p.max_price_fen, 'compareAtFen', p.compare_at_fen,
           'ageMinMonths', p.age_min_months, 'ageMaxMonths', p.age_max_months,
           'picture', case when m.id is not null then
              json_build_object('hash', m.hash, 'width', m.width, 'height', m.height, 'alt', m.alt) end,
           'categoryIds', (select coalesce(json_agg(c.category_id), '[]') from product_categories c
             where c.tenant_id = p_tenant and c.product_id = p.id),
           'tags', (select coalesce(json_agg(t.tag order by t.tag), '[]') from product_tags t
             where t.tenant_id = p_tenant and t.product_id = p.id)) order by w.place), '[]')
    from unnest(p_ids) with ordinality as w (id, place)
    join products p on p.tenant_id = p_tenant and p.id = w.id
    left join product_media f on f.tenant_id = p_tenant and f.product_id = p.id and f.position = 0
    left join media m on m.tenant_id = p_tenant and m.id = f.media_id
$$;

-- One product by its slug, with pictures, SKUs on sale and categories. A product whose window has not begun or is over is
-- returned too (its page says so); drafts and archived ones are null.
create function storefront_product(p_tenant uuid, p_slug text, p_at timestamptz) returns json language plpgsql as $$
declare r json;
begin
  execute format('set local app.tenant_id = %L', p_tenant);
  select json_build_object(
    'id', p.id, 'slug', p.slug, 'title', p.title, 'titleEn', p.title_en, 'sellingPoint', p.selling_point,
    'descriptionHtml', p.description_html, 'brand', p.brand, 'options', p.options,
    'listedFrom', p.listed_from, 'listedUntil', p.listed_until,
    'availability', case when p.listed_from > p_at then 'not_started'
                         when p.listed_until <= p_at then 'off_sale' else 'on_sale' end,
    'ageMinMonths', p.age_min_months, 'ageMaxMonths', p.age_max_months, 'stage', p.stage, 'sizeNote', p.size_note,
    'standard', p.standard, 'shelfLifeDays', p.shelf_life_days, 'limitUnits', p.limit_units, 'limitDays', p.limit_days,
    'minFen', p.min_price_fen, 'maxFen', p.max_price_fen, 'compareAtFen', p.compare_at_fen, 'version', p.version,
    'pictures', (select coalesce(json_agg(json_build_object('hash', m.hash, 'width', m.width, 'height', m.height,
          'alt', m.alt) order by f.position), '[]')
        from product_media f join media m on m.tenant_id = p_tenant and m.id = f.media_id
       where f.tenant_id = p_tenant and f.product_id = p.id),
    'skus', (select coalesce(json_agg(json_build_object('id', s.id, 'code', s.code, 'values', s.values,
          'priceFen', s.price_fen, 'compareAtFen', s.compare_at_fen, 'floorFen', s.floor_fen,
          'weightGram', s.weight_gram, 'version', s.version,
          'picture', case when s.media_id is not null then picture_json(p_tenant, s.media_id) end)
          order by s.position, s.id), '[]')
        from skus s where s.tenant_id = p_tenant and s.product_id = p.id and s.is_active),
    'categories', (select coalesce(json_agg(json_build_object('id', c.id, 'slug', c.slug, 'name', c.name,
          'nameEn', c.name_en) order by c.position, c.id), '[]')
        from product_categories b join categories c on c.tenant_id = p_tenant and c.id = b.category_id
       where b.tenant_id = p_tenant and b.product_id = p.id),
    'tags', (select coalesce(json_agg(t.tag order by t.tag), '[]') from product_tags t
       where t.tenant_id = p_tenant and t.product_id = p.id))
    into r
    from products p
   where p.tenant_id = p_tenant and p.slug = p_slug and p.status = 'active';
  return r;
end $$;

-- A page of products on sale at p_at. p_sort: new, price_asc, price_desc. After the product (p_after_fen, p_after_id) of
-- the last page, or from the start when that is null. Null when the category does not exist.
create function storefront_list(p_tenant uuid, p_category text, p_sort text, p_after_fen bigint, p_after_id uuid,
                                p_limit integer, p_at timestamptz) returns json language plpgsql as $$
declare ids uuid[]; cat uuid; n integer := least(greatest(p_limit, 1), 48) + 1; last_fen bigint;
begin
  execute format('set local app.tenant_id = %L', p_tenant);
  if p_category is not null then
    select id into cat from categories where tenant_id = p_tenant and slug = p_category;
    if cat is null then return null; end if;
    if p_sort = 'new' then
      select array_agg(q.id order by q.id desc) into ids from (
        select p.id from product_categories b join products p on p.tenant_id = p_tenant and p.id = b.product_id
         where b.tenant_id = p_tenant and b.category_id = cat
           and b.product_id < coalesce(p_after_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid) and p.status = 'active'
           and (p.listed_from is null or p.listed_from <= p_at) and (p.listed_until is null or p.listed_until > p_at)
         order by b.product_id desc limit n) q;
    elsif p_sort = 'price_desc' then
      select array_agg(q.id order by q.fen desc, q.id desc) into ids from (
        select p.id, p.min_price_fen as fen
          from product_categories b join products p on p.tenant_id = p_tenant and p.id = b.product_id
         where b.tenant_id = p_tenant and b.category_id = cat and p.status = 'active'
           and (p_after_id is null or (p.min_price_fen, p.id) < (p_after_fen, p_after_id))
           and (p.listed_from is null or p.listed_from <= p_at) and (p.listed_until is null or p.listed_until > p_at)
         order by p.min_price_fen desc, p.id desc limit n) q;
    else
      select array_agg(q.id order by q.fen, q.id) into ids from (
        select p.id, p.min_price_fen as fen
          from product_categories b join products p on p.tenant_id = p_tenant and p.id = b.product_id
         where b.tenant_id = p_tenant and b.category_id = cat and p.status = 'active'
           and (p_after_id is null or (p.min_price_fen, p.id) > (p_after_fen, p_after_id))
           and (p.listed_from is null or p.listed_from <= p_at) and (p.listed_until is null or p.listed_until > p_at)
         order by p.min_price_fen, p.id limit n) q;
    end if;
  elsif p_sort = 'new' then
    select array_agg(q.id order by q.id desc) into ids from (
      select p.id from products p
       where p.tenant_id = p_tenant and p.status = 'active'
         and p.id < coalesce(p_after_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
         and (p.listed_from is null or p.listed_from <= p_at) and (p.listed_until is null or p.listed_until > p_at)
       order by p.id desc limit n) q;
  elsif p_sort = 'price_desc' then
    select array_agg(q.id order by q.fen desc, q.id desc) into ids from (
      select p.id, p.min_price_fen as fen from products p
       where p.tenant_id = p_tenant and p.status = 'active'
         and (p.min_price_fen, p.id) < (coalesce(p_after_fen, 9223372036854775807),
                                        coalesce(p_after_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
         and (p.listed_from is null or p.listed_from <= p_at) and (p.listed_until is null or p.listed_until > p_at)
       order by p.min_price_fen desc, p.id desc limit n) q;
  else
    select array_agg(q.id order by q.fen, q.id) into ids from (
      select p.id, p.min_price_fen as fen from products p
       where p.tenant_id = p_tenant and p.status = 'active'
         and (p.min_price_fen, p.id) > (coalesce(p_after_fen, -1),
                                        coalesce(p_after_id, '00000000-0000-0000-0000-000000000000'::uuid))
         and (p.listed_from is null or p.listed_from <= p_at) and (p.listed_until is null or p.listed_until > p_at)
       order by p.min_price_fen, p.id limit n) q;
  end if;
  return json_build_object('hasMore', coalesce(cardinality(ids), 0) = n,
                           'products', product_cards(p_tenant, coalesce(ids[1:n - 1], '{}')));
end $$;

-- Products on sale that have every gram (p_grams: separated by blanks, rarest last does not matter). Sorts and pages as
-- storefront_list; `total` counts up to 1,000. The first gram is an index condition, so is each further one.
create function storefront_search(p_tenant uuid, p_grams text, p_sort text, p_after_fen bigint, p_after_id uuid,
                                  p_limit integer, p_at timestamptz) returns json language plpgsql as $$
declare ids uuid[]; grams text[] := string_to_array(p_grams, ' '); n integer := least(greatest(p_limit, 1), 48);
        found_ids uuid[]; total integer;
begin
  execute format('set local app.tenant_id = %L', p_tenant);
  if coalesce(cardinality(grams), 0) = 0 or cardinality(grams) > 16 then
    return json_build_object('hasMore', false, 'total', 0, 'products', '[]'::json);
  end if;
  select array_agg(f.product_id) into found_ids from (
    select g.product_id from product_grams g
     where g.tenant_id = p_tenant and g.gram = any (grams)
     group by g.product_id having count(*) = cardinality(grams)
     order by g.product_id desc limit 1000) f;
  select array_agg(q.id order by q.place), max(q.total) into ids, total from (
    select w.id, w.total, row_number() over (order by
             case p_sort when 'price_asc' then w.min_price_fen when 'price_desc' then -w.min_price_fen end,
             case when p_sort = 'price_asc' then w.id end, w.id desc) as place
      from (
        select p.id, p.min_price_fen, count(*) over () as total from products p
         where p.tenant_id = p_tenant and p.id = any (coalesce(found_ids, '{}')) and p.status = 'active'
           and (p.listed_from is null or p.listed_from <= p_at) and (p.listed_until is null or p.listed_until > p_at)) w
     where p_after_id is null
        or case p_sort when 'price_asc' then (w.min_price_fen, w.id) > (p_after_fen, p_after_id)
                       when 'price_desc' then (w.min_price_fen, w.id) < (p_after_fen, p_after_id)
                       else w.id < p_after_id end
     order by place
     limit n + 1) q;
  return json_build_object('hasMore', coalesce(cardinality(ids), 0) > n, 'total', coalesce(total, 0),
                           'products', product_cards(p_tenant, coalesce(ids[1:n], '{}')));
end $$;

-- Every category with its picture, in the merchant's order.
create function storefront_categories(p_tenant uuid) returns json language plpgsql as $$
begin
  execute format('set local app.tenant_id = %L', p_tenant);
  return (select coalesce(json_agg(json_build_object('id', c.id, 'slug', c.slug, 'name', c.name, 'nameEn', c.name_en,
            'picture', case when c.media_id is not null then picture_json(p_tenant, c.media_id) end)
            order by c.position, c.id), '[]')
    from (select * from categories where tenant_id = p_tenant order by position, id limit 200) c);
end $$;

-- What the front of the shop shows: the categories, the newest products, and the first p_sections categories' newest.
create function storefront_home(p_tenant uuid, p_limit integer, p_sections integer, p_at timestamptz) returns json
language plpgsql as $$
declare sections json[] := '{}'; c record; page json;
begin
  execute format('set local app.tenant_id = %L', p_tenant);
  for c in select slug, name, name_en from categories where tenant_id = p_tenant order by position, id
            limit least(p_sections, 12) loop
    page := storefront_list(p_tenant, c.slug, 'new', null, null, least(p_limit, 12), p_at);
    if json_array_length(page -> 'products') > 0 then
      sections := sections || json_build_object('slug', c.slug, 'name', c.name, 'nameEn', c.name_en,
                                                'products', page -> 'products');
    end if;
  end loop;
  return json_build_object(
    'categories', storefront_categories(p_tenant),
    'newest', storefront_list(p_tenant, null, 'new', null, null, p_limit, p_at) -> 'products',
    'sections', to_json(sections));
end $$;

-- Others of the same first category, newest first, without the product itself.
create function storefront_similar(p_tenant uuid, p_product uuid, p_limit integer, p_at timestamptz) returns json
language plpgsql as $$
declare ids uuid[]; cat uuid;
begin
  execute format('set local app.tenant_id = %L', p_tenant);
  select b.category_id into cat from product_categories b join categories c on c.tenant_id = p_tenant and c.id = b.category_id
   where b.tenant_id = p_tenant and b.product_id = p_product order by c.position, c.id limit 1;
  select array_agg(q.id order by q.id desc) into ids from (
    select p.id from product_categories b join products p on p.tenant_id = p_tenant and p.id = b.product_id
     where b.tenant_id = p_tenant and b.category_id = cat and b.product_id <> p_product and p.status = 'active'
       and (p.listed_from is null or p.listed_from <= p_at) and (p.listed_until is null or p.listed_until > p_at)
     order by b.product_id desc limit least(p_limit, 24)) q;
  return product_cards(p_tenant, coalesce(ids, '{}'));
end $$;

-- Units left per SKU (p_skus: uuids separated by commas) at the default place: the one part of a page that moves.
-- The counters' keys are made first, so that the lookup compares plain text and reaches the index.
create function storefront_stock(p_tenant uuid, p_skus text) returns json language plpgsql as $$
begin
  execute format('set local app.tenant_id = %L', p_tenant);
  return (
    with wanted as materialized (
      select s.id, replace(s.id::text, '-', '') || '@' || replace(l.id::text, '-', '') as stock_id
        from skus s join places l on l.tenant_id = p_tenant and l.is_default
       where s.tenant_id = p_tenant and s.id = any (string_to_array(p_skus, ',')::uuid[]) and s.is_active
    )
    select coalesce(json_object_agg(w.id, q.limit_units - q.taken), '{}')
      from wanted w join quotas q on q.tenant_id = p_tenant and q.kind = 'stock' and q.id = w.stock_id);
end $$;

grant execute on function picture_json, product_cards, storefront_product, storefront_list, storefront_search,
  storefront_categories, storefront_home, storefront_similar, storefront_stock to mamapu_app;
