import { newId } from '@mamapu/kernel'
import type { Plugin } from '@mamapu/plugin-sdk'
import type { Test } from 'tap'
import { checkCampaigns } from './campaign-checks.js'
import { createPluginShop } from './plugin-shop.js'
import type { ConformanceSamples, SampleSkus } from './samples.js'
import { checkEvents, checkOff, checkTables, checkTenants } from './shop-checks.js'
import { checkDefinition, checkPurity, checkStatements, checkWords } from './static-checks.js'

/** What every plugin must keep, as tests: pure prices, whole texts, isolated tables, nothing new while off, once per event. */
export function conformPlugin(t: Test, plugin: Plugin, samples: ConformanceSamples = {}): void {
  const at = new Date('2026-03-04T02:00:00Z')
  const skuIds = Array.from({ length: 4 }, () => newId('sku', at)) as unknown as SampleSkus
  const campaigns = samples.campaigns?.(skuIds) ?? []
  const subject = { plugin, at, campaigns, ...(samples.facts ? { facts: samples.facts } : {}) }
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
    t.same(await checkCampaigns(shop, campaigns), [], 'campaigns are read off the clock')
    t.same(await checkOff(shop), [], 'switched off starts nothing')
  })
}
