import { field, forSettings } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'

/** What a merchant sets for all coupons together. */
export const couponSettings = Type.Object(
  {
    returnOnRefund: Type.Boolean({
      ...field('整单退款后退回优惠券', 'Give the coupon back when everything was refunded', {
        help: {
          'zh-CN': '订单取消时总会退回；这里决定整单退款时是否也退回。部分退款不退券。',
          en: 'A cancelled order always gives it back; this is about whole refunds. A partial refund does not.',
        },
        ui: 'yes-no',
      }),
      default: true,
    }),
    graceDays: Type.Integer({
      ...field('退回后至少再有效几天', 'Days a returned coupon stays good at least', {
        help: {
          'zh-CN': '0 表示按原来的有效期；每张券只延长一次。',
          en: '0 keeps its own time. A coupon is given more time once only.',
        },
        ui: 'count',
      }),
      minimum: 0,
      maximum: 30,
      default: 0,
    }),
    noticeDays: Type.Integer({
      ...field('到期前几天提醒', 'Days before the end to remind', {
        help: { 'zh-CN': '0 表示不提醒；每张券只提醒一次。', en: '0 for never. Once per coupon.' },
        ui: 'count',
      }),
      minimum: 0,
      maximum: 14,
      default: 3,
    }),
    giftHours: Type.Integer({
      ...field('顾客发的红包几小时内可领', 'Hours a shopper’s gift link is open', { ui: 'count' }),
      minimum: 1,
      maximum: 168,
      default: 24,
    }),
    stripMax: Type.Integer({
      ...field('首页最多展示几张', 'How many to show on the home page', { ui: 'count' }),
      minimum: 1,
      maximum: 10,
      default: 4,
    }),
  },
  { additionalProperties: false },
)
export type CouponSettings = Static<typeof couponSettings>

export const couponHooks = forSettings(couponSettings)
