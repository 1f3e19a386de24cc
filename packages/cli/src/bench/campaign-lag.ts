import { campaigns, plugins } from '@mamapu/core'
import { assert, later, MINUTE, SECOND, type StoreId, toFen } from '@mamapu/kernel'
import postgres from 'postgres'
import type { Product } from '../product/compose.js'
import type { Figure, Say } from './measures.js'
import type { Site } from './site.js'

const SHOPS = 100
const PER_SHOP = 10
const ALL = SHOPS * PER_SHOP
/** Time to make them, and for the process with jobs to come up. */
const AHEAD_MS = 60 * SECOND
const GIVE_UP_MS = 60 * SECOND
const LOOK_MS = 10
const AT_ONCE = 4

const NO_GOODS = { categories: [], tags: [], products: [], skus: [] }

/** From the second in which all begin until the last one's start is committed, as seen from outside. */
export async function measureLag(site: Site, say: Say): Promise<Figure> {
  const startsAt = new Date(Math.ceil((Date.now() + AHEAD_MS) / SECOND) * SECOND)
  await site.inside((product) => plan(product, site.town.slugs.slice(0, SHOPS), startsAt))
  const server = await site.startProduct({ ROLE: 'all' })
  const admin = postgres(site.databaseUrl, { max: AT_ONCE, onnotice: () => {} })
  try {
    assert(Date.now() < startsAt.getTime(), 'the campaigns were made too late to be seen starting')
    const seen = await waitForStarts(admin, startsAt)
    const bare = await bareRows(admin)
    say(`half in effect after ${seen.half} ms, all ${ALL} after ${seen.all} ms`)
    return { measure: 'campaigns.lag', ours: seen.all, limit: bare, ratio: bare / seen.all, unit: 'ms' }
  } finally {
    await admin.end({ timeout: 5 })
    await server.stop()
  }
}

async function plan(
  { app, host, directory }: Product,
  slugs: readonly string[],
  startsAt: Date,
): Promise<void> {
  const at = app.clock.now()
  const by = { actor: 'bench', at }
  const deps = { mechanics: host.registry, pools: campaigns.QUOTA_POOLS }
  const planOne = (storeId: StoreId, nth: number) =>
    campaigns.changeCampaigns(app.db, storeId, async (tx) => {
      const form = {
        label: `满减 ${nth}`,
        config: { tiers: [{ thresholdFen: toFen(10_000 + nth), amountFen: toFen(500) }] },
        startsAt,
        endsAt: later(startsAt, 30 * MINUTE),
        recurrence: null,
        announceMinutes: null,
        audience: { kind: 'everyone' as const },
        scope: { ...NO_GOODS, all: true, except: NO_GOODS },
        priority: 0,
        commission: { mode: 'usual' as const },
      }
      const made = await campaigns.createCampaign(tx, deps, { plugin: 'full-reduction', form }, by)
      if (!made.done) return made
      return campaigns.actOnCampaign(tx, deps, { id: made.campaign.id, act: 'publish', version: null }, by)
    })
  for (const slug of slugs) {
    const found = await directory.byHost(`${slug}.localhost`)
    assert(found, `no shop ${slug}`)
    const on = { pluginId: 'full-reduction', staffId: null, isOn: true, at }
    await plugins.switchPlugin(host, found.storeId, on)
    for (let nth = 0; nth < PER_SHOP; nth += 1) {
      const result = await planOne(found.storeId, nth)
      assert(result.done, `a campaign of ${slug} was not published`)
    }
  }
}

async function waitForStarts(admin: postgres.Sql, startsAt: Date): Promise<{ half: number; all: number }> {
  let half = 0
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    const [row] = await admin<{ n: number }[]>`
      select count(*)::int as n from campaign_boundaries where edge = 'start' and due_at = ${startsAt}`
    const lag = Date.now() - startsAt.getTime()
    const n = row?.n ?? 0
    if (n >= ALL / 2 && half === 0) half = lag
    if (n >= ALL) return { half, all: lag }
    assert(lag < GIVE_UP_MS, `only ${n} of ${ALL} campaigns began`)
  }
}

/** The rows of those starts, written again as plain statements: per shop one transaction, four at once; milliseconds. */
async function bareRows(admin: postgres.Sql): Promise<number> {
  await admin`create table if not exists bench_edges as select * from campaign_boundaries limit 0`
  await admin`create table if not exists bench_told as select * from outbox limit 0`
  const shops = await admin<{ tenant_id: string }[]>`
    select distinct tenant_id from campaign_boundaries where edge = 'start'`
  const began = performance.now()
  const waiting = shops.map((shop) => shop.tenant_id)
  const work = async () => {
    for (let shop = waiting.shift(); shop; shop = waiting.shift()) {
      const tenantId = shop
      await admin.begin(async (sql) => {
        await sql`insert into bench_edges select * from campaign_boundaries where tenant_id = ${tenantId}`
        await sql`insert into bench_told select * from outbox where tenant_id = ${tenantId} limit ${PER_SHOP}`
      })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return performance.now() - began
}
