import { asId, must } from '@mamapu/kernel'
import type { RouteResult } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { listOwnCodes } from '../batch/own-codes.queries.js'
import { type ClaimResult, claimCoupon, redeemCode } from '../claim/claim-coupon.js'
import { toOpen } from '../coupon.facts.js'
import { openQuery } from '../coupon.queries.js'
import { ClaimableView, HeldView, ListOf, OwnCodeView, RedeemBody } from '../coupon.replies.js'
import { heldStateOf, whyNotClaimable } from '../coupon.rules.js'
import { CouponParams } from '../coupon.schema.js'
import { couponHooks } from '../coupon.settings.js'
import { claimableView, heldView, ownCodeView } from '../coupon.view.js'
import { listHeld } from '../held/held.queries.js'

const { route } = couponHooks
export const CENTRE = '/x/coupons/centre'
const STATES = ['usable', 'not_started', 'frozen', 'used', 'expired', 'recalled'] as const

export function claimReply(result: ClaimResult, at: Date, locale: 'zh-CN' | 'en'): RouteResult {
  return result.claimed
    ? { status: 201, body: heldView(result.held, at, locale) }
    : { refused: result.reason }
}

export const shopRoutes = [
  route({
    audience: 'shopper',
    method: 'GET',
    path: '/coupons',
    summary: 'Coupons the shop gives out',
    reply: ListOf(ClaimableView),
    async handle({ tx, at, locale }) {
      const open = (await openQuery(tx.sql, tx.tenantId, at)).map(toOpen)
      const items = open.map((coupon) =>
        claimableView(
          coupon,
          whyNotClaimable(coupon, 'shop', at) ?? (coupon.isLeft ? null : 'COUPONS_SOLD_OUT'),
          locale,
        ),
      )
      return { body: { items } }
    },
  }),
  route({
    audience: 'shopper',
    method: 'POST',
    path: '/coupons/:couponId/claim',
    summary: 'Claim a coupon',
    params: CouponParams,
    reply: HeldView,
    signedIn: true,
    form: { next: CENTRE, done: 'notice.claimed' },
    async handle(ctx, { params }) {
      const couponId = asId('plg', params.couponId)
      return claimReply(await claimCoupon(ctx, { couponId, source: 'shop' }), ctx.at, ctx.locale)
    },
  }),
  route({
    audience: 'shopper',
    method: 'POST',
    path: '/redeem',
    summary: 'Claim a coupon by its code',
    body: RedeemBody,
    reply: HeldView,
    signedIn: true,
    // Codes are typed by hand; who tries more of them is guessing.
    rate: { max: 10, minutes: 10 },
    form: { next: CENTRE, done: 'notice.claimed' },
    async handle(ctx, { body }) {
      return claimReply(await redeemCode(ctx, body.code), ctx.at, ctx.locale)
    },
  }),
  route({
    audience: 'shopper',
    method: 'GET',
    path: '/codes',
    summary: 'Codes made for the shopper alone and not redeemed yet',
    reply: ListOf(OwnCodeView),
    signedIn: true,
    async handle({ tx, at, locale, customer }) {
      const codes = await listOwnCodes(tx, { customerId: must(customer, 'signed in').id, at })
      return { body: { items: codes.map((code) => ownCodeView(code, at, locale)) } }
    },
  }),
  route({
    audience: 'shopper',
    method: 'GET',
    path: '/mine',
    summary: 'The shopper’s own coupons, perhaps of one state',
    query: Type.Object({
      state: Type.Optional(Type.Union(STATES.map((state) => Type.Literal(state)))),
    }),
    reply: ListOf(HeldView),
    signedIn: true,
    async handle(ctx, { query }) {
      const customer = must(ctx.customer, 'signed in')
      const held = (await listHeld(ctx.tx, customer.id)).filter(
        (one) => query.state === undefined || heldStateOf(one, ctx.at) === query.state,
      )
      return { body: { items: held.map((one) => heldView(one, ctx.at, ctx.locale)) } }
    },
  }),
]
