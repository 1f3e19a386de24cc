import { defineErrors } from '../http/index.js'

export const PAYMENT_ERRORS = defineErrors({
  PAYMENT_PROVIDER_DOWN: {
    status: 503,
    'zh-CN': '支付服务暂时连不上，请稍后再试',
    en: 'The payment service cannot be reached; please try again',
  },
  PAYMENT_PROVIDER_UNKNOWN: { status: 404, 'zh-CN': '没有这种支付方式', en: 'Unknown payment method' },
  PAYMENT_PAYER_UNKNOWN: {
    status: 409,
    'zh-CN': '在微信里暂时付不了，请点右上角「…」在浏览器打开后再付',
    en: 'Paying inside WeChat does not work here; please open this page in a browser',
  },
  NOTIFICATION_REFUSED: { status: 401, 'zh-CN': '通知签名不正确', en: 'The notification is not authentic' },
  NOTIFICATION_MISMATCH: {
    status: 409,
    'zh-CN': '通知内容与订单不符',
    en: 'The notification does not match our records',
  },
  PAYMENT_ACCOUNT_INVALID: {
    status: 422,
    'zh-CN': '收款账户有一项填得不对，请按提示改一下',
    en: 'One part of the account is not right; please see the field',
  },
  PAYMENT_ACCOUNT_CHANGED: {
    status: 409,
    'zh-CN': '收款账户刚被别人改过，请刷新后再保存',
    en: 'The account has just been changed by somebody else; please reload',
  },
  PAYMENT_ACCOUNT_IN_USE: {
    status: 409,
    'zh-CN': '还有顾客可能正在往原来的账户付款。先关掉它，等没付完的订单付完或过期，再换成另一个账户',
    en: 'Shoppers may still be paying to the former account. Switch it off, wait until their orders are paid or have expired, then exchange it',
  },
  PAYMENT_ACCOUNT_NOT_FOUND: {
    status: 404,
    'zh-CN': '还没有保存这个收款账户',
    en: 'This account has not been saved yet',
  },
})

export type PaymentErrorCode = keyof typeof PAYMENT_ERRORS
