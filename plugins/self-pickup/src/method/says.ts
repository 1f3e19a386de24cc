import type { DeliverySays } from '@mamapu/plugin-sdk'
import { words } from './words.js'

/** How orders that are collected read everywhere. */
export const pickupSays: DeliverySays = {
  receiver: words('自提人', 'Collected by'),
  gone: words('已取', 'Collected'),
  send: null,
  paid: {
    name: words('待备货', 'Being prepared'),
    toShopper: words(
      '店里正在备货，备好会通知你来取。',
      'The shop is getting it ready and will tell you when to come.',
    ),
    toShop: words('顾客已付款，备好货请在核销台点「备好了」', 'Paid; get it ready, then say so at the desk'),
  },
  ready: {
    name: words('待自提', 'Ready to collect'),
    toShopper: words('已经备好，带上取货码来取吧。', 'It is ready: bring your pickup code.'),
    toShop: words('已备好，等顾客凭取货码来取', 'Ready; the shopper comes with the code'),
  },
  part: {
    name: words('部分已自提', 'Partly collected'),
    toShopper: words(
      '取走了一部分，剩下的凭同一个码来取。',
      'Some was collected; the same code is for the rest.',
    ),
    toShop: words('顾客取走了一部分，剩下的还在店里', 'Some was collected; the rest still lies here'),
  },
  shipped: {
    name: words('交付中', 'Being handed over'),
    toShopper: words(
      '商品已经离店，请留意店家的消息。',
      'It has left the shop; watch for the shop’s message.',
    ),
    toShop: words('商品已经离店，等顾客收到', 'It has left the shop'),
  },
  received: {
    name: words('已自提', 'Collected'),
    toShopper: words('东西都取到了，愿宝宝喜欢。', 'All of it was collected; enjoy.'),
    toShop: words('顾客已取走', 'The shopper has collected it'),
  },
}
