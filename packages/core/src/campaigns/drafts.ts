import { type Database, readTenant } from '@mamapu/db'
import { newId, type StoreId } from '@mamapu/kernel'
import { campaignOf, campaignsByIdQuery } from './campaign.queries.js'
import type { Campaign, CampaignForm, CampaignId, Mechanics } from './campaign.types.js'
import { compileCampaigns, readConfig, type StoreCampaigns, versionOf } from './compile-campaigns.js'

/** So many campaigns may be looked at as if they were published. */
export const DRAFTS_MAX = 20

/** These campaigns of a store, drafts included; the ones it does not have are missing. */
export async function readCampaigns(
  db: Database,
  storeId: StoreId,
  ids: readonly CampaignId[],
): Promise<Campaign[]> {
  if (ids.length === 0) return []
  const [rows] = await readTenant(db, storeId, (sql, tenantId) => [
    campaignsByIdQuery(sql, tenantId, ids.slice(0, DRAFTS_MAX)),
  ])
  return rows.map(campaignOf)
}

/** A form nobody has saved, as the campaign it would be. */
export function campaignOfForm(
  mechanics: Mechanics,
  draft: Pick<Campaign, 'storeId' | 'plugin'> & {
    readonly id?: CampaignId | undefined
    readonly form: CampaignForm
  },
  at: Date,
): Campaign {
  const { storeId, id, plugin, form } = draft
  return {
    ...form,
    config: readConfig(mechanics, plugin, form.config) ?? form.config,
    id: id ?? newId('cmp', at),
    storeId,
    plugin,
    said: 'draft',
    isArchived: false,
    changes: [],
    publishedAt: null,
    pauses: [],
    cutAt: null,
    poolsRound: null,
    edgesFrom: null,
    nextEdgeAt: null,
    version: 0,
    createdAt: at,
    savedBy: versionOf(mechanics, plugin),
    isCutOff: false,
  }
}

/** The store's campaigns as they would be with these published too, in the place of what they were. */
export function withDrafts(
  published: StoreCampaigns,
  drafts: readonly Campaign[],
  { zone, mechanics }: { readonly zone: string; readonly mechanics: Mechanics },
): StoreCampaigns {
  if (drafts.length === 0) return published
  const others = published.all
    .map(({ campaign }) => campaign)
    .filter(({ id }) => !drafts.some((draft) => draft.id === id))
  const asPublished = drafts.map((draft): Campaign => ({ ...draft, said: 'published', cutAt: null }))
  return compileCampaigns([...others, ...asPublished], { zone, mechanics })
}
