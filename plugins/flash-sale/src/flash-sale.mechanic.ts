import { asId } from '@mamapu/kernel'
import { defineMechanic, forSettings } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { flashSaleConfig } from './flash-sale.config.js'
import { QUOTA } from './flash-sale.counters.js'
import { configFaults, promisesBroken, summaryOf } from './flash-sale.rules.js'

// #region mechanic
/** 限时秒杀 as a campaign: its goods, prices and units; announced, perhaps several rounds a day. */
export const flashSale = defineMechanic({
  config: flashSaleConfig,
  title: { 'zh-CN': '限时秒杀', en: 'Flash sale' },
  advice: {
    'zh-CN': '老顾客多、想热闹一下时用：拿一两件爆款限量限时，到点开抢。',
    en: 'For regulars and excitement: one or two favourites, few units, a fixed minute.',
  },
  uses: { scope: false, audience: true, announce: true, recurrence: true },
  summary: summaryOf,
  check: configFaults,
  skusOf: ({ items }) => items.map(({ skuId }) => asId('sku', skuId)),
  pools: ({ items, stock }) =>
    items.map(({ skuId, units }) => ({ kind: QUOTA.units, skuId: asId('sku', skuId), units, mode: stock })),
  changeable: ['items', 'payMinutes', 'showProgress'],
  whyNotChange: promisesBroken,
  changeWords: {
    'zh-CN':
      '进行中可以：加件数（单独留出的从库存移出），减件数（不少于已被订单占用的），降价，放宽限购。涨价、收紧限购、加减商品会违背已经公告的内容，不行：请等这一场结束，或结束后复制一场。正在结算的顾客会看到新价格，再由本人确认。',
    en: 'Under way you may add units (set aside from stock), take off units no order holds, lower prices and loosen limits. Raising prices, tightening limits or changing the goods would break what was announced: wait for the end, or end it and copy it. Shoppers at checkout are shown the new price and asked again.',
  },
  payMinutes: ({ payMinutes }) => payMinutes,
})
// #endregion

export const flashSaleSettings = Type.Object({}, { additionalProperties: false })

export const { price, validator, slot, page, route, job, on } = forSettings(flashSaleSettings, flashSale)
