import { type Database, withTenant } from '@mamapu/db'
import { asId, idPattern, type StoreId } from '@mamapu/kernel'
import { type Static, Type } from 'typebox'
import type { CAMPAIGN_ERRORS } from './campaign.errors.js'
import { formOf, NewCampaign } from './campaign.schema.js'
import type { Campaign, Mechanics } from './campaign.types.js'
import { campaignOfForm, readCampaigns } from './drafts.js'
import { whyNotKept } from './why-not-kept.js'

/** A campaign looked at before it is published. */
export const DraftAsk = {
  /** A campaign of the shop; with a draft too, that one's form as it is being edited. */
  campaignId: Type.Optional(Type.String({ pattern: idPattern('cmp') })),
  draft: Type.Optional(NewCampaign),
}
const Ask = Type.Object(DraftAsk)

export type AskedDraft =
  | { readonly campaign: Campaign }
  | { readonly campaign: null; readonly code: keyof typeof CAMPAIGN_ERRORS }

/** The campaign as it is being edited, saved or not; or why it cannot be looked at. Writes nothing. */
export async function askedDraft(
  { db, mechanics }: { readonly db: Database; readonly mechanics: Mechanics },
  storeId: StoreId,
  { campaignId, draft }: Static<typeof Ask>,
  at: Date,
): Promise<AskedDraft> {
  const id = campaignId === undefined ? undefined : asId('cmp', campaignId)
  const [kept] = id ? await readCampaigns(db, storeId, [id]) : []
  if (id && !kept) return { campaign: null, code: 'CAMPAIGN_NOT_FOUND' }
  if (!draft) return kept ? { campaign: kept } : { campaign: null, code: 'CAMPAIGN_CONFIG' }
  const form = formOf(draft)
  const fault = await withTenant(db, storeId, (tx) => whyNotKept(tx, mechanics, draft.plugin, form))
  if (fault) return { campaign: null, code: fault.code as keyof typeof CAMPAIGN_ERRORS }
  const edited = campaignOfForm(mechanics, { storeId, id: kept?.id, plugin: draft.plugin, form }, at)
  return { campaign: kept ? { ...edited, changes: kept.changes } : edited }
}
