import { assert, type StoreId } from '@mamapu/kernel'
import { definePart, type SnapshotPart, type StoreSnapshot } from '../stores/index.js'
import { campaignOf, liveCampaignsQuery } from './campaign.queries.js'
import type { Campaign, Mechanics } from './campaign.types.js'
import { compileCampaigns, type StoreCampaigns, savedConfig } from './compile-campaigns.js'
import type { ReadSaved } from './read-saved.js'

const NAME = 'campaigns'

/** Told of a campaign whose config a process cannot read, for its operators. */
type OnUnread = (storeId: StoreId, campaign: Campaign, unread: Extract<ReadSaved, { fits: false }>) => void

/** The campaigns' part of the store directory: read in its flush, compiled once per configuration version. */
export function campaignsPart(mechanics: Mechanics, onUnread?: OnUnread): SnapshotPart<StoreCampaigns> {
  return definePart({
    name: NAME,
    query: liveCampaignsQuery,
    compile: (rows, { storeId, zone }) => {
      const campaigns = rows.map(campaignOf)
      if (onUnread)
        for (const campaign of campaigns) {
          const read = savedConfig(mechanics, campaign)
          if (!read.fits && mechanics.find(campaign.plugin)) onUnread(storeId, campaign, read)
        }
      return compileCampaigns(campaigns, { zone, mechanics })
    },
  })
}

/** The campaigns of a store as its snapshot has them. The directory must have been given the part. */
export function campaignsOf(store: StoreSnapshot): StoreCampaigns {
  const campaigns = store.parts.get(NAME)
  assert(campaigns !== undefined, 'the store directory was not given the part campaigns')
  return campaigns as StoreCampaigns
}
