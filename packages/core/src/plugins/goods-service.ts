import { type Database, readTenant, type TenantTx } from '@mamapu/db'
import type { Locale, ProductId, SkuId, StoreId } from '@mamapu/kernel'
import type { GoodsService, GoodsView } from '@mamapu/plugin-sdk'
import {
  findProductBySlug,
  listFirstSkus,
  mapSkuFacts,
  SKU_FACTS_MAX,
  type SkuFacts,
  skuFactsQuery,
  whyNotForSale,
} from '../catalog/index.js'
import { pictureOf } from '../media/index.js'
import type { PluginHost } from './host.js'
import { shownPrices } from './shown-prices.js'

/** Pictures of goods are square. */
const SIDE = 800
const PRODUCT_PAGE = /^\/p\/([a-z0-9-]{1,121})(?:[?#]|$)/

/** Goods as everybody sees them, for pages and lists of plugins. */
export function goodsService(
  host: PluginHost,
  tx: TenantTx,
  { at, locale }: { readonly at: Date; readonly locale: Locale },
): GoodsService {
  const factsOf = async (ids: readonly SkuId[]) =>
    ids.length === 0 ? new Map<SkuId, SkuFacts>() : mapSkuFacts(await skuFactsQuery(tx.sql, tx.tenantId, ids))
  const find = async (skuIds: readonly SkuId[]) => {
    const ids = skuIds.slice(0, SKU_FACTS_MAX)
    const found = await factsOf(ids)
    return ids.flatMap((skuId: SkuId) => {
      const facts = found.get(skuId)
      return facts ? [viewOf(facts, at, locale)] : []
    })
  }
  const ofProducts = async (productIds: readonly ProductId[]) => {
    const ids = productIds.slice(0, SKU_FACTS_MAX)
    const first = ids.length === 0 ? new Map() : await listFirstSkus(tx, ids)
    return find(ids.flatMap((id) => first.get(id) ?? []))
  }
  return {
    find,
    ofProducts,
    async at(path) {
      const slug = PRODUCT_PAGE.exec(path)?.[1]
      const id = slug === undefined ? null : await findProductBySlug(tx, slug)
      return id === null ? null : ((await ofProducts([id]))[0] ?? null)
    },
    async prices(skuIds) {
      const found = await factsOf(skuIds.slice(0, SKU_FACTS_MAX))
      return shownPrices(host, tx.storeId, [...found.values()], at)
    },
  }
}

/** The same for pages that are made without a plugin's transaction. */
export async function readGoods(
  db: Database,
  storeId: StoreId,
  skuIds: readonly SkuId[],
  shown: { readonly at: Date; readonly locale: Locale },
): Promise<ReadonlyMap<string, GoodsView>> {
  if (skuIds.length === 0) return new Map()
  const ids = [...new Set(skuIds)].slice(0, SKU_FACTS_MAX)
  const [rows] = await readTenant(db, storeId, (sql, tenantId) => [skuFactsQuery(sql, tenantId, ids)])
  const facts = [...mapSkuFacts(rows as never).values()]
  return new Map(facts.map((one) => [one.skuId, viewOf(one, shown.at, shown.locale)]))
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
