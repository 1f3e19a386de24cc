import { defineErrors } from '../http/index.js'

export const PAYMENT_ERRORS = defineErrors({
  PAYMENT_PROVIDER_DOWN: {
    status: 503,
    'zh-CN': '支付服务暂时连不上，请稍后再试',
    en: 'The payment service cannot be reached; please try again',
  },
  PAYMENT_PROVIDER_UNKNOWN: { status: 404, 'zh-CN': '没有这种支付方式', en: 'Unknown payment method' },
  NOTIFICATION_REFUSED: { status: 401, 'zh-CN': '通知签名不正确', en: 'The notification is not authentic' },
  NOTIFICATION_MISMATCH: {
    status: 409,
    'zh-CN': '通知内容与订单不符',
    en: 'The notification does not match our records',
  },
})

export type PaymentErrorCode = keyof typeof PAYMENT_ERRORS
