import type { Sql, TenantTx } from '@mamapu/db'
import { type Id, idOf, type Locale, must, type OrderId, type StoreId, uuidOf } from '@mamapu/kernel'
import type { OrderCursor } from '../../orders/index.js'

export type ExportId = Id<'oex'>
export type ExportState = 'waiting' | 'done' | 'failed' | 'expired'

export interface OrderExport {
  readonly id: ExportId
  readonly staffId: Id<'stf'>
  readonly askSealed: Buffer
  readonly columns: string
  readonly isPersonal: boolean
  readonly locale: Locale
  readonly state: ExportState
  readonly rowsDone: number
  readonly parts: number
  readonly isCut: boolean
  readonly after: OrderCursor | null
  readonly createdAt: Date
  readonly finishedAt: Date | null
  readonly dueAt: Date | null
}

interface Raw {
  id: string
  staff_id: string
  ask_sealed: Buffer
  columns: string
  is_personal: boolean
  locale: Locale
  state: ExportState
  rows_done: number
  parts: number
  is_cut: boolean
  after_at: Date | null
  after_id: string | null
  created_at: Date
  finished_at: Date | null
  due_at: Date | null
}

const toExport = (row: Raw): OrderExport => ({
  id: idOf('oex', row.id),
  staffId: idOf('stf', row.staff_id),
  askSealed: row.ask_sealed,
  columns: row.columns,
  isPersonal: row.is_personal,
  locale: row.locale,
  state: row.state,
  rowsDone: row.rows_done,
  parts: row.parts,
  isCut: row.is_cut,
  after: row.after_at && row.after_id ? { at: row.after_at, id: idOf('ord', row.after_id) } : null,
  createdAt: row.created_at,
  finishedAt: row.finished_at,
  dueAt: row.due_at,
})

const COLUMNS = [
  ...['id', 'staff_id', 'ask_sealed', 'columns', 'is_personal', 'locale', 'state', 'rows_done', 'parts'],
  ...['is_cut', 'after_at', 'after_id', 'created_at', 'finished_at', 'due_at'],
]

/** Whose shop it is: the root of its keys, and its calendar. */
export async function findExportShop(
  tx: TenantTx,
): Promise<{ readonly secret: Buffer; readonly zone: string }> {
  const [row] = await tx.sql<{ secret: Buffer; zone: string }[]>`
    select t.secret, s.zone from store_settings t join stores s on s.id = ${tx.tenantId} where t.tenant_id = ${tx.tenantId}`
  return must(row, 'a shop has its settings')
}

export async function insertExport(
  tx: TenantTx,
  asked: Pick<
    OrderExport,
    'id' | 'staffId' | 'askSealed' | 'columns' | 'isPersonal' | 'locale' | 'createdAt'
  > & {
    readonly dueAt: Date
  },
): Promise<void> {
  await tx.sql`
    insert into order_exports (tenant_id, id, staff_id, ask_sealed, columns, is_personal, locale, created_at, due_at)
    values (${tx.tenantId}, ${uuidOf(asked.id)}, ${uuidOf(asked.staffId)}, ${asked.askSealed}, ${asked.columns},
            ${asked.isPersonal}, ${asked.locale}, ${asked.createdAt}, ${asked.dueAt})`
}

/** Tables of the shop that are being made. Whoever counts them is alone until her transaction ends: another one waits. */
export async function lockOpenExports(tx: TenantTx): Promise<number> {
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${tx.tenantId}::text || 'order_exports', 36))`
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*) as count from order_exports where tenant_id = ${tx.tenantId} and state = 'waiting'`
  return row?.count ?? 0
}

/** One export, or the latest of the shop. */
export async function listExports(
  tx: TenantTx,
  { id, limit }: { readonly id: ExportId | null; readonly limit: number },
): Promise<OrderExport[]> {
  const { sql, tenantId } = tx
  const rows = await sql<Raw[]>`
    select ${sql(COLUMNS)} from order_exports
     where tenant_id = ${tenantId} ${id ? sql`and id = ${uuidOf(id)}` : sql``} order by id desc limit ${limit}`
  return rows.map(toExport)
}

/** Reads an export and holds its row: of two jobs at once one waits for the other's page. */
export async function lockExport(tx: TenantTx, id: ExportId): Promise<OrderExport | null> {
  const [row] = await tx.sql<Raw[]>`
    select ${tx.sql(COLUMNS)} from order_exports
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} for update`
  return row ? toExport(row) : null
}

/** Counts a beginning of the job; how many there were since the last page. Null when there is nothing left to write. */
export async function countTry(tx: TenantTx, id: ExportId, dueAt: Date): Promise<number | null> {
  const [row] = await tx.sql<{ tries: number }[]>`
    update order_exports set tries = tries + 1, due_at = ${dueAt}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and state = 'waiting' returning tries`
  return row?.tries ?? null
}

/** Keeps a page and where it ended. Hold the export. */
export async function keepPart(
  tx: TenantTx,
  { id, parts }: Pick<OrderExport, 'id' | 'parts'>,
  page: {
    readonly sealed: Buffer
    readonly rows: number
    readonly last: { readonly at: Date; readonly id: OrderId } | null
    readonly dueAt: Date
  },
): Promise<void> {
  const part = parts + 1
  await tx.sql`
    insert into order_export_parts (tenant_id, export_id, part, sealed)
    values (${tx.tenantId}, ${uuidOf(id)}, ${part}, ${page.sealed})`
  await tx.sql`
    update order_exports set parts = ${part}, rows_done = rows_done + ${page.rows}, tries = 0, due_at = ${page.dueAt},
           after_at = coalesce(${page.last?.at ?? null}, after_at),
           after_id = coalesce(${page.last ? uuidOf(page.last.id) : null}, after_id)
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

/** Says how an export ended. */
export async function endExport(
  tx: TenantTx,
  id: ExportId,
  end: {
    readonly state: 'done' | 'failed'
    readonly isCut: boolean
    readonly at: Date
    readonly dueAt: Date | null
  },
): Promise<void> {
  await tx.sql`
    update order_exports set state = ${end.state}, is_cut = ${end.isCut}, finished_at = ${end.at}, due_at = ${end.dueAt}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and state = 'waiting'`
}

/** Puts away what a file held, for good. */
export async function expireExport(tx: TenantTx, id: ExportId): Promise<void> {
  await tx.sql`delete from order_export_parts where tenant_id = ${tx.tenantId} and export_id = ${uuidOf(id)}`
  await tx.sql`
    update order_exports set state = 'expired', due_at = null
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and state = 'done'`
}

/** A sealed page of a file; null past its end, or when it is too old. */
export async function findPart(tx: TenantTx, id: ExportId, part: number): Promise<Buffer | null> {
  const [row] = await tx.sql<{ sealed: Buffer }[]>`
    select sealed from order_export_parts where tenant_id = ${tx.tenantId} and export_id = ${uuidOf(id)} and part = ${part}`
  return row?.sealed ?? null
}

/** Exports that somebody has to look at, the longest overdue first. */
export async function findExportsDue(
  sweep: Sql,
  at: Date,
  limit: number,
): Promise<{ storeId: StoreId; id: ExportId }[]> {
  const rows = await sweep<{ tenant_id: string; id: string }[]>`
    select tenant_id, id from order_exports where due_at <= ${at} order by due_at limit ${limit}`
  return rows.map((row) => ({ storeId: idOf('sto', row.tenant_id), id: idOf('oex', row.id) }))
}
