import { type Database, readTenant } from '@mamapu/db'
import type { StoreId } from '@mamapu/kernel'
import { campaignOf, campaignsThenQuery } from './campaign.queries.js'
import { isPausedAt } from './campaign.rules.js'
import type { Campaign, Mechanics } from './campaign.types.js'
import { compileCampaigns, type StoreCampaigns, savedConfig } from './compile-campaigns.js'

/** Campaigns that can be looked back at for one instant; a store has fewer live at once. */
export const THEN_MAX = 400

/** The campaigns of an instant that is over, with their forms of today. */
export interface CampaignsThen {
  readonly campaigns: StoreCampaigns
  /** Published then, and what was saved cannot be read by the mechanic installed now. */
  readonly unread: readonly { readonly campaign: Campaign; readonly cause: string }[]
  /** There were more than can be looked back at; the oldest are left out. */
  readonly isCut: boolean
}

export interface LookBack {
  at(instant: Date): Promise<CampaignsThen>
}

/**
 * Looks back at a store's campaigns, also at those the snapshot has forgotten: published by then, not ended or cut short
 * before, and not paused at that instant. Archived and cancelled ones ran until then too.
 */
export function lookBack(
  db: Database,
  { storeId, zone }: { readonly storeId: StoreId; readonly zone: string },
  mechanics: Mechanics,
): LookBack {
  const compiled = new Map<string, CampaignsThen>()
  return {
    async at(instant) {
      const [rows] = await readTenant(db, storeId, (sql, tenantId) => [
        campaignsThenQuery(sql, tenantId, { at: instant, limit: THEN_MAX + 1 }),
      ])
      const found = rows.slice(0, THEN_MAX).map((row) => asOf(campaignOf(row), instant))
      const key = found.map(({ id, said }) => `${id} ${said}`).join()
      const known = compiled.get(key) ?? {
        campaigns: compileCampaigns(found, { zone, mechanics }),
        unread: found.flatMap((campaign) => {
          const read = savedConfig(mechanics, campaign)
          return read.fits ? [] : [{ campaign, cause: read.cause ?? read.fault }]
        }),
        isCut: rows.length > THEN_MAX,
      }
      compiled.set(key, known)
      return known
    },
  }
}

function asOf(campaign: Campaign, instant: Date): Campaign {
  return { ...campaign, said: isPausedAt(campaign, instant) ? 'paused' : 'published' }
}
