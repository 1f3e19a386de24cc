import { openDatabase, withTenant } from '@mamapu/db'
import { DAY, HOUR, later, type ManualClock, MINUTE, must, newId, SECOND, uuidOf } from '@mamapu/kernel'
import { type HeardEdge, openShop, plainSale, type Shop, tapLine, type Verdict } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import {
  actOnCampaign,
  BoundaryClock,
  type CampaignAct,
  type CampaignDeps,
  campaignsOf,
  changeCampaigns,
  NOBODY,
} from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
t.setTimeout(120_000)

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** A boundary clock as another process would have it. */
function clockOn(shop: Shop, change: { deps?: CampaignDeps; clock?: ManualClock; db?: Shop['db'] } = {}) {
  return new BoundaryClock({
    ...(change.deps ?? shop.campaigns),
    db: change.db ?? shop.db,
    clock: change.clock ?? shop.clock,
    log: quiet,
    nudge() {},
  })
}

async function drain(clock: BoundaryClock) {
  for (let round = 0; round < 50 && (await clock.tick()); round += 1);
}

const edgesOf = async (shop: Shop) =>
  (
    await shop.database.admin`select round, edge, done_at from campaign_boundaries order by due_at, edge desc`
  ).map(({ round, edge }) => `${round} ${edge}`)
const toldOf = async (shop: Shop) =>
  (
    await shop.database.admin`
      select name, payload ->> 'round' as round from outbox where name like 'campaign.%' and payload ? 'round' order by at, id`
  ).map(({ name, round }) => `${round} ${name}`)

const act = (shop: Shop, id: string, what: CampaignAct) =>
  changeCampaigns(shop.db, shop.store.storeId, (tx) =>
    actOnCampaign(
      tx,
      shop.campaigns,
      { id: id as never, act: what, version: null },
      { actor: 'test', at: shop.clock.now() },
    ),
  )

const ahead = {
  plugin: 'plain-sale',
  config: { priceFen: 700 },
  startsAt: later(at, 2 * HOUR),
  endsAt: later(at, 3 * HOUR),
  announceMinutes: 60,
}
const ALL_EDGES = ['announce', 'soon', 'start', 'end'].map((edge) => `20260304T1200 ${edge}`)
const ALL_EVENTS = ['announced', 'soon', 'started', 'ended'].map((event) => `20260304T1200 campaign.${event}`)

async function open(t: Test, heard: HeardEdge[] = [], pools?: Parameters<typeof plainSale>[1]) {
  const shop = await openShop(t, { plugins: [plainSale(heard, pools)], at })
  return shop
}

t.test('every edge in its time, once, and heard by its own mechanic', async (t) => {
  const heard: HeardEdge[] = []
  const shop = await open(t, heard)
  const { clock } = shop.test
  await shop.campaign(ahead)
  const boundary = clockOn(shop)
  await drain(boundary)
  t.same(await edgesOf(shop), [], 'nothing is due')
  for (const [step, until] of [HOUR, 2 * HOUR - 5 * MINUTE, 2 * HOUR, 3 * HOUR].entries()) {
    clock.set(later(at, until - 1))
    await drain(boundary)
    t.equal((await edgesOf(shop)).length, step, 'not a millisecond early')
    clock.set(later(at, until))
    await drain(boundary)
    t.same(await edgesOf(shop), ALL_EDGES.slice(0, step + 1))
  }
  await shop.deliver()
  t.same(
    heard.map(({ event }) => event),
    ['campaign.announced', 'campaign.soon', 'campaign.started', 'campaign.ended'],
  )
  clock.set(later(at, 3 * HOUR + DAY))
  await drain(boundary)
  const [row] = await shop.database.admin`select next_edge_at from campaigns`
  t.equal(row?.next_edge_at, null, 'a day later nothing is looked for any more')
  t.equal((await edgesOf(shop)).length, 4)
})

t.test('a worker that was down over a whole round does the late edges in order', async (t) => {
  const shop = await open(t)
  await shop.campaign(ahead)
  shop.clock.set(later(at, DAY))
  await drain(clockOn(shop))
  t.same(await edgesOf(shop), ALL_EDGES)
  t.same(await toldOf(shop), ALL_EVENTS)
})

t.test('days of rounds that were missed are caught up, each once', async (t) => {
  const shop = await open(t)
  const times = Array.from({ length: 12 }, (_, hour) => ({
    from: `${String(hour * 2).padStart(2, '0')}:00`,
    to: `${String(hour * 2 + 1).padStart(2, '0')}:00`,
  }))
  await shop.campaign({
    ...ahead,
    startsAt: null,
    endsAt: null,
    recurrence: { every: 'day', days: [], times },
    announceMinutes: 30,
  })
  shop.clock.set(later(at, 4 * DAY))
  await drain(clockOn(shop))
  const [told] = await shop.database.admin`
    select count(*)::int as n, count(distinct (payload ->> 'round', name))::int as different from outbox where name like 'campaign.%'`
  t.equal(told?.n, told?.different)
  t.ok(told?.n >= 4 * 12 * 4 - 8, `${told?.n} edges of four days`)
  const [next] = await shop.database
    .admin`select next_edge_at > ${later(at, 4 * DAY)} as ahead from campaigns`
  t.ok(next?.ahead)
})

t.test('several workers at once, and one campaign in many ticks: each edge once', async (t) => {
  const shop = await open(t)
  for (let index = 0; index < 20; index += 1) await shop.campaign(ahead)
  shop.clock.set(later(at, 4 * HOUR))
  await Promise.all(Array.from({ length: 4 }, () => drain(clockOn(shop))))
  const [edges] = await shop.database.admin`select count(*)::int as n from campaign_boundaries`
  t.equal(edges?.n, 80)
  t.equal((await toldOf(shop)).length, 80)
})

t.test(
  'killed at any word to the database, the next one does what is missing and nothing twice',
  async (t) => {
    const shop = await open(t, [], {
      pools: ({ priceFen }) => [{ kind: 'plain-sale.units', skuId: skuOf(), units: priceFen, mode: 'own' }],
    })
    const sku = await shop.sku({ stock: 10_000 })
    function skuOf() {
      return sku.skuId
    }
    let flushes = 0
    let cutAt = 0
    let when: Verdict = 'drop'
    const judge = (): Verdict => {
      flushes += 1
      return flushes === cutAt ? when : 'pass'
    }
    const { urls } = shop.database
    const line = await tapLine(
      { port: Number(new URL(urls.app).port), isPostgres: true },
      { judge, onCut() {}, onSettled() {} },
    )
    t.teardown(() => line.close())
    const tapped = new URL(urls.app)
    tapped.port = String(line.port)
    let rounds = 0
    for (const verdict of ['drop', 'drop_answer'] as const)
      for (let step = 1; ; step += 1) {
        shop.clock.set(at)
        await shop.campaign({ ...ahead, config: { priceFen: 100 } })
        rounds += 1
        shop.clock.set(later(at, 4 * HOUR))
        const db = openDatabase({ urls: { ...urls, app: tapped.toString() }, max: 1, name: 'killed' })
        flushes = 0
        cutAt = step
        when = verdict
        await clockOn(shop, { db }).tick()
        cutAt = 0
        const wasCut = flushes >= step
        await db.close()
        await drain(clockOn(shop))
        if (!wasCut) break
      }
    t.ok(rounds > 8, `${rounds} crashes`)
    const [edges] = await shop.database.admin`
    select count(*)::int as n, (select count(*)::int from outbox where name like 'campaign.%' and payload ? 'round') as told from campaign_boundaries`
    t.same({ ...edges }, { n: rounds * 4, told: rounds * 4 })
    t.same(await shop.stock(sku), { limit: 10_000, taken: 0 }, 'all units are home')
  },
)

t.test('a clock that goes an hour back or forward repeats nothing and leaves nothing out', async (t) => {
  const shop = await open(t)
  await shop.campaign(ahead)
  const [clock, boundary] = [shop.clock, clockOn(shop)]
  for (const hours of [1, 2, 1, 0, 2.5, 1.5, 3, 2, 1, 4, 3]) {
    clock.set(later(at, hours * HOUR))
    await drain(boundary)
  }
  t.same(await edgesOf(shop), ALL_EDGES)
  t.same(await toldOf(shop), ALL_EVENTS)
})

t.test('back before its end a campaign runs again, though its end was in effect', async (t) => {
  const shop = await open(t)
  await shop.campaign(ahead)
  const runsAt = async (hours: number) => {
    shop.clock.set(later(at, hours * HOUR))
    await drain(clockOn(shop))
    const store = must(await shop.directory.refresh(shop.store.storeId), 'the store')
    const { running } = campaignsOf(store).of('plain-sale', shop.clock.now(), NOBODY)
    return running.length === 1
  }
  const seen: boolean[] = []
  for (const hours of [2.5, 3.5, 2.5, 3.5, 1.5, 2.5]) seen.push(await runsAt(hours))
  t.same(seen, [true, false, true, false, false, true])
  t.same(await edgesOf(shop), ALL_EDGES)
})

t.test(
  'paused: no announcement and no start until resumed; a round that ends meanwhile is not told',
  async (t) => {
    const shop = await open(t)
    const { clock } = shop.test
    const [first, second] = [await shop.campaign(ahead), await shop.campaign(ahead)]
    await act(shop, first.id, 'pause')
    await act(shop, second.id, 'pause')
    clock.set(later(at, 2 * HOUR + MINUTE))
    await drain(clockOn(shop))
    t.same(await toldOf(shop), [])
    await act(shop, first.id, 'resume')
    await drain(clockOn(shop))
    t.same(await toldOf(shop), ALL_EVENTS.slice(0, 3), 'late, and in order')
    clock.set(later(at, 3 * HOUR))
    await drain(clockOn(shop))
    t.same(await toldOf(shop), ALL_EVENTS, 'the one never resumed is not told')
    clock.set(later(at, 3 * HOUR + DAY))
    await drain(clockOn(shop))
    const [row] = await shop.database
      .admin`select count(*)::int as n from campaigns where next_edge_at is null`
    t.equal(row?.n, 2)
  },
)

t.test('published late nobody is told ahead; ended early and cancelled it ends at once', async (t) => {
  const shop = await open(t)
  const { clock } = shop.test
  clock.set(later(at, 2 * HOUR + MINUTE))
  const late = await shop.campaign(ahead)
  await drain(clockOn(shop))
  t.same(await toldOf(shop), [ALL_EVENTS[2]])
  clock.advance(SECOND)
  t.match(await act(shop, late.id, 'end'), { done: true })
  t.same(await toldOf(shop), [ALL_EVENTS[2], ALL_EVENTS[3]])
  const waiting = await shop.campaign(ahead)
  clock.advance(SECOND)
  t.match(await act(shop, waiting.id, 'cancel'), { done: true, campaign: { said: 'cancelled' } })
  clock.set(later(at, DAY))
  await drain(clockOn(shop))
  t.equal((await toldOf(shop)).length, 4, 'it had begun unseen a moment ago: begun and over are both told')
})

t.test('own units leave the shelf when published, follow the form, and come home at the end', async (t) => {
  const units = (priceFen: number) => [
    { kind: 'plain-sale.units', skuId: sku.skuId, units: priceFen, mode: 'own' as const },
  ]
  const shop = await open(t, [], { pools: ({ priceFen }) => units(priceFen) })
  const sku = await shop.sku({ stock: 100 })
  const stock = async () => (await shop.stock(sku)).limit
  await t.rejects(shop.campaign({ ...ahead, config: { priceFen: 101 } }), /POOL_STOCK_LACKING/)
  t.equal(await stock(), 100)
  const made = await shop.campaign({ ...ahead, config: { priceFen: 60 } })
  t.equal(await stock(), 40)
  shop.clock.set(later(at, 3 * HOUR))
  await drain(clockOn(shop))
  t.equal(await stock(), 100)
  t.match(await act(shop, made.id, 'copy'), { done: true })
  const weekly = await shop.campaign({
    ...ahead,
    startsAt: null,
    endsAt: null,
    config: { priceFen: 60 },
    recurrence: { every: 'day', days: [], times: [{ from: '20:00', to: '21:00' }] },
  })
  t.equal(await stock(), 40)
  t.equal(weekly.poolsRound, '20260304T2000')
  shop.clock.set(later(at, DAY))
  await drain(clockOn(shop))
  const [row] = await shop.database.admin`select pools_round from campaigns where id = ${uuidOf(weekly.id)}`
  t.equal(row?.pools_round, '20260305T2000', 'the next round’s are set aside when the one before is over')
  t.equal(await stock(), 40)
  await act(shop, weekly.id, 'end')
  t.equal(await stock(), 100)
})

t.test('a campaign that cannot pass holds up no other', async (t) => {
  const shop = await open(t)
  const bad = await shop.campaign({ ...ahead, config: { priceFen: 13 } })
  await shop.campaign(ahead)
  await shop.database.admin.unsafe(`
    create function refuse_edge() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
    create trigger refuse_edge before insert on campaign_boundaries for each row
      when (new.campaign_id = '${uuidOf(bad.id)}') execute function refuse_edge()`)
  shop.clock.set(later(at, 4 * HOUR))
  await drain(clockOn(shop))
  t.same(await edgesOf(shop), ALL_EDGES)
  await shop.database.admin`drop trigger refuse_edge on campaign_boundaries`
  await drain(clockOn(shop))
  t.equal((await edgesOf(shop)).length, 8)
})

t.test('a mechanic that throws when asked for its units: what is over comes home all the same', async (t) => {
  let isBroken = false
  const shop = await open(t, [], {
    pools: () => {
      if (isBroken) throw new Error('no')
      return [{ kind: 'plain-sale.units', skuId: sku.skuId, units: 60, mode: 'own' as const }]
    },
  })
  const sku = await shop.sku({ stock: 100 })
  await shop.campaign(ahead)
  t.equal((await shop.stock(sku)).limit, 40)
  isBroken = true
  shop.clock.set(later(at, 4 * HOUR))
  await drain(clockOn(shop))
  t.equal((await shop.stock(sku)).limit, 100)
})

t.test('a thousand campaigns starting in one second have begun within a few', async (t) => {
  const shop = await open(t)
  const stores = 10
  const { createTestStore } = await import('@mamapu/testkit')
  const startsAt = later(at, HOUR)
  for (let index = 0; index < stores; index += 1) {
    const store = await createTestStore(shop.db, at)
    await withTenant(shop.db, store.storeId, async (tx) => {
      const rows = Array.from({ length: 100 }, () => ({
        tenant_id: tx.tenantId,
        id: uuidOf(newId('cmp', at)),
        plugin: 'plain-sale',
        label: '活动',
        config: { priceFen: 1 },
        said: 'published',
        starts_at: startsAt,
        ends_at: later(at, DAY),
        scope: {},
        published_at: at,
        edges_from: at,
        next_edge_at: startsAt,
        created_by: 'test',
        created_at: at,
        updated_at: at,
      }))
      await tx.sql`insert into campaigns ${tx.sql(rows as never)}`
    })
  }
  shop.clock.set(startsAt)
  const began = performance.now()
  await drain(clockOn(shop))
  const tookMs = performance.now() - began
  const [row] = await shop.database
    .admin`select count(*)::int as n from outbox where name = 'campaign.started'`
  t.equal(row?.n, 1000)
  t.ok(tookMs < 5 * SECOND, `${Math.round(tookMs)} ms`)
  t.comment(`1,000 starts in ${Math.round(tookMs)} ms`)
})
