import { asId, type CustomerId, formatFen, type Id } from '@mamapu/kernel'
import {
  type GoodsView,
  type PluginContext,
  POSTER_SIZES,
  type PosterContent,
  type PosterSize,
  type PosterView,
} from '@mamapu/plugin-sdk'
import { upsertShare } from './kit.queries.js'
import { isDistributor } from './kit.rules.js'
import type { KitSettings } from './kit.settings.js'
import type { Item, Share } from './kit.types.js'

export type Ctx = PluginContext<KitSettings>

export const SIZES = Object.keys(POSTER_SIZES) as PosterSize[]
/** How the link is shared, for whoever counts by it. */
const SCENE = 'kit'

export const KIT_PAGE = '/x/content-kit/kit'
export const JOIN_PAGE = '/x/distributor/join'
export const itemPage = (id: string) => `/x/content-kit/item?id=${id}`

/** The signed-in shopper when it is one who recommends. */
export async function distributorOf({ customer, customers }: Ctx): Promise<CustomerId | null> {
  const found = customer && (await customers.find(customer.id))
  return found && isDistributor(found.plan) ? found.id : null
}

/** What a piece of material speaks of; null for the shop itself. */
export async function goodsOf({ goods }: Ctx, { skuId }: Pick<Item, 'skuId'>): Promise<GoodsView | null> {
  const [found] = skuId === null ? [] : await goods.find([skuId])
  return found ?? null
}

/** Makes her own link of an item, and asks for her posters of it where it has one: again, both are the same. */
export async function makeShare(ctx: Ctx, item: Item, customerId: CustomerId): Promise<Share> {
  const goods = await goodsOf(ctx, item)
  const link = await ctx.links.make({ owner: customerId, scene: SCENE, target: goods?.path ?? '/' })
  const posters: Partial<Record<PosterSize, string>> = {}
  const { template } = item
  if (template !== '') {
    const content = await contentOf(ctx, item, { goods, customerId, qrPath: link.path })
    for (const size of SIZES) posters[size] = (await ctx.posters.make({ template, size, content })).id
  }
  const share = { itemId: item.id, customerId, url: link.url, path: link.path, posters, madeAt: ctx.at }
  await upsertShare(ctx.tx, share)
  return share
}

async function contentOf(
  ctx: Ctx,
  item: Item,
  { goods, customerId, qrPath }: { goods: GoodsView | null; customerId: CustomerId; qrPath: string },
): Promise<PosterContent> {
  const [own] = await ctx.media.find(item.pictures.slice(0, 1))
  const picture = own?.hash ?? /\/media\/([0-9a-f]{64})-/.exec(goods?.picture?.url ?? '')?.[1]
  const from = (await ctx.customers.maskedNames([customerId])).get(customerId) ?? ctx.t('friend')
  const isOfGoods = item.template === 'product' && goods !== null
  const words = item.words.split('\n').map((line) => line.trim())
  return {
    title: isOfGoods ? goods.title : item.title,
    subtitle: isOfGoods
      ? item.title
      : words
          .filter((line) => line !== '')
          .join(' ')
          .slice(0, 120),
    ...(goods && item.template !== 'invite' ? { price: `¥${formatFen(goods.priceFen)}` } : {}),
    ...(picture === undefined ? {} : { picture }),
    ...{ from, qrPath, qrHint: ctx.t(goods ? 'hint.goods' : 'hint.shop') },
  }
}

/** Her posters as they are now; what is no longer kept is missing. */
export async function postersOf(
  { posters: service }: Ctx,
  { posters }: Pick<Share, 'posters'>,
): Promise<(PosterView & { readonly size: PosterSize })[]> {
  const found = []
  for (const size of SIZES) {
    const id = posters[size]
    const view = id === undefined ? null : await service.find(asId('pst', id) as Id<'pst'>)
    if (view) found.push({ ...view, size })
  }
  return found
}
