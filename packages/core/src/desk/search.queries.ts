import type { TenantTx } from '@mamapu/db'
import { type CustomerId, idOf, type OrderId, type ProductId, uuidOf } from '@mamapu/kernel'
import type { OrderCursor, OrderState } from '../orders/index.js'
import type { Source } from './order-sources.js'

/** Words counted to tell a rare one from a common one. */
const COUNTED_MAX = 500
const PRODUCTS_MAX = 60
/** So many orders are looked at one by one where nothing narrower leads to them. */
const FEW_MAX = 5000

export interface FoundFilter {
  readonly state: OrderState | null
  readonly from: Date | null
  readonly until: Date | null
  readonly minFen: number | null
  readonly maxFen: number | null
  readonly customerId: CustomerId | null
  /** A method of delivery by its id. */
  readonly delivery: string | null
  /** Only those of which an after-sale is under way. */
  readonly hasOpenCase: boolean
  /** Each of these is a word the order has. */
  readonly facets: readonly string[]
  readonly after: OrderCursor | null
  readonly limit: number
}

/** States whose orders are few: they are gone through themselves. */
const OPEN: readonly (OrderState | null)[] = ['unpaid', 'paid', 'shipped']

/**
 * Orders that any of the sources finds (all orders when there are none) and that the filter lets through, newest first. Every
 * source is a walk through words in the order of placing that ends at the limit; nothing is sorted but the ends of the walks.
 * Where an amount or an open after-sale leaves few orders, those are looked at instead: a walk for them would be a long one.
 */
export async function findOrders(
  tx: TenantTx,
  sources: readonly Source[],
  filter: FoundFilter,
  fewMax = FEW_MAX,
): Promise<OrderId[]> {
  const { sql, tenantId } = tx
  const few = await findFew(tx, filter, fewMax)
  if (few) {
    // `offset 0` keeps the set a set: joined into the rest, it may be walked around again.
    const found = sources.map((source) => isFoundBy(tx, source))
    const any = found.slice(1).reduce((all, one) => sql`${all} or ${one}`, found[0] ?? sql`true`)
    const rows = await sql<{ id: string }[]>`
      select o.id from (${few.set} offset 0) f join orders o on o.tenant_id = ${tenantId} and o.id = f.id
       where ${where(tx, filter)} and (${any}) ${ends(tx, filter)}`
    return rows.map(({ id }) => idOf('ord', id))
  }
  const facets = await rarestFirst(tx, filter.facets)
  const [first, ...others] = facets
  const walks =
    sources.length > 0
      ? sources.map((source) => walk(tx, source, { ...filter, facets }))
      : first !== undefined && !OPEN.includes(filter.state)
        ? [walk(tx, { by: 'all', terms: [first] }, { ...filter, facets: others })]
        : [
            sql`select o.id, o.placed_at from orders o where o.tenant_id = ${tenantId} and ${where(tx, { ...filter, facets })} ${ends(tx, filter)}`,
          ]
  const together = walks
    .slice(1)
    .reduce((all, one) => sql`${all} union (${one})`, sql`(${walks[0] ?? sql``})`)
  const rows = await sql<{ id: string }[]>`
    select f.id from (${together}) f order by f.placed_at desc, f.id desc limit ${filter.limit}`
  return rows.map(({ id }) => idOf('ord', id))
}

/** The set of orders an amount or an open after-sale leaves, when they are fewer than so many; null when they are not. */
async function findFew(tx: TenantTx, { minFen, maxFen, hasOpenCase }: FoundFilter, fewMax: number) {
  const { sql, tenantId } = tx
  const sets = [
    ...(minFen === null && maxFen === null
      ? []
      : [
          sql`select o.id from orders o where o.tenant_id = ${tenantId} and o.payable_fen >= ${minFen ?? 0}
                ${maxFen === null ? sql`` : sql`and o.payable_fen <= ${maxFen}`}`,
        ]),
    ...(hasOpenCase
      ? [
          sql`select distinct c.order_id as id from aftersale_cases c where c.tenant_id = ${tenantId} and c.closed_at is null`,
        ]
      : []),
  ]
  for (const set of sets) {
    const [row] = await sql<{ orders: number }[]>`
      select count(*) as orders from (select from (${set}) f limit ${fewMax}) c`
    if (row && row.orders < fewMax) return { set }
  }
  return null
}

/** The same as `walk`, said of an order that is looked at. */
function isFoundBy(tx: TenantTx, source: Source) {
  const { sql } = tx
  switch (source.by) {
    case 'number':
      return sql`o.number >= ${source.from} and o.number <= ${source.to}`
    case 'phone':
      return sql`o.phone_hash = ${source.hash}`
    case 'any':
      return sql`${hasWord(tx, source.terms)} ${
        source.numberEnd ? sql`and right(o.number, ${source.numberEnd.length}) = ${source.numberEnd}` : sql``
      }`
    case 'all':
      return source.terms.reduce((all, term) => sql`${all} and ${hasWord(tx, [term])}`, sql`true`)
  }
}

/** An order has one of these words. */
const hasWord = ({ sql, tenantId }: TenantTx, terms: readonly string[]) =>
  sql`exists (select from order_terms f where f.tenant_id = ${tenantId} and f.term = any(${sql.array([...terms])}::text[])
        and f.placed_at = o.placed_at and f.order_id = o.id)`

function walk(tx: TenantTx, source: Source, filter: FoundFilter) {
  const { sql, tenantId } = tx
  switch (source.by) {
    case 'number':
      return sql`select o.id, o.placed_at from orders o where o.tenant_id = ${tenantId} and ${where(tx, filter)}
        and o.number >= ${source.from} and o.number <= ${source.to} ${ends(tx, filter)}`
    case 'phone':
      return sql`select o.id, o.placed_at from orders o where o.tenant_id = ${tenantId} and ${where(tx, filter)}
        and o.phone_hash = ${source.hash} ${ends(tx, filter)}`
    case 'any':
      return sql`select x.id, x.placed_at from unnest(${sql.array([...source.terms])}::text[]) t(term) cross join lateral (
        select o.id, o.placed_at from order_terms p join orders o on o.tenant_id = ${tenantId} and o.id = p.order_id
         where p.tenant_id = ${tenantId} and p.term = t.term ${older(tx, filter.after, 'p')} and ${where(tx, filter)}
           ${source.numberEnd ? sql`and right(o.number, ${source.numberEnd.length}) = ${source.numberEnd}` : sql``}
         order by p.placed_at desc, p.order_id desc limit ${filter.limit}) x`
    case 'all': {
      const [first, ...others] = source.terms
      const all = { ...filter, facets: [...others, ...filter.facets] }
      return sql`select o.id, o.placed_at from order_terms p join orders o on o.tenant_id = ${tenantId} and o.id = p.order_id
         where p.tenant_id = ${tenantId} and p.term = ${first ?? ''} ${older(tx, filter.after, 'p')} and ${where(tx, all)}
         order by p.placed_at desc, p.order_id desc limit ${filter.limit}`
    }
  }
}

const ends = ({ sql }: TenantTx, { limit }: FoundFilter) =>
  sql`order by o.placed_at desc, o.id desc limit ${limit}`

function older({ sql }: TenantTx, after: OrderCursor | null, of: 'p' | 'o') {
  if (!after) return sql``
  return of === 'p'
    ? sql`and (p.placed_at, p.order_id) < (${after.at}, ${uuidOf(after.id)})`
    : sql`and (o.placed_at, o.id) < (${after.at}, ${uuidOf(after.id)})`
}

function where(tx: TenantTx, filter: FoundFilter) {
  const { sql, tenantId } = tx
  const has = filter.facets.map((term) => sql`and ${hasWord(tx, [term])}`)
  return sql`true
    ${filter.state ? sql`and o.state = ${filter.state}` : sql``}
    ${filter.from ? sql`and o.placed_at >= ${filter.from}` : sql``}
    ${filter.until ? sql`and o.placed_at < ${filter.until}` : sql``}
    ${filter.minFen === null ? sql`` : sql`and o.payable_fen >= ${filter.minFen}`}
    ${filter.maxFen === null ? sql`` : sql`and o.payable_fen <= ${filter.maxFen}`}
    ${filter.delivery === null ? sql`` : sql`and o.delivery = ${filter.delivery}`}
    ${
      filter.hasOpenCase
        ? sql`and exists (select from aftersale_cases c where c.tenant_id = ${tenantId} and c.order_id = o.id and c.closed_at is null)`
        : sql``
    }
    ${filter.customerId ? sql`and o.customer_id = ${uuidOf(filter.customerId)}` : sql``}
    ${older(tx, filter.after, 'o')} ${has.reduce((all, one) => sql`${all} ${one}`, sql``)}`
}

/** The word fewest orders have comes first: it is the one to walk through. */
async function rarestFirst(tx: TenantTx, terms: readonly string[]): Promise<string[]> {
  if (terms.length < 2) return [...terms]
  const rows = await tx.sql<{ term: string }[]>`
    select t.term from unnest(${tx.sql.array([...terms])}::text[]) t(term) cross join lateral (
      select count(*) as orders from (select from order_terms p where p.tenant_id = ${tx.tenantId} and p.term = t.term
                                       limit ${COUNTED_MAX}) c) n
     order by n.orders, t.term`
  return rows.map(({ term }) => term)
}

/** Products that have all of these grams, the newest first. */
export async function findProducts(tx: TenantTx, grams: readonly string[]): Promise<ProductId[]> {
  if (grams.length === 0) return []
  const rows = await tx.sql<{ product_id: string }[]>`
    select product_id from product_grams where tenant_id = ${tx.tenantId} and gram in ${tx.sql([...grams])}
     group by product_id having count(*) = ${grams.length} order by product_id desc limit ${PRODUCTS_MAX}`
  return rows.map(({ product_id }) => idOf('prd', product_id))
}
