import { withTenant } from '@mamapu/db'
import type { StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { listWaitingOf, markAllDone } from './event.queries.js'
import type { HandlerRegistry } from './event.types.js'
import { runHandlers } from './run-handlers.js'

const AT_ONCE = 500

/**
 * Delivers what one shop has to tell in this process, oldest first, without the queue: for work that brings its own
 * clock, like the demo's past; `before` may move it to each event's instant. What nobody listens to is done at once.
 * Ends when nothing waits any more; a handler that fails throws and leaves its event waiting.
 */
export async function deliverHere(
  app: App,
  registry: HandlerRegistry,
  storeId: StoreId,
  before: (eventAt: Date) => void = () => {},
): Promise<number> {
  let delivered = 0
  for (;;) {
    const waiting = await listWaitingOf(app.db, storeId, AT_ONCE)
    if (waiting.length === 0) return delivered
    for (const { id, at } of waiting.filter(({ name }) => registry.has(name))) {
      before(at)
      await runHandlers(app, registry, storeId, id)
    }
    const unheard = waiting.filter(({ name }) => !registry.has(name)).map(({ id }) => id)
    if (unheard.length > 0) await withTenant(app.db, storeId, (tx) => markAllDone(tx, unheard))
    delivered += waiting.length
  }
}
