import type { Words } from '@mamapu/kernel'

/** What a plugin may use. Declared in its manifest, shown to the merchant before switching on, checked at every use. */
export const PLUGIN_SCOPES = {
  'quotas:read': { 'zh-CN': '查看限量的剩余', en: 'See how much is left of its limited things' },
  'quotas:take': { 'zh-CN': '占用和归还限量', en: 'Take and give back its limited things' },
  'ledger:post': { 'zh-CN': '记账', en: 'Post to the ledger' },
  'messages:send': { 'zh-CN': '给顾客发消息', en: 'Send messages to customers' },
  'customers:read': {
    'zh-CN': '查看顾客的等级、成长值和标签',
    en: 'Read the level, growth and tags of customers',
  },
  'customers:write': {
    'zh-CN': '修改顾客的等级、成长值和标签',
    en: 'Change the level, growth and tags of customers',
  },
  'occasions:tell': { 'zh-CN': '告诉其他插件今天是什么日子', en: 'Tell other plugins what day it is' },
  'orders:read': { 'zh-CN': '查看订单的优惠与限量', en: 'Read the discounts and limited things of an order' },
  'orders:deliver': {
    'zh-CN': '决定订单怎样送到顾客手上',
    en: 'Decide how orders reach their shoppers',
  },
  'orders:badge': { 'zh-CN': '给订单加标记', en: 'Put a badge on orders' },
  'orders:gift': { 'zh-CN': '给已付款的订单加赠品', en: 'Add gifts to paid orders' },
  'orders:hand-over': { 'zh-CN': '当面交付订单商品', en: 'Hand over the goods of an order' },
  'orders:refund': {
    'zh-CN': '退回自己配送的订单中还没发出的商品的款',
    en: 'Refund what was not sent of orders it delivers itself',
  },
  'campaigns:read': { 'zh-CN': '查看所有活动的结果', en: 'Read what all campaigns have brought' },
  'earnings:promise': { 'zh-CN': '决定谁从订单中获得佣金', en: 'Decide who earns by an order' },
  'earnings:read': { 'zh-CN': '查看佣金和收款人的余额', en: 'Read commissions and the money of payees' },
  'earnings:hold': { 'zh-CN': '暂停和恢复收款人的佣金', en: 'Pause and resume what payees earn' },
  'links:make': { 'zh-CN': '生成可追踪的分享链接', en: 'Make tracked share links' },
  'posters:make': { 'zh-CN': '生成海报', en: 'Draw posters' },
} as const satisfies Record<string, Words>

export type PluginScope = keyof typeof PLUGIN_SCOPES
