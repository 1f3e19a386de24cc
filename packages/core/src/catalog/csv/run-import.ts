import { type TenantTx, withTenant } from '@mamapu/db'
import { type Id, idOf, type ProductId, type StoreId } from '@mamapu/kernel'
import type { App } from '../../app.js'
import type { FetchOptions } from '../../media/index.js'
import { adjustStock } from '../../quotas/index.js'
import { categoryNamed } from '../categories.js'
import { findProduct, inputOf, type ProductView } from '../product.view.js'
import { findProductIdBySlug } from '../product-view.queries.js'
import { sanitizeDescription } from '../rich-text.js'
import { createProduct, type EditContext, type SaveResult, updateProduct } from '../save-product.js'
import {
  dropContent,
  findContent,
  findImport,
  forgetMissingPictures,
  type ImportReport,
  type ImportRow,
  insertProblems,
  lockImport,
  type ProblemToKeep,
  resolveProblem,
  saveProgress,
  selectMissingPictures,
} from './import.queries.js'
import { mergePlan } from './merge-plan.js'
import { attachPictures, PictureFetcher, type WantedPicture } from './pictures.js'
import { type ProductPlan, planProduct, slugOfHandle } from './plan-product.js'
import { readTable, type Table } from './read-table.js'

export interface RunOptions {
  /** How pictures are fetched; tests lead names to a peer of their own. */
  readonly fetch?: FetchOptions
  readonly signal?: AbortSignal
}

type Outcome = 'created' | 'updated' | 'unchanged' | 'failed'

interface GroupResult {
  readonly outcome: Outcome
  readonly productId: ProductId | null
  readonly problems: readonly ProblemToKeep[]
}

/** Ends a dry run's transaction: everything was tried, nothing stays. */
class Undone extends Error {
  readonly result: GroupResult

  constructor(result: GroupResult) {
    super('dry run')
    this.result = result
  }
}

/**
 * Runs an import from where it stands to its end: product by product, each in its own transaction, so that it may be
 * killed, run again or run twice at once without saving anything twice. A product with an error in its rows is left out
 * and told; the others go on. A picture that cannot be had is a warning.
 */
export async function runImport(
  app: App,
  storeId: StoreId,
  importId: Id<'imp'>,
  options: RunOptions = {},
): Promise<void> {
  const row = await withTenant(app.db, storeId, (tx) => findImport(tx, importId))
  if (!row || row.state === 'done' || row.state === 'failed') return
  const content = await withTenant(app.db, storeId, (tx) => findContent(tx, importId))
  const read = content === null ? null : await readTable(content)
  if (!read?.read) {
    const report = { ...row.report, code: read?.reason ?? 'CSV_EMPTY', detail: read?.detail ?? '' }
    await finish(app, storeId, importId, { state: 'failed', report })
    return
  }
  const pictures = new PictureFetcher(app, storeId, options.fetch)
  const { table } = read
  const handles = firstHandles(table)
  const total = table.groups.length
  for (let index = row.report.groupsDone ?? 0; index < total; index += 1) {
    if (options.signal?.aborted) return
    const isMine = await importGroup({ app, storeId, importId, row, table, handles, pictures }, index)
    if (!isMine) return
  }
  app.nudge(storeId)
  await finish(app, storeId, importId, { state: 'done' })
}

interface Run {
  readonly app: App
  readonly storeId: StoreId
  readonly importId: Id<'imp'>
  readonly row: ImportRow
  readonly table: Table
  readonly handles: ReadonlyMap<string, string>
  readonly pictures: PictureFetcher
}

/** One product: saved, its pictures fetched, its progress kept. False when another run has done it meanwhile. */
async function importGroup(run: Run, index: number): Promise<boolean> {
  const { app, storeId, importId, row, table } = run
  const group = table.groups[index]
  if (!group) return true
  const plan = planProduct(group, table.header)
  const context: EditContext = {
    actor: row.staff_id ? idOf('stf', row.staff_id) : 'import',
    at: app.clock.now(),
  }
  const first = run.handles.get(plan.slug) ?? group.handle
  const twice = { row: plan.row, level: 'error', code: 'ROW_HANDLE_TWICE', detail: first } as const
  const saved = first !== group.handle ? failed(plan, [twice]) : await saveGroup(run, plan, context)
  const missed =
    saved.productId && !row.is_dry_run ? await fetchPictures(run, plan, saved.productId, context) : []
  const problems = [...saved.problems, ...missed]
  return withTenant(app.db, storeId, async (tx) => {
    const now = await lockImport(tx, importId)
    const isMine =
      now !== null &&
      (now.state === 'waiting' || now.state === 'running') &&
      (now.report.groupsDone ?? 0) === index
    if (!now || !isMine) return false
    await insertProblems(tx, importId, problems)
    const rowsDone = now.rows_done + group.rows.length
    const report = counted(now.report, saved.outcome, problems, table)
    await saveProgress(tx, importId, {
      state: 'running',
      rowsTotal: table.rows,
      rowsDone,
      report,
      finishedAt: null,
    })
    return true
  })
}

/** The handle that comes first for each product: a second one that would be the same product is refused. */
function firstHandles(table: Table): ReadonlyMap<string, string> {
  const first = new Map<string, string>()
  for (const { handle } of table.groups)
    if (!first.has(slugOfHandle(handle))) first.set(slugOfHandle(handle), handle)
  return first
}

function counted(
  report: ImportReport,
  outcome: Outcome,
  problems: readonly ProblemToKeep[],
  table: Table,
): ImportReport {
  return {
    ...report,
    ignoredColumns: table.header.ignored.slice(0, 100),
    groupsTotal: table.groups.length,
    groupsDone: (report.groupsDone ?? 0) + 1,
    [outcome]: (report[outcome] ?? 0) + 1,
    warnings: (report.warnings ?? 0) + problems.filter((problem) => problem.level === 'warning').length,
  }
}

function failed(plan: ProductPlan, more: readonly ProblemToKeep[] = []): GroupResult {
  return { outcome: 'failed', productId: null, problems: [...plan.problems, ...more] }
}

async function saveGroup(run: Run, plan: ProductPlan, context: EditContext): Promise<GroupResult> {
  if (plan.problems.some((problem) => problem.level === 'error')) return failed(plan)
  const { app, storeId, row } = run
  try {
    return await withTenant(app.db, storeId, async (tx) => {
      const result = await saveProduct(tx, plan, row.report.stock ?? 'keep', context)
      if (row.is_dry_run || result.outcome === 'failed') throw new Undone(result)
      return result
    })
  } catch (error) {
    if (error instanceof Undone) return error.result
    throw error
  }
}

async function saveProduct(
  tx: TenantTx,
  plan: ProductPlan,
  stock: 'keep' | 'set',
  context: EditContext,
): Promise<GroupResult> {
  const existingId = await findProductIdBySlug(tx, plan.slug)
  const existing = existingId && (await findProduct(tx, existingId))
  if (!existing && !plan.facts.get('Title'))
    return failed(plan, [{ row: plan.row, level: 'error', code: 'ROW_TITLE', detail: '' }])
  const categoryIds = await categoriesOf(tx, plan, existing, context.at)
  const input = mergePlan(plan, existing, categoryIds)
  if (existing && isUnchanged(existing, input)) {
    await setStock(tx, plan, existing, stock, context)
    return { outcome: 'unchanged', productId: existing.id, problems: plan.problems }
  }
  const result = existing
    ? await updateProduct(tx, { productId: existing.id, version: existing.version, input }, context)
    : await createProduct(tx, input, context)
  if (!result.saved)
    return failed(plan, [{ row: plan.row, level: 'error', code: result.reason, detail: detailOf(result) }])
  if (existing) await setStock(tx, plan, existing, stock, context)
  return { outcome: existing ? 'updated' : 'created', productId: result.productId, problems: plan.problems }
}

/** What was refused, for people: the words where it is about words. */
function detailOf({ data, words }: Extract<SaveResult, { saved: false }>): string {
  if (!words) return JSON.stringify(data ?? '')
  return [...new Set(words.data.findings.map(({ found }) => found))].join(' · ').slice(0, 200)
}

async function categoriesOf(
  tx: TenantTx,
  plan: ProductPlan,
  existing: ProductView | null,
  at: Date,
): Promise<Id<'cat'>[] | undefined> {
  if (plan.categoryNames === undefined) return undefined
  const found: Id<'cat'>[] = []
  for (const name of plan.categoryNames.slice(0, 20)) {
    const id = await categoryNamed(tx, name, at)
    if (id && !found.includes(id)) found.push(id)
  }
  // `Type` names one category: it adds to what a product has; our own column names them all.
  const kept = plan.namesAllCategories ? [] : (existing?.categoryIds ?? [])
  return [...new Set([...kept, ...found])].slice(0, 20).sort()
}

function isUnchanged(existing: ProductView, input: ReturnType<typeof mergePlan>): boolean {
  const plain = (one: ReturnType<typeof mergePlan>) =>
    JSON.stringify({
      ...one,
      descriptionHtml: sanitizeDescription(one.descriptionHtml),
      categoryIds: one.categoryIds.toSorted(),
      tags: one.tags.toSorted(),
      skus: one.skus.map(
        ({ id, code, values, priceFen, compareAtFen, costFen, floorFen, weightGram, barcode }) => [
          id,
          code,
          values,
          priceFen,
          compareAtFen,
          costFen,
          floorFen,
          weightGram,
          barcode,
        ],
      ),
    })
  const before = inputOf(existing)
  return plain({ ...before, slug: existing.slug }) === plain(input)
}

/** Only when asked for: what is available becomes the table's number, as a movement. */
async function setStock(
  tx: TenantTx,
  plan: ProductPlan,
  existing: ProductView,
  stock: 'keep' | 'set',
  { actor, at }: EditContext,
): Promise<void> {
  if (stock === 'keep') return
  for (const sku of plan.skus) {
    const old = existing.skus.find((one) =>
      sku.code ? one.code === sku.code : one.values.join('\0') === sku.values.join('\0'),
    )
    const place = old?.stock[0]
    if (!old || !place || sku.quantity === null || sku.quantity === place.available) continue
    const change = { skuId: old.id, placeId: place.placeId, seen: place.available, typed: sku.quantity }
    await adjustStock(tx, { ...change, reason: 'imported', actor, at })
  }
}

async function fetchPictures(
  { app, storeId, pictures }: Run,
  plan: ProductPlan,
  productId: ProductId,
  context: EditContext,
): Promise<ProblemToKeep[]> {
  const product = await withTenant(app.db, storeId, async (tx) => {
    await forgetMissingPictures(tx, productId)
    return findProduct(tx, productId)
  })
  const skuOf = (values: readonly string[]) =>
    product?.skus.find((sku) => sku.values.join('\0') === values.join('\0'))?.id ?? null
  const wanted: (WantedPicture & { row: number })[] = [
    ...plan.pictures.map((picture) => ({ ...picture, skuId: null })),
    ...plan.skus.flatMap((sku) =>
      sku.pictureUrl === null
        ? []
        : [{ url: sku.pictureUrl, alt: '', row: sku.row, skuId: skuOf(sku.values) }],
    ),
  ]
  const { fetched, missed } = await pictures.fetchAll(wanted, context.at)
  await attachPictures(app, storeId, productId, fetched, context)
  return missed.map((picture) => ({
    row: wanted.find((one) => one.url === picture.url && one.skuId === picture.skuId)?.row ?? plan.row,
    level: 'warning',
    code: 'PICTURE_UNREACHABLE',
    detail: `${picture.reason} ${picture.url}`,
    retryUrl: picture.url.slice(0, 2000),
    productId,
    skuId: picture.skuId,
  }))
}

async function finish(
  app: App,
  storeId: StoreId,
  importId: Id<'imp'>,
  { state, report }: { state: 'done' | 'failed'; report?: ImportReport },
): Promise<void> {
  const at = app.clock.now()
  await withTenant(app.db, storeId, async (tx) => {
    const now = await lockImport(tx, importId)
    if (!now || now.state === 'done' || now.state === 'failed') return
    const kept = { state, rowsTotal: now.rows_total, rowsDone: now.rows_done, report: report ?? now.report }
    await saveProgress(tx, importId, { ...kept, finishedAt: at })
    await dropContent(tx, importId)
  })
}

const RETRY_PAGE = 50
const RETRY_MAX = 2000

/** Tries the missing pictures of an import again; those that come are put on their products. Says how many came. */
export async function retryPictures(
  app: App,
  storeId: StoreId,
  importId: Id<'imp'>,
  options: RunOptions = {},
): Promise<number> {
  const pictures = new PictureFetcher(app, storeId, options.fetch)
  const context: EditContext = { actor: 'import', at: app.clock.now() }
  let after = 0
  let came = 0
  for (let seen = 0; seen < RETRY_MAX && !options.signal?.aborted; seen += RETRY_PAGE) {
    const page = await withTenant(app.db, storeId, (tx) =>
      selectMissingPictures(tx, importId, after, RETRY_PAGE),
    )
    for (const problem of page) {
      after = problem.position
      const skuId = problem.sku_id === null ? null : idOf('sku', problem.sku_id)
      const { fetched } = await pictures.fetchAll(
        [{ url: problem.retry_url ?? '', alt: '', skuId }],
        context.at,
      )
      if (fetched.length === 0 || problem.product_id === null) continue
      await attachPictures(app, storeId, idOf('prd', problem.product_id), fetched, context)
      await withTenant(app.db, storeId, (tx) => resolveProblem(tx, importId, problem.position))
      came += 1
    }
    if (page.length < RETRY_PAGE) break
  }
  return came
}
