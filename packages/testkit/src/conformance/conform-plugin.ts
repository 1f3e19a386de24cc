import type { Plugin } from '@mamapu/plugin-sdk'
import type { Test } from 'tap'
import { checkCampaigns } from './campaign-checks.js'
import { createPluginShop, type PluginShop } from './plugin-shop.js'
import { checkEvents, checkOff, checkTables, checkTenants } from './shop-checks.js'
import {
  checkDefinition,
  checkPurity,
  checkStatements,
  checkWords,
  type SampleFacts,
} from './static-checks.js'

export interface ConformanceSamples {
  /** Values for the plugin's facts, by their names, for its rules to be tried with. */
  readonly facts?: SampleFacts
  /** Configs of its campaigns, for its rules to be tried with. */
  readonly campaigns?: readonly object[]
  /** Does in the shop what gives the plugin rows, so that isolation and repeats have something to look at. */
  readonly fill?: (shop: PluginShop) => Promise<void>
}

/** What every plugin must keep, as tests: pure prices, whole texts, isolated tables, nothing new while off, once per event. */
export function conformPlugin(t: Test, plugin: Plugin, samples: ConformanceSamples = {}): void {
  const subject = {
    plugin,
    at: new Date('2026-03-04T02:00:00Z'),
    ...(samples.facts ? { facts: samples.facts } : {}),
    ...(samples.campaigns ? { campaigns: samples.campaigns } : {}),
  }
  t.test('is a sound definition that can be switched on as it is', async (t) =>
    t.same(checkDefinition(subject), []),
  )
  t.test('prices and refuses purely, and adds up', async (t) => t.same(checkPurity(subject), []))
  t.test('speaks both languages everywhere', async (t) => t.same(checkWords(subject), []))
  t.test('touches only its own tables', async (t) => t.same(checkStatements(subject), []))
  t.test('in a shop', async (t) => {
    const shop = await createPluginShop(t, plugin, { at: subject.at })
    await samples.fill?.(shop)
    t.same(await checkTables(shop), [], 'tables are isolated')
    t.same(await checkTenants(shop), [], 'other shops are invisible')
    t.same(await checkEvents(shop), [], 'events twice are once')
    t.same(await checkCampaigns(shop, samples.campaigns ?? []), [], 'campaigns are read off the clock')
    t.same(await checkOff(shop), [], 'switched off starts nothing')
  })
}
