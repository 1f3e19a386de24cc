import type { DeliverySays } from '@mamapu/plugin-sdk'

/** Brought by the shop's own people: nothing is handed to a carrier. */
export const localSays: DeliverySays = {
  receiver: { 'zh-CN': '收货人', en: 'Name' },
  gone: { 'zh-CN': '已送', en: 'Sent' },
  send: { 'zh-CN': '送出', en: 'Send out' },
  paid: {
    name: { 'zh-CN': '待配送', en: 'To deliver' },
    toShopper: {
      'zh-CN': '已收到付款，店里会按约好的时间送来。',
      en: 'Paid; the shop will bring it at the time agreed.',
    },
    toShop: { 'zh-CN': '顾客已付款，按约好的时间送过去吧', en: 'Paid; bring it at the time agreed' },
  },
  part: {
    name: { 'zh-CN': '部分已送出', en: 'Partly sent out' },
    toShopper: {
      'zh-CN': '一部分已经送出，剩下的也在准备。',
      en: 'Some of it is on its way, the rest is being prepared.',
    },
    toShop: { 'zh-CN': '一部分已经送出，别忘了剩下的', en: 'Some of it was sent out; the rest still waits' },
  },
  shipped: {
    name: { 'zh-CN': '配送中', en: 'On its way' },
    toShopper: {
      'zh-CN': '店里的人正在送来的路上，留意电话。',
      en: 'The shop is bringing it to you; keep your phone near.',
    },
    toShop: { 'zh-CN': '正在送去的路上', en: 'It is being brought' },
  },
  received: {
    name: { 'zh-CN': '已送达', en: 'Delivered' },
    toShopper: { 'zh-CN': '东西都到了，愿宝宝喜欢。', en: 'All of it is there; enjoy.' },
    toShop: { 'zh-CN': '顾客已收到', en: 'The shopper has it' },
  },
}

/** Codes and links: they come by themselves once paid. */
export const virtualSays: DeliverySays = {
  receiver: { 'zh-CN': '联系人', en: 'Name' },
  gone: { 'zh-CN': '已发放', en: 'Delivered' },
  send: null,
  paid: {
    name: { 'zh-CN': '待发放', en: 'To be delivered' },
    toShopper: {
      'zh-CN': '已收到付款，马上发放到这个订单里。',
      en: 'Paid; it will be in this order in a moment.',
    },
    toShop: {
      'zh-CN': '已付款，系统会自动发放；库存不够时请补充卡密',
      en: 'Paid; it is delivered by itself as long as there are codes',
    },
  },
  part: {
    name: { 'zh-CN': '部分已发放', en: 'Partly delivered' },
    toShopper: {
      'zh-CN': '一部分已经发放，剩下的很快就到。',
      en: 'Some of it is here, the rest will follow.',
    },
    toShop: {
      'zh-CN': '一部分已经发放，剩下的请补充卡密',
      en: 'Some of it was delivered; add codes for the rest',
    },
  },
  shipped: {
    name: { 'zh-CN': '已发放', en: 'Delivered' },
    toShopper: { 'zh-CN': '已经发放，就在这个订单里。', en: 'It is here, in this order.' },
    toShop: { 'zh-CN': '已自动发放', en: 'Delivered by itself' },
  },
  received: {
    name: { 'zh-CN': '已发放', en: 'Delivered' },
    toShopper: { 'zh-CN': '已经发放，就在这个订单里。', en: 'It is here, in this order.' },
    toShop: { 'zh-CN': '已自动发放', en: 'Delivered by itself' },
  },
}
