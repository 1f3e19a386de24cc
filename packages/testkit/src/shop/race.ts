import { assert } from '@mamapu/kernel'
import { cartOf, type TestCart, type Wanted } from './cart.js'
import type { Ground } from './ground.js'
import { guestOf } from './people.js'
import type { Guest } from './shop.types.js'

export const BUYERS_MAX = 1000

/** One of many who come at once: a guest with a verified phone of their own. */
export interface RaceBuyer extends Guest {
  /** From 0. */
  readonly n: number
  cart(...wanted: readonly Wanted[]): TestCart
}

export interface Race<R> {
  /** How many had which outcome: `placed` or `ok`, else the code of the refusal. */
  readonly counts: Readonly<Record<string, number>>
  /** In the order of the buyers. */
  readonly results: readonly R[]
}

/**
 * Lets so many buyers go at the same moment, each through the real use case on the shop's pool of connections. An error that
 * is no refusal fails the race.
 */
export async function race<R>(
  ground: Ground,
  count: number,
  work: (buyer: RaceBuyer, n: number) => Promise<R>,
): Promise<Race<R>> {
  assert(count >= 1 && count <= BUYERS_MAX, `between one and ${BUYERS_MAX} buyers`)
  const buyers = await Promise.all(
    Array.from({ length: count }, async (_, n): Promise<RaceBuyer> => {
      const guest = await guestOf(ground, ground.nextPhone())
      return { ...guest, n, cart: (...wanted) => cartOf(ground, wanted).by(guest) }
    }),
  )
  const results = await Promise.all(buyers.map((buyer) => work(buyer, buyer.n)))
  const counts: Record<string, number> = {}
  for (const result of results) {
    const outcome = outcomeOf(result)
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  return { counts, results }
}

/** The outcome of a result: of a use case (`placed`, `done`, `code`) or of an answer over HTTP (`status`). */
function outcomeOf(result: unknown): string {
  const { placed, done, code, reason, status, json } = (result ?? {}) as Record<string, unknown>
  if (placed === true) return 'placed'
  if (done === true) return 'done'
  if (typeof status === 'number' && status < 300) return 'ok'
  const named = code ?? reason ?? (json as Record<string, unknown> | undefined)?.['code'] ?? status
  return named === undefined ? 'done' : String(named)
}
