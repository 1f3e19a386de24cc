import { aftersale, http, invoices, orders, payments, payouts, plugins } from '@mamapu/core'
import type { Locale } from '@mamapu/kernel'
import type { Layout } from '@mamapu/theme-engine'
import type { FastifyRequest } from 'fastify'
import type { Storefront } from './storefront.js'

type Notice = NonNullable<Layout['notice']>
type Entry = readonly [level: Notice['level'], zh: string, en: string]

const NOTICES: Readonly<Record<string, Entry>> = {
  cart_added: ['success', '已加入购物车', 'Added to your cart'],
  cart_invalid: ['error', '数量不对，请检查', 'Please check the quantity'],
  cart_sku_not_found: ['error', '这件商品刚刚下架了', 'This item is no longer on sale'],
  cart_cart_full: ['error', '购物车满了，先结算一些吧', 'Your cart is full; check some out first'],
  cart_quantity_invalid: ['error', '数量要在 1 到 999 之间', 'Between 1 and 999 pieces, please'],
  cart_line_not_found: ['error', '这件商品已不在购物车里', 'That item is no longer in your cart'],
  order_cancelled: ['success', '订单已取消', 'The order is cancelled'],
  case_asked: ['success', '申请已提交，商家会尽快处理', 'Sent; the shop answers soon'],
  case_done: ['success', '已保存', 'Saved'],
  invoice_asked: ['success', '申请好了，开好会通知你', 'Asked; you are told when it is ready'],
  invoice_withdrawn: ['success', '申请已撤回', 'Withdrawn'],
  order_received: ['success', '已确认收货，谢谢你', 'Thank you for confirming'],
  prepared: ['success', '备好了，开抢时点一下就下单', 'All set; one tap buys when it begins'],
  prepared_early: ['info', '还没到开抢时间，到点再点一下', 'It has not begun yet; tap again then'],
  prepared_gone: ['error', '备好的已经过期了，请重新选择', 'What was ready is over; please choose again'],
  payee_saved: ['success', '收款人已保存', 'Saved'],
  payee_removed: ['success', '收款人信息已删除', 'The payee’s details are removed'],
  withdrawal_asked: ['success', '提现已申请，店家审核后打款', 'Asked; the shop looks at it and pays'],
  withdrawal_confirmed: ['success', '谢谢确认，这笔钱到账了', 'Thank you for confirming'],
  withdrawal_disputed: ['info', '已告诉店家没有收到，请等回复', 'The shop knows that it did not arrive'],
  withdrawal_cancelled: ['success', '提现已取消，钱回到余额', 'Cancelled; the money is back on your balance'],
  notify_saved: ['success', '通知设置已保存', 'Saved'],
  email_verified: ['success', '邮箱绑定好了，订单消息会发到这里', 'Your e-mail address is set'],
  profile_saved: ['success', '资料已保存', 'Saved'],
  signed_in: ['success', '登录成功', 'You are signed in'],
  signed_out: ['success', '已退出登录', 'You are signed out'],
}

/** A path that shows a notice when it opens; null shows none. */
export function withNotice(path: string, notice: string | null): string {
  if (notice === null) return path
  return `${path}${path.includes('?') ? '&' : '?'}notice=${encodeURIComponent(notice)}`
}

/** The words behind `?notice=`: ours, an order error's, or a plugin's. Anything else shows nothing. */
export function noticeOf(storefront: Storefront, request: FastifyRequest, locale: Locale): Layout['notice'] {
  const { notice } = request.query as { notice?: unknown }
  if (typeof notice !== 'string') return null
  const entry = Object.hasOwn(NOTICES, notice) ? NOTICES[notice] : undefined
  if (entry) return { level: entry[0], text: locale === 'en' ? entry[2] : entry[1] }
  const errors: Readonly<Record<string, http.ErrorEntry>> = {
    ...orders.ORDER_ERRORS,
    ...aftersale.AFTERSALE_ERRORS,
    ...invoices.INVOICE_ERRORS,
    ...payouts.PAYOUT_ERRORS,
    ...payments.PAYMENT_ERRORS,
    TOO_MANY_REQUESTS: http.HTTP_ERRORS.TOO_MANY_REQUESTS,
  }
  if (Object.hasOwn(errors, notice))
    return { level: 'error', text: (errors[notice] as http.ErrorEntry)[locale] }
  return plugins.noticeText(storefront.host, notice, locale)
}
