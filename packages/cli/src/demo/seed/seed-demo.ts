import { type CustomerId, DAY, later, localDateOf, must } from '@mamapu/kernel'
import type { Product } from '../../product/compose.js'
import type { DemoShop } from '../demo.types.js'
import { demoShops } from '../shops/index.js'
import { admitCustomers, SHOP_DAYS } from './customers.js'
import { holdDemo, isEmpty } from './demo.queries.js'
import { type DemoNote, type DemoShopNote, isFinished, newNote, readNote, writeNote } from './demo-note.js'
import { enrolPeople } from './demo-people.js'
import { liveOrders } from './live-orders.js'
import { furnish, hasCoupons, openStore, publish } from './open-shop.js'
import { openPast } from './past.js'
import { PictureShelf } from './picture-shelf.js'

/** The day begins where the demo's customers live. */
const ZONE = 'Asia/Shanghai'
const MIDNIGHT = 'T00:00:00+08:00'
/** Orders planned per shop over the last ninety days. */
export const ORDERS_PER_SHOP = 100

export interface SeedOptions {
  readonly say: (line: string) => void
  readonly shops?: readonly DemoShop[]
  readonly orders?: number
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

async function make(product: Product, known: DemoNote | null, options: SeedOptions): Promise<void> {
  const { say, shops = demoShops, orders = ORDERS_PER_SHOP } = options
  const { dataDir, clock } = product.app
  let note =
    known ??
    newNote(
      localDateOf(clock.now(), ZONE),
      orders,
      shops.map(({ slug }) => slug),
    )
  const keep = (change: Partial<DemoNote>) => {
    note = { ...note, ...change }
    writeNote(dataDir, note)
  }
  const keepShop = (slug: string, shop: DemoShopNote) => keep({ shops: { ...note.shops, [slug]: shop } })
  keep({})
  say('正在布置示例店铺,只在第一次启动时 · setting up the demo shops, at the first start only …')
  const today = new Date(`${note.today}${MIDNIGHT}`)
  const openedAt = later(today, -SHOP_DAYS * DAY)
  keep({ people: await enrolPeople(openPast(product, openedAt, null), note) })
  const shelf = new PictureShelf()
  const open = demoShops.filter(({ slug }) => note.shops[slug]?.isDone === false)
  const total = Object.keys(note.shops).length
  const tasks = open.map(async (shop) => {
    const past = openPast(product, openedAt, note.people.merchant.staffId)
    const storeId = await openStore(past, shop, note.people)
    keepShop(shop.slug, { storeId, isDone: false })
    await furnish(past, storeId, shop, { people: note.people, shelf })
    const store = must(await product.directory.refresh(storeId), 'a shop that was just opened')
    const customers: ReadonlyMap<string, CustomerId> = await admitCustomers(past, store, today)
    await liveOrders({
      past,
      store,
      shop,
      customers,
      today,
      orders: note.orders,
      withCoupons: hasCoupons(shop),
    })
    past.clock.set(openedAt)
    await publish(past, storeId)
    await product.directory.refresh(storeId)
    keepShop(shop.slug, { storeId, isDone: true })
    const done = Object.values(note.shops).filter(({ isDone }) => isDone).length
    say(`示例店铺 ${done}/${total} · demo shops ${done}/${total}  ${shop.name}`)
  })
  const failed = (await Promise.allSettled(tasks)).find((task) => task.status === 'rejected')
  if (failed) throw failed.reason
}
