import { formatFen, toFen } from '@mamapu/kernel'
import { POSTER_SIZES, type PosterContent, type PosterSize } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { meOf } from '../centre/me.js'
import { hooks } from '../distributor.settings.js'
import type { Ctx, Distributor } from '../distributor.types.js'
import { PATHS } from '../paths.js'
import { findPosters, writePoster } from './poster.queries.js'
import { linkTo, type OwnLink, type Subject, subjectOf } from './subject.js'

const SIZES = Object.keys(POSTER_SIZES) as PosterSize[]
const TEMPLATES = { product: 'product', page: 'shop', invite: 'invite', shop: 'shop' } as const

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
    const content = contentOf(ctx, me, { subject, link })
    for (const size of SIZES) {
      const { id } = await ctx.posters.make({ template: TEMPLATES[subject.kind], size, content })
      await writePoster(ctx.tx, {
        customerId: me.customerId,
        target: subject.target,
        size,
        posterId: id,
        at: ctx.at,
      })
    }
    return { status: 201, body: { posters: SIZES.length } }
  },
})

function contentOf(
  ctx: Ctx,
  me: Distributor,
  { subject, link }: { subject: Subject; link: OwnLink },
): PosterContent {
  const { goods } = subject
  const picture = /^\/media\/([0-9a-f]{64})-/.exec(goods?.picture?.url ?? '')?.[1]
  return {
    title: goods?.title ?? ctx.t('share.shop'),
    ...(goods ? { price: `¥${formatFen(toFen(goods.priceFen))}` } : { subtitle: ctx.t('share.shop_note') }),
    ...(picture ? { picture } : {}),
    from: me.nickname,
    qrPath: link.path,
    qrHint: ctx.t('share.qr_hint'),
  }
}

/** The posters she had drawn of it, as far as they are there. */
export async function postersOf(ctx: Ctx, me: Distributor, { target }: Subject) {
  const kept = await findPosters(ctx.tx, me.customerId, target)
  const posters = []
  for (const size of SIZES) {
    const id = kept.get(size)
    const found = id && (await ctx.posters.find(id))
    if (found)
      posters.push({
        title: ctx.t(`size.${size}`),
        url: found.url ?? '',
        width: found.width,
        height: found.height,
        isReady: found.state === 'ready' && found.url !== null,
        hasFailed: found.state === 'failed',
      })
  }
  return { posters, isDrawing: posters.some(({ isReady, hasFailed }) => !isReady && !hasFailed) }
}
