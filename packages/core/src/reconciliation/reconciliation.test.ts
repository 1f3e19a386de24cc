import { orders, type payments, reconciliation } from '@mamapu/core'
import { asId, DAY, idOf, MINUTE, must, OutsideError, toFen, uuidOf } from '@mamapu/kernel'
import { openShop } from '@mamapu/testkit'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { compare } from './reconciliation.rules.js'
import type { Ours } from './reconciliation.types.js'

t.setTimeout(120_000)

const AT = new Date('2026-03-04T02:00:00Z')

/** A shop whose provider is the sandbox, with a bill that may be changed before it is told. */
async function open(t: Test) {
  const bill = {
    is: 'told' as 'told' | 'not_ready' | 'down' | 'killed',
    /** A refund is refused, as a provider's answer. */
    refuses: false,
    change: (rows: readonly payments.BillRow[]) => rows as readonly payments.BillRow[] | 'not_ready',
    asked: 0,
  }
  const shop = await openShop(t, { at: AT })
  const sandbox = must(shop.providers.get('sandbox'), 'the sandbox')
  const spied: payments.PaymentProvider = {
    ...sandbox,
    async bill(storeId, day) {
      bill.asked += 1
      if (bill.is === 'killed') throw new Error('killed while it waits for the bill')
      if (bill.is === 'down') throw new OutsideError('PAYMENT_PROVIDER_DOWN', 'away')
      if (bill.is === 'not_ready') return 'not_ready'
      const rows = await sandbox.bill(storeId, day)
      return rows === 'not_ready' ? rows : bill.change(rows)
    },
    refund: async (ask) =>
      bill.refuses ? { state: 'failed', providerRef: 'no', reason: '余额不足' } : sandbox.refund(ask),
  }
  ;(shop.providers as Map<string, payments.PaymentProvider>).set('sandbox', spied)
  const owner = await shop.owner()
  const sku = await shop.sku({ priceFen: 9900, stock: 50 })
  const buy = async (mode: payments.cashier.CashierMode = 'pay') => {
    const order = await shop.cart(sku).order()
    const paying = await shop.peers.payment.open(order.id)
    await paying.press(mode)
    return { order, ...paying }
  }
  const look = async (state = 'open') =>
    (await shop.console('GET', `/bill-differences?state=${state}`, owner)).json.items as Record<
      string,
      unknown
    >[]
  const bills = async () => (await shop.console('GET', '/bills', owner)).json as never as Overview
  const act = (id: unknown, what: string, body: object = {}) =>
    shop.console('POST', `/bill-differences/${id}/${what}`, owner, { body })
  const told = async () =>
    shop.database.admin<{ key: string }[]>`
      select key from staff_notices where tenant_id = ${uuidOf(shop.store.storeId)} and is_urgent order by key`
  return { shop, bill, owner, buy, look, bills, act, told, sandbox }
}

interface Seen {
  readonly id: string
  readonly state: string
}

interface Overview {
  readonly providers: readonly { provider: string; nextDay: string; fault: string }[]
  readonly days: readonly Record<string, unknown>[]
  readonly open: number
}

t.test(
  'a calm day: compared once at half past ten of the shop, whoever asks and however often',
  async (t) => {
    const { shop, bill, buy, bills, look } = await open(t)
    const first = await buy()
    const { admin } = shop.database
    await admin`create function test_begun() returns trigger language plpgsql as $$ begin raise exception 'begun before'; end $$`
    await admin`create trigger test_begun before insert on bill_clocks for each statement execute function test_begun()`
    await buy()
    await buy('fail')
    await first.order.refund()
    await shop.runAsked()
    t.match(await bills(), { days: [], open: 0 })
    shop.clock.set(new Date('2026-03-05T02:29:00Z'))
    await shop.sweep()
    t.equal(bill.asked, 0, 'not before half past ten')
    shop.clock.advance(2 * MINUTE)
    await shop.sweep()
    t.match(await bills(), {
      providers: [{ provider: 'sandbox', nextDay: '2026-03-05', fault: '' }],
      days: [
        {
          day: '2026-03-04',
          payments: 2,
          paid: { amount: 19_800 },
          refunds: 1,
          refunded: { amount: 9900 },
          differences: 0,
        },
      ],
    })
    t.same(await look(), [])
    const asked = bill.asked
    await shop.sweep()
    await shop.sweep()
    t.equal(bill.asked, asked, 'a day is asked for once')
    t.same(await shop.broken(), [])
  },
)

t.test(
  'what differs is listed, none of it mended by itself, and dealt with by asking or by looking',
  async (t) => {
    const { shop, bill, buy, look, act, bills, owner } = await open(t)
    const [silent, missing, less, other, back] = [
      await buy('silent'),
      await buy(),
      await buy(),
      await buy(),
      await buy(),
    ]
    await back.order.refund()
    await shop.runAsked()
    await shop.database.admin`update refunds set state = 'failed', done_at = null, next_try_at = null`
    // Nobody asks about the silent payment: its jobs are lost and its order waits long.
    shop.jobs.length = 0
    await shop.database
      .admin`update orders set pay_before = pay_before + interval '3 days' where state = 'unpaid'`
    bill.change = (rows) => [
      ...rows
        .filter(({ ours }) => ours !== missing.paymentId)
        .map((row) => (row.ours === less.paymentId ? { ...row, amountFen: toFen(9899) } : row))
        .map((row) => (row.ours === other.paymentId ? { ...row, providerRef: 'another' } : row)),
      { kind: 'payment', ours: null, providerRef: 'counter-1', amountFen: toFen(500) },
      ...rows.filter(({ ours }) => ours === other.paymentId),
      ...rows.filter(({ ours }) => ours === other.paymentId),
    ]
    shop.clock.set(new Date('2026-03-05T02:31:00Z'))
    await shop.sweep()
    bill.change = (rows) => rows
    const found = await look()
    const kinds = found.map(({ kind, subject }) => `${subject} ${kind}`).sort()
    t.same(kinds, [
      'payment amount_differs',
      'payment missing_there',
      'payment number_differs',
      'payment twice_there',
      'payment unknown_here',
      'payment unpaid_here',
      'refund refund_open_here',
    ])
    t.match(
      await bills(),
      { days: [{ differences: 7 }] },
      'a number told a third time is no other difference',
    )
    t.match(await silent.order.look(), { state: 'unpaid' }, 'nothing is mended by itself')
    const of = (kind: string) =>
      must(
        found.find((one) => one.kind === kind),
        kind,
      )
    t.match(of('amount_differs'), { there: { amount: 9899 }, here: { amount: 9900 }, isAskable: true })

    t.match((await act(of('unpaid_here').id, 'ask')).json, { state: 'solved' })
    t.match(await silent.order.look(), { state: 'paid', paidFen: 9900 }, 'the money is booked')
    t.match((await act(of('refund_open_here').id, 'ask')).json, { state: 'solved' })
    t.match(await back.order.look(), { refunds: [{ state: 'done' }] })
    t.match(
      (await act(of('missing_there').id, 'ask')).json,
      { state: 'solved' },
      'the provider knows it after all',
    )
    t.match(await act(of('unknown_here').id, 'ask'), {
      status: 409,
      json: { code: 'DIFFERENCE_NOT_ASKABLE' },
    })
    const noted = await act(of('unknown_here').id, 'note', { note: '=门店扫码收的' })
    t.match(noted.json, { state: 'looked_at', note: '=门店扫码收的' })
    t.match(await act(of('unknown_here').id, 'note', { note: '再来' }), {
      status: 409,
      json: { code: 'DIFFERENCE_DECIDED' },
    })
    t.match(await act(`dif_${'0'.repeat(32)}`, 'ask'), { status: 404 })
    t.equal((await bills()).open, 3)
    const file = await shop.console('GET', '/bill-differences.csv', owner)
    t.match(file.text, /counter-1/)
    t.notMatch(file.text, /,=门店/, 'no cell begins a formula')
    t.same(await shop.broken(), [])
  },
)

t.test(
  'a bill that is not there yet, or cannot be had, is asked for again; days missed follow one by one',
  async (t) => {
    const { shop, bill, buy, bills } = await open(t)
    await buy()
    bill.is = 'not_ready'
    shop.clock.set(new Date('2026-03-05T02:31:00Z'))
    await shop.sweep()
    t.match(await bills(), { providers: [{ fault: 'not_ready', nextDay: '2026-03-04' }], days: [] })
    bill.is = 'down'
    shop.clock.advance(31 * MINUTE)
    await shop.sweep()
    t.match(await bills(), { providers: [{ fault: 'away' }], days: [] })
    bill.is = 'told'
    shop.clock.advance(3 * DAY)
    await shop.sweep()
    t.same(
      (await bills()).days.map(({ day }) => day),
      ['2026-03-07', '2026-03-06', '2026-03-05', '2026-03-04'],
    )
  },
)

t.test('killed between any two of its steps, a comparison is made once; staff are told once', async (t) => {
  const { shop, bill, buy, bills, look, told } = await open(t)
  await buy()
  bill.change = (rows) => [...rows, { kind: 'payment', ours: null, providerRef: 'x', amountFen: toFen(1) }]
  shop.clock.set(new Date('2026-03-05T02:31:00Z'))
  bill.is = 'killed'
  await t.rejects(shop.sweep(), /killed/)
  bill.is = 'told'
  const { admin } = shop.database
  await admin`create function test_killed() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$`
  // Before the day, its differences, the notice, what the movements remember of it, and the clock's going on.
  for (const table of ['bill_days', 'bill_differences', 'staff_notices', 'payments', 'bill_clocks']) {
    await admin.unsafe(
      `create trigger test_killed before insert or update on ${table} execute function test_killed()`,
    )
    await t.rejects(shop.sweep(), /killed/)
    await admin.unsafe(`drop trigger test_killed on ${table}`)
    t.match(await bills(), { days: [], open: 0 }, table)
    t.same([...(await told())], [], table)
  }
  await shop.sweep()
  await shop.sweep()
  t.match(await bills(), { days: [{ day: '2026-03-04', differences: 1 }], open: 1 })
  t.equal((await look()).length, 1)
  t.same([...(await told())], [{ key: 'bill:sandbox:2026-03-04' }])
  t.same(await shop.broken(), [])
})

t.test(
  'a refused refund says why, is paid by hand once, and the provider’s paying it too is seen',
  async (t) => {
    const { shop, bill, owner, buy, look, act, told, sandbox } = await open(t)
    const { order, paymentId } = await buy()
    bill.refuses = true
    await order.refund()
    await shop.runAsked()
    const seen = async () => (await shop.console('GET', `/orders/${order.id}`, owner)).json.refunds as Seen[]
    const [refused] = (await seen()) as [Seen]
    t.match(refused, { state: 'failed', fault: { kind: 'refused', text: '余额不足' }, byHand: '' })
    const refund = (what: string, body: object) =>
      shop.console('POST', `/orders/${order.id}/refunds/${refused.id}/${what}`, owner, { body })
    t.match(await refund('by-hand', { note: '' }), { status: 400 })
    const note = { note: '微信转账' }
    const both = await Promise.all([refund('by-hand', note), refund('by-hand', note)])
    t.same(both.map(({ status }) => status).sort(), [200, 409], 'of two hands one pays')
    bill.refuses = false
    await shop.runAsked()
    t.match(await seen(), [{ state: 'done', fault: null, byHand: '微信转账', alsoPaidAt: null }])
    t.match(await refund('by-hand', note), { status: 409, json: { code: 'REFUND_NOT_FAILED' } })
    t.match(await refund('retry', {}), { status: 404 })

    // The provider pays after all, and says so twice.
    const refundId = asId('ref', refused.id)
    const handle = { storeId: shop.store.storeId, refundId, paymentId, transactionId: '', ref: null }
    const late = await sandbox.refund({
      ...handle,
      amountFen: toFen(9900),
      paidFen: toFen(9900),
      notifyUrl: '',
    })
    const notice = { of: 'refund', refundId, refund: late } as const
    for (let times = 0; times < 2; times += 1)
      await orders.hearProvider(
        shop.app,
        shop.store.storeId,
        { provider: 'sandbox', notice },
        shop.clock.now(),
      )
    t.match(await seen(), [{ state: 'done', byHand: '微信转账', alsoPaidAt: String }])
    t.same([...(await told())], [{ key: `paid-twice:${refused.id}` }])
    shop.clock.set(new Date('2026-03-05T02:31:00Z'))
    await shop.sweep()
    const [found] = await look()
    t.match(found, { kind: 'refunded_twice', isAskable: false, there: { amount: 9900 } })
    t.match((await act(found?.id, 'note', { note: '顾客退回来了' })).json, { state: 'looked_at' })
    t.match(await order.look(), { paidFen: 9900, refundedFen: 9900 })
    t.same(await shop.broken(), [])
  },
)

t.test('money around midnight is told of on the next day and differs on neither', async (t) => {
  const { shop, buy, bills } = await open(t)
  shop.clock.set(new Date('2026-03-04T15:59:30Z'))
  const late = await buy('silent')
  shop.clock.advance(MINUTE)
  await orders.checkPayments(shop.app, shop.providers, shop.store.storeId, late.order.id)
  t.match(await late.order.look(), { state: 'paid' })
  shop.clock.set(new Date('2026-03-06T03:00:00Z'))
  await shop.sweep()
  t.match(await bills(), {
    days: [
      { day: '2026-03-05', differences: 0 },
      { day: '2026-03-04', payments: 1, differences: 0 },
    ],
  })
})

t.test('twenty workers at the same minute: one comparison', async (t) => {
  const { shop, bill, buy, bills, look } = await open(t)
  await buy()
  bill.change = (rows) => [...rows, { kind: 'payment', ours: null, providerRef: 'x', amountFen: toFen(1) }]
  shop.clock.set(new Date('2026-03-05T02:31:00Z'))
  const [clock] = await shop.database.admin`select replace(id::text, '-', '') as id from bill_clocks`
  const job = `bcl_${clock?.id}`
  await Promise.all(Array.from({ length: 20 }, () => shop.run(reconciliation.COMPARE_BILL, { clockId: job })))
  t.equal((await bills()).days.length, 1)
  t.equal((await look()).length, 1)
})

t.test('whatever two books hold, each movement is one difference at most, and equal books have none', (t) => {
  const id = (n: number) => idOf('pay', `${String(n).padStart(32, '0')}`)
  const line = fc.record({
    n: fc.integer({ min: 0, max: 9 }),
    fen: fc.integer({ min: 1, max: 3 }),
    isMoved: fc.boolean(),
  })
  const oursOf = ({ n, fen, isMoved }: { n: number; fen: number; isMoved: boolean }): Ours => ({
    subject: 'payment',
    id: id(n),
    orderId: idOf('ord', '0'.repeat(32)),
    amountFen: toFen(fen),
    state: isMoved ? 'paid' : 'created',
    isMoved,
    providerRef: isMoved ? `t${n}` : null,
  })
  fc.assert(
    fc.property(fc.uniqueArray(line, { selector: ({ n }) => n }), fc.array(line), (here, there) => {
      const ours = here.map(oursOf)
      const rows = there.map(({ n, fen }) => ({
        kind: 'payment' as const,
        ours: id(n),
        providerRef: `t${n}`,
        amountFen: toFen(fen),
      }))
      const numbers = new Set(rows.map((row) => row.ours as string))
      const known = new Map(ours.filter((one) => numbers.has(one.id)).map((one) => [one.id as string, one]))
      const unbilled = ours.filter(({ isMoved }) => isMoved)
      const found = compare({ bill: rows, known, unbilled })
      const same = compare({
        bill: unbilled.map((one) => ({
          kind: 'payment',
          ours: one.id as never,
          providerRef: must(one.providerRef, 'a number'),
          amountFen: one.amountFen,
        })),
        known: new Map(unbilled.map((one) => [one.id as string, one])),
        unbilled,
      })
      return same.length === 0 && found.length <= rows.length + unbilled.length
    }),
  )
  t.end()
})
