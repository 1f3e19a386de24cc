import { withTenant } from '@mamapu/db'
import { type Id, newId, type StoreId } from '@mamapu/kernel'
import type { App } from '../../app.js'
import { decodeCsv, readRecords } from '../../catalog/index.js'
import { insertBatch, lockOpenBatches } from './batch.queries.js'
import { parcelsOf, readFields, readRow } from './batch.rules.js'

/** Job that sends the parcels of one table. */
export const SHIP_BATCH = 'parcels.ship-batch'

export const BATCH_ROWS_MAX = 5000
const OPEN_MAX = 3

export type StartBatchResult =
  | { readonly started: true; readonly batchId: Id<'bat'>; readonly rows: number }
  | {
      readonly started: false
      readonly reason:
        | 'SHIP_BATCH_EMPTY'
        | 'SHIP_BATCH_COLUMNS'
        | 'SHIP_BATCH_TOO_MANY'
        | 'CSV_TOO_LARGE'
        | 'CSV_ENCODING'
        | 'CSV_BROKEN'
        | 'CSV_TOO_MANY_ROWS'
      readonly detail: string
    }

/**
 * Takes a table of parcels in, as spreadsheets save it (UTF-8, UTF-16 or GB18030; comma, semicolon or tab): its form and
 * columns are checked at once, its rows by the job that is asked for. Three of a shop are under way at most, however many come at once.
 */
export async function startBatch(
  app: App,
  storeId: StoreId,
  given: {
    readonly fileName: string
    readonly bytes: Buffer
    readonly staffId: Id<'stf'>
    readonly at: Date
  },
): Promise<StartBatchResult> {
  const refused = (reason: Extract<StartBatchResult, { started: false }>['reason'], detail = '') =>
    ({ started: false, reason, detail }) as const
  const decoded = decodeCsv(given.bytes)
  if (!decoded.decoded) return refused(decoded.reason === 'CSV_EMPTY' ? 'SHIP_BATCH_EMPTY' : decoded.reason)
  const read = await readRecords(decoded.text, BATCH_ROWS_MAX)
  if (!read.read) return refused(read.reason, read.detail)
  const [header = [], ...cells] = read.records
  const fields = readFields(header)
  if (!fields.read) return refused('SHIP_BATCH_COLUMNS', fields.missing.join('、'))
  const rows = cells.flatMap((row, index) => readRow(row, fields.columns, index + 2) ?? [])
  if (rows.length === 0) return refused('SHIP_BATCH_EMPTY')
  const { staffId, at } = given
  const batchId = newId('bat', at)
  const fileName =
    [...given.fileName.replace(/[\p{Cc}\p{Cf}/\\]/gu, '')].slice(0, 120).join('') || 'parcels.csv'
  const isRoom = await withTenant(app.db, storeId, async (tx) => {
    if ((await lockOpenBatches(tx)) >= OPEN_MAX) return false
    await insertBatch(tx, { id: batchId, fileName, staffId, at, rows: parcelsOf(rows) })
    return true
  })
  if (!isRoom) return refused('SHIP_BATCH_TOO_MANY', `${OPEN_MAX}`)
  await app.jobs.send(SHIP_BATCH, batchId, { storeId, batchId }).catch(() => {})
  return { started: true, batchId, rows: rows.length }
}
