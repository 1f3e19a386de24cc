import { field } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { MONEY_MAX, oneOf, words } from './choice.js'

const KINDS = {
  amount: words('立减金额', 'Amount off'),
  random: words('随机金额', 'Random amount'),
  rate: words('打折', 'Percentage off'),
  voucher: words('兑换券', 'Exchange voucher'),
}

/** What it is called and what it takes off. */
export const valueFields = {
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
      ...field('减多少（随机金额时为最少）', 'Amount off (of a random one: at least)', {
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
        help: words('打 8.8 折就是减 12%', '12 means 12 % off'),
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
}
