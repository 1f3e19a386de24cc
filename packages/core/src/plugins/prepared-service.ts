import type { PreparedService } from '@mamapu/plugin-sdk'
import { preparedOf } from '../prepared/index.js'
import type { Work } from './context.js'

/** What the shopper laid ready, without the address. */
export function preparedService({
  tx,
  at,
  customerId,
  sessionHash,
}: Pick<Work, 'tx' | 'at' | 'customerId' | 'sessionHash'>): PreparedService {
  const owner = customerId ? { customerId } : sessionHash ? { sessionHash } : null
  return {
    async mine() {
      const found = owner ? await preparedOf(tx, owner, at) : []
      return found.map(({ id, campaignId, round, skuId, quantity, totalFen, contactMasked, orderId }) => ({
        ...{ campaignId, round, skuId, quantity, totalFen, contact: contactMasked },
        buyUrl: `/prepared/${id}`,
        isBought: orderId !== null,
      }))
    },
  }
}
