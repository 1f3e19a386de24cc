import { idPattern } from '@mamapu/kernel'
import { field } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'

const MONEY_MAX = 100_000_000
const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

const fixed = Type.Object(
  {
    skuId: Type.String({ ...field('商品', 'Goods', { ui: 'sku' }), pattern: idPattern('sku') }),
    priceFen: Type.Integer({
      ...field('会员价', 'Member price', { ui: 'money' }),
      minimum: 1,
      maximum: MONEY_MAX,
    }),
  },
  { additionalProperties: false },
)

/** What a merchant sets up per campaign; days, hours, single dates, audience and goods are the campaign's own. */
export const memberDayConfig = Type.Object(
  {
    kind: Type.Union([Type.Literal('percent'), Type.Literal('minus'), Type.Literal('fixed')], {
      ...field('价格', 'Price', {
        ui: 'choice',
        options: {
          percent: words('统一打折', 'A percentage off'),
          minus: words('统一立减', 'An amount off each unit'),
          fixed: words('逐个定价', 'A price for each'),
        },
      }),
      default: 'percent',
    }),
    offBps: Type.Integer({
      ...field('打几折', 'Percentage off', { ui: 'percent-off', showWhen: { kind: ['percent'] } }),
      minimum: 1,
      maximum: 9900,
      default: 1000,
    }),
    minusFen: Type.Optional(
      Type.Integer({
        ...field('每件减', 'Off each unit', { ui: 'money', showWhen: { kind: ['minus'] } }),
        minimum: 1,
        maximum: MONEY_MAX,
      }),
    ),
    items: Type.Array(fixed, {
      ...field('会员价商品', 'Goods and prices', { ui: 'rows', showWhen: { kind: ['fixed'] } }),
      maxItems: 200,
      default: [],
    }),
    roundTo: Type.Union([Type.Literal('fen'), Type.Literal('jiao'), Type.Literal('yuan')], {
      ...field('抹零', 'Rounding', {
        ui: 'choice',
        options: {
          fen: words('不抹零', 'None'),
          jiao: words('抹去分', 'Down to whole jiao'),
          yuan: words('抹去角分', 'Down to whole yuan'),
        },
        showWhen: { kind: ['percent'] },
      }),
      default: 'fen',
    }),
    limit: Type.Union([Type.Literal('none'), Type.Literal('normal'), Type.Literal('hard')], {
      ...field('限购', 'Limit', {
        ui: 'choice',
        options: {
          none: words('不限', 'None'),
          normal: words('每人每场超出的按日常价', 'Further units of a person at the everyday price'),
          hard: words('每人每场最多这么多件', 'At most so many per person and day'),
        },
      }),
      default: 'none',
    }),
    limitUnits: Type.Integer({
      ...field('每款限购几件', 'Units of each variant', {
        ui: 'count',
        showWhen: { limit: ['normal', 'hard'] },
      }),
      minimum: 1,
      maximum: 1000,
      default: 2,
    }),
    exclusive: Type.Boolean({
      ...field('不与满减、优惠券同用', 'Not together with reductions and coupons', { ui: 'yes-no' }),
      default: false,
    }),
    pointsBps: Type.Integer({
      ...field('积分', 'Points', {
        help: {
          'zh-CN': '100% 是平常的积分，200% 是双倍。开了积分插件才有用。',
          en: '100% is the usual, 200% double. Counts where the points plugin is on.',
        },
        ui: 'percent',
      }),
      minimum: 10_000,
      maximum: 100_000,
      default: 10_000,
    }),
    givesCoupon: Type.Boolean({
      ...field('当天发会员券', 'Give a coupon on the day', {
        help: {
          'zh-CN':
            '发的是优惠券里「自动发放：会员日当天」的券：开始时发给参加的人，当天成为会员或升级的人随即收到；每人每天一张。',
          en: 'The coupons set to “given automatically: a member day”: to everybody the day is for when it begins, to who joins or rises on the day at once; one per person and day.',
        },
        ui: 'yes-no',
      }),
      default: false,
    }),
  },
  { additionalProperties: false },
)

export type MemberDayConfig = Static<typeof memberDayConfig>
