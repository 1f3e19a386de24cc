import { assert } from '@mamapu/kernel'
import { definePart, type SnapshotPart, type StoreSnapshot } from '../stores/index.js'
import { campaignOf, liveCampaignsQuery } from './campaign.queries.js'
import type { Mechanics } from './campaign.types.js'
import { compileCampaigns, type StoreCampaigns } from './compile-campaigns.js'

const NAME = 'campaigns'

/** The campaigns' part of the store directory: read in its flush, compiled once per configuration version. */
export function campaignsPart(mechanics: Mechanics): SnapshotPart<StoreCampaigns> {
  return definePart({
    name: NAME,
    query: liveCampaignsQuery,
    compile: (rows, { zone }) => compileCampaigns(rows.map(campaignOf), { zone, mechanics }),
  })
}

/** The campaigns of a store as its snapshot has them. The directory must have been given the part. */
export function campaignsOf(store: StoreSnapshot): StoreCampaigns {
  const campaigns = store.parts.get(NAME)
  assert(campaigns !== undefined, 'the store directory was not given the part campaigns')
  return campaigns as StoreCampaigns
}
