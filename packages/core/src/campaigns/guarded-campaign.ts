import type { TenantTx } from '@mamapu/db'
import { goodsOfScope } from '../catalog/index.js'
import { allowTexts, textsIn } from '../compliance/index.js'
import type { Campaign, Mechanics } from './campaign.types.js'
import { type CampaignRefusal, refusal } from './campaign-refusal.js'
import { readCampaign } from './compile-campaigns.js'
import type { ByWhom } from './save-campaign.js'

/**
 * Why a campaign's name, its mechanic's own texts, or its goods cannot be shown to shoppers; null when they can. What may not be said is refused in a
 * draft as well; what needs somebody to stand by it (first formula among the goods) is asked before shoppers see it.
 */
export async function whyNotSaid(
  tx: TenantTx,
  mechanics: Mechanics,
  campaign: Parameters<typeof readCampaign>[1] & Pick<Campaign, 'id' | 'label' | 'said'>,
  { actor, at, acknowledged = [] }: ByWhom,
): Promise<CampaignRefusal | null> {
  const isDraft = campaign.said === 'draft'
  const goods = isDraft
    ? []
    : await goodsOfScope(tx, readCampaign(mechanics, campaign)?.scope ?? campaign.scope)
  const first = goods.filter(({ isFirstFormula }) => isFirstFormula)
  const about = { place: 'campaign', goods: first, subject: campaign.id, acknowledged, actor, at } as const
  const texts = { '/label': campaign.label, ...textsIn(campaign.config, '/config') }
  const { refusal: words } = await allowTexts(tx, texts, about)
  if (!words || (isDraft && words.refused === 'TEXT_UNACKNOWLEDGED')) return null
  return refusal(words.refused, { fields: words.fields, data: words.data })
}
