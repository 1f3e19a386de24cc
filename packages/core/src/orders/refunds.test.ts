import { type Id, type OrderId, toFen, ZERO_FEN } from '@mamapu/kernel'
import { definePlugin } from '@mamapu/plugin-sdk'
import {
  addTestSku,
  brokenOf,
  buyAndPay,
  lookAt,
  openTill,
  placeOne,
  stockOf,
  type TestSku,
  type Till,
} from '@mamapu/testkit'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { switchPlugin } from '../plugins/index.js'
import { type RefundAsk, refundOfUnits, refundOrder, shipOrder } from './index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')

/** Takes an awkward amount off the whole order and spends one of each of two limited things. */
const awkward = definePlugin({
  id: 'awkward',
  version: '0.1.0',
  api: 1,
  engine: '^0.1',
  title: { 'zh-CN': '零头', en: 'Awkward' },
  description: { 'zh-CN': '测试用', en: 'For tests' },
  category: 'discount',
  scopes: ['quotas:take'],
  settings: Type.Object({ amountFen: Type.Integer({ default: 1 }) }),
  quotas: [
    { kind: 'awkward.back', title: { 'zh-CN': '退', en: 'Back' }, heat: 40 },
    { kind: 'awkward.spent', title: { 'zh-CN': '不退', en: 'Spent' }, heat: 40 },
  ],
  prices: [
    {
      name: 'off',
      stage: 'order',
      facts: {},
      offers: ({ cart }) => [
        {
          id: 'awkward:off',
          plugin: 'awkward',
          stage: 'order',
          label: { 'zh-CN': '立减', en: 'Off' },
          class: 'awkward',
          combinesWith: [],
          lineIds: cart.lines.map((line) => line.lineId),
          tiers: [
            {
              thresholdFen: ZERO_FEN,
              reduction: { amountFen: toFen(cart.lines.reduce((sum, line) => sum + line.quantity * 7, 6)) },
            },
          ],
          applies: 'always',
          takes: [
            { kind: 'awkward.back', id: 'all', units: 1, limit: 1000, giveBack: 'refund' },
            { kind: 'awkward.spent', id: 'all', units: 1, limit: 1000, giveBack: 'cancel' },
          ],
        },
      ],
    },
  ],
})

interface Shop {
  readonly till: Till
  readonly skus: readonly TestSku[]
}

async function open(t: Test, prices: readonly number[] = [1000], withPlugin = false): Promise<Shop> {
  const till = await openTill(t, { at, plugins: [awkward], max: 12 })
  const { db } = till.database
  const { storeId } = till.store
  const skus: TestSku[] = []
  for (const priceFen of prices) skus.push(await addTestSku(db, storeId, at, { priceFen, stock: 500 }))
  const rules = [
    { regions: [], firstGram: 100_000, firstFen: 800, stepGram: 1000, stepFen: 0, freeOverFen: null },
  ]
  await till.database.admin`
    insert into delivery_templates (tenant_id, rules, updated_at)
    values (${storeId.slice(4)}, ${till.database.admin.json(rules)}, ${at})`
  if (withPlugin)
    await switchPlugin(till.host, storeId, { pluginId: 'awkward', isOn: true, staffId: null, at })
  await till.database.admin`update stores set config_version = nextval('config_versions')`
  await till.directory.refresh(storeId)
  return { till, skus }
}

const linesOf = async ({ till }: Shop, orderId: OrderId) =>
  (
    await till.database.admin<{ id: string; quantity: number; refunded: number; paid: number }[]>`
      select 'lin_' || replace(id::text, '-', '') as id, quantity, refunded_units as refunded, paid_fen::int as paid
        from order_lines where order_id = ${orderId.slice(4)} order by position`
  ).map((line) => ({ ...line, id: line.id as Id<'lin'> }))

const refund = ({ till }: Shop, orderId: OrderId, ask: Partial<RefundAsk>) =>
  refundOrder(till.app, till.store.storeId, {
    orderId,
    lines: [],
    shippingFen: ZERO_FEN,
    reason: '退一点',
    actor: 'stf_test',
    at: till.clock.now(),
    ...ask,
  })

const ship = ({ till }: Shop, orderId: OrderId, lines?: { lineId: Id<'lin'>; units: number }[]) =>
  shipOrder(till.app, till.store.storeId, {
    orderId,
    carrier: '顺丰',
    trackingNumber: 'SF1',
    actor: 'stf_test',
    at: till.clock.now(),
    ...(lines ? { lines } : {}),
  })

t.test('units of a line: any way of cutting it adds up to what was paid, to the fen', async () => {
  const line = fc.record({ paidFen: fc.nat(10_000_000), quantity: fc.integer({ min: 1, max: 999 }) })
  fc.assert(
    fc.property(line, fc.infiniteStream(fc.integer({ min: 1, max: 999 })), ({ paidFen, quantity }, cuts) => {
      let refundedUnits = 0
      let back = 0
      while (refundedUnits < quantity) {
        const units = Math.min(cuts.next().value as number, quantity - refundedUnits)
        const amount = refundOfUnits({ paidFen: toFen(paidFen), quantity, refundedUnits }, units)
        refundedUnits += units
        back += amount
        if (amount < 0 || back > paidFen) return false
      }
      return back === paidFen
    }),
    { numRuns: 500 },
  )
})

t.test(
  'any sequence of partial refunds of any order ends at exactly what was paid, never above',
  async (t) => {
    const shop = await open(t, [1, 333, 9999, 100, 777], true)
    const { till, skus } = shop
    const quantities = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 })
    const steps = fc.array(fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 4 }), fc.nat(400)), {
      minLength: 5,
      maxLength: 15,
    })
    await fc.assert(
      fc.asyncProperty(quantities, steps, fc.boolean(), async (counts, cuts, shipsFirst) => {
        const chosen = counts.flatMap((_, index) => (skus[index] ? [skus[index].skuId] : []))
        const { orderId } = await buyAndPay(till, chosen, { quantity: counts[0] ?? 1 })
        if (shipsFirst) await ship(shop, orderId)
        const before = await lookAt(till.database.admin, orderId)
        let back = 0
        for (const [index, wanted, postage] of cuts) {
          const lines = await linesOf(shop, orderId)
          const line = lines[index % lines.length]
          if (!line) throw new Error('no line')
          const left = line.quantity - line.refunded
          const [row] = await till.database.admin<{ left: number }[]>`
          select (shipping_fen - shipping_refunded_fen)::int as left from orders where id = ${orderId.slice(4)}`
          const shippingFen = toFen(Math.min(postage, row?.left ?? 0))
          const result = await refund(shop, orderId, {
            lines: [{ lineId: line.id, units: Math.min(wanted, left) }],
            shippingFen,
          })
          if (!result.refunded) t.equal(result.reason, 'nothing_to_refund')
          else back += result.amountFen
          const now = await lookAt(till.database.admin, orderId)
          if (now.refundedFen !== back || back > before.paidFen) return false
        }
        const rest = await refund(shop, orderId, { whole: true })
        back += rest.refunded ? rest.amountFen : 0
        await till.runAsked()
        const after = await lookAt(till.database.admin, orderId)
        t.same(
          { back, paid: after.cashier.paidFen, returned: after.cashier.refundedFen, state: after.state },
          { back: before.paidFen, paid: before.paidFen, returned: before.paidFen, state: 'refunded' },
        )
        return back === before.paidFen
      }),
      { numRuns: 15 },
    )
    t.same(await brokenOf(till.database.admin), [])
  },
)

t.test('the lines of one order in every sequence give the same whole', async (t) => {
  const shop = await open(t, [1, 333, 9999], true)
  const { till, skus } = shop
  for (const sequence of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    const { orderId } = await buyAndPay(
      till,
      skus.map((sku) => sku.skuId),
    )
    const lines = await linesOf(shop, orderId)
    let back = 0
    for (const index of sequence) {
      const result = await refund(shop, orderId, {
        lines: [{ lineId: lines[index]?.id as Id<'lin'>, units: 1 }],
      })
      back += result.refunded ? result.amountFen : 0
    }
    const seen = await lookAt(till.database.admin, orderId)
    t.equal(back, 1 + 333 + 9999 - 27, 'what was paid for the goods, the discount taken off')
    t.equal(seen.paidFen, back + 800)
    t.equal(seen.state, 'refunded', 'all goods are back; the postage was kept')
    const postage = await refund(shop, orderId, { shippingFen: toFen(800) })
    t.match(postage, { refunded: true, amountFen: 800 }, 'and may still follow')
    t.match(await refund(shop, orderId, { whole: true }), { refunded: false, reason: 'nothing_to_refund' })
  }
})

t.test('fifty refunds of one line at once give back exactly its units', async (t) => {
  const shop = await open(t)
  const { till, skus } = shop
  const [sku] = skus as [TestSku]
  const { orderId } = await buyAndPay(till, sku.skuId, { quantity: 20 })
  const [line] = await linesOf(shop, orderId)
  const lineId = line?.id as Id<'lin'>
  const results = await Promise.all(
    Array.from({ length: 50 }, () => refund(shop, orderId, { lines: [{ lineId, units: 1 }] })),
  )
  t.equal(results.filter((result) => result.refunded).length, 20)
  t.ok(results.every((result) => result.refunded || result.reason === 'too_much'))
  await till.runAsked()
  t.match(await lookAt(till.database.admin, orderId), {
    state: 'refunded',
    refundedFen: 20_000,
    cashier: { paidFen: 20_800, refundedFen: 20_000 },
  })
  t.equal((await stockOf(till.database.db, till.store.storeId, sku)).taken, 0)
})

t.test('two whole refunds at once: one wins', async (t) => {
  const shop = await open(t)
  const { orderId } = await buyAndPay(shop.till, (shop.skus as [TestSku])[0].skuId)
  const results = await Promise.all([1, 2].map(() => refund(shop, orderId, { whole: true })))
  t.equal(results.filter((result) => result.refunded).length, 1)
})

t.test('more than is left, nonsense, another order’s line: refused, nothing written', async (t) => {
  const shop = await open(t)
  const { till, skus } = shop
  const [sku] = skus as [TestSku]
  const { orderId } = await buyAndPay(till, sku.skuId, { quantity: 2 })
  const other = await buyAndPay(till, sku.skuId)
  const [line] = await linesOf(shop, orderId)
  const [foreign] = await linesOf(shop, other.orderId)
  const lineId = line?.id as Id<'lin'>
  const before = await lookAt(till.database.admin, orderId)
  for (const ask of [
    { lines: [{ lineId, units: 3 }] },
    {
      lines: [
        { lineId, units: 1 },
        { lineId, units: 1 },
      ],
    },
    { lines: [{ lineId, units: -1 }] },
    { lines: [{ lineId, units: 0.5 }] },
    { lines: [{ lineId, units: Number.NaN }] },
    { lines: [{ lineId: foreign?.id as Id<'lin'>, units: 1 }] },
    { shippingFen: 801 as never },
    { shippingFen: -1 as never },
    { lines: [{ lineId, units: 1 }], shippingFen: 1e21 as never },
  ])
    t.match(await refund(shop, orderId, ask), { refunded: false, reason: 'too_much' }, JSON.stringify(ask))
  t.match(await refund(shop, orderId, {}), { refunded: false, reason: 'nothing_to_refund' })
  t.same(await lookAt(till.database.admin, orderId), before)
  t.match(await refund(shop, orderId, { shippingFen: toFen(800) }), { refunded: true, amountFen: 800 })
  t.match(await refund(shop, orderId, { shippingFen: toFen(800) }), { refunded: false, reason: 'too_much' })
})

t.test('an order takes fifty refunds and no more', async (t) => {
  const shop = await open(t)
  const { orderId } = await buyAndPay(shop.till, (shop.skus as [TestSku])[0].skuId)
  for (let index = 0; index < 50; index += 1)
    t.match(await refund(shop, orderId, { shippingFen: toFen(1) }), { refunded: true })
  t.match(await refund(shop, orderId, { shippingFen: toFen(1) }), { refunded: false, reason: 'too_many' })
})

t.test(
  'what comes back on the shelf: unsent units by themselves, sent ones when somebody says so',
  async (t) => {
    const shop = await open(t)
    const { till, skus } = shop
    const [sku] = skus as [TestSku]
    const { orderId } = await buyAndPay(till, sku.skuId, { quantity: 5 })
    const [line] = await linesOf(shop, orderId)
    const lineId = line?.id as Id<'lin'>
    const taken = async () => (await stockOf(till.database.db, till.store.storeId, sku)).taken
    await refund(shop, orderId, { lines: [{ lineId, units: 1 }] })
    t.equal(await taken(), 4)
    await ship(shop, orderId, [{ lineId, units: 2 }])
    await refund(shop, orderId, { lines: [{ lineId, units: 3 }] })
    t.equal(await taken(), 2, 'two of the three were still here')
    t.equal(
      (await lookAt(till.database.admin, orderId)).state,
      'shipped',
      'the parcels that went are all there will be',
    )
    await refund(shop, orderId, { lines: [{ lineId, units: 1, restock: true }] })
    t.equal(await taken(), 1)
    t.equal((await lookAt(till.database.admin, orderId)).state, 'refunded')
    const second = await buyAndPay(till, sku.skuId, { quantity: 2 })
    const [unsent] = await linesOf(shop, second.orderId)
    await refund(shop, second.orderId, {
      lines: [{ lineId: unsent?.id as Id<'lin'>, units: 2, restock: false }],
    })
    t.equal(await taken(), 3, 'broken before it was sent: not sold again')
    t.same(await brokenOf(till.database.admin), [])
  },
)

t.test(
  'what the whole order took comes back with the last of its goods, unless it stays spent',
  async (t) => {
    const shop = await open(t, [1000, 2000], true)
    const { till, skus } = shop
    const { orderId } = await buyAndPay(
      till,
      skus.map((sku) => sku.skuId),
    )
    const states = async () => {
      const { takes } = await lookAt(till.database.admin, orderId)
      return Object.fromEntries(
        takes.filter(({ kind }) => kind !== 'stock').map(({ kind, state }) => [kind, state]),
      )
    }
    const [first] = await linesOf(shop, orderId)
    await refund(shop, orderId, {
      lines: [{ lineId: first?.id as Id<'lin'>, units: 1 }],
      shippingFen: toFen(800),
    })
    t.same(await states(), { 'awkward.back': 'claimed', 'awkward.spent': 'claimed' })
    await refund(shop, orderId, { whole: true })
    t.same(await states(), { 'awkward.back': 'released', 'awkward.spent': 'claimed' })
  },
)

t.test('an order that cost nothing gives back its goods and no money', async (t) => {
  const shop = await open(t, [0])
  const { till, skus } = shop
  await till.database.admin`update store_settings set payable_floor_fen = 0`
  await till.database.admin`delete from delivery_templates`
  await till.database.admin`update stores set config_version = nextval('config_versions')`
  await till.directory.refresh(till.store.storeId)
  const [sku] = skus as [TestSku]
  const orderId = await placeOne(till, sku.skuId)
  t.match(await refund(shop, orderId, { whole: true }), { refunded: true, amountFen: 0 })
  await till.runAsked()
  t.match(await lookAt(till.database.admin, orderId), {
    state: 'refunded',
    refunds: [{ state: 'done', amountFen: 0 }],
  })
  t.equal((await stockOf(till.database.db, till.store.storeId, sku)).taken, 0)
})
