import { asId, idPattern } from '@mamapu/kernel'
import type { RouteResult } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { listCoupons } from '../coupon.queries.js'
import { CouponView, ListOf } from '../coupon.replies.js'
import { CouponBody, CouponUpdate, StaffCouponParams } from '../coupon.schema.js'
import { couponHooks } from '../coupon.settings.js'
import { couponView } from '../coupon.view.js'
import {
  changeCoupon,
  createCoupon,
  type ManageResult,
  recallCoupon,
  switchIssuing,
} from '../manage/manage-coupons.js'

const { route } = couponHooks
export const Done = Type.Object({ id: Type.String() })

function manageReply(result: ManageResult, status: 200 | 201 = 200): RouteResult {
  if (result.done) return { status, body: { id: result.id } }
  return { refused: result.reason, ...(result.data ? { data: result.data } : {}) }
}

const ACTS = {
  stop: 'Give out no more of a coupon',
  resume: 'Give a stopped coupon out again',
  recall: 'Take unused ones of a stopped coupon back',
} as const

export const couponStaffRoutes = [
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
  ...(['stop', 'resume', 'recall'] as const).map((what) =>
    route({
      audience: 'staff',
      method: 'POST',
      path: `/coupons/:id/${what}`,
      summary: ACTS[what],
      scope: 'marketing:write',
      params: StaffCouponParams,
      reply: Done,
      async handle(ctx, { params }) {
        const id = asId('plg', params.id)
        return manageReply(
          what === 'recall' ? await recallCoupon(ctx, id) : await switchIssuing(ctx, id, what === 'resume'),
        )
      },
    }),
  ),
]
