import type { TenantTx } from '@mamapu/db'
import { type CustomerId, idOf, type OrderId, type ProductId, uuidOf } from '@mamapu/kernel'
import type { OrderCursor, OrderState } from '../orders/index.js'
import type { Source } from './order-sources.js'

/** Words counted to tell a rare one from a common one. */
const COUNTED_MAX = 500
const PRODUCTS_MAX = 60
/** After-sales under way that a list is filtered by. */
const CASES_MAX = 2000

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
 */
export async function findOrders(
  tx: TenantTx,
  sources: readonly Source[],
  filter: FoundFilter,
): Promise<OrderId[]> {
  const { sql, tenantId } = tx
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
  const has = filter.facets.map(
    (term) => sql`and exists (select from order_terms f where f.tenant_id = ${tenantId} and f.term = ${term}
      and f.placed_at = o.placed_at and f.order_id = o.id)`,
  )
  return sql`true
    ${filter.state ? sql`and o.state = ${filter.state}` : sql``}
    ${filter.from ? sql`and o.placed_at >= ${filter.from}` : sql``}
    ${filter.until ? sql`and o.placed_at < ${filter.until}` : sql``}
    ${filter.minFen === null ? sql`` : sql`and o.payable_fen >= ${filter.minFen}`}
    ${filter.maxFen === null ? sql`` : sql`and o.payable_fen <= ${filter.maxFen}`}
    ${filter.delivery === null ? sql`` : sql`and o.delivery = ${filter.delivery}`}
    ${filter.hasOpenCase ? sql`and o.id = any(array(${openCases(tx)}))` : sql``}
    ${filter.customerId ? sql`and o.customer_id = ${uuidOf(filter.customerId)}` : sql``}
    ${older(tx, filter.after, 'o')} ${has.reduce((all, one) => sql`${all} ${one}`, sql``)}`
}

/** Orders with an after-sale under way, those due first: few, so the list is read before anything is walked through. */
const openCases = ({ sql, tenantId }: TenantTx) => sql`
  select c.order_id from aftersale_cases c where c.tenant_id = ${tenantId}
     and c.state in ('asked', 'refused', 'escalated', 'sending', 'sent', 'arrived') limit ${CASES_MAX}`

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
