import { links, customers as people, type stores } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { type CustomerId, DAY, later, localDateOf, MINUTE, must } from '@mamapu/kernel'
import { seeded } from '../people.js'
import { findGoods } from './demo.queries.js'
import type { Past } from './past.js'

const PLUGIN = 'distributor'
const DAYS = 7
const PER_DAY = 3
const LOOKS_MAX = 3

interface Sharing {
  readonly sellers: readonly CustomerId[]
  /** Some of whom open a link while they are signed in. */
  readonly friends: readonly CustomerId[]
  /** Midnight before the day the demo calls today. */
  readonly today: Date
}

/**
 * What the links of those who sell brought in the last week: every visit in a browser of its own, two of three said that they may
 * be seen and looked at something. Where somebody came already, nobody comes again.
 */
export async function openLinks(
  past: Past,
  store: stores.StoreSnapshot,
  { sellers, friends, today }: Sharing,
): Promise<void> {
  const { app, clock } = past
  const own = await Promise.all(sellers.map((owner) => ownLink(past, store, owner, today)))
  if (await wereOpened(past, store, { sellers, today })) return
  const { products } = await findGoods(app.db, store.storeId)
  const shelf = [...products.values()].slice(0, 24)
  const random = seeded(`visits ${store.slug}`)
  const looks = new links.LookBuffer(app)
  for (let nth = 0; nth < DAYS * PER_DAY; nth += 1) {
    const at = later(today, -Math.floor(nth / PER_DAY) * DAY - Math.floor((2 + random() * 10) * 60) * MINUTE)
    clock.set(at)
    const link = must(own[nth % 3 === 2 ? 1 : 0], 'a link')
    const friend = nth % 2 === 0 ? friends[nth % friends.length] : undefined
    const { principal } = await people.startGuest(app.db, store, at)
    const shopper = { ...principal, customerId: friend ?? null }
    await links.noteVisit(app, store, { link, target: '/', shopper, browser: null, at })
    if (nth % 3 === 1) continue
    await links.noteAnswer(app, store, { shopper, seenBy: link.owner, at: later(at, MINUTE) })
    for (let seen = 0; seen < 1 + Math.floor(random() * LOOKS_MAX); seen += 1) {
      const productId = must(shelf[Math.floor(random() * shelf.length)], 'something to look at')
      const look = {
        owner: link.owner,
        visitorKey: principal.visitorKey,
        customerId: friend ?? null,
        productId,
      }
      looks.note(store.storeId, look, later(at, (2 + seen) * MINUTE))
    }
    await looks.flush()
  }
}

/** The link she was given when she was approved. */
function ownLink({ app }: Past, { storeId }: stores.StoreSnapshot, owner: CustomerId, at: Date) {
  return withTenant(app.db, storeId, (tx) =>
    links.makeLink(tx, { plugin: PLUGIN, owner, scene: 'share', target: '/' }, at),
  )
}

async function wereOpened(
  { app }: Past,
  { storeId, zone }: stores.StoreSnapshot,
  { sellers, today }: Omit<Sharing, 'friends'>,
): Promise<boolean> {
  const span = { from: localDateOf(later(today, -2 * DAYS * DAY), zone), last: localDateOf(today, zone) }
  const figures = await withTenant(app.db, storeId, (tx) =>
    links.readFigures(tx, { owners: sellers, ...span }),
  )
  return figures.length > 0
}
