import type { orders } from '@mamapu/core'
import type { Locale } from '@mamapu/kernel'
import type { OrderState } from '@mamapu/theme-engine'

/** The state as shoppers know it. */
export function orderStateOf(order: { state: orders.OrderState; isPartShipped: boolean }): OrderState {
  switch (order.state) {
    case 'unpaid':
      return 'unpaid'
    case 'paid':
      return order.isPartShipped ? 'part_shipped' : 'paid'
    case 'shipped':
      return 'shipped'
    case 'received':
    case 'completed':
      return 'completed'
    default:
      return 'cancelled'
  }
}

const ACTIONS: Readonly<Record<orders.OrderAction, readonly [zh: string, en: string]>> = {
  place: ['提交了订单', 'Order placed'],
  pay: ['付款成功', 'Paid'],
  expire: ['超时未付款，订单关闭', 'Closed: not paid in time'],
  cancel: ['订单已取消', 'Cancelled'],
  revive: ['付款到账，订单恢复', 'The payment arrived; the order goes on'],
  ship: ['已发货', 'Shipped'],
  receive: ['已确认收货', 'Received'],
  complete: ['订单完成', 'Completed'],
  refund: ['已退款', 'Refunded'],
  gift: ['添了赠品', 'A gift was added'],
}

export function historyText(entry: { action: orders.OrderAction; note: string }, locale: Locale): string {
  const [zh, en] = ACTIONS[entry.action]
  const text = locale === 'en' ? en : zh
  return entry.action === 'ship' && entry.note ? `${text} · ${entry.note}` : text
}
