import { field, forSettings } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'

/** What a merchant sets for points. */
export const pointsSettings = Type.Object(
  {
    earnPerYuan: Type.Integer({
      ...field('每实付 1 元得几分', 'Points per yuan paid', {
        help: {
          'zh-CN': '确认收货后到账，退款时按比例收回；运费不算。',
          en: 'They come when the parcel was received; refunds take their part back. Shipping does not count.',
        },
        ui: 'count',
      }),
      minimum: 0,
      maximum: 100,
      default: 1,
    }),
    pointsPerYuan: Type.Integer({
      ...field('几分抵 1 元', 'Points worth one yuan', { ui: 'count' }),
      minimum: 1,
      maximum: 10_000,
      default: 100,
    }),
    maxShareBps: Type.Integer({
      ...field('最多抵商品金额的', 'At most this share of the goods', { ui: 'percent' }),
      minimum: 100,
      maximum: 10_000,
      default: 2000,
    }),
    step: Type.Integer({
      ...field('每次按几分的整倍数使用', 'Used in whole multiples of', { ui: 'count' }),
      minimum: 1,
      maximum: 1000,
      default: 1,
    }),
    validMonths: Type.Integer({
      ...field('有效期（月）', 'Good for months', {
        help: {
          'zh-CN': '到那个月的最后一天为止；0 表示永久有效。',
          en: 'To the last day of that month; 0 for ever.',
        },
        ui: 'count',
      }),
      minimum: 0,
      maximum: 60,
      default: 12,
    }),
    noticeDays: Type.Integer({
      ...field('过期前几天提醒', 'Days before they end to remind', {
        help: { 'zh-CN': '0 表示不提醒。', en: '0 for never.' },
        ui: 'count',
      }),
      minimum: 0,
      maximum: 30,
      default: 7,
    }),
    checkInPoints: Type.Integer({
      ...field('每日签到得几分', 'Points for checking in', {
        help: { 'zh-CN': '0 表示不开签到。', en: '0 for no check-in.' },
        ui: 'count',
      }),
      minimum: 0,
      maximum: 1000,
      default: 2,
    }),
    streakPoints: Type.Integer({
      ...field('连续签到每满 7 天再得', 'More for every seven days in a row', { ui: 'count' }),
      minimum: 0,
      maximum: 10_000,
      default: 10,
    }),
  },
  { additionalProperties: false },
)

export type PointsSettings = Static<typeof pointsSettings>
export const { price, slot, route, on, job, page } = forSettings(pointsSettings)
