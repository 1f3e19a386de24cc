import { plugins } from '@mamapu/core'
import { uuidOf } from '@mamapu/kernel'
import type { SampleShop } from '../check.types.js'

/** A text no page may hold as it stands; short, so that it fits where names fit. */
export const PROBE = '"><img src=x>'
const LINK_PROBE = 'javascript:x()'

interface StringSchema {
  readonly type?: unknown
  readonly properties?: Readonly<Record<string, StringSchema>>
  readonly items?: StringSchema
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly enum?: unknown
  readonly anyOf?: unknown
  readonly const?: unknown
}

/** The value with a probe for every free text in it. */
export function withProbes(schema: unknown, value: unknown): unknown {
  const { type, properties, items, ...rest } = (schema ?? {}) as StringSchema
  if (type === 'object' && properties && typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, withProbes(properties[key], one)]),
    )
  if (type === 'array' && Array.isArray(value)) return value.map((one) => withProbes(items, one))
  const isFree = type === 'string' && !rest.pattern && !rest.format && !rest.enum && !rest.anyOf
  if (!isFree || rest.const !== undefined || (rest.maxLength ?? 99) < PROBE.length) return value
  return LINK_PROBE.length <= (rest.maxLength ?? 99) && /^(\/|https?:)/.test(String(value))
    ? LINK_PROBE
    : PROBE
}

/** Puts probes into everything a merchant writes: settings, the campaign’s name and texts, titles of goods. */
export async function probed(shop: SampleShop): Promise<void> {
  const { plugin, store, test, database, running: campaign } = shop
  const storeId = uuidOf(store.storeId)
  const loaded = test.host.registry.find(plugin.id)
  const settings = loaded && plugins.readSettings(loaded, {})
  const probedSettings = withProbes(plugin.settings, settings)
  if (loaded && plugins.readSettings(loaded, probedSettings) !== null)
    await database.admin`
      update plugin_switches set settings = ${database.admin.json(probedSettings as never)}
       where tenant_id = ${storeId} and plugin_id = ${plugin.id}`
  await database.admin`update products set title = ${PROBE} where tenant_id = ${storeId}`
  if (campaign) {
    const config = withProbes(plugin.campaign?.config, campaign.config)
    await database.admin`
      update campaigns set label = ${PROBE}, config = ${database.admin.json(config as never)}
       where tenant_id = ${storeId} and id = ${uuidOf(campaign.id)}`
  }
  await database.admin`select platform.raise_config_version(${storeId})`.catch(() => {})
  await test.directory.refresh(store.storeId)
}
