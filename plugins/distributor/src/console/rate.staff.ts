import { asId } from '@mamapu/kernel'
import { COMMISSION_BPS_MAX, field, type RouteResult } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'
import { hooks } from '../distributor.settings.js'
import type { Ctx } from '../distributor.types.js'
import { wordsFaults } from '../guard/guard.rules.js'
import { insertNotice, listNotices } from '../rates/notice.queries.js'
import { countRates, deleteRate, listRates, RATES_MAX, writeRate } from '../rates/rate.queries.js'
import type { Rate } from '../rates/rate.rules.js'
import { Done, listOf, RowParams, words } from './replies.js'

const { route } = hooks
/** What a merchant reads before an inviter may earn; a new wording gets a new number, and the old acceptances keep theirs. */
const NOTICE = 1
const NOTICE_WORDS = words(
  '开启后，推广人的邀请人也能从她的订单得到一份佣金：只有这一层，不会再往上。按《禁止传销条例》，不能收加入费，不能按邀请人数给奖励，也不能再加层级；法律风险由本店承担，请先咨询专业人士。谁在什么时候确认会被记录。',
  'With this the person who invited a promoter earns by her orders too: that one level and no further. Under the Regulations on Prohibition of Pyramid Selling there may be no entry fee, no reward by head and no further level; the shop bears the legal risk, so ask a lawyer first. Who confirmed it and when is kept.',
)
const NOTICES_MAX = 50

const RateBody = Type.Object(
  {
    target: Type.Union([Type.Literal('product'), Type.Literal('category')], {
      ...field('给谁定', 'For', {
        ui: 'choice',
        options: { product: words('商品', 'Products'), category: words('类目', 'Categories') },
      }),
      default: 'product',
    }),
    products: Type.Optional(
      Type.Array(Type.String({ pattern: '^prd_[0-9a-f]{32}$' }), {
        ...field('商品', 'Products', { ui: 'products', showWhen: { target: ['product'] } }),
        maxItems: 50,
      }),
    ),
    categories: Type.Optional(
      Type.Array(Type.String({ pattern: '^cat_[0-9a-f]{32}$' }), {
        ...field('类目', 'Categories', { ui: 'categories', showWhen: { target: ['category'] } }),
        maxItems: 50,
      }),
    ),
    kind: Type.Union([Type.Literal('rate'), Type.Literal('unit'), Type.Literal('none')], {
      ...field('怎么算', 'How', {
        ui: 'choice',
        options: {
          rate: words('按实付比例', 'A share of what is paid'),
          unit: words('每件固定金额', 'An amount per unit'),
          none: words('不给佣金', 'No commission'),
        },
      }),
      default: 'rate',
    }),
    bps: Type.Optional(
      Type.Integer({
        ...field('比例', 'Share', { ui: 'percent', showWhen: { kind: ['rate'] } }),
        minimum: 100,
        maximum: COMMISSION_BPS_MAX,
      }),
    ),
    perUnitFen: Type.Optional(
      Type.Integer({
        ...field('每件', 'Per unit', { ui: 'money', showWhen: { kind: ['unit'] } }),
        minimum: 1,
        maximum: 100_000_000,
      }),
    ),
    isFirm: Type.Boolean({
      ...field('各等级都一样', 'The same for every level', {
        ui: 'yes-no',
        help: words(
          '打开后，等级自己的比例不代替它；利润薄的商品适合打开',
          'A level’s own share does not replace it; good for thin margins',
        ),
      }),
      default: false,
    }),
  },
  { additionalProperties: false },
)

const RateRow = Type.Object({
  id: Type.String(),
  target: Type.String(),
  targetId: Type.String(),
  kind: Type.String(),
  bps: Type.Union([Type.Integer(), Type.Null()]),
  perUnitFen: Type.Union([Type.Integer(), Type.Null()]),
  isFirm: Type.Boolean(),
})

const NoticeRow = Type.Object({
  id: Type.String(),
  state: Type.String(),
  inviterBps: Type.Union([Type.Integer(), Type.Null()]),
  notice: Type.Integer(),
  staffId: Type.String(),
  at: Type.String({ format: 'date-time' }),
})

type Asked = Static<typeof RateBody>

async function setRates(ctx: Ctx, body: Asked): Promise<RouteResult> {
  const { target, kind, isFirm } = body
  const ids = target === 'product' ? (body.products ?? []) : (body.categories ?? [])
  const bps = kind === 'rate' ? (body.bps ?? null) : null
  const perUnitFen = kind === 'unit' ? (body.perUnitFen ?? null) : null
  const isClear = ids.length > 0 && (kind === 'none' || bps !== null || perUnitFen !== null)
  if (!isClear) return { refused: 'DISTRIBUTOR_RATE_UNCLEAR' }
  for (const targetId of new Set(ids)) {
    const rate: Rate = { target, targetId, bps, perUnitFen, isFirm }
    await writeRate(ctx.tx, ctx.newId(), { rate, at: ctx.at })
  }
  return (await countRates(ctx.tx)) > RATES_MAX
    ? { refused: 'DISTRIBUTOR_RATES_FULL' }
    : { body: { done: true } }
}

/** Rates of goods, and the inviter's part with who agreed to it. */
export const rateStaffRoutes = [
  route({
    audience: 'staff',
    method: 'GET',
    path: '/rates',
    summary: 'Rates of products and categories',
    scope: 'marketing:read',
    reply: listOf(RateRow),
    async handle({ tx }) {
      const rates = await listRates(tx)
      const items = rates.map((rate) => ({
        ...rate,
        kind: rate.bps !== null ? 'rate' : rate.perUnitFen !== null ? 'unit' : 'none',
      }))
      return { body: { items } }
    },
  }),
  route({
    audience: 'staff',
    method: 'POST',
    path: '/rates',
    summary: 'Set the rate of products or categories',
    scope: 'marketing:write',
    body: RateBody,
    reply: Done,
    handle: (ctx, { body }) => setRates(ctx, body),
  }),
  route({
    audience: 'staff',
    method: 'POST',
    path: '/rates/:id/remove',
    summary: 'Remove a rate: what is wider holds again',
    scope: 'marketing:write',
    params: RowParams,
    reply: Done,
    async handle({ tx }, { params }) {
      return (await deleteRate(tx, asId('plg', params.id)))
        ? { body: { done: true } }
        : { refused: 'DISTRIBUTOR_RATE_NOT_FOUND' }
    },
  }),
  route({
    audience: 'staff',
    method: 'POST',
    path: '/inviter-part',
    summary: 'Let inviters earn, after reading the notice',
    scope: 'marketing:write',
    body: Type.Object(
      {
        inviterBps: Type.Integer({
          ...field('邀请人得（占实付）', 'Inviters get, of what is paid', { ui: 'percent' }),
          minimum: 100,
          maximum: 1000,
          default: 200,
        }),
        hasRead: Type.Boolean({
          ...field('我已读完并接受以下告知', 'I have read and accept the notice below', {
            ui: 'yes-no',
            help: NOTICE_WORDS,
          }),
          default: false,
        }),
      },
      { additionalProperties: false },
    ),
    reply: Done,
    async handle(ctx, { body }) {
      if (!body.hasRead) return { refused: 'DISTRIBUTOR_NOTICE_UNREAD' }
      const { inviterBps } = body
      await insertNotice(ctx.tx, {
        id: ctx.newId(),
        isOn: true,
        inviterBps,
        notice: NOTICE,
        staffId: ctx.staff?.id ?? null,
        at: ctx.at,
      })
      return { body: { done: true } }
    },
  }),
  route({
    audience: 'staff',
    method: 'POST',
    path: '/inviter-part/:id/stop',
    summary: 'Inviters earn nothing by new orders any more',
    scope: 'marketing:write',
    params: RowParams,
    reply: Done,
    async handle(ctx, { params }) {
      const [latest] = await listNotices(ctx.tx, 1)
      if (latest?.id !== params.id || !latest.isOn) return { refused: 'DISTRIBUTOR_STATE' }
      const stopped = { ...latest, id: ctx.newId(), isOn: false, inviterBps: null }
      await insertNotice(ctx.tx, { ...stopped, staffId: ctx.staff?.id ?? null, at: ctx.at })
      return { body: { done: true } }
    },
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/notices',
    summary: 'Who switched the inviter’s part on or off, and when',
    scope: 'marketing:read',
    reply: listOf(NoticeRow),
    async handle({ tx }) {
      const notices = await listNotices(tx, NOTICES_MAX)
      const items = notices.map(({ isOn, staffId, at, ...notice }, index) => ({
        ...notice,
        state: isOn ? (index === 0 ? 'on' : 'was-on') : 'off',
        staffId: staffId ?? '',
        at: at.toISOString(),
      }))
      return { body: { items } }
    },
  }),
  route({
    audience: 'staff',
    method: 'POST',
    path: '/guard',
    summary: 'Whether a plan or text may be used to win distributors; refused by the rule it breaks',
    scope: 'marketing:read',
    body: Type.Object(
      {
        text: Type.String({
          ...field('打算对外说的话', 'What you plan to say', { ui: 'long-text' }),
          minLength: 1,
          maxLength: 2000,
        }),
      },
      { additionalProperties: false },
    ),
    reply: Done,
    async handle(_ctx, { body }) {
      const [code] = wordsFaults(body.text)
      return code === undefined ? { body: { done: true } } : { refused: code }
    },
  }),
]
