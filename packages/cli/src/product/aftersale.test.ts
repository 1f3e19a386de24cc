import type { aftersale } from '@mamapu/core'
import { DAY, HOUR, later, must, type OrderId, toFen, uuidOf } from '@mamapu/kernel'
import {
  CaseDesk,
  earningsOf,
  type House,
  openHouse,
  payeeBalance,
  promiseEarning,
  type Shop,
  shopIn,
  TEST_CONTACT,
  type TestCustomer,
  type TestOrder,
} from '@mamapu/testkit'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { installedPlugins } from './installed-plugins.js'

const START = new Date('2026-03-04T02:00:00Z')
t.setTimeout(120_000)

const SHIPPING_FEN = 800
const COUPON_FEN = 701
const POINTS = 1000

let house: House
t.before(async () => {
  const { plugins } = await installedPlugins()
  const names = ['coupons', 'points', 'levels', 'full-reduction', 'flash-sale', 'distributor']
  const installed = plugins.map(({ plugin }) => plugin).filter(({ id }) => names.includes(id))
  house = await openHouse(t, installed, { at: START })
})

/** A shop with everything an order can take or bring: coupons, points, growth, gifts, postage, commissions. */
async function open(t: Test, ...more: readonly string[]) {
  const names = [...more, 'coupons', 'points', 'levels']
  const installed = house.installed
    .filter(({ id }) => names.includes(id))
    .sort((a, b) => names.indexOf(a.id) - names.indexOf(b.id))
  const at = house.test.clock.now()
  const shop = await shopIn(house, installed)
  const desk = await CaseDesk.of(shop)
  const { admin } = shop.database
  const owner = await shop.owner()
  const rule = { firstGram: 100_000, stepGram: 1000, stepFen: 0, freeOverFen: null }
  const rules = [
    { ...rule, regions: ['65'], firstFen: 0 },
    { ...rule, regions: [], firstFen: SHIPPING_FEN },
  ]
  await admin`insert into delivery_templates (tenant_id, rules, updated_at)
              values (${uuidOf(shop.store.storeId)}, ${admin.json(rules)}, ${at})`
  const made = await shop.console('POST', '/x/coupons/coupons', owner, {
    body: {
      ...{ title: '七块零一', kind: 'amount', amountFen: COUPON_FEN, thresholdFen: 0, scope: 'all' },
      ...{ total: 1000, perPerson: 1, claim: 'shop', claimFrom: at.toISOString() },
      ...{ claimUntil: later(at, 300 * DAY).toISOString(), validity: 'relative', validDays: 365 },
    },
  })
  t.equal(made.status, 201, made.text)
  const skus = [
    await shop.sku({ priceFen: 333, stock: 10_000 }),
    await shop.sku({ priceFen: 9999, stock: 10_000 }),
    await shop.sku({ priceFen: 1, stock: 10_000 }),
    await shop.sku({ priceFen: 5000, stock: 10_000 }),
    await shop.sku({ priceFen: 0, stock: 10_000 }),
  ] as const
  await shop.snapshot()
  const shopper = async (): Promise<TestCustomer> => {
    const who = await shop.customer({ points: POINTS })
    const claimed = await shop.shop(
      'POST',
      `/api/store/v1/x/coupons/coupons/${String(made.json['id'])}/claim`,
      who,
    )
    t.equal(claimed.status, 201, claimed.text)
    return who
  }
  /** What of hers is hers: points she may spend, growth, coupons she has used. */
  const purse = async ({ id }: TestCustomer) => {
    const [row] = await admin<{ points: number; growth: number; coupons: number }[]>`
      select (select (limit_units - taken)::int from quotas where kind = 'points.spend' and id = ${uuidOf(id).replaceAll('-', '')}) as points,
             coalesce((select sum(growth)::int from levels_growth where customer_id = ${uuidOf(id)}), 0) as growth,
             (select count(*)::int from quota_takes k join orders o on o.id = k.order_id
               where k.kind = 'coupons.use' and k.state <> 'released' and o.customer_id = ${uuidOf(id)}) as coupons`
    return { ...row }
  }
  const sum = async (orderId: OrderId) => {
    const [row] = await admin<{ left: number; lines: number; paid: number }[]>`
      select (o.paid_fen - o.refunded_fen)::int as left, o.paid_fen::int as paid,
             (o.shipping_fen - o.shipping_refunded_fen
               + (select sum(paid_fen - refunded_fen) from order_lines l where l.order_id = o.id))::int as lines
        from orders o where o.id = ${uuidOf(orderId)}`
    return must(row, 'an order')
  }
  return { shop, desk, owner, skus, shopper, purse, sum }
}

/** So many days go by in which nobody says anything. */
async function wait(shop: Shop, days: number): Promise<void> {
  shop.clock.advance(days * DAY)
  await shop.runDue()
}

/** A bib goes with every order from 150 yuan on. */
async function giveBibs({ shop }: Open): Promise<void> {
  const at = shop.clock.now()
  const bib = await shop.sku({ priceFen: 500, stock: 10_000, title: '围兜' })
  await shop.campaign({
    plugin: 'full-reduction',
    label: '满百送围兜',
    config: {
      tiers: [{ thresholdFen: 15_000, off: 'none' }],
      gifts: [{ skuId: bib.skuId, title: '围兜', stock: 'shop' }],
    },
    startsAt: at,
    endsAt: later(at, 300 * DAY),
  })
  await shop.passEdges()
  await shop.snapshot()
}

/** The fourth of the goods at half its price: units of the sale's own, three a person. */
async function openSale({ shop, skus }: Open): Promise<void> {
  const at = shop.clock.now()
  await shop.campaign({
    plugin: 'flash-sale',
    label: '限时抢',
    config: { items: [{ skuId: skus[3].skuId, priceFen: 2500, units: 500, perPerson: 3 }] },
    startsAt: later(at, HOUR),
    endsAt: later(at, 300 * DAY),
  })
  shop.clock.advance(HOUR)
  await shop.passEdges()
  await shop.snapshot()
}

type Open = Awaited<ReturnType<typeof open>>

const STEPS = [
  ...['unsent', 'refund', 'return', 'exchange'],
  ...['accept', 'refuse', 'escalate', 'withdraw', 'send', 'arrive', 'pass', 'less', 'money'],
  ...['ship', 'receive', 'direct', 'wait'],
] as const
type Step = (typeof STEPS)[number]
const step = fc.record({
  do: fc.constantFrom(...STEPS),
  which: fc.nat(11),
  units: fc.integer({ min: 1, max: 3 }),
})
const life = fc.record({
  counts: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 }),
  /** A sample, and no postage: nothing is to be paid. */
  isFree: fc.boolean(),
  withCoupon: fc.boolean(),
  withPoints: fc.boolean(),
  steps: fc.array(step, { minLength: 4, maxLength: 14 }),
})

type Life = typeof life extends fc.Arbitrary<infer L> ? L : never

/** Lives one step; what the product refuses changes nothing and is no fault. */
async function live({ shop, desk }: Open, orders: TestOrder[], todo: Life['steps'][number]): Promise<void> {
  const order = must(orders[todo.which % orders.length], 'an order')
  const lines = await desk.lines(order.id)
  const line = must(lines[todo.which % lines.length], 'a line')
  const [open] = await shop.database.admin<{ id: string }[]>`
    select 'asc_' || replace(id::text, '-', '') as id from aftersale_cases
     where closed_at is null order by opened_at limit 1 offset ${todo.which % 2}`
  const id = open?.id as aftersale.CaseId | undefined
  const asked = [{ lineId: line.id, units: todo.units }]
  switch (todo.do) {
    case 'unsent':
      return void (await desk.ask(order.id, {
        kind: 'refund',
        wasSent: false,
        reason: 'changed_mind',
        lines: asked,
      }))
    case 'refund':
      return void (await desk.ask(order.id, { kind: 'refund', reason: 'missing', lines: asked }))
    case 'return':
      return void (await desk.ask(order.id, {
        reason: todo.which % 2 ? 'quality' : 'no_reason',
        lines: asked,
      }))
    case 'exchange':
      return void (await desk.ask(order.id, { kind: 'exchange', reason: 'damaged', lines: asked }))
    case 'ship':
      return void (await order.try.ship(todo.units))
    case 'receive':
      return void (await order.try.receive())
    case 'direct':
      return void (await order.try.refund(todo.units))
    case 'wait':
      return wait(shop, todo.units)
    default:
      if (id) await answer(desk, id, todo)
  }
}

async function answer(desk: CaseDesk, id: aftersale.CaseId, { do: what, units }: Life['steps'][number]) {
  switch (what) {
    case 'refuse':
    case 'escalate':
      return desk.say(id, what)
    case 'less': {
      const found = await desk.found(id)
      const lessFen = toFen(units * 3)
      return desk.inspect(
        id,
        found.map((one) => ({ ...one, restockUnits: 0, lessFen })),
        { note: '有使用痕迹' },
      )
    }
    case 'money':
      return desk.inspect(id, null, { asRefund: true })
    default:
      return desk.step(id, what as 'accept')
  }
}

const done = (...todo: readonly Step[]) => todo.map((one) => ({ do: one, which: 0, units: 1 }))
const passed = done('accept', 'send', 'arrive', 'pass')
const second = { which: 1, units: 1 }
/** Nothing is to be paid, what was bought is exchanged, and all goes back; goods of the sale in every way. */
const EXAMPLES: [Life][] = [
  [
    {
      ...{ counts: [2], isFree: true, withCoupon: true, withPoints: false },
      steps: [...done('ship', 'receive', 'exchange'), ...passed, ...done('return', 'accept')],
    },
  ],
  [
    {
      ...{ counts: [0, 0, 1, 3], isFree: false, withCoupon: true, withPoints: true },
      steps: [
        ...[
          { do: 'unsent' as const, ...second },
          ...done('accept'),
          { do: 'ship' as const, which: 0, units: 3 },
        ],
        ...[{ do: 'exchange' as const, ...second }, ...passed, { do: 'direct' as const, ...second }],
      ],
    },
  ],
]

async function livesTo(here: Open, { counts, isFree, withCoupon, withPoints, steps }: Life): Promise<void> {
  const { shop, desk, skus, shopper, purse, sum } = here
  const who = await shopper()
  const payee = await shop.customer()
  const bought = counts.map((units, index) => [must(skus[index], 'goods'), units] as const)
  const some = bought.filter(([, units]) => units > 0)
  const units = Math.max(1, counts[0] ?? 0)
  const wanted = isFree ? [[skus[4], units] as const] : some.length > 0 ? some : [[skus[0], units] as const]
  const order = await shop
    .cart(...wanted)
    .by(who)
    .to(isFree ? '650102' : TEST_CONTACT.regionCode)
    .choosing(withCoupon ? 'best' : [])
    .spending(withPoints ? 'most' : 'none')
    .order()
  const placed = await order.look()
  if (isFree) t.match(placed, { payableFen: 0, state: 'paid' })
  else {
    await promiseEarning(shop.database.admin, order.id, { payee: payee.id })
    await order.pay()
  }
  await shop.runDue()
  const orders = [order]
  for (const todo of steps) {
    await live(here, orders, todo)
    const others = await shop.database.admin<{ id: string }[]>`
      select 'ord_' || replace(id::text, '-', '') as id from orders
       where exchange_of in (select id from orders where id in ${shop.database.admin(orders.map(({ id }) => uuidOf(id)))})`
    for (const { id } of others)
      if (orders.every((known) => known.id !== id)) orders.push(shop.order(id as OrderId))
    for (const { id } of orders) {
      const { left, lines } = await sum(id)
      if (left !== lines || left < 0) throw new Error(`${todo.do}: ${left} is kept, the lines say ${lines}`)
    }
  }
  await shop.runDue()
  // Every open case ends by silence, then all that is left goes back.
  for (let silence = 0; silence < 3; silence += 1) await wait(shop, 11)
  for (const one of orders) await one.try.refund()
  await shop.runDue()
  const withheld = (await desk.lines(order.id)).reduce((fen, { less }) => fen + less, 0)
  const seen = await order.look()
  t.match(seen, { state: 'refunded', refundedFen: seen.paidFen - withheld })
  t.ok(seen.refunds.every(({ state }) => state === 'done'))
  t.match(await desk.givenBack(orders), { owed: 0, missing: 0 })
  const [stuck] = await shop.database.admin`select id from aftersale_cases where closed_at is null`
  t.equal(stuck, undefined, 'no case stays open for ever')
  if (withheld > 0) return
  t.same(await purse(who), { points: POINTS, growth: 0, coupons: 0 })
  for (const { amountFen, returnedFen } of await earningsOf(shop.database.admin, order.id))
    t.equal(returnedFen, amountFen)
}

t.test(
  'any cases and refunds of any order: the lines say what is kept, and all comes back once',
  async (t) => {
    const here = await open(t, 'full-reduction', 'flash-sale')
    await giveBibs(here)
    await openSale(here)
    await fc.assert(
      fc.asyncProperty(life, (one) => livesTo(here, one)),
      { numRuns: Number(process.env['LIVES'] ?? 5), examples: EXAMPLES },
    )
    t.same(await here.shop.broken(), [])
  },
)

/** Somebody who earns by her link. */
async function distributor({ shop, owner }: Open): Promise<TestCustomer & { readonly link: string }> {
  const who = await shop.customer()
  const api = '/api/store/v1/x/distributor'
  const page = await shop.page('join', who)
  if (!page.found) throw new Error(page.reason)
  const { termsHash: terms } = page.data as { readonly termsHash: string }
  const body = { nickname: '小满妈妈', terms, agrees: true }
  t.match(await shop.shop('POST', `${api}/apply`, who, { body }), { status: 201 })
  const { json } = await shop.console('GET', '/x/distributor/applications', owner)
  const [{ id }] = json['items'] as [{ id: string }]
  t.match(await shop.console('POST', `/x/distributor/people/${id}/approve`, owner), { status: 200 })
  const [row] = await shop.database.admin<
    { link: string }[]
  >`select link_code as link from distributor_people`
  return { ...who, link: must(row, 'her link').link }
}

const AGENT = { 'user-agent': 'Mozilla/5.0 (iPhone) MicroMessenger/8.0' }

t.test(
  'half of it sent, the rest not wanted, what came was faulty: asked on the phone, all exactly back',
  async (t) => {
    const here = await open(t, 'distributor')
    const { shop, desk, owner, skus, shopper, purse, sum } = here
    const anna = await distributor(here)
    const who = await shopper()
    shop.clock.advance(60_000)
    t.match(await shop.shop('GET', `/s/${anna.link}`, who, { headers: AGENT }), { status: 302 })
    const order = await shop.cart([skus[1], 3], skus[0]).by(who).spending('most').order()
    const cashier = await shop.peers.payment.open(order.id)
    await cashier.press('pay')
    await shop.runDue()
    const paid = 3 * 9999 + 333 + SHIPPING_FEN - COUPON_FEN - POINTS
    t.match(await order.look(), { state: 'paid', paidFen: paid, cashier: { paidFen: paid } })
    t.match(await purse(who), { points: 0, coupons: 1 })
    const earned = await earningsOf(shop.database.admin, order.id)
    t.ok(earned.length > 0 && earned.every(({ payee }) => payee === anna.id), 'it came by her link')

    const lines = await desk.lines(order.id)
    const [bottles, sock] = [must(lines[0], 'a line').id, must(lines[1], 'a line').id]
    const staff = async (path: string, body: object) => {
      const { status, text } = await shop.console('POST', path, owner, { body })
      t.ok(status < 300, `${path}: ${text}`)
    }
    await staff(`/orders/${order.id}/ship`, {
      ...{ carrier: '顺丰', trackingNumber: 'SF1234567', lines: [{ lineId: bottles, units: 2 }] },
    })
    const sale = { kind: 'refund', wasSent: false, reason: 'changed_mind' } as const
    const rest = await desk.open(order.id, {
      ...{ ...sale, lines: [bottles, sock].map((lineId) => ({ lineId, units: 1 })) },
    })
    await staff(`/aftersales/${rest}/accept`, {})
    await shop.runDue()
    t.match(
      await order.look(),
      { state: 'shipped', refunds: [{ state: 'done' }] },
      'what went is all there will be',
    )
    t.match(await purse(who), { coupons: 1 }, 'a part keeps the coupon spent')
    const between = await sum(order.id)
    t.equal(between.left, between.lines)

    const back = await desk.open(order.id, {
      ...{ reason: 'quality', text: '有裂纹', lines: [{ lineId: bottles, units: 2 }] },
    })
    await staff(`/aftersales/${back}/accept`, { addressIndex: 0 })
    t.match(await desk.step(back, 'send'), { done: true })
    await staff(`/aftersales/${back}/arrived`, {})
    await staff(`/aftersales/${back}/inspect`, {
      lines: [{ lineId: bottles, units: 2, restockUnits: 1, lessFen: 0 }],
    })
    await shop.runDue()
    t.equal(await desk.state(back), 'refunded/refunded')
    const seen = await order.look()
    t.match(seen, { state: 'refunded', refundedFen: paid, cashier: { paidFen: paid, refundedFen: paid } })
    t.same(await purse(who), { points: POINTS, growth: 0, coupons: 0 }, 'as before she bought')
    t.equal((await shop.stock(skus[1])).taken, 1, 'the broken one is written off')
    t.equal((await shop.stock(skus[0])).taken, 0)
    for (const { state, amountFen, returnedFen } of await earningsOf(shop.database.admin, order.id))
      t.same([state, returnedFen], ['void', amountFen])
    t.same(await payeeBalance(shop.database.admin, anna.id).then(({ available }) => available), 0)
    t.same(await shop.broken(), [])
  },
)
