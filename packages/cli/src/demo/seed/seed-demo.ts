import { audit } from '@mamapu/core'
import { type Database, withTenant } from '@mamapu/db'
import { DAY, later, localDateOf, must, type StoreId } from '@mamapu/kernel'
import type { Product } from '../../product/compose.js'
import type { DemoShop } from '../demo.types.js'
import { demoShops } from '../shops/index.js'
import { planCampaigns } from './campaigns.js'
import { takeCounterMoney } from './counter-money.js'
import { admitCustomers, SHOP_DAYS } from './customers.js'
import { holdDemo, isEmpty } from './demo.queries.js'
import { type DemoNote, isFinished, newNote, readNote, writeNote } from './demo-note.js'
import { enrolPeople } from './demo-people.js'
import { liveDesk } from './desk-life.js'
import { enrolDistributors } from './distributors.js'
import { liveEndedSale } from './ended-sale.js'
import { liveOrders } from './live-orders.js'
import { openChannels } from './messages.js'
import { furnish, hasCoupons, openStore, publish } from './open-shop.js'
import { openPast, openPastDatabase } from './past.js'
import { livePickups } from './pickups.js'
import { PictureShelf } from './picture-shelf.js'
import { liveSharing } from './sharing.js'

/** The day begins where the demo's customers live. */
const ZONE = 'Asia/Shanghai'
const MIDNIGHT = 'T00:00:00+08:00'
/** Orders planned per shop over the last ninety days. */
export const ORDERS_PER_SHOP = 80

export interface SeedOptions {
  readonly say: (line: string) => void
  readonly shops?: readonly DemoShop[]
  readonly orders?: number
  /** Told to stop: it throws at its next step and leaves what the next run goes on with. */
  readonly signal?: AbortSignal
}

export type SeedResult = 'made' | 'there_already' | 'not_empty' | 'elsewhere'

/**
 * Makes the demo shops with ninety days behind them: once per installation, and only where no shop was ever opened.
 * A run that was killed is gone on with from where it stood. Two processes at once: one makes it, the other says so.
 */
export async function seedDemo(product: Product, options: SeedOptions): Promise<SeedResult> {
  const { db, dataDir } = product.app
  const letGo = await holdDemo(db)
  if (!letGo) return 'elsewhere'
  try {
    const known = readNote(dataDir)
    if (known && isFinished(known)) return 'there_already'
    if (!known && !(await isEmpty(db))) return 'not_empty'
    await make(product, known, options)
    return 'made'
  } finally {
    await letGo()
  }
}

/** True when the next start has something to make: nothing is here yet, or a start was interrupted. */
export async function needsDemo({ app }: Product): Promise<boolean> {
  const known = readNote(app.dataDir)
  return known ? !isFinished(known) : isEmpty(app.db)
}

interface Making {
  readonly product: Product
  readonly db: Database
  readonly shelf: PictureShelf
  readonly today: Date
  readonly openedAt: Date
  readonly signal: AbortSignal
}

async function make(product: Product, known: DemoNote | null, options: SeedOptions): Promise<void> {
  const { say, shops = demoShops, orders = ORDERS_PER_SHOP, signal = new AbortController().signal } = options
  const { dataDir, clock } = product.app
  const slugs = shops.map(({ slug }) => slug)
  let note = known ?? newNote(localDateOf(clock.now(), ZONE), orders, slugs)
  const keep = (change: Partial<DemoNote>) => {
    note = { ...note, ...change }
    writeNote(dataDir, note)
  }
  keep({})
  say('正在布置示例店铺，只在第一次启动时 · setting up the demo shops, at the first start only …')
  const today = new Date(`${note.today}${MIDNIGHT}`)
  const openedAt = later(today, -SHOP_DAYS * DAY)
  const db = openPastDatabase(product)
  const making: Making = { product, db, shelf: new PictureShelf(), today, openedAt, signal }
  try {
    keep({
      people: await enrolPeople(openPast(product, db, { at: openedAt, merchantId: null, signal }), note),
    })
    const unfinished = demoShops.filter(({ slug }) => note.shops[slug]?.isDone === false)
    const tasks = unfinished.map(async (shop) => {
      const storeId = await makeShop(making, shop, note)
      keep({ shops: { ...note.shops, [shop.slug]: { storeId, isDone: true } } })
      const all = Object.values(note.shops)
      const count = `${all.filter(({ isDone }) => isDone).length}/${all.length}`
      say(`示例店铺 ${count} · demo shops ${count}  ${shop.name}`)
    })
    const failed = (await Promise.allSettled(tasks)).find((task) => task.status === 'rejected')
    if (failed) throw failed.reason
  } finally {
    await db.close()
  }
}

async function makeShop(making: Making, shop: DemoShop, { people, orders }: DemoNote): Promise<StoreId> {
  const { product, db, shelf, today, openedAt, signal } = making
  const merchantId = people.merchant.staffId
  const past = openPast(product, db, { at: openedAt, merchantId, signal })
  const storeId = await openStore(past, shop, people)
  await furnish(past, storeId, shop, { people, shelf })
  await publish(past, storeId)
  const store = must(await product.directory.refresh(storeId), 'a shop that was just opened')
  const customers = await admitCustomers(past, store, today)
  await enrolDistributors(past, store, { shop, customers })
  await liveOrders({ past, store, shop, customers, today, orders, withCoupons: hasCoupons(shop) })
  if (shop.endedSale) await takeCounterMoney(past, storeId, today)
  await liveEndedSale(past, store, { shop, customers, today })
  await liveSharing(past, store, { shop, customers, shelf, today })
  const clerkId = must(people.clerk.staffId, 'the clerk has an account')
  await liveDesk(past, store, { shop, customers, today })
  await livePickups(past, store, { shop, customers, clerkId, today })
  // What is planned from today on: the clock of a fresh start, not the shop's first day.
  const now = openPast(product, db, { at: product.clock.now(), merchantId, signal })
  await planCampaigns(now, storeId, shop.campaigns)
  await openChannels(now, storeId)
  await noteFinished(product, storeId)
  return storeId
}

/** Ends a shop with a commit that waits for the disk, and so for everything that was committed before it. */
async function noteFinished({ app }: Product, storeId: StoreId): Promise<void> {
  const note = { actor: 'system', action: 'demo.finished', subject: storeId, data: {}, at: app.clock.now() }
  await withTenant(app.db, storeId, (tx) => audit.audit(tx, note))
}
