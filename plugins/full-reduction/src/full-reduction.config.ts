import { idPattern } from '@mamapu/kernel'
import { field, togetherFields } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'

const MONEY_MAX = 100_000_000
const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

const rung = Type.Object(
  {
    thresholdFen: Type.Integer({
      ...field('满多少元', 'From this amount', { ui: 'money' }),
      minimum: 0,
      maximum: MONEY_MAX,
      default: 0,
    }),
    thresholdUnits: Type.Integer({
      ...field('满多少件', 'From so many units', { ui: 'count' }),
      minimum: 0,
      maximum: 1000,
      default: 0,
    }),
    off: Type.Union([Type.Literal('amount'), Type.Literal('rate'), Type.Literal('none')], {
      ...field('优惠', 'What it takes off', {
        ui: 'choice',
        options: {
          amount: words('减钱', 'An amount'),
          rate: words('打折', 'A percentage'),
          none: words('不减价（包邮或送赠品）', 'Nothing (free shipping or gifts)'),
        },
      }),
      default: 'amount',
    }),
    amountFen: Type.Optional(
      Type.Integer({
        ...field('减多少', 'Amount off', { ui: 'money', showWhen: { off: ['amount'] } }),
        minimum: 1,
        maximum: MONEY_MAX,
      }),
    ),
    offBps: Type.Optional(
      Type.Integer({
        ...field('打几折', 'Percentage off', { ui: 'percent-off', showWhen: { off: ['rate'] } }),
        minimum: 1,
        maximum: 9900,
      }),
    ),
    capFen: Type.Optional(
      Type.Integer({
        ...field('最多减', 'At most', { ui: 'money', showWhen: { off: ['rate'] } }),
        minimum: 1,
        maximum: MONEY_MAX,
      }),
    ),
    freeShipping: Type.Boolean({ ...field('包邮', 'Free shipping', { ui: 'yes-no' }), default: false }),
  },
  { additionalProperties: false },
)

const gift = Type.Object(
  {
    rung: Type.Integer({
      ...field('第几档送', 'With which rung', { ui: 'count' }),
      minimum: 1,
      maximum: 5,
      default: 1,
    }),
    skuId: Type.String({ ...field('赠品', 'Gift', { ui: 'sku' }), pattern: idPattern('sku') }),
    title: Type.String({
      ...field('赠品名称（顾客会看到）', 'Its name, shown to shoppers', { ui: 'text' }),
      minLength: 1,
      maxLength: 40,
    }),
    titleEn: Type.Optional(
      Type.String({ ...field('英文名称', 'Its English name', { ui: 'text' }), maxLength: 80 }),
    ),
    units: Type.Integer({
      ...field('每单送几件', 'Units per order', { ui: 'count' }),
      minimum: 1,
      maximum: 20,
      default: 1,
    }),
    stock: Type.Union([Type.Literal('shop'), Type.Literal('own')], {
      ...field('库存', 'Stock', {
        ui: 'choice',
        options: { shop: words('与店铺共用', 'Shared with the shop'), own: words('单独留出', 'Set aside') },
      }),
      default: 'shop',
    }),
    ownUnits: Type.Optional(
      Type.Integer({
        ...field('留出多少件', 'Units set aside', { ui: 'count', showWhen: { stock: ['own'] } }),
        minimum: 1,
        maximum: 1_000_000,
      }),
    ),
  },
  { additionalProperties: false },
)

/** What a merchant sets up per campaign: a ladder, its gifts, and what it may stand beside. */
export const fullReductionConfig = Type.Object(
  {
    tiers: Type.Array(rung, { ...field('阶梯', 'Ladder', { ui: 'rows' }), minItems: 1, maxItems: 5 }),
    measures: Type.Union([Type.Literal('scope'), Type.Literal('cart')], {
      ...field('门槛看哪些商品', 'The threshold looks at', {
        ui: 'choice',
        options: {
          scope: words('只看参加的商品', 'Goods that take part'),
          cart: words('看整个购物车', 'The whole cart'),
        },
      }),
      default: 'scope',
    }),
    repeatsMax: Type.Integer({
      ...field('每满都减，最多几次', 'Repeats for every full amount, at most', {
        help: {
          'zh-CN': '只有一档时可用：「每满 100 减 10，最多 5 次」填 5；不循环填 1。',
          en: 'With one rung only: 5 for “10 off for every full 100, at most five times”; 1 for once.',
        },
        ui: 'count',
      }),
      minimum: 1,
      maximum: 100,
      default: 1,
    }),
    gifts: Type.Array(gift, { ...field('赠品', 'Gifts', { ui: 'rows' }), maxItems: 10, default: [] }),
    giftRefund: Type.Union([Type.Literal('return'), Type.Literal('keep')], {
      ...field('退款后不够门槛时，赠品', 'When a refund takes the order below the rung, the gift', {
        ui: 'choice',
        options: { return: words('一起退回', 'Comes back'), keep: words('送给顾客', 'Is kept') },
      }),
      default: 'return',
    }),
    shippingRegions: Type.Array(Type.String({ pattern: '^\\d{2,6}$' }), {
      ...field('包邮地区', 'Free shipping to', {
        help: {
          'zh-CN': '不选就是全部地区。选了地区时，顾客填好地址才算包邮。',
          en: 'None chosen means everywhere. With regions, it counts once the address is known.',
        },
        ui: 'regions',
      }),
      maxItems: 40,
      default: [],
    }),
    shippingOffBps: Type.Optional(
      Type.Integer({
        ...field('到第一档，邮费打几折', 'From the first rung, postage less', {
          help: {
            'zh-CN': '按全额邮费算，不会低于 0。第一档要写满多少元。不填就不打折。',
            en: 'Of the full fee, never below zero. The first rung needs an amount. Empty for none.',
          },
          ui: 'percent-off',
        }),
        minimum: 1,
        maximum: 9900,
      }),
    ),
    regions: Type.Array(Type.String({ pattern: '^\\d{2,6}$' }), {
      ...field('只给寄到这些地区的订单', 'Only for orders to', {
        help: {
          'zh-CN': '不选就是全部地区。选了地区时，顾客填好地址才生效。',
          en: 'None chosen means everywhere. With regions, it counts once the address is known.',
        },
        ui: 'regions',
      }),
      maxItems: 40,
      default: [],
    }),
    nthOrder: Type.Optional(
      Type.Integer({
        ...field('只给第几单', 'Only for a customer’s order number', {
          help: {
            'zh-CN': '填 1 就是首单，2 就是第二单。不填就每单都有。下单时要验证手机号。',
            en: '1 is the first order, 2 the second. Empty means every order. A phone is verified at checkout.',
          },
          ui: 'count',
        }),
        minimum: 1,
        maximum: 99,
      }),
    ),
    usesMax: Type.Optional(
      Type.Integer({
        ...field('每人每场最多享受几次', 'Times per person and round', {
          help: {
            'zh-CN': '不填就不限。下单时要验证手机号。',
            en: 'Empty means no limit. A phone is verified at checkout.',
          },
          ui: 'count',
        }),
        minimum: 1,
        maximum: 100,
      }),
    ),
    usesBack: Type.Boolean({
      ...field('取消的订单不算次数', 'A cancelled order does not count', { ui: 'yes-no' }),
      default: true,
    }),
    undiscountedOnly: Type.Boolean({
      ...field('只算没打折的商品', 'Only goods not reduced yet', {
        help: {
          'zh-CN': '已有活动价的商品既不计入门槛，也不分摊优惠。',
          en: 'Reduced goods count neither for the threshold nor for the discount.',
        },
        ui: 'yes-no',
      }),
      default: false,
    }),
    base: Type.Union([Type.Literal('left'), Type.Literal('original')], {
      ...field('打折按什么价算', 'A percentage is of', {
        ui: 'choice',
        options: {
          left: words('其他活动之后的价', 'What other offers left'),
          original: words('原价', 'The original price'),
        },
      }),
      default: 'left',
    }),
    roundTo: Type.Union([Type.Literal('fen'), Type.Literal('jiao'), Type.Literal('yuan')], {
      ...field('抹零', 'Rounding of what is paid', {
        ui: 'choice',
        options: {
          fen: words('不抹零', 'None'),
          jiao: words('抹去分', 'To whole jiao'),
          yuan: words('抹去角分', 'To whole yuan'),
        },
      }),
      default: 'fen',
    }),
    ...togetherFields,
    withBundles: Type.Boolean({
      ...field('可与打包优惠同用', 'Bundles may be used with it', { ui: 'yes-no' }),
      default: true,
    }),
    alone: Type.Boolean({
      ...field('生效时不再叠加任何优惠', 'Nothing else applies beside it', { ui: 'yes-no' }),
      default: false,
    }),
  },
  { additionalProperties: false },
)

export type FullReductionConfig = Static<typeof fullReductionConfig>
export type Rung = FullReductionConfig['tiers'][number]
