import { withTenant } from '@mamapu/db'
import { type CustomerId, type Id, localDateOf, MINUTE, SECOND } from '@mamapu/kernel'
import type { App } from '../app.js'
import { endUnseen, writeSeenBy, writeUnseen } from '../customers/index.js'
import { emit, type HandlerRegistry, runHandlers } from '../events/index.js'
import type { ShopperPrincipal } from '../http/index.js'
import { hashToken, type StoreSnapshot } from '../stores/index.js'
import { countVisit, insertVisit, type Link, openAgain, writeCameBy } from './link.queries.js'

/** A second tap so soon tells nothing new. */
const SAME_TAP_MS = MINUTE
/** Whoever opened it is led on after this, whatever listeners still do. */
const WAIT_MAX_MS = 2 * SECOND
const BROWSER_BYTES = 16
/** People one browser says yes to; the oldest is forgotten, and asked for again. */
const SEEN_BY_MAX = 20

export interface Visit {
  readonly link: Link
  /** Where it leads this time. */
  readonly target: string
  readonly shopper: ShopperPrincipal
  /** What is known of a browser that came without a session; null when it came with one. */
  readonly browser: string | null
  readonly at: Date
}

/**
 * Keeps that somebody opened a link and tells it as `link.visited`, in one transaction; the event's id, or null when there is
 * nothing new to tell. One visitor is one visitor of a day; a browser that keeps no cookies too.
 */
export async function noteVisit(app: App, store: StoreSnapshot, visit: Visit): Promise<Id<'evt'> | null> {
  const { link, target, shopper, at } = visit
  const { visitorKey, customerId, sessionHash } = shopper
  const browser =
    visit.browser === null ? null : hashToken(store.keys, visit.browser).subarray(0, BROWSER_BYTES)
  const day = localDateOf(at, store.zone)
  const row = { linkId: link.id, day, visitorKey, browser, at }
  return withTenant(app.db, store.storeId, async (tx) => {
    const isNew = await insertVisit(tx, row)
    const before = isNew ? null : await openAgain(tx, row)
    await writeCameBy(tx, { sessionHash, owner: link.owner, at })
    // Without a session of before, whoever it is has a new key, which nobody has been told of.
    const isTold = browser === null && before !== null && at.getTime() - before.getTime() < SAME_TAP_MS
    const { plugin, code, owner, scene } = link
    const told = isTold
      ? null
      : await emit(
          tx,
          'link.visited',
          { plugin, code, owner, scene, target, visitorKey, customerId, at: at.toISOString() },
          at,
        )
    await countVisit(tx, row, isNew)
    return told
  })
}

/**
 * Keeps what a visitor answered and tells it as `visitor.answered`: a yes to the one named, if that is who brought them last, or a
 * no to everybody, wherever they are signed in. Null, keeping nothing, when somebody else has brought them since they were asked.
 */
export function noteAnswer(
  app: App,
  store: StoreSnapshot,
  { shopper, seenBy, at }: { shopper: ShopperPrincipal; seenBy: CustomerId | null; at: Date },
): Promise<Id<'evt'> | null> {
  const { sessionHash, visitorKey, customerId } = shopper
  const mayFollow = seenBy !== null
  return withTenant(app.db, store.storeId, async (tx) => {
    if (seenBy === null) await writeUnseen(tx, { sessionHash, customerId, at })
    else {
      if (!(await writeSeenBy(tx, { sessionHash, owner: seenBy, at, most: SEEN_BY_MAX }))) return null
      if (customerId) await endUnseen(tx, customerId)
    }
    return emit(tx, 'visitor.answered', { visitorKey, customerId, mayFollow, at: at.toISOString() }, at)
  })
}

/** Lets who listens handle it now, so that what follows knows of it; what fails or takes long comes again by the outbox. */
export async function tellNow(
  app: App,
  handlers: HandlerRegistry,
  store: StoreSnapshot,
  eventId: Id<'evt'>,
): Promise<void> {
  const handled = runHandlers(app, handlers, store.storeId, eventId).catch((error: Error) => {
    const data = { storeId: store.storeId, eventId, reason: error.message }
    app.log.warn(data, 'what a visitor did could not be handled at once; it is told again')
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, WAIT_MAX_MS)
  })
  await Promise.race([handled, late])
  clearTimeout(timer)
  app.nudge(store.storeId)
}
