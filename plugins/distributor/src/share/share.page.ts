import { formatFen } from '@mamapu/kernel'
import type { GoodsPrice } from '@mamapu/plugin-sdk'
import { meOf } from '../centre/me.js'
import { hooks } from '../distributor.settings.js'
import type { Ctx } from '../distributor.types.js'
import { PATHS } from '../paths.js'
import { postersOf } from './posters.js'
import { type Asked, linkTo, type OwnLink, priceOf, type Subject, subjectOf, titleOf } from './subject.js'

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
    const link = subject && (await linkTo(ctx, me, subject.target))
    if (subject === null || link === null) return { isOne: true, isKnown: false, shareUrl: PATHS.share }
    const price = await priceOf(ctx, subject)
    return {
      isOne: true,
      isKnown: true,
      title: titleOf(ctx, subject),
      priceFen: price?.unitFen ?? 0,
      address: link.url,
      text: textOf(ctx, subject, { link, price }),
      qrUrl: link.qrUrl,
      qrPngUrl: link.qrPngUrl,
      shareUrl: PATHS.share,
      postersUrl: '/x/distributor/posters',
      here: hereOf({ s: query['s'], to: query['to'] && subject.target }),
      s: query['s'] ?? '',
      to: query['to'] ? subject.target : '',
      ...(await postersOf(ctx, me, { subject, link, price })),
    }
  },
})

const TEXTS = {
  product: 'share.text_page',
  page: 'share.text_page',
  gift: 'share.text_gift',
  invite: 'share.text_invite',
  shop: 'share.text_shop',
} as const

function hereOf({ s, to }: Asked): string {
  if (s) return `${PATHS.share}?s=${encodeURIComponent(s)}`
  return to ? `${PATHS.share}?to=${encodeURIComponent(to)}` : PATHS.share
}

function textOf(
  { t }: Ctx,
  { goods, kind }: Subject,
  { link: { url }, price }: { link: OwnLink; price: GoodsPrice | null },
): string {
  if (goods === null || price === null) return t(TEXTS[kind], { url })
  return t('share.text_goods', { title: goods.title, price: `¥${formatFen(price.unitFen)}`, url })
}
