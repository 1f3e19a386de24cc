import { withTenant } from '@mamapu/db'
import { type Id, newId, type StoreId } from '@mamapu/kernel'
import type { App } from '../../app.js'
import { decodeCsv } from './decode-csv.js'
import { countOpenImports, findImport, insertImport } from './import.queries.js'
import { readTable, type TableObstacle } from './read-table.js'

/** How many imports of one shop may be open at once. */
const OPEN_MAX = 3

export type StartImportResult =
  | { readonly started: true; readonly importId: Id<'imp'>; readonly ignoredColumns: readonly string[] }
  | {
      readonly started: false
      readonly reason: TableObstacle | 'CSV_TOO_LARGE' | 'CSV_ENCODING' | 'CSV_TOO_MANY_IMPORTS'
      readonly detail: string
    }

/** Takes a table in: its encoding, form and columns are checked at once, its rows by the job that is asked for. */
export async function startImport(
  app: App,
  storeId: StoreId,
  given: {
    fileName: string
    bytes: Buffer
    isDryRun: boolean
    stock: 'keep' | 'set'
    staffId: Id<'stf'> | null
    at: Date
  },
): Promise<StartImportResult> {
  const decoded = decodeCsv(given.bytes)
  if (!decoded.decoded) return { started: false, reason: decoded.reason, detail: '' }
  const read = await readTable(decoded.text)
  if (!read.read) return { started: false, reason: read.reason, detail: read.detail }
  const { ignored } = read.table.header
  const importId = newId('imp', given.at)
  const report = {
    encoding: decoded.encoding,
    stock: given.stock,
    groupsTotal: read.table.groups.length,
    ignoredColumns: ignored,
  }
  const isRoom = await withTenant(app.db, storeId, async (tx) => {
    if ((await countOpenImports(tx)) >= OPEN_MAX) return false
    const { fileName, isDryRun, staffId, at } = given
    const name = [...fileName.replace(/[\p{Cc}\p{Cf}/\\]/gu, '')].slice(0, 120).join('') || 'products.csv'
    await insertImport(tx, {
      id: importId,
      fileName: name,
      content: decoded.text,
      isDryRun,
      report,
      staffId,
      at,
    })
    return true
  })
  if (!isRoom) return { started: false, reason: 'CSV_TOO_MANY_IMPORTS', detail: `${OPEN_MAX}` }
  await app.jobs.send('catalog.import', importId, { storeId, id: importId })
  return { started: true, importId, ignoredColumns: ignored }
}

/** Asks for the missing pictures of an import once more; false when there is no such import. */
export async function askForPictures(
  app: App,
  storeId: StoreId,
  importId: Id<'imp'>,
  at: Date,
): Promise<boolean> {
  if (!(await withTenant(app.db, storeId, (tx) => findImport(tx, importId)))) return false
  await app.jobs.send('catalog.retry-pictures', `${importId}-${at.getTime()}`, { storeId, id: importId })
  return true
}
