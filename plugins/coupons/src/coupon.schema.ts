import { idPattern } from '@mamapu/kernel'
import { field } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'

const INSTANT =
  '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,3})?)?(Z|[+-][0-9]{2}:[0-9]{2})$'
const MONEY_MAX = 100_000_000
const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

export const CouponParams = Type.Object({ couponId: Type.String({ pattern: idPattern('plg') }) })
/** Staff paths carry a row's `id`. */
export const StaffCouponParams = Type.Object({ id: Type.String({ pattern: idPattern('plg') }) })

/** What a merchant fills in. The form, its checks and the type all come from here. */
export const CouponBody = Type.Object(
  {
    title: Type.String({
      ...field('名称', 'Title', { ui: 'text' }),
      minLength: 1,
      maxLength: 30,
      pattern: '\\S',
    }),
    titleEn: Type.Optional(
      Type.String({ ...field('英文名称', 'Title in English', { ui: 'text' }), maxLength: 60 }),
    ),
    kind: Type.Union([Type.Literal('amount'), Type.Literal('rate')], {
      ...field('优惠方式', 'Kind', {
        ui: 'choice',
        options: { amount: words('立减金额', 'Amount off'), rate: words('打折', 'Percentage off') },
      }),
      default: 'amount',
    }),
    amountFen: Type.Optional(
      Type.Integer({
        ...field('减多少', 'Amount off', { ui: 'money', showWhen: { kind: ['amount'] } }),
        minimum: 1,
        maximum: MONEY_MAX,
      }),
    ),
    offBps: Type.Optional(
      Type.Integer({
        ...field('减百分之几', 'Percentage off', {
          ui: 'percent-off',
          showWhen: { kind: ['rate'] },
          help: words('打 8.8 折就是减 12%', '12 % off is what is called 8.8 折'),
        }),
        minimum: 1,
        maximum: 9900,
      }),
    ),
    capFen: Type.Optional(
      Type.Integer({
        ...field('最多减', 'At most', { ui: 'money', showWhen: { kind: ['rate'] } }),
        minimum: 1,
        maximum: MONEY_MAX,
      }),
    ),
    thresholdFen: Type.Integer({
      ...field('满多少可用', 'From how much', {
        ui: 'money',
        help: words('0 表示无门槛', '0 for no threshold'),
      }),
      minimum: 0,
      maximum: MONEY_MAX,
      default: 0,
    }),
    scope: Type.Union([Type.Literal('all'), Type.Literal('products'), Type.Literal('categories')], {
      ...field('适用商品', 'Goods it is for', {
        ui: 'choice',
        options: {
          all: words('全部商品', 'All goods'),
          products: words('指定商品', 'Chosen products'),
          categories: words('指定分类', 'Chosen categories'),
        },
      }),
      default: 'all',
    }),
    scopeIds: Type.Optional(
      Type.Array(Type.String({ pattern: '^(prd|cat)_[0-9a-f]{32}$' }), {
        ...field('商品或分类', 'Products or categories', {
          ui: 'products',
          showWhen: { scope: ['products', 'categories'] },
        }),
        maxItems: 200,
      }),
    ),
    total: Type.Integer({
      ...field('发放总量', 'How many in all', { ui: 'count' }),
      minimum: 1,
      maximum: 1_000_000,
      default: 100,
    }),
    perPerson: Type.Integer({
      ...field('每人限领', 'Per person', { ui: 'count' }),
      minimum: 1,
      maximum: 100,
      default: 1,
    }),
    claim: Type.Union([Type.Literal('shop'), Type.Literal('code')], {
      ...field('领取方式', 'How it is claimed', {
        ui: 'choice',
        options: { shop: words('店里领取', 'In the shop'), code: words('券码兑换', 'By code') },
      }),
      default: 'shop',
    }),
    code: Type.Optional(
      Type.String({ ...field('券码', 'Code', { ui: 'text', showWhen: { claim: ['code'] } }), maxLength: 40 }),
    ),
    claimFrom: Type.String({ ...field('开始领取', 'Claim from', { ui: 'datetime' }), pattern: INSTANT }),
    claimUntil: Type.String({ ...field('结束领取', 'Claim until', { ui: 'datetime' }), pattern: INSTANT }),
    validity: Type.Union([Type.Literal('fixed'), Type.Literal('relative')], {
      ...field('有效期', 'Validity', {
        ui: 'choice',
        options: {
          fixed: words('固定日期', 'Fixed dates'),
          relative: words('领取后若干天', 'Days after claiming'),
        },
      }),
      default: 'relative',
    }),
    validFrom: Type.Optional(
      Type.String({
        ...field('生效', 'Valid from', { ui: 'datetime', showWhen: { validity: ['fixed'] } }),
        pattern: INSTANT,
      }),
    ),
    validUntil: Type.Optional(
      Type.String({
        ...field('失效', 'Valid until', { ui: 'datetime', showWhen: { validity: ['fixed'] } }),
        pattern: INSTANT,
      }),
    ),
    validDays: Type.Optional(
      Type.Integer({
        ...field('领取后几天内有效', 'Days after claiming', {
          ui: 'count',
          showWhen: { validity: ['relative'] },
        }),
        minimum: 1,
        maximum: 365,
      }),
    ),
  },
  { additionalProperties: false },
)
export type CouponBody = Static<typeof CouponBody>

export const CouponUpdate = Type.Object(
  { ...CouponBody.properties, version: Type.Integer({ minimum: 1, 'x-ui': 'hidden' }) },
  { additionalProperties: false },
)

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** A coupon as staff see it; absent fields are left out, so that the form opens with exactly this. */
export const CouponView = Type.Object({
  id: Type.String(),
  ...CouponUpdate.properties,
  state: Type.String(),
  issued: Type.Integer(),
  used: Type.Integer(),
  discountFen: Type.Integer(),
})

const TermsView = {
  title: Type.String(),
  kind: Type.String(),
  amountFen: Nullable(Type.Integer()),
  offBps: Nullable(Type.Integer()),
  capFen: Nullable(Type.Integer()),
  thresholdFen: Type.Integer(),
  scope: Type.String(),
}
export const ClaimableView = Type.Object({
  id: Type.String(),
  ...TermsView,
  claimUntil: Type.String(),
  /** Null when it can be claimed now, otherwise the code it would be refused with. */
  obstacle: Nullable(Type.String()),
})
export const HeldView = Type.Object({
  id: Type.String(),
  couponId: Type.String(),
  ...TermsView,
  state: Type.String(),
  validFrom: Type.String(),
  validUntil: Type.String(),
})
export const ListOf = <T extends Parameters<typeof Type.Array>[0]>(schema: T) =>
  Type.Object({ items: Type.Array(schema) })
export const RedeemBody = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 40 }) },
  { additionalProperties: false },
)
export const Figures = Type.Object({
  issued: Type.Integer(),
  used: Type.Integer(),
  discountFen: Type.Integer(),
})
