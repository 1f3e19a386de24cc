import type { orders } from '@mamapu/core'
import type { Locale } from '@mamapu/kernel'
import type { OrderStage, OrderState } from '@mamapu/theme-engine'

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
    case 'refunded':
      return 'refunded'
    default:
      return 'cancelled'
  }
}

/** The same in the words of its method of delivery; null where every order reads alike. */
export function stageText(said: orders.Said | null, locale: Locale): OrderStage | null {
  return said?.stage ? { name: said.stage.name[locale], text: said.stage.toShopper[locale] } : null
}

const ACTIONS: Readonly<Record<orders.HistoryAction, readonly [zh: string, en: string]>> = {
  place: ['提交了订单', 'Order placed'],
  pay: ['付款成功', 'Paid'],
  expire: ['超时未付款，订单关闭', 'Closed: not paid in time'],
  cancel: ['订单已取消', 'Cancelled'],
  cancel_paid: ['商家取消了订单', 'Cancelled by the shop'],
  revive: ['付款到账，订单恢复', 'The payment arrived; the order goes on'],
  ship: ['已发货', 'Shipped'],
  receive: ['已确认收货', 'Received'],
  complete: ['订单完成', 'Completed'],
  refund: ['已退款', 'Refunded'],
  gift: ['添了赠品', 'A gift was added'],
  start_payment: ['去付款', 'Went to pay'],
  change_price: ['商家改了价格', 'The shop changed the price'],
  edit_address: ['收货地址已修改', 'The address was changed'],
  change_delivery: ['配送方式已修改', 'The delivery was changed'],
  note: ['商家写了备注', 'The shop wrote a note'],
  print: ['单据已打印', 'Printed'],
  hand_over: ['已当面交付', 'Handed over'],
  deliver: ['虚拟商品已发放', 'Virtual goods delivered'],
  undo_hand_over: ['交付已撤回', 'Handing over was undone'],
  edit_parcel: ['快递单号已更正', 'The parcel’s number was corrected'],
  void_parcel: ['包裹已作废', 'A parcel was withdrawn'],
  ask_aftersale: ['售后进度更新', 'After-sale news'],
  invoice: ['申请了发票', 'An invoice was asked for'],
}

export function historyText(entry: { action: orders.HistoryAction; note: string }, locale: Locale): string {
  const [zh, en] = ACTIONS[entry.action]
  const text = locale === 'en' ? en : zh
  return entry.action === 'ship' && entry.note ? `${text} · ${entry.note}` : text
}
