import { asId, formatFen, parseId, type SkuId, toFen } from '@mamapu/kernel'
import {
  type GoodsView,
  POSTER_SIZES,
  type PosterContent,
  type PosterSize,
  type TrackedLink,
} from '@mamapu/plugin-sdk'
import { meOf } from '../centre/me.js'
import { hooks } from '../distributor.settings.js'
import type { Ctx, Distributor } from '../distributor.types.js'
import { PATHS } from '../paths.js'

const SIZES = Object.keys(POSTER_SIZES) as PosterSize[]
const PATH_MAX = 300

interface Subject {
  readonly target: string
  readonly scene: string
  readonly goods: GoodsView | null
}

/** One's own link to a product or any page of the shop, its QR code, a text to copy, and posters in four sizes. */
export const sharePage = hooks.page({
  name: 'share',
  title: { 'zh-CN': '分享赚', en: 'Share and earn' },
  block: 'share',
  signedIn: true,
  async data(ctx, { query }) {
    const me = await meOf(ctx)
    if (me === null) return { isOne: false, joinUrl: PATHS.join }
    const subject = await subjectOf(ctx, query)
    if (subject === null) return { isOne: true, isKnown: false, shareUrl: PATHS.share }
    const link = await ctx.links.make({ owner: me.customerId, scene: subject.scene, target: subject.target })
    const text = textOf(ctx, subject, link)
    const here = hereOf(query)
    return {
      isOne: true,
      isKnown: true,
      title: subject.goods?.title ?? ctx.t('share.shop'),
      picture: subject.goods?.picture ?? null,
      priceFen: subject.goods?.priceFen ?? 0,
      url: link.url,
      text,
      qrUrl: `${link.path}.svg`,
      qrPngUrl: `${link.path}.png`,
      shareUrl: PATHS.share,
      centreUrl: PATHS.centre,
      postersUrl: `${here}${here.includes('?') ? '&' : '?'}posters=1`,
      ...(query['posters'] === '1' ? await postersOf(ctx, me, { subject, link }) : { asksPosters: true }),
    }
  },
})

/** What is shared: a product by one of its variants, another page of the shop, or the shop itself; null for what is not there. */
async function subjectOf(ctx: Ctx, query: Readonly<Record<string, string>>): Promise<Subject | null> {
  const { s, to } = query
  if (s !== undefined) {
    const [goods] = parseId('sku', s) === null ? [] : await ctx.goods.find([asId('sku', s) as SkuId])
    return goods ? { target: goods.path, scene: 'product', goods } : null
  }
  if (to === undefined) return { target: '/', scene: 'shop', goods: null }
  const path = pathOf(to)
  return path === null
    ? null
    : { target: path, scene: path.startsWith(PATHS.join) ? 'invite' : 'page', goods: null }
}

/** A path of this shop, however it was pasted; null for another place. */
export function pathOf(pasted: string): string | null {
  const text = pasted.trim()
  if (text.length > PATH_MAX) return null
  if (/^\/(?![/\\])/.test(text)) return text
  if (!URL.canParse(text)) return null
  const { protocol, pathname, search } = new URL(text)
  return protocol === 'http:' || protocol === 'https:' ? `${pathname}${search}` : null
}

function hereOf({ s, to }: Readonly<Record<string, string>>): string {
  if (s !== undefined) return `${PATHS.share}?s=${encodeURIComponent(s)}`
  return to === undefined ? PATHS.share : `${PATHS.share}?to=${encodeURIComponent(to)}`
}

function textOf({ t }: Ctx, { goods }: Subject, link: TrackedLink): string {
  return goods === null
    ? t('share.text_shop', { url: link.url })
    : t('share.text_goods', { title: goods.title, price: `¥${formatFen(goods.priceFen)}`, url: link.url })
}

/** Posters with her QR code; each is drawn once and stays, so asking again while they are drawn only looks. */
async function postersOf(
  ctx: Ctx,
  me: Distributor,
  { subject, link }: { subject: Subject; link: TrackedLink },
) {
  const { goods } = subject
  const hash = /^\/media\/([0-9a-f]{64})-/.exec(goods?.picture?.url ?? '')?.[1]
  const content: PosterContent = {
    title: goods?.title ?? ctx.t('share.shop'),
    ...(goods ? { price: `¥${formatFen(toFen(goods.priceFen))}` } : { subtitle: ctx.t('share.shop_note') }),
    ...(hash ? { picture: hash } : {}),
    from: me.nickname,
    qrPath: link.path,
    qrHint: ctx.t('share.qr_hint'),
  }
  const template = subject.scene === 'invite' ? 'invite' : goods ? 'product' : 'shop'
  const posters = []
  for (const size of SIZES) {
    const { state, url, width, height } = await ctx.posters.make({ template, size, content })
    posters.push({
      title: ctx.t(`size.${size}`),
      url: url ?? '',
      width,
      height,
      isReady: state === 'ready',
      hasFailed: state === 'failed',
    })
  }
  return {
    asksPosters: false,
    posters,
    isDrawing: posters.some(({ isReady, hasFailed }) => !isReady && !hasFailed),
  }
}
