import { DAY, type Id, later, must, newId, uuidOf } from '@mamapu/kernel'
import type { Plugin, PluginContext } from '@mamapu/plugin-sdk'
import {
  calmMood,
  earningsOf,
  fixturePlugin,
  openShop,
  promiseEarning,
  type TestCustomer,
} from '@mamapu/testkit'
import t from 'tap'
import { runInStore } from '../plugins/index.js'
import { verify } from '../verify/index.js'
import { EARNING_DEFAULTS } from './earning-settings.js'
import { settleDue } from './index.js'

t.setTimeout(120_000)

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
    const shop = await openShop(t)
    const [promoter, inviter] = [await shop.customer(), await shop.customer()]
    const { admin } = shop.database
    const owner = await shop.owner()
    const ask = (method: string, path: string, body?: object) =>
      shop.console(method, path, owner, body ? { body } : {})
    const sku = await shop.sku({ priceFen: 1999, stock: 10 })
    const { id: orderId } = await shop
      .cart([sku, 3])
      .by(await shop.customer())
      .order()
    await promiseEarning(admin, orderId, { payee: promoter.id, terms: { bps: 1250 } })
    await promiseEarning(admin, orderId, { payee: inviter.id, role: 'inviter', terms: { bps: 500 } })
    await shop.pay(orderId)
    await shop.receive(orderId)
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
    const again = await ask('POST', `/earning-holds/${hold}/refuse`, { note: '自己买自己的' })
    t.equal(again.status, 204, 'a tap too many is answered as the first')
    t.match((await ask('POST', `/earning-holds/${hold}/allow`, { note: '' })).json, { code: 'HOLD_CLOSED' })
    t.match((await ask('POST', `/earnings/${id}/hold`, { reason: 'merchant', note: '' })).json, {
      code: 'EARNING_OVER',
    })

    const payee = `/earning-payees/${promoter.id}`
    t.equal((await ask('POST', `${payee}/pause`, { note: '资料不符' })).status, 204)
    t.match((await ask('POST', `${payee}/pause`, { note: '' })).json, { code: 'PAYEE_PAUSED_ALREADY' })
    t.equal((await ask('PUT', `${payee}/trust`, { isTrusted: true })).status, 204)
    t.match((await ask('GET', payee)).json, { isPaused: true, isTrusted: true, frozen: { amount: 0 } })
    const [pause] = ((await ask('GET', '/earning-holds')).json as { items: { id: string }[] }).items
    shop.clock.advance(1000)
    const herself = await shop.owner()
    const { phone = '' } = promoter
    await admin`update staff_identities set phone = ${phone}, email = null where id = (select max(id::text)::uuid from staff_identities)`
    await admin`update memberships set role = 'manager' where identity_id = (select max(id::text)::uuid from staff_identities)`
    for (const path of [
      `/earning-holds/${pause?.id}/allow`,
      `/earning-holds/${pause?.id}/refuse`,
      `${payee}/resume`,
    ]) {
      const own = await shop.console('POST', path, herself, { body: { note: 'x' } })
      t.match(own.json, { code: 'EARNING_OWN' }, path)
    }
    const trusted = await shop.console('PUT', `${payee}/trust`, herself, { body: { isTrusted: false } })
    t.match(trusted.json, { code: 'EARNING_OWN' }, 'nor does she trust herself')
    t.match((await ask('POST', `/earning-holds/${pause?.id}/refuse`, { note: 'x' })).json, {
      code: 'HOLD_OF_PAYEE',
    })
    for (let taps = 0; taps < 2; taps += 1)
      t.equal(
        (await ask('POST', `/earning-holds/${pause?.id}/allow`, { note: '' })).status,
        204,
        'as the first',
      )
    t.equal((await ask('POST', `${payee}/pause`, { note: '' })).status, 204)
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
    t.equal(audited?.n, 8, 'and noted once')
    t.same(await shop.broken(), [])
  },
)

t.test('an entry whose refunds do not add up is put aside after one look; the rest goes on', async (t) => {
  const shop = await openShop(t)
  const { admin } = shop.database
  const sku = await shop.sku({ priceFen: 1999, stock: 10 })
  const payee = (await shop.customer()).id
  const made: Id<'ern'>[] = []
  for (const units of [3, 2]) {
    const { id } = await shop.cart([sku, units]).order()
    made.push(...(await promiseEarning(admin, id, { payee })))
    await shop.pay(id)
    await shop.receive(id)
  }
  await shop.runDue()
  const first = uuidOf(must(made[0], 'an earning'))
  await admin`update earnings set refunded_fen = 1 where id = ${first}`
  shop.clock.set(later(shop.clock.now(), 8 * DAY))
  const settle = () => settleDue(shop.app, shop.store.storeId, { hears: [], batchMax: 1 })
  t.same(await settle(), { settled: 1, fen: 399, failed: 1 }, 'also where it is the first of its batch')
  const [aside] = await admin<{ failures: number; wake_at: Date }[]>`
    select failures, wake_at from earnings where id = ${first}`
  t.same(aside && [aside.failures, aside.wake_at], [1, later(shop.clock.now(), 60_000)], 'looked at later')
  t.ok((await shop.broken()).length > 0, 'and verify names it')
  await admin`update earnings set refunded_fen = 0 where id = ${first}`
  shop.clock.set(later(shop.clock.now(), 60_000))
  t.match(await settle(), { settled: 1, fen: 599 })
  t.same(await shop.broken(), [])
})

t.test('every check of commissions can fail', async (t) => {
  const shop = await openShop(t)
  const { admin } = shop.database
  const [promoter, inviter] = [await shop.customer(), await shop.customer()]
  const { id: orderId } = await shop.cart([await shop.sku({ priceFen: 1999, stock: 10 }), 3]).order()
  await promiseEarning(admin, orderId, { payee: promoter.id })
  await promiseEarning(admin, orderId, { payee: inviter.id, role: 'inviter' })
  await shop.pay(orderId)
  await shop.receive(orderId)
  await shop.travel({ days: 8 })
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
        await tx.unsafe('alter table earnings disable trigger keep_frozen_earnings')
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
