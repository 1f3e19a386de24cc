import { campaigns, catalog, events, plugins } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { assert, DAY, type Id, later, must, type StoreId } from '@mamapu/kernel'
import type { DemoCampaign, DemoShop } from '../demo.types.js'
import { findGoods } from './demo.queries.js'
import { merchantOf, type Past } from './past.js'

/** Switches on what the shop works with from its first day. */
export async function switchOnMechanics(past: Past, storeId: StoreId, shop: DemoShop): Promise<void> {
  const on = { staffId: merchantOf(past), isOn: true, at: past.clock.now() }
  for (const pluginId of shop.mechanics) {
    const result = await plugins.switchPlugin(past.host, storeId, { ...on, pluginId })
    assert(result.switched, `${pluginId} can be switched on`)
  }
}

/** Plans and publishes campaigns as the shop's merchant would, today; those there already stay. */
export async function planCampaigns(
  past: Past,
  storeId: StoreId,
  planned: readonly DemoCampaign[],
): Promise<void> {
  if (planned.length === 0) return
  const names = await namesOf(past, storeId)
  const known = await withTenant(past.app.db, storeId, (tx) =>
    campaigns.listCampaigns(tx, { plugin: null, archived: false, before: null, limit: 100 }),
  )
  for (const campaign of planned) {
    if (known.some(({ label }) => label === campaign.label)) continue
    await planOne(past, storeId, formOf(campaign, names, past.clock.now()))
  }
  await events.deliverHere(past.app, past.handlers, storeId)
}

interface Planned {
  readonly plugin: string
  readonly form: campaigns.CampaignForm
}

async function planOne(past: Past, storeId: StoreId, planned: Planned): Promise<void> {
  const { app, host } = past
  const deps = { mechanics: host.registry, pools: campaigns.QUOTA_POOLS }
  const by = { actor: merchantOf(past), at: past.clock.now() }
  const result = await campaigns.changeCampaigns(app.db, storeId, async (tx) => {
    const made = await campaigns.createCampaign(tx, deps, planned, by)
    if (!made.done) return made
    return campaigns.actOnCampaign(tx, deps, { id: made.campaign.id, act: 'publish', version: null }, by)
  })
  assert(result.done, `${planned.form.label}: ${result.done ? '' : JSON.stringify(result)}`)
}

/** What a sample calls by code and slug. */
export interface Names {
  readonly skus: ReadonlyMap<string, Id<'sku'>>
  readonly categories: ReadonlyMap<string, Id<'cat'>>
}

async function namesOf(past: Past, storeId: StoreId): Promise<Names> {
  const { db } = past.app
  const { skus } = await findGoods(db, storeId)
  const categories = await withTenant(db, storeId, catalog.listCategories)
  return { skus, categories: new Map(categories.map(({ slug, id }) => [slug, id])) }
}

const NO_GOODS = { categories: [], tags: [], products: [], skus: [] }

/** The form a merchant would send. Throws naming the SKU or category that the shop does not have. */
export function formOf(campaign: DemoCampaign, names: Names, at: Date): Planned {
  const { plugin, label, config, categories, days, recurrence, announceMinutes, audience } = campaign
  const chosen = (categories ?? []).map((slug) => must(names.categories.get(slug), `no category ${slug}`))
  return {
    plugin,
    form: {
      label,
      config: withIds(config, names),
      startsAt: days === undefined ? null : at,
      endsAt: days === undefined ? null : later(at, days * DAY),
      recurrence: recurrence ?? null,
      announceMinutes: announceMinutes ?? null,
      audience: audience ?? { kind: 'everyone' },
      scope: { ...NO_GOODS, all: chosen.length === 0, categories: chosen, except: NO_GOODS },
      priority: 0,
      commission: { mode: 'usual' },
    },
  }
}

/** The same with every `{ sku: code }` replaced by the SKU's id. */
function withIds(value: unknown, names: Names): unknown {
  if (Array.isArray(value)) return value.map((one) => withIds(one, names))
  if (typeof value !== 'object' || value === null) return value
  const { sku } = value as { sku?: unknown }
  if (typeof sku === 'string') return must(names.skus.get(sku), `no SKU ${sku}`)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withIds(one, names)]))
}
