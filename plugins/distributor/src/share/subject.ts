import { parseId } from '@mamapu/kernel'
import { linkTo as addressesTo, type GoodsPrice, type GoodsView, type TrackedLink } from '@mamapu/plugin-sdk'
import type { Ctx, Distributor } from '../distributor.types.js'
import { PATHS } from '../paths.js'

/** What is shared: a product, another page of the shop, or the shop itself. */
export interface Subject {
  readonly target: string
  readonly kind: 'product' | 'page' | 'gift' | 'invite' | 'shop'
  readonly goods: GoodsView | null
}

const KINDS = [
  [PATHS.join, 'invite'],
  ['/x/coupons/gift', 'gift'],
] as const

/** How a page or form names it: a product by one of its variants, a page by its address, or a message with one in it. */
export interface Asked {
  readonly s?: string | undefined
  readonly to?: string | undefined
}

/** Null for what is not there. */
export async function subjectOf(ctx: Ctx, { s, to }: Asked): Promise<Subject | null> {
  if (s !== undefined && s !== '') {
    const skuId = parseId('sku', s)
    const [goods] = skuId === null ? [] : await ctx.goods.find([skuId])
    return goods ? { target: goods.path, kind: 'product', goods } : null
  }
  if (to === undefined || to === '') return { target: '/', kind: 'shop', goods: null }
  const target = await ctx.links.pageOf(to)
  if (target === null) return null
  const goods = await ctx.goods.at(target)
  if (goods) return { target: goods.path, kind: 'product', goods }
  return { target, kind: KINDS.find(([start]) => target.startsWith(start))?.[1] ?? 'page', goods: null }
}

/** What it costs whoever opens her link now; null for a page. */
export async function priceOf({ goods: service }: Ctx, { goods }: Subject): Promise<GoodsPrice | null> {
  return goods && ((await service.prices([goods.skuId])).get(goods.skuId) ?? null)
}

/** What it is called on her page and posters. */
export function titleOf({ t }: Ctx, { goods, kind }: Subject): string {
  // With the variant whose price it is: others of the product may cost more or less.
  if (goods) return [goods.title, goods.optionText].filter(Boolean).join(' · ')
  return t(kind === 'gift' || kind === 'invite' ? `share.${kind}` : 'share.shop')
}

/** Where everything she shares leads through. */
export interface OwnLink {
  /** From the shop's root, with the page it leads to. */
  readonly path: string
  readonly url: string
  readonly qrUrl: string
  readonly qrPngUrl: string
}

/** Her own link to a page; null before she was approved. Writes nothing. */
export async function linkTo(ctx: Ctx, me: Distributor, target: string): Promise<OwnLink | null> {
  const link = me.linkCode === null ? null : await ctx.links.find(me.linkCode)
  return link && leading(link, target)
}

function leading(link: TrackedLink, target: string): OwnLink {
  const { path, url, svg: qrUrl, png: qrPngUrl } = addressesTo(link, target)
  return { path, url, qrUrl, qrPngUrl }
}
