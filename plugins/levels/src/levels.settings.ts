import { field, forSettings } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

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
    growth: Type.Integer({
      ...field('成长值达到', 'From growth', { ui: 'count' }),
      minimum: 0,
      maximum: 100_000_000,
    }),
    offBps: Type.Integer({
      ...field('会员价优惠', 'Off every price', { ui: 'percent-off' }),
      minimum: 0,
      maximum: 5000,
      default: 0,
    }),
    pointsBps: Type.Integer({
      ...field('积分倍数', 'Points, of the usual', {
        help: words('100% 为 1 倍，150% 为 1.5 倍', '100% is the usual, 150% one and a half times'),
        ui: 'percent',
      }),
      minimum: 10_000,
      maximum: 50_000,
      default: 10_000,
    }),
    freeShipping: Type.Boolean({ ...field('包邮', 'Free shipping', { ui: 'yes-no' }), default: false }),
  },
  { additionalProperties: false },
)

/** 粉丝 → 会员 → VIP → SVIP: what every shop begins with. */
const usual = [
  {
    level: 'fan',
    title: '粉丝',
    titleEn: 'Fan',
    growth: 0,
    offBps: 0,
    pointsBps: 10_000,
    freeShipping: false,
  },
  {
    level: 'member',
    title: '会员',
    titleEn: 'Member',
    growth: 300,
    offBps: 0,
    pointsBps: 11_000,
    freeShipping: false,
  },
  {
    level: 'vip',
    title: 'VIP',
    titleEn: 'VIP',
    growth: 1500,
    offBps: 300,
    pointsBps: 12_000,
    freeShipping: false,
  },
  {
    level: 'svip',
    title: 'SVIP',
    titleEn: 'SVIP',
    growth: 6000,
    offBps: 500,
    pointsBps: 15_000,
    freeShipping: true,
  },
]

/** What a merchant sets: the ladder, how growth comes, how long a level is kept. */
export const levelSettings = Type.Object(
  {
    levels: Type.Array(level, {
      ...field('等级', 'Levels', {
        help: words(
          '最多六级；按成长值从低到高排。升级送券：在「优惠券」里新建一张，领取方式选「自动发放」，什么时候发选「升级」',
          'At most six, ordered by growth. To give a coupon on reaching a level, make one under Coupons that is given automatically on a new level',
        ),
        ui: 'rows',
      }),
      minItems: 1,
      maxItems: 6,
      default: usual,
    }),
    growthPerYuan: Type.Integer({
      ...field('每消费一元得成长值', 'Growth per yuan', { ui: 'count' }),
      minimum: 1,
      maximum: 100,
      default: 1,
    }),
    windowDays: Type.Integer({
      ...field('统计最近多少天的消费', 'Days of orders that count', {
        help: words('0 表示一直有效', '0 for ever'),
        ui: 'count',
      }),
      minimum: 0,
      maximum: 3650,
      default: 365,
    }),
    protectDays: Type.Integer({
      ...field('保级天数', 'Days a level is kept', {
        help: words(
          '升级后这些天内不降级；之后每期最多降一级',
          'Not taken down within so many days; afterwards by one level per period at most',
        ),
        ui: 'count',
      }),
      minimum: 0,
      maximum: 730,
      default: 90,
    }),
  },
  { additionalProperties: false },
)
export type LevelSettings = Static<typeof levelSettings>
export type Level = LevelSettings['levels'][number]

export const levelHooks = forSettings(levelSettings)
