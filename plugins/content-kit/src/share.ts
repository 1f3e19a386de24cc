import type { CustomerId } from '@mamapu/kernel'
import {
  type GoodsView,
  type PluginContext,
  POSTER_SIZES,
  type PosterAsk,
  type PosterContent,
  type PosterSize,
  type PosterView,
  posterPrice,
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
  const share = { itemId: item.id, customerId, url: link.url, path: link.path, madeAt: ctx.at }
  await upsertShare(ctx.tx, share)
  for (const ask of await asksFor(ctx, item, share)) await ctx.posters.make(ask)
  return share
}

/** Her posters as they would be drawn now, one of each size; none where the item has no poster. */
async function asksFor(ctx: Ctx, item: Item, share: Share): Promise<PosterAsk[]> {
  const { template } = item
  if (template === '') return []
  const content = await contentOf(ctx, item, share)
  return SIZES.map((size) => ({ template, size, content }))
}

async function contentOf(ctx: Ctx, item: Item, { customerId, path }: Share): Promise<PosterContent> {
  const goods = await goodsOf(ctx, item)
  const price = goods && (await ctx.goods.prices([goods.skuId])).get(goods.skuId)
  const [own] = await ctx.media.find(item.pictures.slice(0, 1))
  const picture = own?.hash ?? /\/media\/([0-9a-f]{64})-/.exec(goods?.picture?.url ?? '')?.[1]
  const isOfGoods = item.template === 'product' && goods !== null
  const words = item.words.split('\n').map((line) => line.trim())
  return {
    // With the variant whose price it is: others of the product may cost more or less.
    title: isOfGoods ? [goods.title, goods.optionText].filter(Boolean).join(' · ') : item.title,
    subtitle: isOfGoods
      ? item.title
      : words
          .filter((line) => line !== '')
          .join(' ')
          .slice(0, 120),
    ...(price && item.template !== 'invite' ? posterPrice(price, ctx) : {}),
    ...(picture === undefined ? {} : { picture }),
    ...{ from: await nameOf(ctx, customerId), qrPath: path },
    qrHint: ctx.t(goods ? 'hint.goods' : 'hint.shop'),
  }
}

/** What she calls herself before others; masked where she did not say. */
async function nameOf({ customers, t }: Ctx, customerId: CustomerId): Promise<string> {
  const own = (await customers.find(customerId))?.publicName
  return own || ((await customers.maskedNames([customerId])).get(customerId) ?? t('friend'))
}

/** Her posters as they are; those that would be drawn otherwise now (another price, another name) are missing. */
export async function postersOf(
  ctx: Ctx,
  item: Item,
  share: Share,
): Promise<(PosterView & { readonly size: PosterSize })[]> {
  const found = []
  for (const ask of await asksFor(ctx, item, share)) {
    const view = await ctx.posters.known(ask)
    if (view) found.push({ ...view, size: ask.size })
  }
  return found
}
