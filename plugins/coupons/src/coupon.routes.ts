import { asId, idPattern, must } from '@mamapu/kernel'
import type { RouteResult } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { type ClaimResult, claimCoupon, redeemCode } from './claim-coupon.js'
import { listCoupons, listHeld, openQuery, sumFigures, toCoupon } from './coupon.queries.js'
import { heldStateOf, whyNotClaimable } from './coupon.rules.js'
import {
  ClaimableView,
  CouponBody,
  CouponParams,
  CouponUpdate,
  CouponView,
  Figures,
  HeldView,
  ListOf,
  RedeemBody,
  StaffCouponParams,
} from './coupon.schema.js'
import { couponHooks } from './coupon.settings.js'
import { claimableView, couponView, heldView } from './coupon.view.js'
import { changeCoupon, createCoupon, type ManageResult, switchIssuing } from './manage-coupons.js'

const { route } = couponHooks
const Done = Type.Object({ id: Type.String() })
const CENTRE = '/x/coupons/centre'

function claimReply(result: ClaimResult, at: Date, locale: 'zh-CN' | 'en'): RouteResult {
  return result.claimed
    ? { status: 201, body: heldView(result.held, at, locale) }
    : { refused: result.reason }
}

function manageReply(result: ManageResult, status: 200 | 201 = 200): RouteResult {
  if (result.done) return { status, body: { id: result.id } }
  return { refused: result.reason, ...(result.data ? { data: result.data } : {}) }
}

const shopperRoutes = [
  route({
    audience: 'shopper',
    method: 'GET',
    path: '/coupons',
    summary: 'Coupons the shop gives out',
    reply: ListOf(ClaimableView),
    async handle({ tx, at, locale }) {
      const rows = await openQuery(tx.sql, tx.tenantId, at)
      const items = rows
        .map(toCoupon)
        .map((coupon) => claimableView(coupon, whyNotClaimable(coupon, 'shop', at), locale))
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
    form: { next: CENTRE, done: 'notice.claimed' },
    async handle(ctx, { body }) {
      return claimReply(await redeemCode(ctx, body.code), ctx.at, ctx.locale)
    },
  }),
  route({
    audience: 'shopper',
    method: 'GET',
    path: '/mine',
    summary: 'The shopper’s own coupons, perhaps of one state',
    query: Type.Object({
      state: Type.Optional(
        Type.Union(
          (['usable', 'not_started', 'frozen', 'used', 'expired'] as const).map((state) =>
            Type.Literal(state),
          ),
        ),
      ),
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

const staffRoutes = [
  route({
    audience: 'staff',
    method: 'GET',
    path: '/coupons',
    summary: 'Coupons with what became of them, newest first',
    scope: 'marketing:read',
    query: Type.Object({ after: Type.Optional(Type.String({ pattern: idPattern('plg') })) }),
    reply: ListOf(CouponView),
    async handle({ tx }, { query }) {
      const rows = await listCoupons(tx, query.after === undefined ? {} : { after: asId('plg', query.after) })
      return { body: { items: rows.map(couponView) } }
    },
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/coupons/:id',
    summary: 'One coupon',
    scope: 'marketing:read',
    params: StaffCouponParams,
    reply: CouponView,
    async handle({ tx }, { params }) {
      const [row] = await listCoupons(tx, { id: asId('plg', params.id) })
      return row ? { body: couponView(row) } : { refused: 'COUPONS_NOT_FOUND' }
    },
  }),
  route({
    audience: 'staff',
    method: 'POST',
    path: '/coupons',
    summary: 'Make a coupon',
    scope: 'marketing:write',
    body: CouponBody,
    reply: Done,
    handle: async (ctx, { body }) => manageReply(await createCoupon(ctx, body), 201),
  }),
  route({
    audience: 'staff',
    method: 'PUT',
    path: '/coupons/:id',
    summary: 'Change a coupon for later claims',
    scope: 'marketing:write',
    params: StaffCouponParams,
    body: CouponUpdate,
    reply: Done,
    handle: async (ctx, { params, body }) =>
      manageReply(await changeCoupon(ctx, asId('plg', params.id), body)),
  }),
  ...(['stop', 'resume'] as const).map((what) =>
    route({
      audience: 'staff',
      method: 'POST',
      path: `/coupons/:id/${what}`,
      summary: what === 'stop' ? 'Give out no more of a coupon' : 'Give a stopped coupon out again',
      scope: 'marketing:write',
      params: StaffCouponParams,
      reply: Done,
      handle: async (ctx, { params }) =>
        manageReply(await switchIssuing(ctx, asId('plg', params.id), what === 'resume')),
    }),
  ),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/figures',
    summary: 'All coupons together: claimed, used, discount given',
    scope: 'marketing:read',
    reply: Figures,
    async handle({ tx }) {
      const { issued, used, discount_fen } = await sumFigures(tx)
      return { body: { issued, used, discountFen: discount_fen } }
    },
  }),
]

export const couponRoutes = [...shopperRoutes, ...staffRoutes]
