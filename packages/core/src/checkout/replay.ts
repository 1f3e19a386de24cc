import type { Database } from '@mamapu/db'
import type { OrderId, StoreId } from '@mamapu/kernel'
import { PRICING_VERSION, type PricedCart, price } from '@mamapu/pricing'
import { type Decision, readDecision } from '../orders/index.js'

/** An order's price decided again from its own record. */
export type ReplayResult =
  | {
      readonly replayed: true
      /** To the bit; when losers were left out of the record, everything but their reasons and the hints. */
      readonly isSame: boolean
      /** Which parts came out otherwise; empty when it is the same. */
      readonly differences: readonly (keyof PricedCart)[]
      readonly decision: Decision
    }
  | { readonly replayed: false; readonly reason: 'order_not_found' }
  | {
      readonly replayed: false
      readonly reason: 'older_arbiter' | 'input_left_out'
      readonly decision: Decision
    }

/** Runs the arbiter over what an order was decided on and compares. Reads only. */
export async function replayOrder(
  db: Database,
  { storeId, orderId }: { storeId: StoreId; orderId: OrderId },
): Promise<ReplayResult> {
  const decision = await readDecision(db, storeId, orderId)
  return decision ? replay(decision) : { replayed: false, reason: 'order_not_found' }
}

export function replay(decision: Decision): ReplayResult {
  if (decision.version !== PRICING_VERSION) return { replayed: false, reason: 'older_arbiter', decision }
  if (decision.trimmed === 'input') return { replayed: false, reason: 'input_left_out', decision }
  const { cart, offers, policy, priced } = decision
  const again = price(cart, offers, policy)
  const parts = (Object.keys(again) as (keyof PricedCart)[]).filter(
    (part) => !decision.trimmed || (part !== 'hints' && part !== 'trace'),
  )
  const differences = parts.filter((part) => canonical(again[part]) !== canonical(priced[part]))
  return { replayed: true, isSame: differences.length === 0, differences, decision }
}

/** The database keeps the keys of an object in an order of its own. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
