import {
  campaigns,
  events,
  type notifications,
  type orders,
  type parcels,
  type payouts,
  plugins,
  verify,
} from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { must, uuidOf } from '@mamapu/kernel'
import type { Plugin } from '@mamapu/plugin-sdk'
import type { FastifyInstance } from 'fastify'
import { createTestApp, type TestApp } from '../app.js'
import { Browser } from '../browser.js'
import { makeCampaign } from '../campaigns.js'
import { createTestDatabase, type TestDatabase } from '../database.js'
import { addTestSku, stockOf } from '../goods.js'
import {
  carrierOn,
  cashierPeer,
  type Line,
  messagesOn,
  openLine,
  payoutsOn,
  sandboxOn,
} from '../peers/cashier.js'
import { transfersPeer } from '../peers/transfers.js'
import { addTestPicture } from '../pictures.js'
import { createTestStore, type TestStore } from '../store.js'
import { cartOf } from './cart.js'
import { CASH, cashProvider } from './cash.js'
import { doorsOf } from './doors.js'
import type { Ground } from './ground.js'
import { TestOrder } from './order.js'
import { pagesOf } from './pages.js'
import { guestOf, makeCustomer, makeOwner, makeStaff } from './people.js'
import { race } from './race.js'
import { serveShop } from './serve-shop.js'
import type { Shop, ShopOptions } from './shop.types.js'
import { travel } from './travel.js'
import { testWork } from './work.js'

const WEDNESDAY_TEN = new Date('2026-03-04T02:00:00Z')

/** One database and one server with every plugin installed that shops in it may switch on: shops in it are cheap. */
export interface House {
  readonly database: TestDatabase
  readonly test: TestApp
  readonly installed: readonly Plugin[]
  readonly line: Line
  /** The web server of the house, built when somebody first comes in by a door. */
  readonly serve: () => Promise<FastifyInstance>
  readonly providers: orders.Providers
  readonly payouts: payouts.PayoutProviders
  readonly messages: notifications.ChannelProviders
  readonly tracking: parcels.TrackingProviders
}

interface Teardown {
  teardown(work: () => unknown): void
}

/** Opens a shop of its own for one test, with its plugins switched on; gone when the test ends. */
export async function openShop(
  t: Teardown,
  { plugins: installed = [], at = WEDNESDAY_TEN, zone, max = 10, providers, messengers }: ShopOptions = {},
): Promise<Shop> {
  const more = { ...(providers ? { providers } : {}), ...(messengers ? { messengers } : {}) }
  const house = await openHouse(t, installed, { at, max, ...more })
  return shopIn(house, installed, zone ? { zone } : {})
}

/** A database and a server with these plugins installed and no shop yet. */
export async function openHouse(
  t: Teardown,
  installed: readonly Plugin[],
  {
    at = WEDNESDAY_TEN,
    max = 10,
    ...more
  }: Pick<ShopOptions, 'at' | 'max' | 'providers' | 'messengers'> = {},
): Promise<House> {
  const { migrations } = plugins.loadPlugins(installed)
  const database = await createTestDatabase(t, { plugins: migrations, max })
  return houseOver(t, database, installed, { at, ...more })
}

/** The database served with these plugins, as after an update or when one was taken out. */
export async function houseOver(
  t: Teardown,
  database: TestDatabase,
  installed: readonly Plugin[],
  {
    at,
    providers: more = () => [],
    messengers = [],
  }: { readonly at: Date } & Pick<ShopOptions, 'providers' | 'messengers'>,
): Promise<House> {
  const line = await openLine(t)
  const test = createTestApp(t, database.db, { at, plugins: installed, internal: line.origin })
  const providers: orders.Providers = new Map([
    ['sandbox', sandboxOn(test, line.origin)],
    [CASH, cashProvider],
    ...more(test).map((provider) => [provider.id, provider] as const),
  ])
  const payoutProviders: payouts.PayoutProviders = new Map([['sandbox', payoutsOn(test, line.origin)]])
  const messages = messagesOn(test, line.origin, messengers)
  const tracking: parcels.TrackingProviders = new Map([['sandbox', carrierOn(test, line.origin)]])
  let served: Promise<FastifyInstance> | undefined
  const serve = () => {
    served ??= serveShop(test, { providers, payouts: payoutProviders, messages, tracking })
    return served
  }
  t.teardown(async () => void (await (await served)?.close()))
  line.serve(serve)
  return { database, test, installed, line, serve, providers, payouts: payoutProviders, messages, tracking }
}

/** One more shop in the house with these of its plugins switched on, or a store that is there as it is. */
export async function shopIn(
  { database, test, line, serve, providers, payouts: payoutProviders, messages, tracking }: House,
  installed: readonly Plugin[],
  { zone, store: known }: { readonly zone?: string; readonly store?: TestStore } = {},
): Promise<Shop> {
  const { db, admin } = database
  const { host, directory, app, clock } = test
  const at = clock.now()
  const store = known ?? (await createTestStore(db, at, undefined, zone))
  const doors = doorsOf(serve, store)
  let phones = 0
  const ground: Ground = {
    ...test,
    database,
    db,
    store,
    installed,
    providers,
    payouts: payoutProviders,
    messages,
    tracking,
    doors,
    current: async () => must(await directory.byId(store.storeId), 'a store'),
    snapshot: async (of = store) => must(await directory.refresh(of.storeId), 'a store'),
    nextPhone() {
      phones += 1
      return `151${String(phones).padStart(8, '0')}`
    },
  }
  const work = testWork(test, database, {
    storeId: store.storeId,
    providers,
    payouts: payoutProviders,
    messages,
    tracking,
  })
  const order = (orderId: `ord_${string}`) => new TestOrder(ground, orderId)
  const switchTo: Shop['switchTo'] = async (isOn, of = store) => {
    const pluginId = must(installed[0], 'a plugin').id
    await plugins.switchPlugin(host, of.storeId, { pluginId, isOn, staffId: null, at: clock.now() })
  }
  for (const { id: pluginId } of known ? [] : installed)
    await plugins.switchPlugin(host, store.storeId, { pluginId, isOn: true, staffId: null, at })
  const origin = `${store.slug}.localhost:3000`
  return {
    ...ground,
    ...doors,
    ...work,
    ...pagesOf(ground),
    test,
    plugin: installed[0] as Shop['plugin'],
    peers: { payment: cashierPeer(ground, line), payout: transfersPeer(ground, line) },
    picture: (shade) => addTestPicture(ground.app, store.storeId, shade),
    sku: (about) => addTestSku(db, store.storeId, clock.now(), about),
    campaign: (about) => makeCampaign(test, store.storeId, about),
    guest: (phone = ground.nextPhone()) => guestOf(ground, phone),
    customer: (about = {}, of = store) => makeCustomer(ground, about, of),
    owner: (of) => makeOwner(ground, of),
    staff: (role) => makeStaff(ground, role),
    neighbour: () => createTestStore(db, clock.now()),
    cart: (...wanted) => cartOf(ground, wanted),
    order,
    race: (count, run) => race(ground, count, run),
    travel: (whither) => travel(ground, work, whither),
    stock: (sku) => stockOf(db, store.storeId, sku),
    async quota(kind, id) {
      const [row] = await admin<{ limit: number; taken: number }[]>`
        select coalesce(sum(limit_units), 0)::int as limit, coalesce(sum(taken), 0)::int as taken
          from quotas where tenant_id = ${uuidOf(store.storeId)} and kind = ${kind} and (${id ?? null}::text is null or id = ${id ?? null})`
      return { ...must(row, 'a counter') }
    },
    async broken() {
      const checks = installed.flatMap((plugin) => plugin.verify ?? [])
      return (await verify.verify(admin, { checks })).filter(({ broken }) => broken.length > 0)
    },
    switchTo,
    visit: (where = 'shop') => new Browser(line.origin, where === 'shop' ? origin : app.hosts.base),
    async passEdges() {
      for (const { find, job } of campaigns.campaignSweepers)
        for (const due of await find(db.sweep, clock.now(), 100)) await work.run(job, { campaignId: due.id })
      await work.deliver()
    },
    runJob: (name, pluginId = installed[0]?.id ?? '') => work.run(`plugin.${pluginId}.${name}.run`),
    async tell(name, payload, times = 1) {
      const eventId = await withTenant(db, store.storeId, (tx) =>
        events.emit(tx, name, payload as never, clock.now()),
      )
      for (let time = 0; time < times; time += 1) {
        await work.handle(eventId)
        // As if the note that it is done had been lost: what was handled is known all the same.
        await admin`update outbox set state = 'sent' where id = ${uuidOf(eventId)}`
      }
      return eventId
    },
    pay: async (orderId) => void (await order(orderId).pay()),
    cancel: async (orderId) => void (await order(orderId).cancel()),
    refund: async (orderId, units) => void (await order(orderId).refund(units)),
    receive: async (orderId) => void (await (await order(orderId).ship()).receive()),
  }
}
