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
  'orders:badge': { 'zh-CN': '给订单加标记', en: 'Put a badge on orders' },
  'orders:gift': { 'zh-CN': '给已付款的订单加赠品', en: 'Add gifts to paid orders' },
} as const satisfies Record<string, Words>

export type PluginScope = keyof typeof PLUGIN_SCOPES
