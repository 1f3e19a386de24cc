import { asId, idPattern } from '@mamapu/kernel'
import { field } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { Done } from '../console/coupon.routes.js'
import { ListOf } from '../coupon.replies.js'
import { StaffCouponParams } from '../coupon.schema.js'
import { couponHooks } from '../coupon.settings.js'
import { startGiving } from './give.js'
import { listGivings, stopGiving } from './giving.queries.js'

const { route } = couponHooks
const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })
export const WHOM = {
  chosen: words('指定顾客', 'Chosen customers'),
  everyone: words('所有顾客', 'Everyone'),
  members: words('会员', 'Members'),
  new: words('没下过单的顾客', 'Customers who never bought'),
  level: words('某等级及以上', 'A level and above'),
  tag: words('有某标签的顾客', 'Customers with a tag'),
}
const GivingBody = Type.Object(
  {
    who: Type.Union(
      (['everyone', 'members', 'new', 'level', 'tag', 'chosen'] as const).map((who) => Type.Literal(who)),
      { ...field('发给谁', 'To whom', { ui: 'choice', options: WHOM }), default: 'members' },
    ),
    level: Type.Optional(
      Type.Integer({
        ...field('等级', 'Level', { ui: 'level', showWhen: { who: ['level'] } }),
        minimum: 1,
        maximum: 100,
      }),
    ),
    tag: Type.Optional(
      Type.String({ ...field('标签', 'Tag', { ui: 'text', showWhen: { who: ['tag'] } }), maxLength: 30 }),
    ),
    customers: Type.Optional(
      Type.String({
        ...field('顾客编号', 'Customer ids', {
          ui: 'long-text',
          showWhen: { who: ['chosen'] },
          help: words(
            '从顾客列表复制,用空格或换行分开,最多 1000 个',
            'Copied from the list of customers, apart by spaces or lines, at most 1,000',
          ),
        }),
        maxLength: 40_000,
      }),
    ),
    tells: Type.Boolean({
      ...field('发消息告诉顾客', 'Tell the customers', { ui: 'yes-no' }),
      default: true,
    }),
  },
  { additionalProperties: false },
)
const CHOSEN_MAX = 1000
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

/** The ids in a text; null when something in it is none, or there are too many. */
function readIds(text: string): `cus_${string}`[] | null {
  const words = text.split(/[\s,,;;]+/).filter((word) => word !== '')
  const pattern = new RegExp(idPattern('cus'))
  return words.length <= CHOSEN_MAX && words.every((word) => pattern.test(word))
    ? words.map((word) => asId('cus', word))
    : null
}

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
      const customerIds = readIds(body.who === 'chosen' ? (body.customers ?? '') : '')
      if (!customerIds) return { refused: 'COUPONS_NOBODY' }
      const result = await startGiving(ctx, {
        couponId: asId('plg', params.id),
        who: body.who,
        value: body.who === 'level' ? String(body.level ?? '') : body.who === 'tag' ? (body.tag ?? '') : '',
        customerIds,
        tells: body.tells,
      })
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
