import { type Database, readTenant } from '@mamapu/db'
import type { StoreId } from '@mamapu/kernel'
import { actsQuery } from '../audit/index.js'
import { campaignOf, campaignsThenQuery } from './campaign.queries.js'
import type { Campaign, CampaignId, Mechanics } from './campaign.types.js'
import { compileCampaigns, type StoreCampaigns, savedConfig } from './compile-campaigns.js'

/** Campaigns that can be looked back at for one instant; a store has fewer live at once. */
export const THEN_MAX = 400
const PAUSES_MAX = 10_000

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
 * before, and not paused at that instant, which is read off the audit log. Archived and cancelled ones ran until then too.
 */
export async function lookBack(
  db: Database,
  { storeId, zone }: { readonly storeId: StoreId; readonly zone: string },
  mechanics: Mechanics,
): Promise<LookBack> {
  const [acts] = await readTenant(db, storeId, (sql, tenantId) => [
    actsQuery(sql, tenantId, { actions: ['campaign.paused', 'campaign.resumed'], limit: PAUSES_MAX }),
  ])
  const compiled = new Map<string, CampaignsThen>()
  return {
    async at(instant) {
      const [rows] = await readTenant(db, storeId, (sql, tenantId) => [
        campaignsThenQuery(sql, tenantId, { at: instant, limit: THEN_MAX + 1 }),
      ])
      const paused = pausedAt(acts, instant)
      const found = rows.slice(0, THEN_MAX).map((row) => asOf(campaignOf(row), paused))
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

type Act = Awaited<ReturnType<typeof actsQuery>>[number]

/** Whose last word before the instant was a pause. */
function pausedAt(acts: readonly Act[], instant: Date): ReadonlySet<string> {
  const paused = new Set<string>()
  for (const { subject, action, at } of acts) {
    if (new Date(at) > instant) continue
    if (action === 'campaign.paused') paused.add(subject)
    else paused.delete(subject)
  }
  return paused
}

function asOf(campaign: Campaign, paused: ReadonlySet<CampaignId | string>): Campaign {
  return { ...campaign, said: paused.has(campaign.id) ? 'paused' : 'published' }
}
