import {
  type GoodsPrice,
  POSTER_SIZES,
  type PosterAsk,
  type PosterSize,
  posterPrice,
} from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { meOf } from '../centre/me.js'
import { hooks } from '../distributor.settings.js'
import type { Ctx, Distributor } from '../distributor.types.js'
import { PATHS } from '../paths.js'
import { linkTo, type OwnLink, priceOf, type Subject, subjectOf, titleOf } from './subject.js'

const SIZES = Object.keys(POSTER_SIZES) as PosterSize[]
const TEMPLATES = { product: 'product', page: 'shop', gift: 'shop', invite: 'invite', shop: 'shop' } as const

/** Has the posters of a product or page drawn, in all four sizes; drawn before, they are found again. */
export const postersRoute = hooks.route({
  audience: 'shopper',
  method: 'POST',
  path: '/posters',
  summary: 'Have posters drawn of what one shares',
  body: Type.Object(
    { s: Type.Optional(Type.String({ maxLength: 40 })), to: Type.Optional(Type.String({ maxLength: 300 })) },
    { additionalProperties: false },
  ),
  reply: Type.Object({ posters: Type.Integer() }),
  signedIn: true,
  rate: { max: 30, minutes: 10 },
  form: { next: PATHS.share, done: 'notice.drawing' },
  async handle(ctx, { body }) {
    const me = await meOf(ctx)
    if (me === null) return { refused: 'DISTRIBUTOR_NOT_ONE' }
    const subject = await subjectOf(ctx, body)
    const link = subject && (await linkTo(ctx, me, subject.target))
    if (subject === null || link === null) return { refused: 'DISTRIBUTOR_SHARE_UNKNOWN' }
    const price = await priceOf(ctx, subject)
    for (const ask of asksFor(ctx, me, { subject, link, price })) await ctx.posters.make(ask)
    return { status: 201, body: { posters: SIZES.length } }
  },
})

/** What her posters are drawn of. */
interface Shown {
  readonly subject: Subject
  readonly link: OwnLink
  readonly price: GoodsPrice | null
}

function asksFor(ctx: Ctx, { nickname }: Distributor, { subject, link, price }: Shown): PosterAsk[] {
  const { goods, kind } = subject
  const picture = /^\/media\/([0-9a-f]{64})-/.exec(goods?.picture?.url ?? '')?.[1]
  const content = {
    title: titleOf(ctx, subject),
    ...(price ? posterPrice(price, ctx) : {}),
    ...(goods ? {} : { subtitle: ctx.t('share.shop_note') }),
    ...(picture ? { picture } : {}),
    from: nickname,
    qrPath: link.path,
    qrHint: ctx.t('share.qr_hint'),
  }
  return SIZES.map((size) => ({ template: TEMPLATES[kind], size, content }))
}

/** The posters she had drawn of it as it is now: with another price or name they are drawn anew. */
export async function postersOf(ctx: Ctx, me: Distributor, shown: Shown) {
  const posters = []
  for (const ask of asksFor(ctx, me, shown)) {
    const found = await ctx.posters.known(ask)
    if (found)
      posters.push({
        title: ctx.t(`size.${ask.size}`),
        url: found.url ?? '',
        width: found.width,
        height: found.height,
        isReady: found.state === 'ready' && found.url !== null,
        hasFailed: found.state === 'failed',
      })
  }
  return { posters, isDrawing: posters.some(({ isReady, hasFailed }) => !isReady && !hasFailed) }
}
