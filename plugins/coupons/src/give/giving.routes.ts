import { asId } from '@mamapu/kernel'
import { field } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { Done } from '../console/coupon.routes.js'
import { ListOf } from '../coupon.replies.js'
import { StaffCouponParams } from '../coupon.schema.js'
import { couponHooks } from '../coupon.settings.js'
import { oneOf } from '../form/choice.js'
import { startGiving } from './give.js'
import { listGivings, stopGiving } from './giving.queries.js'
import { readWhom, WHOM, WHOM_KINDS, whomFields } from './whom.fields.js'

const { route } = couponHooks
const GivingBody = Type.Object(
  {
    who: oneOf(WHOM_KINDS, {
      ...field('发给谁', 'To whom', { ui: 'choice', options: WHOM }),
      default: 'members',
    }),
    ...whomFields,
    tells: Type.Boolean({
      ...field('发消息告诉顾客', 'Tell the customers', { ui: 'yes-no' }),
      default: true,
    }),
  },
  { additionalProperties: false },
)
const GivingView = Type.Object({
  id: Type.String(),
  title: Type.String(),
  who: Type.String(),
  value: Type.String(),
  given: Type.Integer(),
  skipped: Type.Integer(),
  createdAt: Type.String(),
  state: Type.String(),
})

export const givingRoutes = [
  route({
    audience: 'staff',
    method: 'POST',
    path: '/coupons/:id/givings',
    summary: 'Give a coupon to chosen customers or a segment; a job does it',
    scope: 'marketing:write',
    params: StaffCouponParams,
    body: GivingBody,
    reply: Done,
    async handle(ctx, { params, body }) {
      const whom = readWhom(body)
      if (!whom) return { refused: 'COUPONS_NOBODY' }
      const result = await startGiving(ctx, { ...whom, couponId: asId('plg', params.id), tells: body.tells })
      return result.started ? { status: 201, body: { id: result.id } } : { refused: result.reason }
    },
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/givings',
    summary: 'What is and was given, with how far it is, newest first',
    scope: 'marketing:read',
    reply: ListOf(GivingView),
    async handle({ tx }) {
      const items = (await listGivings(tx)).map((one) => ({
        id: one.id,
        title: one.title,
        who: one.who,
        value: one.value,
        given: one.given,
        skipped: one.skipped,
        createdAt: one.createdAt.toISOString(),
        state: one.state,
      }))
      return { body: { items } }
    },
  }),
  route({
    audience: 'staff',
    method: 'POST',
    path: '/givings/:id/stop',
    summary: 'Give to nobody further; what was given stays',
    scope: 'marketing:write',
    params: StaffCouponParams,
    reply: Done,
    async handle(ctx, { params }) {
      const id = asId('plg', params.id)
      return (await stopGiving(ctx.tx, id, ctx.at))
        ? { body: { id } }
        : { refused: 'COUPONS_NOTHING_RUNNING' }
    },
  }),
]
