import { asId } from '@mamapu/kernel'
import type { RouteResult } from '@mamapu/plugin-sdk'
import { field } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { HeldView, ListOf } from '../coupon.replies.js'
import { CouponParams, StaffCouponParams } from '../coupon.schema.js'
import { couponHooks } from '../coupon.settings.js'
import { CENTRE, claimReply } from '../shop/shop.routes.js'
import { claimGift } from './claim-gift.js'
import { type Gift, listGifts } from './gift.queries.js'
import { giftPath } from './gift.rules.js'
import { claimedOf } from './return-unclaimed.js'
import { type SendResult, sendGift } from './send-gift.js'

const { route } = couponHooks
const GiftView = Type.Object({
  id: Type.String(),
  title: Type.String(),
  path: Type.String(),
  units: Type.Integer(),
  claimed: Type.Integer(),
  returned: Type.Integer(),
  expiresAt: Type.String(),
  state: Type.String(),
})

function giftView(gift: Gift, claimed: number, { at, locale }: { at: Date; locale: 'zh-CN' | 'en' }) {
  return {
    id: gift.id,
    title: gift.terms.title[locale],
    path: giftPath(gift.token),
    units: gift.units,
    claimed,
    returned: gift.returned,
    expiresAt: gift.expiresAt.toISOString(),
    state: gift.closedAt === null && at < gift.expiresAt ? 'open' : 'over',
  }
}

function sendReply(result: SendResult, by: { at: Date; locale: 'zh-CN' | 'en' }): RouteResult {
  return result.sent ? { status: 201, body: giftView(result.gift, 0, by) } : { refused: result.reason }
}

export const giftRoutes = [
  route({
    audience: 'shopper',
    method: 'POST',
    path: '/coupons/:couponId/gift',
    summary: 'Make a gift link with so many of a coupon',
    params: CouponParams,
    body: Type.Object({ units: Type.Integer({ minimum: 1, maximum: 100 }) }, { additionalProperties: false }),
    reply: GiftView,
    signedIn: true,
    rate: { max: 20, minutes: 10 },
    form: { next: CENTRE, done: 'notice.sent' },
    async handle(ctx, { params, body }) {
      const { units } = body
      const ask = { couponId: asId('plg', params.couponId), units, hours: ctx.settings.giftHours }
      return sendReply(await sendGift(ctx, ask), ctx)
    },
  }),
  route({
    audience: 'shopper',
    method: 'POST',
    path: '/gifts/:token/claim',
    summary: 'Take a coupon out of a gift',
    params: Type.Object({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{20,40}$' }) }),
    reply: HeldView,
    signedIn: true,
    whileOff: true,
    rate: { max: 30, minutes: 10 },
    form: { next: CENTRE, done: 'notice.claimed' },
    handle: async (ctx, { params }) => claimReply(await claimGift(ctx, params.token), ctx.at, ctx.locale),
  }),
  route({
    audience: 'staff',
    method: 'POST',
    path: '/coupons/:id/gifts',
    summary: 'Make a gift link of the shop',
    scope: 'marketing:write',
    params: StaffCouponParams,
    body: Type.Object(
      {
        units: Type.Integer({
          ...field('放进几张', 'How many', { ui: 'count' }),
          minimum: 1,
          maximum: 10_000,
          default: 50,
        }),
        hours: Type.Integer({
          ...field('几小时内可领', 'Open for how many hours', {
            ui: 'count',
            help: {
              'zh-CN': '每人领一张；到期没领完的退回发放总量',
              en: 'One each; what nobody claimed goes back to the total',
            },
          }),
          minimum: 1,
          maximum: 720,
          default: 24,
        }),
      },
      { additionalProperties: false },
    ),
    reply: GiftView,
    async handle(ctx, { params, body }) {
      return sendReply(await sendGift(ctx, { couponId: asId('plg', params.id), ...body }), ctx)
    },
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/gifts',
    summary: 'Gift links with how many were claimed, newest first',
    scope: 'marketing:read',
    reply: ListOf(GiftView),
    async handle(ctx) {
      const gifts = await listGifts(ctx.tx)
      const claimed = await claimedOf(ctx, gifts)
      return { body: { items: gifts.map((gift) => giftView(gift, claimed.get(gift.id) ?? 0, ctx)) } }
    },
  }),
]
