import type { Fen } from '@mamapu/kernel'
import type { CampaignId, LedgerService } from '@mamapu/plugin-sdk'

/** Books what a round gave away. Its cause names the round: booking it again does nothing. */
export async function bookDiscount(
  ledger: LedgerService,
  { campaignId, round, discountFen }: { campaignId: CampaignId; round: string; discountFen: Fen },
): Promise<void> {
  if (discountFen === 0) return
  await ledger.post({
    unit: 'CNY',
    debit: 'my-mechanic:given',
    credit: 'shop:marketing',
    amount: discountFen,
    cause: `my-mechanic:${campaignId}:${round}`,
  })
}
