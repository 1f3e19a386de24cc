import { randomInt } from 'node:crypto'
import { catalog, customers, plugins } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { later, MINUTE, must, type StoreId, uuidOf } from '@mamapu/kernel'
import postgres from 'postgres'
import type { Product } from '../product/compose.js'
import { compare, describe, type Load } from './load.js'
import type { Measure } from './measures.js'
import { Shopper, type Wish } from './shopper.js'
import type { Site } from './site.js'
import { Wire } from './wire.js'

const CLIENTS = 4
/** Many short ones: what is looked for is a hundredth or two. */
const ROUNDS = { rounds: 12, ms: 400, warm: { count: 1000, ms: 3000 } }
const GUEST_ROUNDS = { ...ROUNDS, rounds: 4 }
const PLUGIN = 'distributor'
/** Two shops of the town that nobody else measures in. */
const SHOPS = { on: 4, off: 5 } as const

interface Counter {
  readonly slug: string
  readonly storeId: StoreId
  readonly wish: Wish
}

/** One shop with distributors on or off, and what everybody buys there. */
async function openCounter({ app, host, directory }: Product, slug: string, isOn: boolean): Promise<Counter> {
  const { storeId } = must(await directory.byHost(`${slug}.localhost`), `no shop ${slug}`)
  const at = app.clock.now()
  if (isOn) await plugins.switchPlugin(host, storeId, { pluginId: PLUGIN, isOn, staffId: null, at })
  const found = await catalog.findStorefrontProduct(app.db, storeId, 'p-0', later(at, MINUTE))
  const { id: skuId, priceFen } = must(found?.skus[0], 'something to buy')
  return { slug, storeId, wish: { skus: [{ skuId, priceFen, productSlug: 'p-0' }], totalFen: priceFen } }
}

/** Browsers with a session, each signed in as a customer of its own whom nobody brought. */
async function signedIn(site: Site, port: number, counter: Counter): Promise<readonly Shopper[]> {
  const { storeId } = counter
  const ids = await site.inside(async ({ app, directory }) => {
    const store = must(await directory.byHost(`${counter.slug}.localhost`), 'a shop')
    const at = app.clock.now()
    return withTenant(app.db, storeId, async (tx) => {
      const made: string[] = []
      for (let nth = 0; nth < CLIENTS; nth += 1) {
        const phone = `137${String(randomInt(1e8)).padStart(8, '0')}`
        made.push(
          must(await customers.admitCustomer(tx, store.keys, { phone, name: '林小满', at }), 'a customer'),
        )
      }
      return made as Parameters<typeof uuidOf>[0][]
    })
  })
  const shoppers = await guests(site, port, counter)
  const admin = postgres(site.databaseUrl, { max: 1, onnotice: () => {} })
  await admin`
    with fresh as (select token_hash, row_number() over (order by created_at desc) as n from customer_sessions
                    where tenant_id = ${uuidOf(storeId)} order by created_at desc limit ${CLIENTS})
    update customer_sessions s set customer_id = (${ids.map(uuidOf)}::uuid[])[fresh.n] from fresh
     where s.tenant_id = ${uuidOf(storeId)} and s.token_hash = fresh.token_hash`
  await admin.end({ timeout: 5 })
  return shoppers
}

async function guests(site: Site, port: number, { slug }: Counter): Promise<readonly Shopper[]> {
  const shoppers: Shopper[] = []
  for (let nth = 0; nth < CLIENTS; nth += 1) {
    const wire = await Wire.open(port)
    const shopper = new Shopper(wire, site.hostOf(slug, port))
    await shopper.begin()
    wire.close()
    shoppers.push(shopper)
  }
  return shoppers
}

const buying = (port: number, shoppers: readonly Shopper[], { wish }: Counter): Load => ({
  port,
  clients: CLIENTS,
  work: (client) => async (wire) => {
    await must(shoppers[client], 'a shopper').on(wire).order(wish, true)
  },
})

/** Buying one thing in one call, by people whom nobody brought, in two shops that differ in one mechanic. */
async function measure(site: Site, say: (line: string) => void) {
  const slugOf = (nth: number) => must(site.town.slugs[nth], 'a shop')
  const { on, off } = await site.inside(async (product) => ({
    on: await openCounter(product, slugOf(SHOPS.on), true),
    off: await openCounter(product, slugOf(SHOPS.off), false),
  }))
  const { port } = await site.product()
  // The process hears of a switch within a second.
  await new Promise((resolve) => setTimeout(resolve, 2000))
  const pairOf = async (
    who: (site: Site, port: number, counter: Counter) => Promise<readonly Shopper[]>,
  ) => ({
    ours: buying(port, await who(site, port, on), on),
    limit: buying(port, await who(site, port, off), off),
  })
  const byGuests = await compare(await pairOf(guests), GUEST_ROUNDS)
  say(`order.commissions by guests: ${(byGuests.ours.perSecond / byGuests.limit.perSecond).toFixed(3)}`)
  await site.analyse()
  const found = await compare(await pairOf(signedIn), ROUNDS)
  say(describe('order.commissions with distributors', found.ours))
  say(describe('order.commissions without', found.limit))
  const [ours, limit] = [found.ours.perSecond, found.limit.perSecond]
  return { measure: 'order.commissions', ours, limit, ratio: ours / limit, unit: 'orders/s' }
}

export const commissionMeasures: readonly Measure[] = [
  {
    name: 'order.commissions',
    about:
      'orders of customers whom nobody brought, distributors switched on; limit: the same in a shop where they are off',
    run: measure,
  },
]
