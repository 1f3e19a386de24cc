import { field, forSettings } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'

/** What a merchant sets for all coupons together. */
export const couponSettings = Type.Object(
  {
    returnOnRefund: Type.Boolean({
      ...field('整单退款后退回优惠券', 'Give the coupon back when everything was refunded', {
        help: {
          'zh-CN': '订单取消时总会退回;这里决定整单退款时是否也退回。已过期的券退回后仍是过期。',
          en: 'A cancelled order always gives it back; this is about whole refunds. A coupon that has expired comes back expired.',
        },
        ui: 'yes-no',
      }),
      default: true,
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

export const couponHooks = forSettings(couponSettings)
