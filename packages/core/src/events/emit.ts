import type { TenantTx } from '@mamapu/db'
import { type Id, newId } from '@mamapu/kernel'
import { insertEvent } from './event.queries.js'
import type { EventMap, EventName, StoreEvent } from './event.types.js'

/**
 * Tells what has happened, in the transaction in which it happens: delivered at least once if that commits, never
 * otherwise. Nudge the relay after the commit; without a nudge it is delivered within about a second.
 */
export async function emit<N extends EventName>(
  tx: TenantTx,
  name: N,
  payload: EventMap[N],
  at: Date,
): Promise<Id<'evt'>> {
  const id = newId('evt', at)
  await insertEvent(tx, { id, name, payload, at } as StoreEvent)
  return id
}
