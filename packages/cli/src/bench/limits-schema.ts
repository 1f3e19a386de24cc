import postgres from 'postgres'

export const LIMIT_SKUS = 720
export const LIMIT_PRODUCTS = 240
export const LIST_ROWS = 20

/** What a page or reply of ours was like: the limit does the same amount of output. */
export interface LimitShape {
  readonly productPage: string
  readonly listPage: string
  readonly productJson: string
  readonly listJson: string
}

/**
 * The tables of the least that sells: no tenants, no rows that guard anything, keys and nothing else. One JSON document
 * per product, and an order of one row, its lines, a payment and an event.
 */
export async function makeLimitTables(adminUrl: string, shape: LimitShape): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} })
  try {
    await sql.unsafe(TABLES)
    const doc = JSON.parse(shape.productJson) as object
    const cards = (JSON.parse(shape.listJson) as { items: object[] }).items
    for (let id = 0; id < LIMIT_PRODUCTS; id += 1)
      await sql`insert into bench_limit.products (id, doc) values (${id}, ${JSON.stringify(doc)}::text::json)`
    for (let position = 0; position < LIMIT_PRODUCTS; position += 1) {
      const card = JSON.stringify(cards[position % cards.length])
      await sql`insert into bench_limit.cards (list, position, doc) values (${Math.floor(position / LIST_ROWS)}, ${position}, ${card}::text::json)`
    }
    await sql`
      insert into bench_limit.stock (sku, price_fen, left_units)
      select n, 3900, 1000000 from generate_series(0, ${LIMIT_SKUS - 1}) n`
    await sql.unsafe('analyze')
  } finally {
    await sql.end({ timeout: 5 })
  }
}

const TABLES = `
  create schema bench_limit;
  set search_path = bench_limit;
  create table products (id integer primary key, doc json not null);
  create table cards (list integer not null, position integer not null, doc json not null, primary key (list, position));
  create table stock (sku integer primary key, price_fen integer not null, left_units integer not null check (left_units >= 0));
  create table sessions (token uuid primary key, at timestamptz not null);
  create table carts (session uuid primary key, address text, choice text, at timestamptz not null);
  create table cart_lines (session uuid not null, sku integer not null, quantity integer not null, primary key (session, sku));
  create table orders (id uuid primary key, total_fen bigint not null, contact text not null, at timestamptz not null);
  create table order_lines (order_id uuid not null, position integer not null, sku integer not null, quantity integer not null,
    paid_fen bigint not null, primary key (order_id, position));
  create table payments (id uuid primary key, order_id uuid not null, amount_fen bigint not null, at timestamptz not null);
  create table outbox (id uuid primary key, name text not null, payload jsonb not null, at timestamptz not null);
  create function place(p_session uuid, p_order uuid, p_payment uuid, p_event uuid, p_at timestamptz) returns bigint
  language plpgsql as $$
  declare total bigint; l record; n integer := 0;
  begin
    select sum(c.quantity * s.price_fen) into total from cart_lines c join stock s on s.sku = c.sku where c.session = p_session;
    insert into orders (id, total_fen, contact, at)
      select p_order, total, coalesce(c.address, ''), p_at from carts c where c.session = p_session;
    for l in select c.sku, c.quantity, s.price_fen from cart_lines c join stock s on s.sku = c.sku
              where c.session = p_session order by c.sku loop
      insert into order_lines values (p_order, n, l.sku, l.quantity, l.quantity * l.price_fen);
      n := n + 1;
    end loop;
    insert into payments values (p_payment, p_order, total, p_at);
    insert into outbox values (p_event, 'order.placed', jsonb_build_object('id', p_order, 'total', total), p_at);
    delete from cart_lines where session = p_session;
    for l in select o.sku, o.quantity from order_lines o where o.order_id = p_order order by o.sku loop
      update stock set left_units = left_units - l.quantity where sku = l.sku and left_units >= l.quantity;
      if not found then raise exception 'sold out'; end if;
    end loop;
    return total;
  end $$;
`
