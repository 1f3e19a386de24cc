import type { Sql, TenantTx } from '@mamapu/db'
import { type Id, idOf, later, MINUTE, type OrderId, type StoreId, uuidOf } from '@mamapu/kernel'
import type { Due } from '../../events/index.js'
import type { BatchField, BatchRow, RowProblem } from './batch.rules.js'

export type RowState = 'waiting' | 'sent' | 'again' | 'failed'

export interface KeptRow extends BatchRow {
  readonly parcel: number
  readonly state: RowState
  readonly problem: RowProblem | null
  readonly field: BatchField | null
  readonly orderId: OrderId | null
}

export interface BatchHead {
  readonly id: Id<'bat'>
  readonly fileName: string
  readonly state: 'waiting' | 'running' | 'done'
  readonly staffId: Id<'stf'>
  readonly createdAt: Date
  readonly finishedAt: Date | null
  readonly rows: Readonly<Record<RowState | 'total', number>>
  /** Parcels that left because of it. */
  readonly parcels: number
}

export async function insertBatch(
  tx: TenantTx,
  batch: {
    readonly id: Id<'bat'>
    readonly fileName: string
    readonly staffId: Id<'stf'>
    readonly at: Date
    readonly rows: readonly (BatchRow & { readonly parcel: number })[]
  },
): Promise<void> {
  await tx.sql`
    insert into ship_batches (tenant_id, id, file_name, state, rows_total, staff_id, created_at)
    values (${tx.tenantId}, ${uuidOf(batch.id)}, ${batch.fileName}, 'waiting', ${batch.rows.length}, ${uuidOf(batch.staffId)},
            ${batch.at})`
  for (let start = 0; start < batch.rows.length; start += 1000) {
    const rows = batch.rows.slice(start, start + 1000).map((row) => ({
      tenant_id: tx.tenantId,
      batch_id: uuidOf(batch.id),
      row_number: row.number,
      parcel: row.parcel,
      order_number: row.order,
      carrier: row.carrier,
      tracking_number: row.tracking,
      code: row.code,
      units: row.units,
    }))
    await tx.sql`insert into ship_batch_rows ${tx.sql(rows)}`
  }
}

/** Tables of the shop that are under way. Whoever counts them is alone until her transaction ends: another one waits. */
export async function lockOpenBatches(tx: TenantTx): Promise<number> {
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${tx.tenantId}::text || 'ship_batches', 36))`
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*) from ship_batches where tenant_id = ${tx.tenantId} and state <> 'done'`
  return row?.count ?? 0
}

interface RawHead {
  id: string
  file_name: string
  state: BatchHead['state']
  staff_id: string
  created_at: Date
  finished_at: Date | null
  total: number
  waiting: number
  sent: number
  again: number
  failed: number
  parcels: number
}

/** The latest batches, or one of them, with how far they are. */
export async function listBatches(
  tx: TenantTx,
  { id, limit }: { readonly id: Id<'bat'> | null; readonly limit: number },
): Promise<BatchHead[]> {
  const rows = await tx.sql<RawHead[]>`
    select b.id, b.file_name, b.state, b.staff_id, b.created_at, b.finished_at, b.rows_total as total, r.*
      from (select * from ship_batches where tenant_id = ${tx.tenantId} ${id ? tx.sql`and id = ${uuidOf(id)}` : tx.sql``}
             order by id desc limit ${limit}) b
      left join lateral (
           select count(*) filter (where r.state = 'waiting') as waiting, count(*) filter (where r.state = 'sent') as sent,
                  count(*) filter (where r.state = 'again') as again, count(*) filter (where r.state = 'failed') as failed,
                  count(distinct r.parcel) filter (where r.state = 'sent') as parcels
             from ship_batch_rows r where r.tenant_id = ${tx.tenantId} and r.batch_id = b.id) r on true
     order by b.id desc`
  return rows.map((row) => ({
    id: idOf('bat', row.id),
    fileName: row.file_name,
    state: row.state,
    staffId: idOf('stf', row.staff_id),
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    rows: {
      total: row.total,
      waiting: row.waiting,
      sent: row.sent,
      again: row.again,
      failed: row.failed,
    },
    parcels: row.parcels,
  }))
}

interface RawRow {
  row_number: number
  parcel: number
  order_number: string
  carrier: string
  tracking_number: string
  code: string
  units: string
  state: RowState
  problem: RowProblem | null
  field: BatchField | null
  order_id: string | null
}

const toRow = (row: RawRow): KeptRow => ({
  number: row.row_number,
  parcel: row.parcel,
  order: row.order_number,
  carrier: row.carrier,
  tracking: row.tracking_number,
  code: row.code,
  units: row.units,
  state: row.state,
  problem: row.problem,
  field: row.field,
  orderId: row.order_id === null ? null : idOf('ord', row.order_id),
})

/** Rows with a problem, as they stand in the table. */
export async function listFailed(
  tx: TenantTx,
  id: Id<'bat'>,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<KeptRow[]> {
  const rows = await tx.sql<RawRow[]>`
    select row_number, parcel, order_number, carrier, tracking_number, code, units, state, problem, field, order_id
      from ship_batch_rows
     where tenant_id = ${tx.tenantId} and batch_id = ${uuidOf(id)} and state = 'failed' and row_number > ${after}
     order by row_number limit ${limit}`
  return rows.map(toRow)
}

/** The next parcel that waits; null when none does. */
export async function nextParcel(tx: TenantTx, id: Id<'bat'>): Promise<number | null> {
  const [row] = await tx.sql<{ parcel: number }[]>`
    select parcel from ship_batch_rows where tenant_id = ${tx.tenantId} and batch_id = ${uuidOf(id)} and state = 'waiting'
     order by row_number limit 1`
  return row?.parcel ?? null
}

/** The rows of one parcel that wait, held until the transaction ends; none when another run has done it. */
export async function lockRows(tx: TenantTx, id: Id<'bat'>, parcel: number): Promise<KeptRow[]> {
  const rows = await tx.sql<RawRow[]>`
    select row_number, parcel, order_number, carrier, tracking_number, code, units, state, problem, field, order_id
      from ship_batch_rows
     where tenant_id = ${tx.tenantId} and batch_id = ${uuidOf(id)} and parcel = ${parcel} and state = 'waiting'
     order by row_number limit 200 for update`
  return rows.map(toRow)
}

export async function endRow(
  tx: TenantTx,
  id: Id<'bat'>,
  row: Pick<KeptRow, 'number' | 'state' | 'problem' | 'field' | 'orderId'>,
): Promise<void> {
  await tx.sql`
    update ship_batch_rows set state = ${row.state}, problem = ${row.problem}, field = ${row.field},
           order_id = ${row.orderId && uuidOf(row.orderId)}
     where tenant_id = ${tx.tenantId} and batch_id = ${uuidOf(id)} and row_number = ${row.number}`
}

export async function setBatchState(
  tx: TenantTx,
  id: Id<'bat'>,
  { state, at }: { readonly state: 'running' | 'done'; readonly at: Date },
): Promise<void> {
  await tx.sql`
    update ship_batches set state = ${state}, finished_at = case when ${state} = 'done' then ${at}::timestamptz end
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and state <> 'done'`
}

export async function findOrderByNumber(tx: TenantTx, number: string): Promise<OrderId | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from orders where tenant_id = ${tx.tenantId} and number = ${number}`
  return row ? idOf('ord', row.id) : null
}

/** Batches whose job was lost. */
export async function findOpenBatches(sweep: Sql, at: Date, limit: number): Promise<Due[]> {
  const rows = await sweep<{ tenant_id: string; id: string }[]>`
    select tenant_id, id from ship_batches where state <> 'done' and created_at <= ${later(at, -2 * MINUTE)}
     order by created_at limit ${limit}`
  return rows.map((row) => ({ storeId: idOf('sto', row.tenant_id) as StoreId, id: idOf('bat', row.id) }))
}

/** A line of a paid order of which units wait for a parcel. */
export interface WaitingLine {
  readonly orderId: OrderId
  readonly lineId: Id<'lin'>
  readonly order: string
  readonly code: string
  readonly title: string
  readonly options: string
  readonly units: number
  readonly addressSealed: Buffer
  readonly remark: string
}

type WaitingCursor = { readonly at: Date; readonly id: OrderId } | null

interface RawWaiting {
  id: string
  number: string
  paid_at: Date
  address_sealed: Buffer
  remark: string
}

/** What may be packed now of a page of paid orders, the oldest first, after the one named. */
export async function listWaiting(
  tx: TenantTx,
  { after, limit }: { readonly after: WaitingCursor; readonly limit: number },
): Promise<{ readonly lines: readonly WaitingLine[]; readonly next: WaitingCursor }> {
  const orders = await tx.sql<RawWaiting[]>`
    select id, number, paid_at, address_sealed, remark from orders
     where tenant_id = ${tx.tenantId} and state = 'paid' and region_code <> ''
       ${after ? tx.sql`and (paid_at, id) > (${after.at}, ${uuidOf(after.id)})` : tx.sql``}
     order by paid_at, id limit ${limit}`
  const lines = await tx.sql<
    { order_id: string; id: string; code: string; title: string; options: string; units: number }[]
  >`
    select l.order_id, l.id, l.code, l.title, l.options,
           l.quantity - (l.refunded_units - l.returned_units) - l.shipped_units - l.held_units as units
      from order_lines l left join products p on p.tenant_id = ${tx.tenantId} and p.id = l.product_id
     where l.tenant_id = ${tx.tenantId} and l.order_id = any(${orders.map(({ id }) => id)}::uuid[])
       and coalesce(p.delivery_kind, 'physical') = 'physical'
     order by l.order_id, l.position`
  const last = orders.length === limit ? orders.at(-1) : undefined
  return {
    lines: orders.flatMap((order) =>
      lines
        .filter((line) => line.order_id === order.id && line.units > 0)
        .map(({ id, code, title, options, units }) => ({
          orderId: idOf('ord', order.id),
          lineId: idOf('lin', id),
          order: order.number,
          code,
          title,
          options,
          units,
          addressSealed: order.address_sealed,
          remark: order.remark,
        })),
    ),
    next: last ? { at: last.paid_at, id: idOf('ord', last.id) } : null,
  }
}
