import { defineMechanic, forSettings } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { memberDayConfig } from './member-day.config.js'
import { configFaults, summaryOf } from './member-day.rules.js'

/** 会员日 and limited-time discounts as campaigns: a rhythm or a window, for an audience, with a price for goods. */
export const memberDay = defineMechanic({
  config: memberDayConfig,
  title: { 'zh-CN': '会员日 / 限时折扣', en: 'Member day / limited-time discount' },
  advice: {
    'zh-CN': '想让大家每周都来时用：固定一天会员价，顾客会记住这个日子。',
    en: 'To bring people back every week: member prices on a fixed day they will remember.',
  },
  uses: { scope: true, audience: true, announce: true, recurrence: true },
  summary: summaryOf,
  check: configFaults,
})

export const memberDaySettings = Type.Object({}, { additionalProperties: false })

export const { price, validator, earn, on, slot, page, route } = forSettings(memberDaySettings, memberDay)
