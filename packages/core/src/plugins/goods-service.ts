import type { TenantTx } from '@mamapu/db'
import type { Locale, SkuId } from '@mamapu/kernel'
import type { GoodsService, GoodsView } from '@mamapu/plugin-sdk'
import { mapSkuFacts, SKU_FACTS_MAX, type SkuFacts, skuFactsQuery, whyNotForSale } from '../catalog/index.js'
import { pictureOf } from '../media/index.js'

/** Pictures of goods are square. */
const SIDE = 800

/** Goods as everybody sees them, for pages and lists of plugins. */
export function goodsService(
  tx: TenantTx,
  { at, locale }: { readonly at: Date; readonly locale: Locale },
): GoodsService {
  return {
    async find(skuIds) {
      const ids = skuIds.slice(0, SKU_FACTS_MAX)
      if (ids.length === 0) return []
      const found = mapSkuFacts(await skuFactsQuery(tx.sql, tx.tenantId, ids))
      return ids.flatMap((skuId: SkuId) => {
        const facts = found.get(skuId)
        return facts ? [viewOf(facts, at, locale)] : []
      })
    },
  }
}

function viewOf(facts: SkuFacts, at: Date, locale: Locale): GoodsView {
  const { skuId, productId, optionText, slug, priceFen, mediaHash, available } = facts
  const title = (locale === 'en' && facts.titleEn) || facts.title
  const isForSale = whyNotForSale(facts, at) === null
  return {
    ...{ skuId, productId, title, optionText, priceFen, available, isForSale },
    path: `/p/${slug}`,
    picture:
      mediaHash === null ? null : pictureOf({ hash: mediaHash, width: SIDE, height: SIDE, alt: title }),
  }
}
