import type { Sql, TenantTx } from '@mamapu/db'
import { type Id, idOf, type ProductId, type SkuId, type StoreId, uuidOf } from '@mamapu/kernel'

export interface ImportReport {
  /** Why the file as a whole failed. */
  readonly code?: string
  readonly detail?: string
  readonly encoding?: string
  readonly ignoredColumns?: readonly string[]
  readonly groupsTotal?: number
  readonly groupsDone?: number
  readonly created?: number
  readonly updated?: number
  readonly unchanged?: number
  readonly failed?: number
  readonly warnings?: number
  /** What the import does with the stock of SKUs that exist. */
  readonly stock?: 'keep' | 'set'
}

export type ImportState = 'waiting' | 'running' | 'done' | 'failed'

export interface ImportRow {
  id: string
  file_name: string
  is_dry_run: boolean
  state: ImportState
  rows_total: number
  rows_done: number
  report: ImportReport
  staff_id: string | null
  created_at: Date
  finished_at: Date | null
}

export async function insertImport(
  tx: TenantTx,
  given: {
    id: Id<'imp'>
    fileName: string
    content: string
    isDryRun: boolean
    report: ImportReport
    staffId: Id<'stf'> | null
    at: Date
  },
): Promise<void> {
  await tx.sql`
    insert into csv_imports (tenant_id, id, file_name, content, is_dry_run, state, report, staff_id, created_at)
    values (${tx.tenantId}, ${uuidOf(given.id)}, ${given.fileName}, ${given.content}, ${given.isDryRun}, 'waiting',
      ${JSON.stringify(given.report)}::text::jsonb, ${given.staffId && uuidOf(given.staffId)}, ${given.at})`
}

export async function countOpenImports(tx: TenantTx): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*) from csv_imports where tenant_id = ${tx.tenantId} and state in ('waiting', 'running')`
  return row?.count ?? 0
}

export async function findImport(tx: TenantTx, id: Id<'imp'>): Promise<ImportRow | null> {
  const [row] = await tx.sql<ImportRow[]>`
    select id, file_name, is_dry_run, state, rows_total, rows_done, report, staff_id, created_at, finished_at
      from csv_imports where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return row ?? null
}

/** The import with its row held: whoever moves it on decides on what it holds. */
export async function lockImport(tx: TenantTx, id: Id<'imp'>): Promise<ImportRow | null> {
  const [row] = await tx.sql<ImportRow[]>`
    select id, file_name, is_dry_run, state, rows_total, rows_done, report, staff_id, created_at, finished_at
      from csv_imports where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} for update`
  return row ?? null
}

export async function findContent(tx: TenantTx, id: Id<'imp'>): Promise<string | null> {
  const [row] = await tx.sql<{ content: string | null }[]>`
    select content from csv_imports where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return row?.content ?? null
}

export function listImports(tx: TenantTx, limit: number) {
  return tx.sql<ImportRow[]>`
    select id, file_name, is_dry_run, state, rows_total, rows_done, report, staff_id, created_at, finished_at
      from csv_imports where tenant_id = ${tx.tenantId} order by id desc limit ${limit}`
}

export async function saveProgress(
  tx: TenantTx,
  id: Id<'imp'>,
  change: {
    state: ImportState
    rowsTotal: number
    rowsDone: number
    report: ImportReport
    finishedAt: Date | null
  },
): Promise<void> {
  await tx.sql`
    update csv_imports set state = ${change.state}, rows_total = ${change.rowsTotal}, rows_done = ${change.rowsDone},
           report = ${JSON.stringify(change.report)}::text::jsonb, finished_at = ${change.finishedAt}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

/** The text of a table is kept only until its import is over. */
export async function dropContent(tx: TenantTx, id: Id<'imp'>): Promise<void> {
  await tx.sql`
    update csv_imports set content = null where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

export interface ProblemToKeep {
  readonly row: number
  readonly level: 'error' | 'warning'
  readonly code: string
  readonly detail: string
  readonly retryUrl?: string
  readonly productId?: ProductId | null
  readonly skuId?: SkuId | null
}

const PROBLEMS_MAX = 5000

/** Keeps problems behind those that are there, up to 5,000 of one import. */
export async function insertProblems(
  tx: TenantTx,
  importId: Id<'imp'>,
  problems: readonly ProblemToKeep[],
): Promise<void> {
  if (problems.length === 0) return
  const [last] = await tx.sql<{ position: number | null }[]>`
    select max(position) as position from csv_import_problems
     where tenant_id = ${tx.tenantId} and import_id = ${uuidOf(importId)}`
  const start = (last?.position ?? 0) + 1
  const rows = problems.slice(0, Math.max(0, PROBLEMS_MAX - start)).map((problem, index) => ({
    tenant_id: tx.tenantId,
    import_id: uuidOf(importId),
    position: start + index,
    row_number: problem.row,
    level: problem.level,
    code: problem.code,
    detail: problem.detail.slice(0, 500),
    retry_url: problem.retryUrl ?? null,
    product_id: problem.productId ? uuidOf(problem.productId) : null,
    sku_id: problem.skuId ? uuidOf(problem.skuId) : null,
  }))
  if (rows.length > 0) await tx.sql`insert into csv_import_problems ${tx.sql(rows)}`
}

export interface ProblemRow {
  position: number
  row_number: number
  level: 'error' | 'warning'
  code: string
  detail: string
  retry_url: string | null
  product_id: string | null
  sku_id: string | null
}

export function selectProblems(tx: TenantTx, importId: Id<'imp'>, after: number, limit: number) {
  return tx.sql<ProblemRow[]>`
    select position, row_number, level, code, detail, retry_url, product_id, sku_id from csv_import_problems
     where tenant_id = ${tx.tenantId} and import_id = ${uuidOf(importId)} and position > ${after}
     order by position limit ${limit}`
}

/** Pictures of an import that are still missing. */
export function selectMissingPictures(tx: TenantTx, importId: Id<'imp'>, after: number, limit: number) {
  return tx.sql<ProblemRow[]>`
    select position, row_number, level, code, detail, retry_url, product_id, sku_id from csv_import_problems
     where tenant_id = ${tx.tenantId} and import_id = ${uuidOf(importId)} and position > ${after}
       and retry_url is not null and product_id is not null
     order by position limit ${limit}`
}

export interface MissingPicture {
  readonly productId: ProductId
  readonly skuId: SkuId | null
  readonly url: string
}

/** Pictures these products should have and do not, for the export. */
export async function listMissingPictures(
  tx: TenantTx,
  ids: readonly ProductId[],
): Promise<MissingPicture[]> {
  if (ids.length === 0) return []
  const rows = await tx.sql<{ product_id: string; sku_id: string | null; retry_url: string }[]>`
    select product_id, sku_id, retry_url from csv_import_problems
     where tenant_id = ${tx.tenantId} and retry_url is not null and product_id in ${tx.sql(ids.map(uuidOf))}
     order by import_id, position limit 5000`
  return rows.map((row) => ({
    productId: idOf('prd', row.product_id),
    skuId: row.sku_id === null ? null : idOf('sku', row.sku_id),
    url: row.retry_url,
  }))
}

/** What an earlier import missed of this product is asked for anew, or no longer wanted. */
export async function forgetMissingPictures(tx: TenantTx, productId: ProductId): Promise<void> {
  await tx.sql`
    update csv_import_problems set retry_url = null
     where tenant_id = ${tx.tenantId} and product_id = ${uuidOf(productId)} and retry_url is not null`
}

export async function resolveProblem(tx: TenantTx, importId: Id<'imp'>, position: number): Promise<void> {
  await tx.sql`
    update csv_import_problems set retry_url = null, code = 'PICTURE_FETCHED'
     where tenant_id = ${tx.tenantId} and import_id = ${uuidOf(importId)} and position = ${position}`
}

/** Imports that wait or run for long: their job was lost. Through the role sweep. */
export async function findOpenImports(
  sweep: Sql,
  before: Date,
  limit: number,
): Promise<{ storeId: StoreId; id: Id<'imp'> }[]> {
  const rows = await sweep<{ tenant_id: string; id: string }[]>`
    select tenant_id, id from csv_imports where state in ('waiting', 'running') and created_at < ${before}
     order by created_at limit ${limit}`
  return rows.map((row) => ({ storeId: idOf('sto', row.tenant_id), id: idOf('imp', row.id) }))
}

export async function listProductIds(
  tx: TenantTx,
  after: ProductId | null,
  limit: number,
): Promise<ProductId[]> {
  const rows = await tx.sql<{ id: string }[]>`
    select id from products where tenant_id = ${tx.tenantId}
       and id > ${after ? uuidOf(after) : '00000000-0000-0000-0000-000000000000'} order by id limit ${limit}`
  return rows.map((row) => idOf('prd', row.id))
}
