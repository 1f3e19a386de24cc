import { createHash } from 'node:crypto'
import { type CustomerId, DAY } from '@mamapu/kernel'
import { CAME_BY_DAYS, type Visitor } from '@mamapu/plugin-sdk'
import type { ShopperPrincipal } from '../http/index.js'

/** Who looks, as plugins may know it; null without a session. */
export function visitorOf(shopper: ShopperPrincipal | null, at: Date): Visitor | null {
  if (!shopper) return null
  const { visitorKey: key, customerId, came, mayFollow } = shopper
  const isRecent = came !== null && at.getTime() - came.at.getTime() < CAME_BY_DAYS * DAY
  // Nobody is brought by herself.
  const cameBy = isRecent && came.by !== customerId ? came.by : null
  return Object.freeze({ key, customerId, cameBy, mayFollow, ask: cameBy && askOf(key, cameBy) })
}

/** What stands for the two in a form: nobody's id leaves the shop. */
function askOf(visitorKey: string, owner: CustomerId): string {
  return createHash('sha256').update(`${visitorKey}${owner}`).digest('base64url').slice(0, 16)
}
