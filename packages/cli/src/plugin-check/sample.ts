import { campaigns } from '@mamapu/core'
import { newId, type Words } from '@mamapu/kernel'
import type { Plugin } from '@mamapu/plugin-sdk'
import type { DemoShop } from '../demo/demo.types.js'
import { formOf, type Names } from '../demo/seed/campaigns.js'
import type { PluginSample } from '../demo/seed/samples.js'
import { demoShops } from '../demo/shops/index.js'
import { withFiles } from '../plugins/load-listed.js'
import { type CheckedPlugin, type PluginFinding, placeOf, said } from './finding.js'

const SAMPLE = 'demo/sample.json'
const AT = new Date('2026-03-04T02:00:00Z')

/** What the plugin would show in a demo shop can be planned there: the shop, its goods and the campaign's form. */
export function checkSample(checked: CheckedPlugin, plugin: Plugin): readonly PluginFinding[] {
  const text = checked.files.get(SAMPLE)
  if (text === undefined) return []
  const words = whyNotShown(text, plugin)
  return words ? [{ where: placeOf(checked, SAMPLE), words }] : []
}

function whyNotShown(text: string, plugin: Plugin): Words | null {
  const sample = readSample(text)
  if (sample === null) return said('不是合法的 JSON 对象', 'is no JSON object')
  const odd = Object.keys(sample).find((key) => key !== 'shop' && key !== 'campaign')
  if (odd !== undefined)
    return said(`不认识 "${odd}"：只有 shop 和 campaign`, `unknown "${odd}": there are shop and campaign`)
  const shop = demoShops.find(({ slug }) => slug === sample.shop)
  const slugs = demoShops.map(({ slug }) => slug).join(', ')
  if (!shop)
    return said(
      `没有示例店铺 "${sample.shop}"，可选 ${slugs}`,
      `there is no demo shop "${sample.shop}", choose of ${slugs}`,
    )
  return sample.campaign ? whyNotPlanned(plugin, shop, sample.campaign) : null
}

function whyNotPlanned(
  plugin: Plugin,
  shop: DemoShop,
  campaign: NonNullable<PluginSample['campaign']>,
): Words | null {
  if (typeof campaign.label !== 'string' || campaign.label === '')
    return said('活动没有名称：写上 label', 'the campaign has no name: give it a label')
  try {
    const { form } = formOf({ ...campaign, plugin: plugin.id }, namesOf(shop), AT)
    const asked = { storeId: newId('sto', AT), plugin: plugin.id }
    const refusal = campaigns.whyNotWhole(withFiles([plugin]), asked, form)
    if (!refusal) return null
    const why = JSON.stringify(refusal)
    return said(
      `活动开不起来，改这些字段：${why}`,
      `the campaign cannot be planned, mend these fields: ${why}`,
    )
  } catch (error) {
    const { message } = error as Error
    return said(
      `活动开不起来（店铺 ${shop.slug}）：${message}`,
      `the campaign cannot be planned in ${shop.slug}: ${message}`,
    )
  }
}

/** As in the shop once it is made; which ids they get there does not matter. */
function namesOf(shop: DemoShop): Names {
  const codes = shop.products.flatMap(({ variants }) => variants.map(({ code }) => code))
  return {
    skus: new Map(codes.map((code) => [code, newId('sku', AT)])),
    categories: new Map(shop.categories.map(({ slug }) => [slug, newId('cat', AT)])),
  }
}

function readSample(text: string): PluginSample | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as PluginSample)
      : null
  } catch {
    return null
  }
}
