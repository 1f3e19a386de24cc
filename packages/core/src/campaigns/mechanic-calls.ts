import { parseId, type SkuId, uuidOf } from '@mamapu/kernel'
import type { CampaignMechanic, CampaignPool } from '@mamapu/plugin-sdk'
import type { Campaign, CampaignId, Mechanics } from './campaign.types.js'

/** Names what a mechanic is asked of a form that nobody has saved yet. */
export const FORM_HOOK = 'campaign-form'

/** Names what a mechanic is asked of campaigns as they are kept: one that never returns for it is not asked again. */
export const CAMPAIGN_HOOK = 'campaign'

const hookOf = (id: CampaignId) => `${CAMPAIGN_HOOK}:${uuidOf(id)}`

/** Asks a mechanic's own function where one that never returns is seen: of a kept campaign, or of a form of a shop. */
export function askMechanic<T>(
  { watch }: Mechanics,
  { storeId, plugin, id }: Pick<Campaign, 'storeId' | 'plugin'> & { readonly id?: CampaignId },
  work: () => T,
): T {
  watch?.enter({ storeId, pluginId: plugin, hook: id ? hookOf(id) : FORM_HOOK })
  try {
    const answer = work()
    if (answer instanceof Promise) answer.catch(() => {})
    return answer
  } finally {
    watch?.leave()
  }
}

/** The goods a config names; undefined when the mechanic names none. Throws what is no list of SKUs. */
export function namedBy({ skusOf }: CampaignMechanic, config: unknown): readonly SkuId[] | undefined {
  if (!skusOf) return undefined
  const skus = listOf(skusOf(config as never))
  if (!skus.every(isSku)) throw new TypeError('skusOf answers ids of SKUs')
  return skus
}

/** The units a config has. Throws what is no list of pools, one for each SKU and kind. */
export function unitsBy({ pools }: CampaignMechanic, config: unknown): readonly CampaignPool[] {
  const answer = listOf(pools?.(config as never) ?? [])
  if (!answer.every(isPool)) throw new TypeError('pools answers pools')
  const names = new Set(answer.map(({ kind, skuId }) => `${kind}/${skuId}`))
  if (names.size < answer.length) throw new TypeError('pools names a SKU once')
  return answer
}

const isSku = (value: unknown): value is SkuId => typeof value === 'string' && parseId('sku', value) !== null

function isPool(value: unknown): value is CampaignPool {
  if (typeof value !== 'object' || value === null) return false
  const { kind, skuId, units, mode } = value as Partial<CampaignPool>
  const isMode = mode === 'own' || mode === 'ceiling'
  return (
    typeof kind === 'string' && isSku(skuId) && Number.isSafeInteger(units) && Number(units) >= 0 && isMode
  )
}

/** A list of its own, or a throw; a promise of one is none, and its failing is nobody's. */
export function listOf<T>(answer: readonly T[]): T[]
export function listOf(answer: unknown): unknown[] {
  if (answer instanceof Promise) answer.catch(() => {})
  if (!Array.isArray(answer)) throw new TypeError('a mechanic answers a list, at once')
  return [...answer]
}
