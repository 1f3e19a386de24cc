import type { TenantTx } from '@mamapu/db'
import { type Id, idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import { type CaseState, isOver } from './case.rules.js'
import type { CaseEnding, CaseId, CaseKind } from './case.types.js'

/** A case in a list. */
export interface CaseRow {
  readonly id: CaseId
  readonly orderId: OrderId
  readonly orderNumber: string
  readonly contactMasked: string
  readonly kind: CaseKind
  readonly state: CaseState
  readonly reason: string
  readonly ending: CaseEnding | null
  readonly dueAt: Date | null
  readonly openedAt: Date
  readonly movedAt: Date
  /** Where it stands in the list: its deadline, or when it ended. */
  readonly sortAt: Date
  readonly goods: readonly {
    readonly title: string
    readonly options: string
    readonly units: number
    readonly mediaHash: string | null
  }[]
}

export interface CaseListing {
  /** Null: all that are not over. */
  readonly states: readonly CaseState[] | null
  readonly orderId: OrderId | null
  readonly after: { readonly at: Date; readonly id: CaseId } | null
  readonly limit: number
}

interface Raw {
  id: string
  order_id: string
  number: string
  contact_masked: string
  kind: CaseKind
  state: CaseState
  reason: string
  ending: CaseEnding | null
  due_at: Date | null
  opened_at: Date
  moved_at: Date
  goods: CaseRow['goods']
}

/** Cases that go on by deadline, the nearest first; those that are over by their end, the latest first. */
export async function listCases(
  tx: TenantTx,
  { states, orderId, after, limit }: CaseListing,
): Promise<CaseRow[]> {
  const { sql, tenantId } = tx
  const isPast = states !== null && states.length > 0 && states.every(isOver)
  const which =
    states === null
      ? sql`c.due_at is not null`
      : sql`c.state in ${sql(states.length > 0 ? states : ['none'])}`
  const place = isPast ? sql`c.moved_at` : sql`coalesce(c.due_at, c.moved_at)`
  const from = after
    ? isPast
      ? sql`and (${place}, c.id) < (${after.at}, ${uuidOf(after.id)})`
      : sql`and (${place}, c.id) > (${after.at}, ${uuidOf(after.id)})`
    : sql``
  const rows = await sql<Raw[]>`
    select c.id, c.order_id, o.number, o.contact_masked, c.kind, c.state, c.reason, c.ending, c.due_at, c.opened_at, c.moved_at,
           (select coalesce(json_agg(json_build_object('title', l.title, 'options', l.options, 'units', a.units, 'mediaHash', l.media_hash)
                     order by l.position), '[]')
              from aftersale_lines a
              join order_lines l on l.tenant_id = ${tenantId} and l.order_id = a.order_id and l.id = a.line_id
             where a.tenant_id = ${tenantId} and a.case_id = c.id) as goods
      from aftersale_cases c
      join orders o on o.tenant_id = ${tenantId} and o.id = c.order_id
     where c.tenant_id = ${tenantId} and ${which} ${orderId ? sql`and c.order_id = ${uuidOf(orderId)}` : sql``} ${from}
     order by ${place} ${isPast ? sql`desc` : sql``}, c.id ${isPast ? sql`desc` : sql``} limit ${limit}`
  return rows.map((row) => ({
    id: idOf('asc', row.id),
    orderId: idOf('ord', row.order_id),
    orderNumber: row.number,
    contactMasked: row.contact_masked,
    kind: row.kind,
    state: row.state,
    reason: row.reason,
    ending: row.ending,
    dueAt: row.due_at,
    openedAt: row.opened_at,
    movedAt: row.moved_at,
    sortAt: isPast ? row.moved_at : (row.due_at ?? row.moved_at),
    goods: row.goods,
  }))
}

/** How many cases stand in each state. */
export async function countCases(tx: TenantTx): Promise<ReadonlyMap<CaseState, number>> {
  const rows = await tx.sql<{ state: CaseState; count: number }[]>`
    select state, count(*)::int as count from aftersale_cases where tenant_id = ${tx.tenantId} group by state`
  return new Map(rows.map(({ state, count }) => [state, count]))
}

/** Of these lines, the goods as their order knows them. */
export async function listGoods(
  tx: TenantTx,
  caseId: CaseId,
): Promise<
  readonly {
    readonly lineId: Id<'lin'>
    readonly title: string
    readonly options: string
    readonly mediaHash: string | null
  }[]
> {
  const rows = await tx.sql<{ line_id: string; title: string; options: string; media_hash: string | null }[]>`
    select a.line_id, l.title, l.options, l.media_hash
      from aftersale_lines a
      join order_lines l on l.tenant_id = ${tx.tenantId} and l.order_id = a.order_id and l.id = a.line_id
     where a.tenant_id = ${tx.tenantId} and a.case_id = ${uuidOf(caseId)} order by l.position limit 200`
  return rows.map((row) => ({
    lineId: idOf('lin', row.line_id),
    title: row.title,
    options: row.options,
    mediaHash: row.media_hash,
  }))
}
