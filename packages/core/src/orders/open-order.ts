import { timingSafeEqual } from 'node:crypto'
import { readTenant, type TenantTx, withTenant } from '@mamapu/db'
import { type CustomerId, HOUR, idOf, later, type OrderId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { hashLastFour, hashToken, type StoreKeys, type StoreSnapshot } from '../stores/index.js'
import { addDevice, findLastFourHash, takeGuess, tokenQuery } from './order-view.queries.js'

export interface Opener {
  readonly customerId: CustomerId | null
  /** The browser's session; null when it has none yet. */
  readonly sessionHash: string | null
}

export type OpenResult =
  | { readonly opened: true; readonly orderId: OrderId }
  | { readonly opened: false; readonly reason: 'not_found' }
  /** The link is right; this browser has still to name the last four digits of the phone. */
  | { readonly opened: false; readonly reason: 'locked'; readonly number: string }

const TOKEN = /^[A-Za-z0-9_-]{22}$/

/**
 * Opens an order by its unguessable link, the only way for a guest: at once in the browser that placed it, for the
 * customer it belongs to, and where the last four digits were named before. The order's number opens nothing.
 */
export async function openOrder(
  app: Pick<App, 'db'>,
  store: StoreSnapshot,
  { token, opener }: { token: string; opener: Opener },
): Promise<OpenResult> {
  const found = await findByToken(app, store, token, opener)
  if (!found) return { opened: false, reason: 'not_found' }
  const isOwn = found.customerId !== null && found.customerId === opener.customerId
  if (isOwn || found.knows) return { opened: true, orderId: found.orderId }
  return { opened: false, reason: 'locked', number: found.number }
}

/** The same inside a transaction; null for everybody it does not open for. */
export async function openedIn(
  tx: TenantTx,
  keys: StoreKeys,
  { token, opener }: { readonly token: string; readonly opener: Opener },
): Promise<OrderId | null> {
  if (!TOKEN.test(token)) return null
  const tokenHash = hashToken(keys, token)
  const [row] = await tokenQuery(tx.sql, tx.tenantId, { tokenHash, sessionHash: opener.sessionHash })
  if (!row) return null
  const isOwn = row.customer_id !== null && idOf('cus', row.customer_id) === opener.customerId
  return isOwn || row.knows ? idOf('ord', row.id) : null
}

async function findByToken(app: Pick<App, 'db'>, store: StoreSnapshot, token: string, opener: Opener) {
  if (!TOKEN.test(token)) return null
  const tokenHash = hashToken(store.keys, token)
  const [[row]] = await readTenant(app.db, store.storeId, (sql, tenantId) => [
    tokenQuery(sql, tenantId, { tokenHash, sessionHash: opener.sessionHash }),
  ])
  if (!row) return null
  return {
    orderId: idOf('ord', row.id),
    number: row.number,
    customerId: row.customer_id === null ? null : idOf('cus', row.customer_id),
    knows: row.knows,
  }
}

/** Wrong guesses of the last four digits an order takes within an hour. */
export const GUESSES_PER_HOUR = 5

export type UnlockResult =
  | { readonly unlocked: true; readonly orderId: OrderId }
  | { readonly unlocked: false; readonly reason: 'not_found' | 'wrong' | 'too_many' }

/** Names the last four digits on a new device, which may open the order from then on. */
export async function unlockOrder(
  app: Pick<App, 'db'>,
  store: StoreSnapshot,
  ask: { token: string; lastFour: string; sessionHash: string; at: Date },
): Promise<UnlockResult> {
  const { lastFour, sessionHash, at } = ask
  const found = await findByToken(app, store, ask.token, { customerId: null, sessionHash })
  if (!found) return { unlocked: false, reason: 'not_found' }
  const { orderId } = found
  return withTenant(app.db, store.storeId, async (tx): Promise<UnlockResult> => {
    const limit = { guesses: GUESSES_PER_HOUR, at, since: later(at, -HOUR) }
    if (!(await takeGuess(tx, orderId, limit))) return { unlocked: false, reason: 'too_many' }
    const wanted = await findLastFourHash(tx, orderId)
    const isRight =
      /^\d{4}$/.test(lastFour) &&
      wanted !== null &&
      timingSafeEqual(wanted, hashLastFour(store.keys, lastFour, orderId))
    if (!isRight) return { unlocked: false, reason: 'wrong' }
    await addDevice(tx, { orderId, sessionHash, at })
    return { unlocked: true, orderId }
  })
}
