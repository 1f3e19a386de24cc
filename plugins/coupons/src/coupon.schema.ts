import { idPattern } from '@mamapu/kernel'
import { field } from '@mamapu/plugin-sdk'
import { type Static, type TSchemaOptions, Type } from 'typebox'

const INSTANT =
  '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,3})?)?(Z|[+-][0-9]{2}:[0-9]{2})$'
const MONEY_MAX = 100_000_000
const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

const BUDGET_MAX = 10_000_000_000

const KINDS = {
  amount: words('立减金额', 'Amount off'),
  random: words('随机金额', 'Random amount'),
  rate: words('打折', 'Percentage off'),
  voucher: words('兑换券', 'Exchange voucher'),
}
const WAYS = {
  shop: words('店里领取', 'In the shop'),
  code: words('通用券码', 'One code for all'),
  codes: words('一码一用', 'Codes that work once'),
  auto: words('自动发放', 'Given automatically'),
  give: words('只由店铺发放', 'Only given by the shop'),
}
const OCCASIONS = {
  registered: words('新顾客注册', 'A new customer'),
  birthday: words('生日', 'Birthday'),
  'first-order': words('首单支付后', 'First order paid'),
  paid: words('支付满额后', 'Order paid over an amount'),
  level: words('升级', 'A new level'),
}

/** One of these texts, as a choice. */
const oneOf = <const T extends string>(values: readonly T[], options: TSchemaOptions) =>
  Type.Unsafe<T>(
    Type.Union(
      values.map((value) => Type.Literal(value)),
      options,
    ),
  )

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
    kind: oneOf(['amount', 'random', 'rate', 'voucher'], {
      ...field('优惠方式', 'Kind', { ui: 'choice', options: KINDS }),
      default: 'amount',
    }),
    amountFen: Type.Optional(
      Type.Integer({
        ...field('减多少(随机金额时为最少)', 'Amount off (of a random one: at least)', {
          ui: 'money',
          showWhen: { kind: ['amount', 'random'] },
        }),
        minimum: 1,
        maximum: MONEY_MAX,
      }),
    ),
    amountMaxFen: Type.Optional(
      Type.Integer({
        ...field('随机金额最多', 'At most, of a random one', {
          ui: 'money',
          showWhen: { kind: ['random'] },
          help: words('领取时随机抽取并固定下来', 'Drawn when it is claimed, and kept'),
        }),
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
    worthFen: Type.Optional(
      Type.Integer({
        ...field('每张按多少元计入预算', 'Counts for how much of the budget', {
          ui: 'money',
          showWhen: { kind: ['voucher'] },
        }),
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
    scope: oneOf(['all', 'products', 'categories'], {
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
    exceptIds: Type.Optional(
      Type.Array(Type.String({ pattern: '^(prd|cat)_[0-9a-f]{32}$' }), {
        ...field('不适用的商品', 'Goods it is not for', { ui: 'products' }),
        maxItems: 200,
      }),
    ),
    undiscountedOnly: Type.Optional(
      Type.Boolean({
        ...field('仅原价商品可用', 'Only goods at their original price', {
          ui: 'yes-no',
          help: words(
            '已享其他优惠价的商品不计入门槛,也不减',
            'Goods already reduced neither count nor are reduced',
          ),
        }),
        default: false,
      }),
    ),
    withFullReduction: Type.Optional(
      Type.Boolean({
        ...field('可与满减满折同用', 'Together with full reductions', { ui: 'yes-no' }),
        default: true,
      }),
    ),
    withBundle: Type.Optional(
      Type.Boolean({
        ...field('可与打包、加价购同用', 'Together with bundles', { ui: 'yes-no' }),
        default: true,
      }),
    ),
    withPoints: Type.Optional(
      Type.Boolean({ ...field('可与积分抵现同用', 'Together with points', { ui: 'yes-no' }), default: true }),
    ),
    withExclusive: Type.Optional(
      Type.Boolean({
        ...field('秒杀等专享价商品也可用', 'Also for goods at an exclusive price, like flash sales', {
          ui: 'yes-no',
        }),
        default: false,
      }),
    ),
    several: Type.Optional(
      Type.Boolean({
        ...field('一单可用多张', 'Several on one order', {
          ui: 'yes-no',
          help: words(
            '两张券都允许时才能同用;关闭时每单只能用一张',
            'Both coupons must allow it; otherwise one coupon per order',
          ),
        }),
        default: false,
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
    budgetFen: Type.Optional(
      Type.Integer({
        ...field('预算', 'Budget', {
          ui: 'money',
          help: words(
            '所有领出的券面额合计不超过预算,用完即显示已领完;不填为不限',
            'All claimed coupons together are worth at most this; used up means all gone. Empty for no limit',
          ),
        }),
        minimum: 1,
        maximum: BUDGET_MAX,
      }),
    ),
    claim: oneOf(['shop', 'code', 'codes', 'auto', 'give'], {
      ...field('领取方式', 'How it is claimed', { ui: 'choice', options: WAYS }),
      default: 'shop',
    }),
    code: Type.Optional(
      Type.String({ ...field('券码', 'Code', { ui: 'text', showWhen: { claim: ['code'] } }), maxLength: 40 }),
    ),
    auto: Type.Optional(
      oneOf(['registered', 'birthday', 'first-order', 'paid', 'level'], {
        ...field('什么时候发', 'Given when', {
          ui: 'choice',
          showWhen: { claim: ['auto'] },
          options: OCCASIONS,
        }),
      }),
    ),
    autoFromFen: Type.Optional(
      Type.Integer({
        ...field('支付满多少发', 'Given from how much paid', { ui: 'money', showWhen: { auto: ['paid'] } }),
        minimum: 0,
        maximum: MONEY_MAX,
      }),
    ),
    autoLevel: Type.Optional(
      Type.Integer({
        ...field('升到哪个等级发(不填为每次升级)', 'Given on reaching which level (empty: every rise)', {
          ui: 'level',
          showWhen: { auto: ['level'] },
        }),
        minimum: 1,
        maximum: 100,
      }),
    ),
    giftMax: Type.Optional(
      Type.Integer({
        ...field('每位顾客可发红包几张', 'How many a shopper may put into gift links', {
          ui: 'count',
          help: words('0 表示不能转赠', '0: it cannot be given away'),
        }),
        minimum: 0,
        maximum: 100,
        default: 0,
      }),
    ),
    claimFrom: Type.String({ ...field('开始领取', 'Claim from', { ui: 'datetime' }), pattern: INSTANT }),
    claimUntil: Type.String({ ...field('结束领取', 'Claim until', { ui: 'datetime' }), pattern: INSTANT }),
    validity: oneOf(['fixed', 'relative'], {
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
