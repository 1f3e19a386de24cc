import { field } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { MONEY_MAX, oneOf, words } from './choice.js'

const BUDGET_MAX = 10_000_000_000

export const WAYS = {
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
  'member-day': words('会员日当天', 'A member day'),
}

/** How many there are, what they may be worth, and how one comes by them. */
export const waysFields = {
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
          '所有领出的券面额合计不超过预算，用完即显示已领完；不填为不限',
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
    oneOf(['registered', 'birthday', 'first-order', 'paid', 'level', 'member-day'], {
      ...field('什么时候发', 'Given when', {
        ui: 'choice',
        showWhen: { claim: ['auto'] },
        options: OCCASIONS,
        help: words(
          '会员日：要在会员日活动里打开「当天发会员券」，每人每天一张',
          'Member day: switch on “Give a coupon on the day” in that campaign; one per person and day',
        ),
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
      ...field('升到哪个等级发（不填为每次升级）', 'Given on reaching which level (empty: every rise)', {
        ui: 'level',
        showWhen: { auto: ['level'] },
        help: words(
          '有哪些等级、成长值到多少升级，在「会员等级」里设置；每人每个等级只发一次',
          'Which levels there are is set under Levels; each person is given one per level',
        ),
      }),
      minimum: 1,
      maximum: 100,
    }),
  ),
  giftMax: Type.Optional(
    Type.Integer({
      ...field('每位顾客可发红包几张', 'How many a shopper may put into gift links', {
        ui: 'count',
        showWhen: { claim: ['shop'] },
        help: words(
          '0 表示顾客不能转赠；店铺自己发的红包不受影响',
          '0: shoppers cannot give it away; the shop’s own gift links are not touched',
        ),
      }),
      minimum: 0,
      maximum: 100,
      default: 0,
    }),
  ),
}
