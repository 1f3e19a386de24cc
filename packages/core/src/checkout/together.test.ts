import { setImmediate } from 'node:timers/promises'
import { type Id, type OrderId, type SkuId, toFen, ZERO_FEN } from '@mamapu/kernel'
import { definePlugin, type Plugin } from '@mamapu/plugin-sdk'
import { addTestSku, brokenOf, buy, openTill } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { handlerRegistry, runHandlers } from '../events/index.js'
import { collectSlot, pluginEventHandlers, storePluginsOf, switchPlugin } from '../plugins/index.js'
import { readBasket } from './index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const words = (text: string) => ({ 'zh-CN': text, en: text })
const EVERYDAY_FEN = 1000

/** Takes something off the order, shows a block, hears of orders: all of it where another plugin does the same. */
function rival(t: Test, id: string, amountFen: number, heard: string[]): Plugin {
  const blocks = t.testdir({ 'band.hbs': '<p>{{text}}</p>' })
  return definePlugin({
    id,
    version: '1.0.0',
    api: 1,
    engine: '^0.1',
    title: words(id),
    description: words('测试用'),
    category: 'discount',
    scopes: ['quotas:take'],
    settings: Type.Object({}),
    quotas: [{ kind: `${id}.use`, title: words('次数'), heat: 50 }],
    blocks: { band: { title: words('横幅') } },
    blocksDir: new URL(`file://${blocks}/`),
    slots: [{ slot: 'home.top', block: 'band', facts: {}, data: () => ({ text: id }) }],
    on: {
      'order.paid': {
        async handle(_, { orderId }) {
          heard.push(`${id} ${orderId}`)
        },
      },
    },
    prices: [
      {
        name: 'off',
        stage: 'order',
        facts: {},
        offers: ({ cart }) => [
          {
            id: `${id}:off`,
            plugin: id,
            stage: 'order',
            label: words(id),
            class: id,
            combinesWith: ['north', 'south'],
            excludes: 'one-of-us',
            lineIds: cart.lines.map(({ lineId }) => lineId),
            tiers: [{ thresholdFen: ZERO_FEN, reduction: { amountFen: toFen(amountFen) } }],
            applies: 'always',
            takes: [{ kind: `${id}.use`, id: 'all', units: 1, limit: 10_000, giveBack: 'cancel' }],
          },
        ],
      },
    ],
  })
}

async function open(t: Test, plugins: readonly Plugin[]) {
  const till = await openTill(t, { at, plugins, max: 12 })
  const { storeId } = till.store
  const { skuId } = await addTestSku(till.database.db, storeId, at, { priceFen: EVERYDAY_FEN, stock: 1000 })
  for (const { id: pluginId } of plugins)
    await switchPlugin(till.host, storeId, { pluginId, isOn: true, staffId: null, at })
  await till.directory.refresh(storeId)
  return { till, storeId, skuId }
}

t.test(
  'two plugins in one slot, on one event, in one group: both seen, both told, one wins and the trace says why',
  async (t) => {
    const heard: string[] = []
    // Whichever is installed first.
    const both = [rival(t, 'south', 300, heard), rival(t, 'north', 300, heard)]
    const { till, storeId, skuId } = await open(t, both)
    const snapshot = await till.directory.byId(storeId)
    if (!snapshot) throw new Error('no store')
    const active = await storePluginsOf(till.host, till.place.pluginsPart, snapshot, at)
    const ask = { subject: {}, at, locale: 'zh-CN' as const, customer: null }
    for (let look = 0; look < 3; look += 1)
      t.same(
        collectSlot(till.host, active, 'home.top', ask).parts.map(({ plugin, data }) => [plugin, data]),
        [
          ['north', { text: 'north' }],
          ['south', { text: 'south' }],
        ],
      )
    const basket = await readBasket(till.place, snapshot, {
      source: { lines: [{ skuId, quantity: 1 }] },
      shopper: { customerId: null, sessionHash: null, verifiedPhoneHash: null },
      regionCode: '330106',
      choices: 'best',
      points: 'none',
      at,
    })
    t.match(
      basket.priced.trace.toSorted((a, b) => (a.plugin < b.plugin ? -1 : 1)),
      [
        { plugin: 'north', outcome: 'won', code: 'applied', amountFen: 300 },
        { plugin: 'south', outcome: 'lost', code: 'excluded_group' },
      ],
    )
    t.equal(basket.priced.payableFen, 700)
    const placed = await buy(till, till.store, skuId)
    if (!placed.placed) throw new Error(placed.code)
    const kinds = await till.database.admin<{ kind: string }[]>`
    select kind from quota_takes where kind like '%.use' and order_id = ${placed.orderId.slice(4)}`
    t.same([...kinds], [{ kind: 'north.use' }], 'taken for the winner alone')
    const handlers = handlerRegistry(pluginEventHandlers(till.host))
    const [event] = await till.database.admin<{ id: string }[]>`
    insert into outbox (tenant_id, id, name, payload, at)
    select tenant_id, gen_random_uuid(), 'order.paid', payload, at from outbox where name = 'order.placed'
    returning 'evt_' || replace(id::text, '-', '') as id`
    for (let time = 0; time < 2; time += 1)
      await runHandlers(till.app, handlers, storeId, event?.id as Id<'evt'>)
    t.same(heard.toSorted(), [`north ${placed.orderId}`, `south ${placed.orderId}`])
    t.same(await brokenOf(till.database.admin), [])
  },
)

interface Bought {
  readonly orderId: OrderId
  readonly seenFen: number
}

t.test('switched off amid 200 checkouts: nobody pays another total than they saw', async (t) => {
  const { till, storeId, skuId } = await open(t, [rival(t, 'north', 300, [])])
  const { admin } = till.database
  let placed = 0
  let switched: Promise<unknown> | null = null
  /** A shopper who looks again whenever the total is another one, and comes back when the shop is busy. */
  const shop = async (sku: SkuId): Promise<Bought> => {
    let seenTotalFen = EVERYDAY_FEN - 300
    for (let tries = 0; tries < 200; tries += 1) {
      const result = await buy(till, till.store, sku, { seenTotalFen })
      if (result.placed) {
        placed += 1
        if (placed === 60)
          switched = switchPlugin(till.host, storeId, { pluginId: 'north', isOn: false, staffId: null, at })
        return { orderId: result.orderId, seenFen: seenTotalFen }
      }
      if (result.code === 'TOTAL_CHANGED') seenTotalFen = Number(result.data.payableFen)
      else if (result.code !== 'SHOP_BUSY') throw new Error(result.code)
      await setImmediate()
    }
    throw new Error('never placed')
  }
  const waves: Bought[] = []
  // As a web process has them: some wait at the door while others are inside.
  const queue = Array.from({ length: 200 }, () => skuId)
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      for (let sku = queue.pop(); sku; sku = queue.pop()) waves.push(await shop(sku))
    }),
  )
  t.same(await switched, { switched: true, changed: true })
  t.equal(waves.length, 200)

  const orders = await admin<{ id: string; payable: string; version: string; off: string | null }[]>`
    select 'ord_' || replace(o.id::text, '-', '') as id, payable_fen as payable, config_version as version,
           (select sum(amount_fen) from order_allocations a where a.order_id = o.id and a.plugin = 'north') as off
      from orders o`
  const [now] = await admin<
    { version: string }[]
  >`select config_version as version from stores where id = ${storeId.slice(4)}`
  const seen = new Map(waves.map(({ orderId, seenFen }) => [orderId as string, seenFen]))
  for (const { id, payable, version, off } of orders) {
    const isBefore = Number(version) < Number(now?.version)
    t.same([Number(payable), Number(off)], isBefore ? [700, 300] : [1000, 0])
    t.equal(seen.get(id), Number(payable), 'the total they saw')
  }
  const discounted = orders.filter(({ off }) => off !== null).length
  t.ok(discounted >= 60 && discounted < 200, `${discounted} before the switch`)
  const [counter] = await admin<{ taken: string; open: string }[]>`
    select taken, (select sum(units - released) from quota_takes where kind = 'north.use' and state in ('held', 'claimed')) as open
      from quotas where kind = 'north.use'`
  t.same([Number(counter?.taken), Number(counter?.open)], [discounted, discounted], 'taken = held + claimed')
  t.same(await brokenOf(admin), [])
})
