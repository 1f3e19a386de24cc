import type { CampaignsNow } from '@mamapu/plugin-sdk'
import { isThrough } from './audience.rules.js'
import type { Audience } from './campaign.types.js'
import type { StoreCampaigns } from './compile-campaigns.js'

/**
 * The same campaigns as if the shopper had joined with a phone: those for members run for everyone. For showing what joining
 * would bring, never for what is paid. The same value when nothing is for members.
 */
export function asIfJoined(campaigns: StoreCampaigns): StoreCampaigns {
  return openTo(campaigns, 'members')
}

/** The same for whoever has the highest level: for showing a level's price with its name. Joining does not bring it. */
export function asIfOfLevel(campaigns: StoreCampaigns): StoreCampaigns {
  return openTo(campaigns, 'level')
}

function openTo(campaigns: StoreCampaigns, kind: Audience['kind']): StoreCampaigns {
  const opening = new Map(
    campaigns.all
      .filter(({ campaign: { audience } }) => audience.kind === kind)
      .map(({ id, campaign: { audience } }) => [id, audience]),
  )
  if (opening.size === 0) return campaigns
  return Object.freeze({
    ...campaigns,
    of: (...asked: Parameters<StoreCampaigns['of']>): CampaignsNow => {
      const now = campaigns.of(...asked)
      const [, , shopper] = asked
      const opened = now.forOthers.filter(({ id }) => {
        const audience = opening.get(id)
        return audience && isThrough(audience, shopper)
      })
      return opened.length > 0 ? { ...now, running: [...now.running, ...opened] } : now
    },
  })
}
