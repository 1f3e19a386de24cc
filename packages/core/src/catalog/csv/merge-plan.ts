import { type Fen, type Id, minFen } from '@mamapu/kernel'
import type { ProductInput, SkuInput, Stage } from '../product.rules.js'
import { inputOf, type ProductView } from '../product.view.js'
import { wholeOf } from './cell.rules.js'
import type { CsvColumn } from './columns.rules.js'
import type { PlannedSku, ProductPlan } from './plan-product.js'

const EMPTY: ProductInput = {
  slug: null,
  title: '',
  titleEn: '',
  sellingPoint: '',
  descriptionHtml: '',
  brand: '',
  status: 'draft',
  listedFrom: null,
  listedUntil: null,
  options: [],
  ageMinMonths: null,
  ageMaxMonths: null,
  stage: null,
  sizeNote: '',
  standard: '',
  shelfLifeDays: null,
  limitUnits: null,
  limitDays: null,
  categoryIds: [],
  tags: [],
  mediaIds: [],
  skus: [],
}

/**
 * The product as it shall be saved: what the table says over what is there. Columns the table lacks, pictures and SKUs it
 * does not name stay as they are, unless the options themselves are others. Pure.
 */
export function mergePlan(
  plan: ProductPlan,
  existing: ProductView | null,
  categoryIds: readonly Id<'cat'>[] | undefined,
): ProductInput {
  const before = existing ? inputOf(existing) : EMPTY
  const text = (column: CsvColumn, old: string) => plan.facts.get(column) ?? old
  const whole = (column: CsvColumn, old: number | null) => {
    const fact = plan.facts.get(column)
    return fact === undefined ? old : (wholeOf(fact) ?? null)
  }
  const instant = (column: CsvColumn, old: Date | null) => {
    const fact = plan.facts.get(column)
    return fact === undefined ? old : fact === '' ? null : new Date(fact)
  }
  const isSameOptions = JSON.stringify(before.options) === JSON.stringify(plan.options)
  return {
    ...before,
    slug: plan.slug,
    title: plan.facts.get('Title') || before.title,
    titleEn: text('Mamapu / Title En', before.titleEn),
    sellingPoint: text('Mamapu / Selling Point', before.sellingPoint),
    descriptionHtml: text('Body (HTML)', before.descriptionHtml),
    brand: text('Vendor', before.brand),
    status: plan.status ?? (existing ? before.status : 'active'),
    listedFrom: instant('Mamapu / Listed From', before.listedFrom),
    listedUntil: instant('Mamapu / Listed Until', before.listedUntil),
    options: plan.options,
    ageMinMonths: whole('Mamapu / Age From Months', before.ageMinMonths),
    ageMaxMonths: whole('Mamapu / Age To Months', before.ageMaxMonths),
    stage: plan.facts.has('Mamapu / Stage')
      ? ((plan.facts.get('Mamapu / Stage') || null) as Stage | null)
      : before.stage,
    sizeNote: text('Mamapu / Size', before.sizeNote),
    standard: text('Mamapu / Standard', before.standard),
    shelfLifeDays: whole('Mamapu / Shelf Life Days', before.shelfLifeDays),
    limitUnits: whole('Mamapu / Limit Units', before.limitUnits),
    limitDays: whole('Mamapu / Limit Days', before.limitDays),
    categoryIds: categoryIds ?? before.categoryIds,
    tags: plan.tags ?? before.tags,
    skus: mergeSkus(plan.skus, isSameOptions ? before.skus : []),
  }
}

function mergeSkus(planned: readonly PlannedSku[], before: readonly SkuInput[]): SkuInput[] {
  const merged = [...before]
  for (const sku of planned) {
    const index = merged.findIndex((old) =>
      sku.code !== null && old.code === sku.code ? true : old.values.join('\0') === sku.values.join('\0'),
    )
    const next = mergeSku(sku, merged[index] ?? null)
    if (index < 0) merged.push(next)
    else merged[index] = next
  }
  return merged
}

function mergeSku(sku: PlannedSku, old: SkuInput | null): SkuInput {
  const priceFen = sku.priceFen ?? old?.priceFen ?? (0 as Fen)
  const floorFen = sku.floorFen ?? old?.floorFen ?? (0 as Fen)
  return {
    id: old?.id ?? null,
    code: sku.code ?? old?.code ?? null,
    values: sku.values,
    priceFen,
    compareAtFen: sku.compareAtFen === undefined ? (old?.compareAtFen ?? null) : sku.compareAtFen,
    costFen: sku.costFen === undefined ? (old?.costFen ?? null) : sku.costFen,
    floorFen: minFen(floorFen, priceFen),
    weightGram: sku.weightGram ?? old?.weightGram ?? 0,
    barcode: sku.barcode ?? old?.barcode ?? '',
    mediaId: old?.mediaId ?? null,
    isActive: true,
    initialStock: old ? 0 : (sku.quantity ?? 0),
  }
}
