import { offText } from '@mamapu/kernel'
import { defineMechanic, forSettings } from '@mamapu/plugin-sdk'
import { myMechanicConfig } from './my-mechanic.config.js'
import { myMechanicSettings } from './my-mechanic.settings.js'

/** 我的玩法 as a campaign: when, for which goods and for whom is core's; how much is its own. */
export const myMechanic = defineMechanic({
  config: myMechanicConfig,
  title: { 'zh-CN': '我的玩法', en: 'My mechanic' },
  uses: { scope: true, audience: true, announce: true, recurrence: true },
  summary: ({ offBps }, locale) => offText(offBps, locale),
})

/** Makers of hooks that know the types of settings and config. */
export const {
  price,
  slot, // #slot
  page, // #page
  route, // #route
  job, // #job
  on, // #event
} = forSettings(myMechanicSettings, myMechanic)
