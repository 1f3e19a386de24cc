import { defineErrors } from '../http/index.js'

export const ORDER_ERRORS = defineErrors({
  SHOP_CLOSED: { status: 409, 'zh-CN': '店铺还没开张，过两天再来', en: 'This shop is not open yet' },
  CART_EMPTY: { status: 409, 'zh-CN': '购物车是空的，先去挑几件吧', en: 'Your cart is empty' },
  CART_FULL: {
    status: 409,
    'zh-CN': '购物车装不下了，先结算几件吧',
    en: 'The cart is full; please check some items out first',
  },
  CART_LINE_NOT_FOUND: { status: 404, 'zh-CN': '购物车里没有这件商品', en: 'No such line in the cart' },
  MECHANIC_REFUSED: {
    status: 409,
    'zh-CN': '有商品不符合活动条件，请看说明',
    en: 'An item does not meet the terms of a promotion',
  },
  QUANTITY_INVALID: {
    status: 400,
    'zh-CN': '数量要在 1 到 999 之间',
    en: 'The quantity must be between 1 and 999',
  },
  TOTAL_CHANGED: {
    status: 409,
    'zh-CN': '价格刚刚有变化，请看一眼新的合计再提交',
    en: 'The total has changed; please check it and submit again',
  },
  SKU_UNAVAILABLE: {
    status: 409,
    'zh-CN': '有商品刚刚下架了，请回购物车看看',
    en: 'An item is no longer on sale; please check your cart',
  },
  OUT_OF_STOCK: { status: 409, 'zh-CN': '这件商品刚刚卖完了，看看别的吧', en: 'This item has just sold out' },
  LIMIT_REACHED: {
    status: 409,
    'zh-CN': '这件商品每人限购，已经买够啦',
    en: 'You have reached the purchase limit for this item',
  },
  OFFER_GONE: {
    status: 409,
    'zh-CN': '这份优惠刚刚用完了，请重新选择',
    en: 'This offer has just run out; please choose again',
  },
  OFFER_ENDED: {
    status: 409,
    'zh-CN': '活动刚刚结束了，请看一眼新的合计再提交',
    en: 'The promotion has just ended; please check the new total and submit again',
  },
  PHONE_CODE_REQUIRED: {
    status: 409,
    'zh-CN': '限购商品需要验证手机号',
    en: 'Please verify your phone for limited items',
  },
  NOT_DELIVERED: {
    status: 409,
    'zh-CN': '这个地区暂时送不到，换个地址试试',
    en: 'We do not deliver to this region yet',
  },
  DELIVERY_UNKNOWN: {
    status: 409,
    'zh-CN': '这种配送方式现在用不了，请换一种',
    en: 'This way of delivery is not available now; please choose another',
  },
  DELIVERY_INCOMPLETE: {
    status: 400,
    'zh-CN': '请把配送方式选完整',
    en: 'Please complete your choice of delivery',
  },
  DELIVERY_REFUSED: {
    status: 409,
    'zh-CN': '刚才选的配送安排不能用了，请重新选一下',
    en: 'The delivery you chose is no longer possible; please choose again',
  },
  DELIVERY_TOO_LITTLE: {
    status: 409,
    'zh-CN': '还没到这种配送方式的起送金额',
    en: 'The order is below the minimum for this way of delivery',
  },
  ADDRESS_INVALID: { status: 400, 'zh-CN': '收货地址不完整，请检查', en: 'The address is incomplete' },
  SHOP_BUSY: {
    status: 503,
    'zh-CN': '下单的人太多啦，请再点一次',
    en: 'The shop is very busy; please try again',
  },
  ORDER_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这个订单', en: 'Order not found' },
  ORDER_LOCKED: {
    status: 403,
    'zh-CN': '请先输入手机号后四位',
    en: 'Please enter the last four digits of the phone first',
  },
  LAST4_WRONG: { status: 403, 'zh-CN': '后四位不对，请再看一眼', en: 'The last four digits do not match' },
  LAST4_LOCKED: {
    status: 429,
    'zh-CN': '输错次数太多，请一小时后再试',
    en: 'Too many wrong tries; please try again in an hour',
  },
  ORDER_STATE: {
    status: 409,
    'zh-CN': '订单现在的状态不能这样做',
    en: 'The order is not in a state that allows this',
  },
  ORDER_ALREADY_PAID: { status: 409, 'zh-CN': '订单已经付过款了', en: 'The order is already paid' },
  ORDER_EXPIRED: {
    status: 409,
    'zh-CN': '订单已超时关闭，重新下单就好',
    en: 'The order has expired; please place it again',
  },
  ORDER_ALREADY_SHIPPED: { status: 409, 'zh-CN': '订单已经发货了', en: 'The order has already been shipped' },
  REFUND_TOO_LARGE: {
    status: 409,
    'zh-CN': '超出可退的数量或金额',
    en: 'That is more than is left to refund',
  },
  REFUND_EMPTY: { status: 400, 'zh-CN': '请选择要退的商品或运费', en: 'Choose what to refund' },
  SHIPMENT_EMPTY: { status: 400, 'zh-CN': '没有可发货的商品', en: 'There is nothing to ship' },
  SHIPMENT_TOO_LARGE: {
    status: 409,
    'zh-CN': '发货数量超过了待发数量',
    en: 'That is more than is left to ship',
  },
  SHIPMENT_ASKED_BACK: {
    status: 409,
    'zh-CN': '顾客正在申请退款，请先处理售后再发货',
    en: 'The shopper asks for these back; please answer the after-sale first',
  },
  SHIPMENT_VIRTUAL: {
    status: 409,
    'zh-CN': '虚拟商品付款后自动发放，不用发货',
    en: 'Virtual goods are delivered by themselves once they are paid',
  },
  REFUNDS_TOO_MANY: {
    status: 409,
    'zh-CN': '这个订单的退款次数已达上限',
    en: 'This order has reached its number of refunds',
  },
  REFUND_NOT_FAILED: {
    status: 409,
    'zh-CN': '这笔退款还在处理，或者已经退好了，请刷新看看',
    en: 'This refund is still under way or done; please look again',
  },
  REFUND_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这笔退款', en: 'No such refund' },
})

export type OrderErrorCode = keyof typeof ORDER_ERRORS
