import type { CampaignDraft, CampaignState, Channel } from './campaigns.js'
import { call, download } from './client.js'
import { adminPath } from './store.js'
import type { Money, Paged } from './types.js'

/** What one unit costs somebody while two campaigns run, and whose offers apply. */
export interface Verdict {
  readonly who: string
  readonly unit: Money
  readonly payable: Money
  readonly winners: readonly { readonly campaignId: string; readonly label: string }[]
}

export interface Example {
  readonly skuId: string
  readonly title: string
  readonly optionText: string
  readonly everyday: Money
  readonly at: string
  readonly verdicts: readonly Verdict[]
}

/** Another campaign on the same goods at the same time. */
export interface Conflict {
  readonly campaignId: string
  readonly plugin: string
  readonly mechanic: string
  readonly label: string
  readonly summary: string
  readonly state: CampaignState
  readonly priority: number
  /** So many variants are touched by both. */
  readonly skus: number
  readonly overlaps: readonly { readonly startsAt: string; readonly endsAt: string }[]
  readonly examples: readonly Example[]
}

interface Conflicts {
  readonly items: readonly Conflict[]
  readonly skus: number
  readonly more: boolean
}

export function findConflicts(
  storeId: string,
  campaignId: string | null,
  draft: CampaignDraft,
): Promise<Conflicts> {
  const body = { ...(campaignId ? { campaignId } : {}), draft }
  return call('POST', adminPath(storeId, '/campaigns/conflicts'), { body })
}

/** A variant as it will be priced and shown when a campaign begins that is not published yet. */
export interface DraftProof {
  readonly skuId: string
  readonly code: string
  readonly title: string
  readonly options: string
  readonly numberFen: number
  readonly unitFen: number
  /** For one unit bought alone, every campaign of that instant taken off. */
  readonly paidFen: number
  readonly costFen: number | null
  /** The most that whoever earns by one unit may get of it. */
  readonly commissionFen: number
  readonly kindName: string
  readonly basisFen: number | null
  readonly verdict: 'struck' | 'not_lower' | 'above_basis' | 'without_basis' | 'other' | 'no_price'
  readonly why: string
}

/** With when its first round begins, null when it changes no price of goods; and what the margins cannot know. */
export type DraftProofs = Paged<DraftProof> & {
  readonly startsAt: string | null
  readonly uncounted: string | null
}

export function proveDraft(
  storeId: string,
  campaignId: string | null,
  ask: { readonly draft: CampaignDraft; readonly after: string | null },
): Promise<DraftProofs> {
  const { draft, after } = ask
  const body = { ...(campaignId ? { campaignId } : {}), ...(after ? { after } : {}), draft }
  return call('POST', adminPath(storeId, '/campaigns/price-proof'), { body })
}

/** What stands behind the struck price of one variant. */
export interface Proof {
  readonly round: string
  readonly skuId: string
  readonly code: string
  readonly title: string
  readonly options: string
  readonly numberFen: number
  readonly kindName: string
  readonly basisFen: number | null
  readonly isStruck: boolean
  readonly why: string
  readonly computedAt: string
  readonly frozenAt: string | null
}

export function listProofs(
  storeId: string,
  campaignId: string,
  cursor: string | null,
): Promise<Paged<Proof>> {
  return call('GET', adminPath(storeId, `/campaigns/${campaignId}/price-proof`), { query: { cursor } })
}

export function exportProofs(storeId: string, campaignId: string): Promise<void> {
  return download(adminPath(storeId, `/campaigns/${campaignId}/price-proof.csv`), 'price-proof.csv')
}

/** Through whose eyes, and when, the shop is looked at. */
export interface Look {
  readonly at?: string
  readonly level?: { readonly rank: number; readonly name: string }
  readonly tags?: readonly string[]
  readonly isMember?: boolean
  readonly isNew?: boolean
  readonly channel?: Channel
  /** Campaigns shown as if they were published. */
  readonly drafts?: readonly string[]
}

/** A link into the shop as it will look; for looking only, good for a day. */
export function makePreview(storeId: string, body: Look): Promise<{ url: string; expiresAt: string }> {
  return call('POST', adminPath(storeId, '/previews'), { body })
}
