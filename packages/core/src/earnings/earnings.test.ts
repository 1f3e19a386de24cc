import { withTenant } from '@mamapu/db'
import { DAY, type Fen, type Id, later, must, newId, type OrderId, uuidOf } from '@mamapu/kernel'
import {
  earningsOf,
  openHouse,
  payeeBalance,
  promiseEarning,
  type Shop,
  shopIn,
  type TestCustomer,
  type TestSku,
} from '@mamapu/testkit'
import t from 'tap'
import { EARNING_DEFAULTS, saveEarningSettings } from './earning-settings.js'
import {
  allowHold,
  bringToTruth,
  holdLine,
  letLineGo,
  openHold,
  pausePayee,
  refuseHold,
  resumePayee,
  setTrusted,
  settleDue,
} from './index.js'

t.setTimeout(120_000)

const hears: readonly string[] = ['distributor']

interface Scene {
  readonly shop: Shop
  readonly sku: TestSku
  readonly promoter: TestCustomer
  readonly inviter: TestCustomer
}

const house = openHouse(t, [])

/** A shop of its own in the one house: its clock goes on from test to test. */
async function open(): Promise<Scene> {
  const shop = await shopIn(await house, [])
  const sku = await shop.sku({ priceFen: 1999, stock: 1000 })
  return { shop, sku, promoter: await shop.customer(), inviter: await shop.customer() }
}

/** An order of three units of one line whose promoter earns 12.5 % and whose inviter 1 yuan a unit. */
async function place({ shop, sku, promoter, inviter }: Scene, units = 3): Promise<OrderId> {
  const order = await shop
    .cart([sku, units])
    .by(await shop.customer())
    .order()
  const { admin } = shop.database
  await promiseEarning(admin, order.id, { payee: promoter.id, terms: { bps: 1250 } })
  const terms = { perUnitFen: 100 as Fen }
  await promiseEarning(admin, order.id, { payee: inviter.id, role: 'inviter', terms })
  return order.id
}

const within = <T>({ shop }: Scene, work: Parameters<typeof withTenant<T>>[2]) =>
  withTenant(shop.db, shop.store.storeId, work)

/** State, what was frozen, what went back: promoter first. */
const seen = async ({ shop }: Scene, orderId: OrderId) =>
  (await earningsOf(shop.database.admin, orderId)).map(({ state, amountFen, returnedFen }) => [
    state,
    amountFen,
    returnedFen,
  ])
const money = async ({ shop }: Scene, { id }: TestCustomer) => {
  const { available, pending } = await payeeBalance(shop.database.admin, id)
  return [available, pending]
}

t.test('defect: a partial refund voided all of a commission; here it takes its exact share', async (t) => {
  const scene = await open()
  const { shop, promoter, inviter } = scene
  const orderId = await place(scene)
  t.same(await seen(scene, orderId), [
    ['promised', 749, 0],
    ['promised', 300, 0],
  ])
  t.same(await money(scene, promoter), [0, 0])

  const order = shop.order(orderId)
  await order.pay()
  await shop.runDue()
  t.same(await seen(scene, orderId), [
    ['estimated', 749, 0],
    ['estimated', 300, 0],
  ])
  t.same(await money(scene, promoter), [0, 749])

  await order.refund(1)
  await shop.runDue()
  // 3998 × 12.5 % = 499.75; 300 × 3998 / 5997 = 200
  t.same(await seen(scene, orderId), [
    ['estimated', 749, 250],
    ['estimated', 300, 100],
  ])
  t.same(await money(scene, promoter), [0, 499])

  await order.ship()
  await order.receive()
  await shop.runDue()
  const [frozen] = await earningsOf(shop.database.admin, orderId)
  t.equal(frozen?.state, 'frozen')
  t.same(frozen?.dueAt, later(shop.clock.now(), 7 * DAY))
  await shop.travel({ days: 6 })
  t.equal((await seen(scene, orderId))[0]?.[0], 'frozen')
  await shop.travel({ days: 1 })
  t.same(await seen(scene, orderId), [
    ['available', 749, 250],
    ['available', 300, 100],
  ])
  t.same(await money(scene, promoter), [499, 0])
  t.same(await money(scene, inviter), [200, 0])

  await order.refund(1)
  await shop.runDue()
  t.same(await money(scene, promoter), [249, 0])
  await order.refund()
  await shop.runDue()
  t.same(await seen(scene, orderId), [
    ['void', 749, 749],
    ['void', 300, 300],
  ])
  t.same(await money(scene, promoter), [0, 0])
  t.same(await shop.broken(), [])
})

t.test('what nobody pays for leaves no row in the ledger; late money wakes it up', async (t) => {
  const scene = await open()
  const { shop, promoter } = scene
  const cancelled = await place(scene)
  await shop.cancel(cancelled)
  await shop.runDue()
  t.equal((await seen(scene, cancelled))[0]?.[0], 'void')

  const orderId = await place(scene)
  const late = await shop.peers.payment.open(orderId)
  await shop.travel({ minutes: 40 })
  t.equal((await seen(scene, orderId))[0]?.[0], 'void', 'its time to be paid is over')
  t.same(await money(scene, promoter), [0, 0])
  await late.press('late')
  await shop.travel({ minutes: 40 })
  t.equal((await seen(scene, orderId))[0]?.[0], 'estimated')
  t.same(await money(scene, promoter), [0, 749])
  t.same(await shop.broken(), [])
})

const by = (shop: Shop) => ({ note: '', by: 'stf_test', at: shop.clock.now() })

/** Paid, sent and received. */
async function received(scene: Scene): Promise<OrderId> {
  const orderId = await place(scene)
  await scene.shop.pay(orderId)
  await scene.shop.receive(orderId)
  await scene.shop.runDue()
  return orderId
}

const holdOf = async (scene: Scene, id: Id<'ern'>) => {
  const opening = { reason: 'self_purchase', ...by(scene.shop) } as const
  const hold = await within(scene, (tx) => openHold(tx, id, opening))
  return must(hold.opened ? hold.holdId : null, 'a hold')
}

t.test('a hold keeps an earning although it is due; let go it is released at once', async (t) => {
  const scene = await open()
  const { shop, promoter, inviter } = scene
  const { admin } = shop.database
  const orderId = await received(scene)
  const { id } = must((await earningsOf(admin, orderId))[0], 'an earning')
  const [{ line } = { line: '' }] = await admin<{ line: string }[]>`
    select line_id as line from earnings where id = ${uuidOf(id)}`
  const lineId = `lin_${line.replaceAll('-', '')}` as const
  const sale = { reason: 'after_sale', source: 'afs_1', ...by(shop) } as const
  t.equal(await within(scene, (tx) => holdLine(tx, { orderId, lineId }, sale)), 2, 'both who earn by it')
  t.equal(await within(scene, (tx) => holdLine(tx, { orderId, lineId }, sale)), 0)
  const doubt = await holdOf(scene, id)
  t.match(await within(scene, (tx) => openHold(tx, newId('ern', shop.clock.now()), sale)), {
    reason: 'unknown',
  })

  await shop.travel({ days: 8 })
  t.same(
    (await seen(scene, orderId)).map(([state]) => state),
    ['frozen', 'frozen'],
  )
  t.equal(await shop.sweep(), 0, 'what is held asks for no job')
  await within(scene, (tx) => letLineGo(tx, { orderId, lineId }, sale))
  await shop.runDue()
  t.same(
    (await seen(scene, orderId)).map(([state]) => state),
    ['frozen', 'available'],
    'one of two holds',
  )
  t.same(await money(scene, inviter), [300, 0])
  t.ok(await within(scene, (tx) => allowHold(tx, doubt, by(shop))))
  t.equal(await within(scene, (tx) => allowHold(tx, doubt, by(shop))), null, 'once')
  await shop.runDue()
  t.same(await money(scene, promoter), [749, 0])
  t.match(await within(scene, (tx) => openHold(tx, id, sale)), { opened: false, reason: 'over' })
  t.equal(await within(scene, (tx) => holdLine(tx, { orderId, lineId }, sale)), 0, 'released')
  t.same(await shop.broken(), [])
})

t.test(
  'what the merchant refuses goes back whole, and a refund afterwards takes nothing twice',
  async (t) => {
    const scene = await open()
    const { shop, promoter, inviter } = scene
    const { admin } = shop.database
    const refuse = async (orderId: OrderId) => {
      const { id } = must((await earningsOf(admin, orderId))[0], 'an earning')
      const hold = await holdOf(scene, id)
      return within(scene, (tx) => refuseHold(tx, hold, { hears, ...by(shop) }))
    }
    const early = await place(scene)
    t.ok(await refuse(early), 'before it is paid')
    const orderId = await received(scene)
    await shop.refund(orderId, 1)
    t.ok(await refuse(orderId), 'with a refund that nobody has told yet')
    await shop.runDue()
    await shop.pay(early)
    await shop.runDue()
    t.same(
      (await earningsOf(admin, orderId)).map((one) => [one.state, one.returnedFen, one.refusedFen]),
      [
        ['void', 250, 499],
        ['frozen', 100, 0],
      ],
    )
    t.same(
      (await earningsOf(admin, early)).map((one) => [one.state, one.refusedFen]),
      [
        ['void', 749],
        ['estimated', 0],
      ],
    )
    t.same(await money(scene, promoter), [0, 0])
    await shop.refund(orderId)
    await shop.runDue()
    t.same(await money(scene, promoter), [0, 0])
    t.same(await money(scene, inviter), [0, 300])
    t.same(await shop.broken(), [])
  },
)

t.test('defect: a frozen promoter was silently pending; here it says why and nothing is lost', async (t) => {
  const scene = await open()
  const { shop, promoter, inviter } = scene
  const orderId = await received(scene)
  const pause = { note: '资料核对中', by: 'stf_test', at: shop.clock.now() }
  t.equal(await within(scene, (tx) => pausePayee(tx, promoter.id, pause)), true)
  t.equal(await within(scene, (tx) => pausePayee(tx, promoter.id, pause)), false)
  await shop.travel({ days: 30 })
  t.same(await money(scene, promoter), [0, 749])
  t.same(await money(scene, inviter), [300, 0], 'nobody else waits')
  const pauses = await shop.database.admin`
    select reason, note, opened_by from earning_holds where payee_id = ${uuidOf(promoter.id)} and closed_at is null`
  t.same(
    [...pauses],
    [{ reason: 'payee_paused', note: '资料核对中', opened_by: 'stf_test' }],
    'who and why is kept',
  )
  const more = await received(scene)
  await shop.travel({ days: 8 })
  t.equal(await within(scene, (tx) => resumePayee(tx, promoter.id, by(shop))), true)
  t.equal(await within(scene, (tx) => resumePayee(tx, promoter.id, by(shop))), false)
  await shop.runDue()
  t.same(await money(scene, promoter), [1498, 0])
  t.same(
    [(await seen(scene, orderId))[0]?.[0], (await seen(scene, more))[0]?.[0]],
    ['available', 'available'],
  )
  t.same(await shop.broken(), [])
})

t.test(
  'a small part before its time, for somebody trusted, within the cap; netted when the rest comes',
  async (t) => {
    const scene = await open()
    const { shop, promoter } = scene
    const { admin } = shop.database
    const early = { isOn: true, shareBps: 3000, capFen: 300 }
    const who = { actor: 'stf_test', at: shop.clock.now() }
    const edit = { settings: { ...EARNING_DEFAULTS, returnDays: 10, early }, version: 0 }
    t.equal(await within(scene, (tx) => saveEarningSettings(tx, edit, who)), true)
    t.equal(await within(scene, (tx) => saveEarningSettings(tx, edit, who)), false, 'somebody was first')
    await within(scene, (tx) => setTrusted(tx, promoter.id, { isTrusted: true, at: shop.clock.now() }))

    const orders = [await place(scene), await place(scene)]
    for (const orderId of orders) {
      await shop.pay(orderId)
      await shop.order(orderId).ship()
      await shop.runDue()
    }
    const advanced = async () =>
      Promise.all(orders.map(async (id) => (await earningsOf(admin, id))[0]?.advancedFen))
    t.same(await advanced(), [224, 76], '30 % of 749, then what the cap has room for')
    t.same(await money(scene, promoter), [300, 1198])
    for (const orderId of orders) await shop.order(orderId).receive()
    await shop.runDue()
    t.same(await advanced(), [224, 76], 'once')

    await shop.refund(orders[0] as OrderId)
    await shop.runDue()
    t.same(await money(scene, promoter), [76, 673], 'what was set aside goes first, then what was released')
    await shop.travel({ days: 10 })
    t.same(await money(scene, promoter), [749, 0])
    await shop.refund(orders[1] as OrderId)
    await shop.runDue()
    t.same(await money(scene, promoter), [0, 0])
    t.same(await shop.broken(), [])
  },
)

t.test(
  'refunded whole before the shop has heard that it was paid; told twice, backwards, in a suspended shop',
  async (t) => {
    const scene = await open()
    const { shop, promoter } = scene
    const { admin } = shop.database
    const orderId = await place(scene)
    await shop.pay(orderId)
    await shop.refund(orderId)
    await shop.runDue()
    t.equal((await seen(scene, orderId))[0]?.[0], 'void')
    t.same(await money(scene, promoter), [0, 0])

    const other = await place(scene)
    await shop.pay(other)
    await shop.order(other).ship()
    await shop.order(other).receive()
    await shop.refund(other, 2)
    await admin`update stores set status = 'suspended' where id = ${uuidOf(shop.store.storeId)}`
    const told = await admin<{ id: string }[]>`
    select id from outbox where state = 'waiting' and payload->>'orderId' = ${other} order by id desc`
    for (const { id } of [...told, ...told]) await shop.handle(`evt_${id.replaceAll('-', '')}`)
    await admin`delete from event_effects`
    for (const { id } of told) {
      await admin`update outbox set state = 'sent' where id = ${id}`
      await shop.handle(`evt_${id.replaceAll('-', '')}`)
    }
    t.same((await seen(scene, other))[0], ['frozen', 749, 500])
    t.same(await money(scene, promoter), [0, 249])
    await shop.travel({ days: 7 })
    t.same(await money(scene, promoter), [249, 0])
    t.same(await shop.broken(), [])
  },
)

t.test('defect: one bad entry undid a whole settlement; here it stops nobody and is retried', async (t) => {
  const scene = await open()
  const { shop, promoter, inviter } = scene
  const { admin } = shop.database
  const orders = [await received(scene), await received(scene)]
  const bad = must((await earningsOf(admin, orders[0] as OrderId))[0], 'an earning').id
  await admin`update ledger_transfers set cause = 'lost' where cause = ${`earning:${bad}`}`
  shop.clock.set(later(shop.clock.now(), 8 * DAY))
  const run = await settleDue(shop.app, shop.store.storeId, { hears, batchMax: 3 })
  t.same(run, { settled: 3, fen: 749 + 600, failed: 1 })
  t.same(await money(scene, promoter), [749, 749])
  t.same(await money(scene, inviter), [600, 0])
  const again = () => settleDue(shop.app, shop.store.storeId, { hears })
  t.same(await again(), { settled: 0, fen: 0, failed: 0 }, 'not at once')
  shop.clock.set(later(shop.clock.now(), 60_000))
  t.equal((await again()).failed, 1)
  await admin`update ledger_transfers set cause = ${`earning:${bad}`} where cause = 'lost'`
  shop.clock.set(later(shop.clock.now(), 60_000))
  t.equal((await again()).settled, 0, 'twice as long')
  shop.clock.set(later(shop.clock.now(), 60_000))
  t.equal((await again()).settled, 1)
  t.same(await money(scene, promoter), [1498, 0])
  t.same(await shop.broken(), [])
})

t.test('a refund that was decided and not told yet: what is due follows it first', async (t) => {
  const scene = await open()
  const { shop, promoter } = scene
  const orderId = await received(scene)
  shop.clock.set(later(shop.clock.now(), 8 * DAY))
  await shop.refund(orderId, 1)
  t.same(await settleDue(shop.app, shop.store.storeId, { hears }), { settled: 2, fen: 699, failed: 0 })
  t.same(await money(scene, promoter), [499, 0])
  await shop.runDue()
  t.same(await money(scene, promoter), [499, 0])
  const { db, store } = shop
  const [mine, theirs] = await Promise.all(
    [1, 2].map(() => settleDue({ ...shop.app, db }, store.storeId, { hears })),
  )
  t.same([mine?.settled, theirs?.settled], [0, 0])
  await within(scene, (tx) => bringToTruth(tx, orderId, { hears, at: shop.clock.now() }))
  t.same(await money(scene, promoter), [499, 0])
  t.same(await shop.broken(), [])
})
