import { asId } from '@mamapu/kernel'
import { poolId } from '@mamapu/plugin-sdk'
import type { Offered } from './flash-sale.rules.js'

/** Its limited things: units of a round, and what one person may have of them. */
export const QUOTA = { units: 'flash-sale.units', person: 'flash-sale.person' } as const

/** The counter of an item's units in its round. */
export function counterOf({ sale, item }: Offered): string {
  return poolId(sale.id, asId('sku', item.skuId), sale.round)
}
