import { defineMechanic, forSettings } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { bundleConfig } from './bundle.config.js'
import { configFaults, summaryOf } from './bundle.rules.js'

/** 打包优惠 as a campaign: one of four plays for a scope and an audience. */
export const bundle = defineMechanic({
  config: bundleConfig,
  title: { 'zh-CN': '打包优惠', en: 'Bundle' },
  advice: {
    'zh-CN': '同类商品多、想多卖几件时用：打包一口价、第二件半价。',
    en: 'When similar goods should sell together: a price for the set, the second at half price.',
  },
  uses: { scope: true, audience: true, announce: true, recurrence: true },
  summary: summaryOf,
  check: configFaults,
  changeable: ['setsMax'],
})

export const bundleSettings = Type.Object({}, { additionalProperties: false })

export const { price, slot, page, route } = forSettings(bundleSettings, bundle)
