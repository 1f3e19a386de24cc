import { COMMISSION_BPS_MAX, COMMISSION_BPS_MIN, field, forSettings } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'
import { DEFAULT_PITCH, DEFAULT_TERMS } from './people/terms.words.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

/** Most that one unit may bring as a fixed amount. */
export const PER_UNIT_MAX_FEN = 100_000_00

const level = Type.Object(
  {
    level: Type.String({
      ...field('代号', 'Code', {
        help: words('小写字母和数字，定下后不要改', 'Small letters and digits; do not change it later'),
        ui: 'text',
      }),
      pattern: '^[a-z][a-z0-9-]{0,19}$',
    }),
    title: Type.String({ ...field('名称', 'Title', { ui: 'text' }), minLength: 1, maxLength: 20 }),
    titleEn: Type.String({
      ...field('英文名称', 'Title in English', { ui: 'text' }),
      minLength: 1,
      maxLength: 40,
    }),
    salesFen: Type.Integer({
      ...field('自己推广的销售额达到', 'From own sales', { ui: 'money' }),
      minimum: 0,
      maximum: 100_000_000_00,
      default: 0,
    }),
    customers: Type.Integer({
      ...field('自己的成交顾客达到', 'From own buyers', { ui: 'count' }),
      minimum: 0,
      maximum: 1_000_000,
      default: 0,
    }),
    bps: Type.Integer({
      ...field('佣金比例', 'Commission', {
        help: words(
          '0 表示和普通分销员一样；否则代替商品、类目和店铺的比例',
          '0 for what everybody gets; otherwise instead of the rates of products, categories and shop',
        ),
        ui: 'percent',
      }),
      minimum: 0,
      maximum: COMMISSION_BPS_MAX,
      default: 0,
    }),
    perUnitFen: Type.Integer({
      ...field('或者每件固定金额', 'Or a fixed amount per unit', {
        help: words('0 表示按比例', '0 to go by the share'),
        ui: 'money',
      }),
      minimum: 0,
      maximum: PER_UNIT_MAX_FEN,
      default: 0,
    }),
  },
  { additionalProperties: false },
)

/** What a merchant sets: how one joins, what is earned, whose customer somebody is. */
export const distributorSettings = Type.Object(
  {
    isRecruiting: Type.Boolean({ ...field('正在招募', 'Recruiting', { ui: 'yes-no' }), default: true }),
    joining: Type.Union([Type.Literal('review'), Type.Literal('open')], {
      ...field('怎么加入', 'How one joins', {
        ui: 'choice',
        options: {
          review: words('提交申请，我来审核', 'They apply and I decide'),
          open: words('提交就通过', 'Open to everybody'),
        },
        help: words(
          '无论哪种都不收费、不用买东西、不看邀请了几个人：这是《禁止传销条例》的要求',
          'Free either way, without a purchase and without bringing others: the law on pyramid selling demands it',
        ),
      }),
      default: 'review',
    }),
    defaultBps: Type.Integer({
      ...field('默认佣金比例', 'Usual commission', {
        help: words(
          '按顾客为商品实付的钱算，不含运费；类目和商品可以单独定',
          'Of what is paid for the goods, without postage; categories and products may have their own',
        ),
        ui: 'percent',
      }),
      minimum: COMMISSION_BPS_MIN,
      maximum: COMMISSION_BPS_MAX,
      default: 1000,
    }),
    perUnitFen: Type.Integer({
      ...field('或者每件固定金额', 'Or a fixed amount per unit', {
        help: words(
          '填了就每件给这么多，不按比例，最多不超过实付；0 表示按上面的比例',
          'Paid for each unit instead of the share, never more than was paid; 0 to go by the share above',
        ),
        ui: 'money',
      }),
      minimum: 0,
      maximum: PER_UNIT_MAX_FEN,
      default: 0,
    }),
    allowsSelf: Type.Boolean({
      ...field('自己买也有佣金', 'Commission on own purchases', { ui: 'yes-no' }),
      default: false,
    }),
    protectDays: Type.Integer({
      ...field('保护期（天）', 'Days nobody takes over', {
        help: words(
          '顾客第一次点开分享后，这些天内别人抢不走；常用 5 天',
          'After the first opened link nobody else takes the customer over for so long; 5 is usual',
        ),
        ui: 'count',
      }),
      minimum: 0,
      maximum: 365,
      default: 5,
    }),
    validDays: Type.Integer({
      ...field('有效期（天）', 'Days it lasts', {
        help: words(
          '最后一次点开分享或付款后，这些天内下单都算她的；常用 20 天，0 表示一直有效',
          'Orders count for so long after the latest visit or payment; 20 is usual, 0 for ever',
        ),
        ui: 'count',
      }),
      minimum: 0,
      maximum: 3650,
      default: 20,
    }),
    levels: Type.Array(level, {
      ...field('分销员等级', 'Levels', {
        help: words(
          '只看她自己推广的销售额和自己的顾客，两项都要达到；最多五级，不设也可以',
          'By her own sales and her own customers alone, both needed; five at most, none is fine',
        ),
        ui: 'rows',
      }),
      maxItems: 5,
      default: [],
    }),
    levelDays: Type.Integer({
      ...field('等级看最近多少天', 'Days that count for levels', { ui: 'count' }),
      minimum: 7,
      maximum: 365,
      default: 90,
    }),
    showsRanking: Type.Boolean({
      ...field('分销员能看到本月排行', 'Distributors see this month’s ranking', { ui: 'yes-no' }),
      default: false,
    }),
    heading: Type.String({
      ...field('招募页标题', 'Heading of the recruit page', { ui: 'text' }),
      minLength: 1,
      maxLength: 30,
      default: '把好东西分享给朋友',
    }),
    pitch: Type.String({
      ...field('招募页介绍', 'What the recruit page says', { ui: 'long-text' }),
      maxLength: 600,
      default: DEFAULT_PITCH,
    }),
    terms: Type.String({
      ...field('分销员须知', 'Terms', {
        help: words(
          '加入前要勾选同意；改动后请老分销员重新同意，已经赚到的不受影响',
          'Accepted on joining; after a change everybody is asked again, and what was earned stays',
        ),
        ui: 'long-text',
      }),
      minLength: 1,
      maxLength: 4000,
      default: DEFAULT_TERMS,
    }),
  },
  { additionalProperties: false },
)

export type DistributorSettings = Static<typeof distributorSettings>
export type Level = DistributorSettings['levels'][number]
export const hooks = forSettings(distributorSettings)
