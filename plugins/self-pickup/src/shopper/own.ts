import type { Ctx, Pickup } from '../pickup.types.js'
import { findByOrder, lockByOrder } from '../pickups/pickup.queries.js'

/** The pickup of an order for whoever may see the order, by the token in its page's address. */
export async function findOwn(ctx: Ctx, token: string): Promise<Pickup | null> {
  const orderId = await ctx.orders.openedBy(token)
  return orderId === null ? null : findByOrder(ctx.tx, orderId)
}

/** The same, held until the transaction ends. */
export async function holdOwnPickup(ctx: Ctx, token: string): Promise<Pickup | null> {
  const orderId = await ctx.orders.openedBy(token)
  return orderId === null ? null : lockByOrder(ctx.tx, orderId)
}

export const PATHS = {
  code: '/x/self-pickup/code',
  pass: '/x/self-pickup/pass',
  change: '/x/self-pickup/change',
  express: '/x/self-pickup/express',
} as const

export const withToken = (path: string, token: string): string => `${path}?o=${encodeURIComponent(token)}`
