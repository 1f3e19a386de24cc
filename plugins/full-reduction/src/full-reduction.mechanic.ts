import { defineMechanic, forSettings } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { configFaults } from './full-reduction.check.rules.js'
import { fullReductionConfig } from './full-reduction.config.js'
import { giftPools } from './full-reduction.price.js'
import { summaryOf } from './full-reduction.words.rules.js'

/** 满减送 as a campaign: a window or a rhythm, for a scope and an audience, with a ladder. */
export const fullReduction = defineMechanic({
  config: fullReductionConfig,
  title: { 'zh-CN': '满减送', en: 'Full reduction' },
  advice: {
    'zh-CN': '最稳妥的第一个活动：不用挑商品，凑单能拉高每单金额。',
    en: 'The safest first campaign: no goods to choose, and it raises what each order is worth.',
  },
  uses: { scope: true, audience: true, announce: true, recurrence: true },
  summary: summaryOf,
  check: configFaults,
  pools: giftPools,
  changeable: ['giftRefund'],
})

export const fullReductionSettings = Type.Object({}, { additionalProperties: false })

export const { price, slot, page, route } = forSettings(fullReductionSettings, fullReduction)
