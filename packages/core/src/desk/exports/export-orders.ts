import { type TenantTx, withTenant } from '@mamapu/db'
import { DAY, type Id, type Locale, later, MINUTE, newId, type StoreId } from '@mamapu/kernel'
import type { App } from '../../app.js'
import { audit } from '../../audit/index.js'
import { type StoreSnapshot, seal, sealJson, storeKeys, unseal, unsealJson } from '../../stores/index.js'
import { type DeskAsk, findAsked } from '../search-orders.js'
import { type ColumnName, headOf, isPersonal, type Reading, rowsOf } from './columns.js'
import {
  countTry,
  type ExportId,
  endExport,
  expireExport,
  findExportShop,
  findPart,
  insertExport,
  keepPart,
  listExports,
  lockExport,
  lockOpenExports,
  type OrderExport,
} from './export.queries.js'
import { cursorAfter, readExportRows } from './row.queries.js'

/** Job that writes one table of orders, or puts it away when it is too old. */
export const EXPORT_ORDERS = 'desk.export-orders'

/** Orders of one file; what there is beyond is said. */
export const EXPORT_MAX = 50_000
const PAGE = 200
const OPEN_MAX = 3
const TRIES_MAX = 5
/** A job nothing was heard of for so long is lost. */
const LOST_MS = 2 * MINUTE
const KEPT_MS = DAY

export interface ExportWish {
  readonly ask: DeskAsk
  readonly columns: readonly ColumnName[]
  readonly locale: Locale
  readonly staffId: Id<'stf'>
  readonly at: Date
}

/** Asks for a table of orders; null when the shop has three under way already, however many ask at once. Written into the audit log. */
export async function startExport(
  app: App,
  { storeId, keys }: Pick<StoreSnapshot, 'storeId' | 'keys'>,
  { ask, columns, locale, staffId, at }: ExportWish,
): Promise<ExportId | null> {
  const id = newId('oex', at)
  const isRoom = await withTenant(app.db, storeId, async (tx) => {
    if ((await lockOpenExports(tx)) >= OPEN_MAX) return false
    await insertExport(tx, {
      id,
      staffId,
      askSealed: sealJson(keys, ask),
      columns: columns.join(','),
      isPersonal: columns.some(isPersonal),
      locale,
      createdAt: at,
      dueAt: later(at, LOST_MS),
    })
    await audit(tx, { actor: staffId, action: 'order.exported', subject: id, data: { columns }, at })
    return true
  })
  if (!isRoom) return null
  await app.jobs.send(EXPORT_ORDERS, id, { storeId, exportId: id }).catch(() => {})
  return id
}

/**
 * Writes an export from where it stands to its end, a page in each transaction: killed, run again or run twice at once, every
 * order stands in it once. One that was finished a day ago is put away.
 */
export async function runExport(
  app: App,
  storeId: StoreId,
  id: ExportId,
  signal?: AbortSignal,
): Promise<void> {
  const at = app.clock.now()
  const tries = await withTenant(app.db, storeId, (tx) => countTry(tx, id, later(at, LOST_MS)))
  if (tries === null) return putAway(app, storeId, id)
  if (tries > TRIES_MAX) {
    const end = { state: 'failed', isCut: false, at, dueAt: null } as const
    return withTenant(app.db, storeId, (tx) => endExport(tx, id, end))
  }
  for (let page = 0; page <= EXPORT_MAX / PAGE && !signal?.aborted; page += 1)
    if (await withTenant(app.db, storeId, (tx) => writePage(app, tx, id))) return
}

async function putAway(app: App, storeId: StoreId, id: ExportId): Promise<void> {
  await withTenant(app.db, storeId, async (tx) => {
    const kept = await lockExport(tx, id)
    if (kept?.dueAt && kept.dueAt <= app.clock.now()) await expireExport(tx, id)
  })
}

/** True when nothing is left to write. */
async function writePage(app: App, tx: TenantTx, id: ExportId): Promise<boolean> {
  const kept = await lockExport(tx, id)
  if (kept?.state !== 'waiting') return true
  const at = app.clock.now()
  const { secret, zone } = await findExportShop(tx)
  const reading: Reading = { keys: storeKeys(app.secret, secret), zone, locale: kept.locale, says: app.says }
  const columns = kept.columns.split(',') as ColumnName[]
  const limit = Math.min(PAGE, EXPORT_MAX - kept.rowsDone)
  const ask = unsealJson<DeskAsk>(reading.keys, kept.askSealed)
  const found = await findAsked(tx, reading, { ...ask, after: kept.after, limit: limit + 1 })
  const rows = await readExportRows(tx, found.slice(0, limit))
  const text = (kept.parts === 0 ? headOf(columns, reading) : '') + rowsOf(rows, columns, reading)
  if (text !== '')
    await keepPart(tx, kept, {
      sealed: seal(reading.keys, text),
      rows: rows.length,
      last: cursorAfter(rows),
      dueAt: later(at, LOST_MS),
    })
  const isMore = found.length > limit
  if (isMore && kept.rowsDone + rows.length < EXPORT_MAX) return false
  await endExport(tx, id, { state: 'done', isCut: isMore, at, dueAt: later(at, KEPT_MS) })
  return true
}

/** The latest tables of the shop. */
export function latestExports(app: Pick<App, 'db'>, storeId: StoreId, limit: number): Promise<OrderExport[]> {
  return withTenant(app.db, storeId, (tx) => listExports(tx, { id: null, limit }))
}

/** One table, however far it is; null when there is none. */
export async function findExport(
  app: Pick<App, 'db'>,
  storeId: StoreId,
  id: ExportId,
): Promise<OrderExport | null> {
  const [found] = await withTenant(app.db, storeId, (tx) => listExports(tx, { id, limit: 1 }))
  return found ?? null
}

/** A finished table page by page: UTF-8 with a mark, no cell a formula. Who takes it along is written down before the first page. */
export async function* openExport(
  app: App,
  { storeId, keys }: Pick<StoreSnapshot, 'storeId' | 'keys'>,
  { id, parts }: Pick<OrderExport, 'id' | 'parts'>,
): AsyncGenerator<string> {
  for (let part = 1; part <= parts; part += 1) {
    const sealed = await withTenant(app.db, storeId, (tx) => findPart(tx, id, part))
    if (!sealed) return
    yield unseal(keys, sealed)
  }
}
