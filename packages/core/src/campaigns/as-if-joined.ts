import type { CampaignsNow } from '@mamapu/plugin-sdk'
import { isThrough } from './audience.rules.js'
import type { StoreCampaigns } from './compile-campaigns.js'

/**
 * The same campaigns as if the shopper had joined: those for members and levels run for everyone. For showing what
 * joining would bring, never for what is paid.
 */
export function asIfJoined(campaigns: StoreCampaigns): StoreCampaigns {
  const joinable = new Map(
    campaigns.all
      .filter(({ campaign: { audience } }) => audience.kind === 'members' || audience.kind === 'level')
      .map(({ id, campaign }) => [id, campaign.audience]),
  )
  if (joinable.size === 0) return campaigns
  return Object.freeze({
    ...campaigns,
    of: (...asked: Parameters<StoreCampaigns['of']>): CampaignsNow => {
      const now = campaigns.of(...asked)
      const [, , shopper] = asked
      const opened = now.forOthers.filter(({ id }) => {
        const audience = joinable.get(id)
        return audience && isThrough(audience, shopper)
      })
      return opened.length > 0 ? { ...now, running: [...now.running, ...opened] } : now
    },
  })
}
