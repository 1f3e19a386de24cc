import { uuidOf } from '@mamapu/kernel'
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
    return work()
  } finally {
    watch?.leave()
  }
}
