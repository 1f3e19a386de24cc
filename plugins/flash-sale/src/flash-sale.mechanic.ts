import { asId } from '@mamapu/kernel'
import { defineMechanic, forSettings } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { flashSaleConfig } from './flash-sale.config.js'
import { QUOTA } from './flash-sale.counters.js'
import { configFaults, summaryOf } from './flash-sale.rules.js'

/** 限时秒杀 as a campaign: its goods, prices and units; announced, perhaps several rounds a day. */
export const flashSale = defineMechanic({
  config: flashSaleConfig,
  title: { 'zh-CN': '限时秒杀', en: 'Flash sale' },
  uses: { scope: false, audience: true, announce: true, recurrence: true },
  summary: summaryOf,
  check: configFaults,
  skusOf: ({ items }) => items.map(({ skuId }) => asId('sku', skuId)),
  pools: ({ items, stock }) =>
    items.map(({ skuId, units }) => ({ kind: QUOTA.units, skuId: asId('sku', skuId), units, mode: stock })),
  changeable: ['payMinutes', 'showProgress'],
  payMinutes: ({ payMinutes }) => payMinutes,
})

export const flashSaleSettings = Type.Object({}, { additionalProperties: false })

export const { price, validator, slot, page, route, job, on } = forSettings(flashSaleSettings, flashSale)
