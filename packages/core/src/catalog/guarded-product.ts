import type { TenantTx } from '@mamapu/db'
import type { ProductId } from '@mamapu/kernel'
import type { GuardRefusal } from '@mamapu/plugin-sdk'
import { allowTexts, type GuardedGoods, guardedGoods } from '../compliance/index.js'
import { categoryNames, type GuardFactsRow, selectGuardFacts } from './guard.queries.js'
import type { ProductInput } from './product.rules.js'

/** Goods one text may speak of. */
const GOODS_MAX = 50

/** What the guard of words must know of these products; the first fifty. */
export async function goodsToGuard(tx: TenantTx, ids: readonly ProductId[]): Promise<GuardedGoods[]> {
  const asked = [...new Set(ids)].slice(0, GOODS_MAX)
  if (asked.length === 0) return []
  return guardedRows(await selectGuardFacts(tx, asked))
}

export function guardedRows(rows: readonly GuardFactsRow[]): GuardedGoods[] {
  return rows.map(({ title_en, age_min_months, age_max_months, ...row }) =>
    guardedGoods({ ...row, titleEn: title_en, ageMinMonths: age_min_months, ageMaxMonths: age_max_months }),
  )
}

type Texts = Pick<
  ProductInput,
  | 'title'
  | 'titleEn'
  | 'sellingPoint'
  | 'descriptionHtml'
  | 'brand'
  | 'sizeNote'
  | 'standard'
  | 'options'
  | 'tags'
  | 'categoryIds'
  | 'ageMinMonths'
  | 'ageMaxMonths'
  | 'status'
> & { readonly skus: readonly { readonly values: readonly string[] }[] }

/**
 * Why a product's words cannot be kept; null when they can. What may not be said is refused in a draft as well; what needs
 * somebody to stand by it is asked once it goes on sale.
 */
export async function whyNotWords(
  tx: TenantTx,
  product: Texts & { readonly id: ProductId },
  by: { readonly acknowledged: readonly string[]; readonly actor: string; readonly at: Date },
): Promise<GuardRefusal | null> {
  const { title, titleEn, sellingPoint, descriptionHtml, brand, sizeNote, standard, tags } = product
  const texts = {
    '/title': title,
    '/titleEn': titleEn,
    '/sellingPoint': sellingPoint,
    '/descriptionHtml': descriptionHtml,
    '/brand': brand,
    '/sizeNote': sizeNote,
    '/standard': standard,
    '/tags': tags.join('\n'),
    '/variants': [...product.options, ...product.skus.flatMap(({ values }) => values)].join('\n'),
  }
  const categories = await categoryNames(tx, product.categoryIds)
  const goods = [guardedGoods({ ...product, categories })]
  const about = { place: 'goods', goods, subject: product.id, ...by } as const
  const { refusal } = await allowTexts(tx, texts, about)
  const isPublic = product.status === 'active'
  return refusal?.refused === 'TEXT_UNACKNOWLEDGED' && !isPublic ? null : refusal
}
