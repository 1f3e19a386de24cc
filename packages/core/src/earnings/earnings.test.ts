import { withTenant } from '@mamapu/db'
import { DAY, type Fen, later, must, newId, type OrderId, uuidOf } from '@mamapu/kernel'
import type { Plugin, PluginContext } from '@mamapu/plugin-sdk'
import {
  calmMood,
  earningsOf,
  fixturePlugin,
  openHouse,
  openShop,
  payeeBalance,
  promiseEarning,
  type Shop,
  shopIn,
  type TestCustomer,
  type TestSku,
} from '@mamapu/testkit'
import t from 'tap'
import { runInStore } from '../plugins/index.js'
import { verify } from '../verify/index.js'
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

t.test('from promised to available, and a refund at each step takes its exact share', async (t) => {
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
  const before = (await seen(scene, orderId))[0]?.[0]
  await late.press('late')
  await shop.travel({ minutes: 40 })
  t.same([before, (await seen(scene, orderId))[0]?.[0]].at(-1), 'estimated')
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

t.test('a hold keeps an earning although it is due; let go it is released at once', async (t) => {
  const scene = await open()
  const { shop, promoter, inviter } = scene
  const { admin } = shop.database
  const orderId = await received(scene)
  const [first, second] = await earningsOf(admin, orderId)
  const { id } = must(first, 'an earning')
  const [{ line } = { line: '' }] = await admin<{ line: string }[]>`
    select line_id as line from earnings where id = ${uuidOf(id)}`
  const lineId = `lin_${line.replaceAll('-', '')}` as const
  const sale = { reason: 'after_sale', source: 'afs_1', ...by(shop) } as const
  t.equal(await within(scene, (tx) => holdLine(tx, { orderId, lineId }, sale)), 2, 'both who earn by it')
  t.equal(await within(scene, (tx) => holdLine(tx, { orderId, lineId }, sale)), 0)
  const doubt = await within(scene, (tx) => openHold(tx, id, { reason: 'self_purchase', ...by(shop) }))
  t.equal(await within(scene, (tx) => openHold(tx, newId('ern', shop.clock.now()), sale)), null)

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
  t.ok(await within(scene, (tx) => allowHold(tx, must(doubt, 'a hold'), by(shop))))
  t.equal(await within(scene, (tx) => allowHold(tx, must(doubt, 'a hold'), by(shop))), null, 'once')
  await shop.runDue()
  t.same(await money(scene, promoter), [749, 0])
  t.ok(second)
  t.same(await shop.broken(), [])

  const spoil: readonly (readonly [name: string, change: string])[] = [
    ['commissions are never above what was kept for their line', 'base_fen = base_fen + 1'],
    ['refunds took the exact share of a commission, each once', 'returned_fen = 1'],
    ['a commission is what the ledger’s rows say of it', `payee_id = '${uuidOf(inviter.id)}'`],
    ['a commission is what the ledger’s rows say of it', 'advanced_fen = 1'],
    [
      'every row of the ledger for a commission has its commission',
      `id = '${uuidOf(newId('ern', shop.clock.now()))}'`,
    ],
    ['a commission stands where its order and its window say', `state = 'estimated'`],
    ['a commission stands where its order and its window say', `settled_at = due_at - interval '1 s'`],
    [
      'no commission that is due waits longer than ten minutes',
      `state = 'frozen', wake_at = due_at - interval '1 h'`,
    ],
    ['commissions follow their order and its refunds within two minutes', 'refunded_fen = 1'],
  ]
  for (const [name, change] of spoil) {
    const undo = Symbol('undo')
    const broken = await admin
      .begin(async (tx) => {
        await tx.unsafe(
          'alter table earnings drop constraint earnings_tenant_id_order_id_line_id_payee_id_key',
        )
        await tx.unsafe('alter table earning_holds drop constraint earning_holds_tenant_id_earning_id_fkey')
        const which = change.startsWith('id =') ? ` and role = 'promoter'` : ''
        await tx.unsafe(`update earnings set ${change} where order_id = '${uuidOf(orderId)}'${which}`)
        const found = await verify(tx, { at: shop.clock.now() })
        throw Object.assign(new Error(), { [undo]: found.filter((check) => check.broken.length > 0) })
      })
      .catch((error) => error[undo] ?? error)
    t.ok(
      broken.some?.((check: { name: string }) => check.name === name),
      name,
      { broken },
    )
  }
})

t.test(
  'what the merchant refuses goes back whole, and a refund afterwards takes nothing twice',
  async (t) => {
    const scene = await open()
    const { shop, promoter, inviter } = scene
    const { admin } = shop.database
    const refuse = async (orderId: OrderId) => {
      const { id } = must((await earningsOf(admin, orderId))[0], 'an earning')
      const hold = await within(scene, (tx) => openHold(tx, id, { reason: 'self_purchase', ...by(shop) }))
      return within(scene, (tx) => refuseHold(tx, must(hold, 'a hold'), { hears, ...by(shop) }))
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

t.test('a paused payee loses nothing: released when resumed, with a reason to see meanwhile', async (t) => {
  const scene = await open()
  const { shop, promoter, inviter } = scene
  const orderId = await received(scene)
  const pause = { note: '资料核对中', by: 'stf_test', at: shop.clock.now() }
  t.equal(await within(scene, (tx) => pausePayee(tx, promoter.id, pause)), true)
  t.equal(await within(scene, (tx) => pausePayee(tx, promoter.id, pause)), false)
  await shop.travel({ days: 30 })
  t.same(await money(scene, promoter), [0, 749])
  t.same(await money(scene, inviter), [300, 0], 'nobody else waits')
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

t.test('one that cannot be released stops nobody, and is tried again later and later', async (t) => {
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

/** A mechanic that hears of its earnings and asks for them. */
function listener(heard: unknown[]): Plugin {
  return {
    ...fixturePlugin(calmMood()),
    prices: [],
    scopes: ['earnings:read', 'earnings:hold'],
    on: {
      'earning.changed': {
        whileOff: true,
        handle: async (_ctx: unknown, told: unknown) => void heard.push(told),
      },
    },
  } as unknown as Plugin
}

t.test('a mechanic hears of its own earnings and sees its own figures, day by day', async (t) => {
  const heard: { state?: string; returnedFen?: number }[] = []
  const plugin = listener(heard)
  // The last hour of March in Shanghai.
  const shop = await openShop(t, { plugins: [plugin], at: new Date('2026-03-31T15:30:00Z') })
  const { admin } = shop.database
  const sku = await shop.sku({ priceFen: 1000, stock: 100 })
  const [ann, eve, buyer] = [await shop.customer(), await shop.customer(), await shop.customer()]
  const buy = async (payee: TestCustomer, of = 'fixture') => {
    const order = await shop.cart([sku, 2]).by(buyer).order()
    await promiseEarning(admin, order.id, { payee: payee.id, plugin: of })
    await order.pay()
    return order
  }
  const first = await buy(ann)
  await buy(ann, 'another')
  await shop.travel({ hours: 1 })
  const second = await buy(ann)
  await buy(eve)
  await second.refund(1)
  await (await first.ship()).receive()
  await shop.runDue()
  t.same(
    heard.map(({ state, returnedFen }) => `${state} ${returnedFen}`).toSorted(),
    ['estimated 0', 'estimated 0', 'estimated 100', 'frozen 0'].toSorted(),
  )
  const loaded = must(shop.host.registry.plugins[0], 'installed')
  const work = { loaded, hook: 'test', at: shop.clock.now(), locale: 'zh-CN' as const, whileOff: true }
  const ask = async <T>(use: (ctx: PluginContext) => Promise<T>) => {
    const result = await runInStore(shop.host, shop.store.storeId, work, use)
    if (!result.on) throw new Error('off')
    return result.value
  }
  const span = { from: new Date('2026-03-30T16:00:00Z'), until: new Date('2026-04-01T16:00:00Z') }
  t.same(await ask(({ earnings }) => earnings.days({ payee: ann.id, ...span })), [
    { day: '2026-03-31', orders: 1, buyers: 1, salesFen: 2000, commissionFen: 200 },
    { day: '2026-04-01', orders: 1, buyers: 1, salesFen: 1000, commissionFen: 100 },
  ])
  const both = { orders: 2, buyers: 1, salesFen: 3000, commissionFen: 300 }
  const figures = await ask(({ earnings }) => earnings.figures({ payees: [ann.id, buyer.id], ...span }))
  t.same([...figures], [[ann.id, both]])
  t.same(await ask(({ earnings }) => earnings.top({ ...span, limit: 1 })), [{ payee: ann.id, ...both }])
  t.same(await ask(({ earnings }) => earnings.summary(ann.id)), {
    estimatedFen: 300,
    frozenFen: 200,
    availableFen: 0,
    withdrawingFen: 0,
    paidFen: 0,
    isPaused: false,
  })
  const list = await ask(({ earnings }) => earnings.list({ payee: ann.id, after: null, limit: 1 }))
  t.match(list, [
    { orderId: second.id, amountFen: 200, returnedFen: 100, state: 'estimated', holds: [], dueAt: null },
  ])
  t.notOk('payeeName' in must(list[0], 'one'), 'no name of anybody')
  const after = must(list[0], 'one').id
  t.match(await ask(({ earnings }) => earnings.list({ payee: ann.id, after, limit: 9 })), [
    { orderId: first.id },
  ])
  await ask(({ earnings }) => earnings.pause(ann.id, '核对中'))
  await shop.switchTo(false)
  shop.clock.set(later(shop.clock.now(), 8 * DAY))
  await shop.runDue()
  const open = must(list[0], 'one')
  t.match(await ask(({ earnings }) => earnings.list({ payee: ann.id, after: open.id, limit: 1 })), [
    { state: 'frozen', holds: ['payee_paused'] },
  ])
  await ask(({ earnings }) => earnings.resume(ann.id))
  await shop.runDue()
  t.match(heard.at(-1), { state: 'available', payee: ann.id }, 'also while it is off')
  await t.rejects(ask(({ earnings }) => earnings.list({ payee: ann.id, after: null, limit: 51 })))
  await t.rejects(
    ask(({ earnings }) =>
      earnings.days({ payee: ann.id, from: span.from, until: later(span.from, 93 * DAY) }),
    ),
  )
  t.same(await shop.broken(), [])
})

t.test(
  'the console: lists, a trace to the ledger’s rows, decisions that somebody has to have the right to',
  async (t) => {
    const scene = await open()
    const { shop, promoter } = scene
    const { admin } = shop.database
    const owner = await shop.owner()
    const ask = (method: string, path: string, body?: object) =>
      shop.console(method, path, owner, body ? { body } : {})
    const orderId = await received(scene)
    await shop.refund(orderId, 1)
    await shop.runDue()
    const [mine] = await earningsOf(admin, orderId)
    const { id } = must(mine, 'an earning')
    t.equal((await ask('POST', `/earnings/${id}/hold`, { reason: 'merchant', note: '先看一下' })).status, 204)
    t.match((await ask('POST', `/earnings/${id}/hold`, { reason: 'merchant', note: '' })).json, {
      code: 'EARNING_HELD',
    })
    const list = (await ask('GET', '/earnings?limit=1')).json as { items: { id: string }[]; next: string }
    const rest = (await ask('GET', `/earnings?limit=5&cursor=${list.next}`)).json as {
      items: { id: string }[]
    }
    t.same([list.items.length, rest.items.length], [1, 1])
    t.equal((await ask('GET', '/earnings?cursor=nonsense')).status, 400)
    const held = (await ask('GET', '/earnings?held=1')).json as { items: { id: string; left: object }[] }
    t.same(
      held.items.map((one) => [one.id, one.left]),
      [[id, { amount: 499, currency: 'CNY' }]],
    )
    const detail = (await ask('GET', `/earnings/${id}`)).json as {
      transfers: { kind: string; amount: object }[]
    }
    t.match(detail, {
      holds: ['merchant'],
      allHolds: [{ reason: 'merchant', note: '先看一下', decision: null }],
      returns: [{ returned: { amount: 250 }, refunded: { amount: 1999 } }],
      transfers: [
        { kind: 'pending', amount: { amount: 749 }, leg: 'estimate', debit: 'expense:commission' },
        { kind: 'void', amount: { amount: 250 } },
      ],
    })
    t.equal((await ask('GET', `/earnings/${newId('ern', shop.clock.now())}`)).status, 404)
    const waiting = (await ask('GET', '/earning-holds')).json as { items: { id: string; earning: object }[] }
    t.match(waiting.items, [{ reason: 'merchant', payeeId: promoter.id, earning: { id } }])
    const hold = must(waiting.items[0], 'a hold').id
    t.equal(
      (await ask('POST', `/earning-holds/${hold}/refuse`, { note: '' })).status,
      400,
      'a refusal has its reason',
    )
    t.equal((await ask('POST', `/earning-holds/${hold}/refuse`, { note: '自己买自己的' })).status, 204)
    t.match((await ask('POST', `/earning-holds/${hold}/allow`, { note: '' })).json, { code: 'HOLD_CLOSED' })
    t.match((await ask('POST', `/earnings/${id}/hold`, { reason: 'merchant', note: '' })).json, {
      code: 'EARNING_OVER',
    })

    const payee = `/earning-payees/${promoter.id}`
    t.equal((await ask('POST', `${payee}/pause`, { note: '资料不符' })).status, 204)
    t.match((await ask('POST', `${payee}/pause`, { note: '' })).json, { code: 'PAYEE_PAUSED' })
    t.equal((await ask('PUT', `${payee}/trust`, { isTrusted: true })).status, 204)
    t.match((await ask('GET', payee)).json, { isPaused: true, isTrusted: true, frozen: { amount: 0 } })
    const [pause] = ((await ask('GET', '/earning-holds')).json as { items: { id: string }[] }).items
    t.match((await ask('POST', `/earning-holds/${pause?.id}/refuse`, { note: 'x' })).json, {
      code: 'HOLD_OF_PAYEE',
    })
    t.equal((await ask('POST', `${payee}/resume`, { note: '' })).status, 204)
    t.match((await ask('POST', `${payee}/resume`, { note: '' })).json, { code: 'PAYEE_NOT_PAUSED' })

    const { json } = await ask('GET', '/earning-settings')
    t.same(json, { settings: EARNING_DEFAULTS, version: 0 })
    const edit = { settings: { ...EARNING_DEFAULTS, returnDays: 15 }, version: 0 }
    t.match((await ask('PUT', '/earning-settings', edit)).json, { version: 1 })
    t.match((await ask('PUT', '/earning-settings', edit)).json, { code: 'EARNING_SETTINGS_CHANGED' })
    const wild = {
      settings: { ...EARNING_DEFAULTS, early: { ...EARNING_DEFAULTS.early, shareBps: 3001 } },
      version: 1,
    }
    t.equal((await ask('PUT', '/earning-settings', wild)).status, 400, 'never more than 30 %')
    const [audited] = await admin<{ n: number }[]>`
    select count(*)::int as n from audit_log where tenant_id = ${uuidOf(shop.store.storeId)} and (action like 'earning%' or action like 'payee.%')`
    t.equal(audited?.n, 6)
    t.same(await shop.broken(), [])
  },
)
