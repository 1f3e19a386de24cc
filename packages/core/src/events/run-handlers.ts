import { withTenant } from '@mamapu/db'
import { assert, type Id, OutsideError, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { claimEffect, findOpenEvent, markDone } from './event.queries.js'
import type { EventHandler, EventName, HandlerRegistry, StoreEvent } from './event.types.js'

type Enqueued = Parameters<App['jobs']['send']>

/** The handlers by event; asserts that no two share a name. */
export function handlerRegistry(handlers: readonly EventHandler[]): HandlerRegistry {
  const byEvent = new Map<EventName, EventHandler[]>()
  const names = new Set<string>()
  for (const handler of handlers) {
    assert(/^[a-z][a-z0-9-]*(\.[a-z0-9_-]+)+$/.test(handler.name), `not a handler name: ${handler.name}`)
    assert(!names.has(handler.name), `the handler ${handler.name} is there twice`)
    names.add(handler.name)
    byEvent.set(handler.event, [...(byEvent.get(handler.event) ?? []), handler])
  }
  return byEvent
}

/**
 * Delivers one event to every handler that has not had it: each in a transaction of its own, together with the row that
 * says so. A handler that fails stops no other one; then this throws, to be run again. When all have it, the event is done.
 */
export async function runHandlers(
  app: App,
  registry: HandlerRegistry,
  storeId: StoreId,
  eventId: Id<'evt'>,
): Promise<void> {
  const open = await findOpenEvent(app.db, storeId, eventId)
  if (!open) return
  const at = app.clock.now()
  const failures: { handler: string; cause: unknown }[] = []
  for (const handler of registry.get(open.event.name) ?? []) {
    if (open.handledBy.has(handler.name)) continue
    try {
      await runHandler(app, handler, storeId, open.event, at)
    } catch (cause) {
      failures.push({ handler: handler.name, cause })
    }
  }
  if (failures[0])
    throw new OutsideError(
      'HANDLER_FAILED',
      `${open.event.name}: ${failures.map((failure) => failure.handler).join(', ')} failed`,
      { cause: failures[0].cause },
    )
  await withTenant(app.db, storeId, (tx) => markDone(tx, eventId))
}

async function runHandler(
  app: App,
  handler: EventHandler,
  storeId: StoreId,
  event: StoreEvent,
  at: Date,
): Promise<void> {
  const enqueued: Enqueued[] = []
  await withTenant(app.db, storeId, async (tx) => {
    if (!(await claimEffect(tx, event.id, handler.name, at))) return
    const enqueue = (...request: Enqueued) => void enqueued.push(request)
    await handler.handle(tx, event, { app, at, enqueue })
  })
  for (const request of enqueued)
    await app.jobs.send(...request).catch((error: Error) => {
      // The effect is committed; running the handler again would do nothing. The job's sweeper comes by.
      const data = {
        storeId,
        eventId: event.id,
        handler: handler.name,
        job: request[0],
        reason: error.message,
      }
      app.log.warn(data, 'a job asked for by a handler was not taken; its sweeper will find it')
    })
}
