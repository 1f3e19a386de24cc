import { withTenant } from '@mamapu/db'
import { DAY, later, must, newId, type OrderId, uuidOf } from '@mamapu/kernel'
import type { CommissionLine } from '@mamapu/plugin-sdk'
import {
  openShop,
  type Promoting,
  plainSale,
  promotingPlugin,
  type Shop,
  TEST_CONTACT,
  type TestCart,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { saveAddress } from '../customers/index.js'
import { hashPhone } from '../stores/index.js'
import { replayOrder } from './replay.js'

const at = new Date('2026-03-04T02:00:00Z')

/** Every line brings the promoter a tenth. */
const tenth =
  (payee: string) =>
  ({ lines }: { lines: readonly CommissionLine[] }) =>
    lines.map(({ lineId }) => said(lineId, payee, { bps: 1000 }))

const said = (lineId: string, payee: string, terms: object, role = 'promoter', basis = 'shop') => ({
  lineId,
  role,
  payee,
  terms,
  basis,
})

/** A sale whose price stands alone. */
const SOLE = plainSale([], { id: 'sole-sale', isExclusive: true })

async function open(t: Test, says: Promoting = { commissions: () => [] }) {
  const shop = await openShop(t, { plugins: [promotingPlugin(says), plainSale(), SOLE], at })
  const [promoter, inviter] = [await shop.customer(), await shop.customer()]
  return { shop, says, promoter, inviter }
}

interface Frozen {
  role: string
  payee: string
  bps: number | null
  per_unit: number | null
  base: number
  amount: number
  basis: string
  units: number
  state: string
}

/** The rows of an order, line by line, the promoter first. */
const earnings = (shop: Shop, orderId: OrderId) =>
  shop.database.admin<Frozen[]>`
    select e.role, 'cus_' || replace(e.payee_id::text, '-', '') as payee, e.bps, e.per_unit_fen::int as per_unit,
           e.base_fen::int as base, e.amount_fen::int as amount, e.basis, e.units, e.state
      from earnings e join order_lines l on l.tenant_id = e.tenant_id and l.order_id = e.order_id and l.id = e.line_id
     where e.order_id = ${uuidOf(orderId)} order by l.position, e.role desc`

t.test(
  'an order freezes who earns: rates, amounts per unit, both payees, never above what is paid',
  async (t) => {
    const { shop, says, promoter, inviter } = await open(t, { commissions: () => [], orderOffFen: 100 })
    const skus = [
      await shop.sku({ priceFen: 1999 }),
      await shop.sku({ priceFen: 333 }),
      await shop.sku({ priceFen: 50 }),
    ]
    says.commissions = ({ lines: [first, second, third] }) => [
      said(first?.lineId ?? '', inviter.id, { bps: 500 }, 'inviter', 'invited'),
      said(first?.lineId ?? '', promoter.id, { bps: 1000 }),
      said(second?.lineId ?? '', promoter.id, { perUnitFen: 20 }, 'promoter', 'product'),
      said(third?.lineId ?? '', inviter.id, { bps: 4000 }, 'inviter'),
      said(third?.lineId ?? '', promoter.id, { perUnitFen: 40 }, 'promoter', 'product'),
    ]
    const [a, b, c] = skus
    if (!a || !b || !c) throw new Error('three')
    const { id } = await shop.cart([a, 2], [b, 3], c).order()
    const lines = await shop.database.admin<{ paid: number }[]>`
    select paid_fen::int as paid from order_lines where order_id = ${uuidOf(id)} order by position`
    const [pa, pb, pc] = lines.map(({ paid }) => paid) as [number, number, number]
    t.equal(pa + pb + pc, 2 * 1999 + 3 * 333 + 50 - 100, 'the base is what is paid, the discount taken off')
    const half = { state: 'promised' }
    t.match(await earnings(shop, id), [
      {
        ...half,
        role: 'promoter',
        payee: promoter.id,
        bps: 1000,
        per_unit: null,
        base: pa,
        amount: Math.floor(pa / 10),
        units: 2,
      },
      {
        ...half,
        role: 'inviter',
        payee: inviter.id,
        bps: 500,
        base: pa,
        amount: Math.floor(pa / 20),
        basis: 'invited',
      },
      {
        ...half,
        role: 'promoter',
        bps: null,
        per_unit: 20,
        base: pb,
        amount: 60,
        units: 3,
        basis: 'product',
      },
      { ...half, role: 'promoter', per_unit: 40, base: pc, amount: 40 },
      { ...half, role: 'inviter', bps: 4000, base: pc, amount: pc - 40 },
    ])
    t.match(await shop.broken(), [])
    const frozen = await earnings(shop, id)
    says.commissions = () => []
    t.match(
      await replayOrder(shop.db, { storeId: shop.store.storeId, orderId: id }),
      { isSame: true },
      'its price is proved as before',
    )
    await shop.pay(id)
    await shop.refund(id, 1)
    t.same(
      (await earnings(shop, id)).map(({ state: _, ...row }) => row),
      frozen.map(({ state: _, ...row }) => row),
      'nothing of it is computed anew',
    )
  },
)

t.test(
  'nonsense says nobody, is reported, and refuses no order; five times and the rule is cut off',
  async (t) => {
    const { shop, says, promoter, inviter } = await open(t)
    const sku = await shop.sku({ priceFen: 5000 })
    const third = await shop.customer()
    const nonsense: readonly ((lineId: string) => unknown)[] = [
      (line) => [said(line, promoter.id, { bps: 4100 })],
      (line) => [said(line, promoter.id, { bps: 1000 }), said(line, promoter.id, { bps: 500 }, 'inviter')],
      (line) => [
        said(line, promoter.id, { bps: 1000 }),
        said(line, inviter.id, { bps: 500 }, 'inviter'),
        said(line, third.id, { bps: 500 }, 'inviter'),
      ],
      (line) => [said(line, third.id, { bps: 100 }, 'grandparent')],
      (line) => [said(line, promoter.id, { bps: 1000, perUnitFen: 5 })],
      (line) => [said(line, promoter.id, { perUnitFen: 0.5 })],
      (line) => [said(line, 'somebody', { bps: 1000 })],
      (line) => [said(line, promoter.id, { bps: 1000 }, 'promoter', 'x'.repeat(61))],
      () => [said('none such', promoter.id, { bps: 1000 })],
      () => Promise.resolve([]),
      () => {
        throw new Error('broken')
      },
    ]
    for (const [nth, answer] of nonsense.entries()) {
      says.commissions = ({ lines }) => answer(lines[0]?.lineId ?? '')
      const { id } = await shop.cart(sku).order()
      t.same([...(await earnings(shop, id))], [], `nonsense ${nth}`)
      shop.clock.set(later(shop.clock.now(), 20_000))
    }
    says.commissions = tenth(newId('cus', at))
    const { id } = await shop.cart(sku).order()
    t.same([...(await earnings(shop, id))], [], 'somebody the shop does not know')
    says.commissions = tenth(promoter.id)
    for (let nth = 0; nth < 5; nth += 1) {
      says.commissions = () => 'nobody'
      await shop.cart(sku).order()
    }
    says.commissions = tenth(promoter.id)
    t.same([...(await earnings(shop, (await shop.cart(sku).order()).id))], [], 'cut off')
    shop.clock.set(later(shop.clock.now(), 120_000))
    t.equal((await earnings(shop, (await shop.cart(sku).order()).id)).length, 1, 'tried again after a minute')
  },
)

t.test('one bad order never refuses its neighbours; a guest brings commission too', async (t) => {
  const { shop, says, promoter } = await open(t)
  const sku = await shop.sku({ priceFen: 5000, stock: 100 })
  const stranger = newId('cus', at)
  let asked = 0
  says.commissions = ({ lines, buyer }) => {
    asked += 1
    // Two of twenty: five would cut the rule off while others are still being decided.
    return tenth(asked % 10 === 1 ? stranger : promoter.id)({ lines }).filter(() => buyer === null)
  }
  const { counts, results } = await shop.race(20, (buyer) => buyer.cart(sku).place())
  t.same(counts, { placed: 20 })
  const rows = await Promise.all(results.map((one) => (one.placed ? earnings(shop, one.orderId) : [])))
  t.equal(rows.flat().length, 18)
  t.ok(rows.flat().every(({ payee, amount }) => payee === promoter.id && amount === 500))
  t.match(await shop.broken(), [])
})

t.test('what a campaign says of commission is the most that holds', async (t) => {
  const { shop, says, promoter, inviter } = await open(t)
  const seen: unknown[] = []
  says.commissions = ({ lines }) => {
    seen.push(lines[0]?.campaign)
    const [line] = lines
    return line
      ? [
          said(line.lineId, promoter.id, { bps: 1000 }),
          said(line.lineId, inviter.id, { perUnitFen: 900 }, 'inviter'),
        ]
      : []
  }
  const order = async (
    commission: { mode: 'usual' } | { mode: 'none' } | { mode: 'rate'; bps: number },
    plugin = 'plain-sale',
  ) => {
    const sku = await shop.sku({ priceFen: 5000 })
    const nothing = { categories: [], tags: [], products: [], skus: [] }
    await shop.campaign({
      plugin,
      config: { priceFen: 4000 },
      startsAt: shop.clock.now(),
      endsAt: later(shop.clock.now(), DAY),
      scope: { ...nothing, all: false, skus: [sku.skuId], except: nothing },
      commission,
    })
    const { id } = await shop.cart(sku).order()
    return (await earnings(shop, id)).map(({ bps, per_unit: perUnit, amount }) => [bps, perUnit, amount])
  }
  t.same(await order({ mode: 'usual' }), [
    [1000, null, 400],
    [null, 900, 900],
  ])
  t.same(await order({ mode: 'none' }), [])
  t.same(
    await order({ mode: 'rate', bps: 300 }),
    [
      [300, null, 120],
      [300, null, 120],
    ],
    'neither of the two gets more than it says',
  )
  t.same(await order({ mode: 'rate', bps: 2500 }), [
    [1000, null, 400],
    [null, 900, 900],
  ])
  t.same(seen, [{ mode: 'usual' }, { mode: 'none' }, { mode: 'rate', bps: 300 }, { mode: 'rate', bps: 2500 }])
  t.same(await order({ mode: 'usual' }, 'sole-sale'), [], 'an exclusive price brings none by itself')
  t.same(
    await order({ mode: 'rate', bps: 300 }, 'sole-sale'),
    [
      [300, null, 120],
      [300, null, 120],
    ],
    'unless its campaign names a rate',
  )
})

t.test('two plugins never pay three people: a line is whose rule names it first', async (t) => {
  const people: string[] = []
  const first = promotingPlugin(
    { commissions: ({ lines }) => tenth(people[0] ?? '')({ lines }).slice(0, 1) },
    'first',
  )
  const second = promotingPlugin({ commissions: ({ lines }) => tenth(people[1] ?? '')({ lines }) }, 'second')
  const shop = await openShop(t, { plugins: [first, second], at })
  people.push((await shop.customer()).id, (await shop.customer()).id)
  const { id } = await shop.cart(await shop.sku({ priceFen: 100 }), await shop.sku({ priceFen: 200 })).order()
  t.same(
    (await earnings(shop, id)).map(({ payee, amount }) => [payee, amount]),
    [
      [people[0], 10],
      [people[1], 20],
    ],
  )
})

t.test('what was frozen cannot be changed, and no other shop reaches it', async (t) => {
  const { shop, says, promoter } = await open(t)
  says.commissions = tenth(promoter.id)
  const sku = await shop.sku({ priceFen: 5000 })
  const { id } = await shop.cart(sku).order()
  const other = await shop.neighbour()
  const change = (storeId: typeof other.storeId, column: string) =>
    withTenant(shop.db, storeId, async (tx) => {
      const { count } = await tx.sql`
        update earnings set ${tx.sql(column)} = ${tx.sql(column)} where order_id = ${uuidOf(id)}`
      return count
    })
  for (const column of ['amount_fen', 'payee_id', 'bps', 'base_fen', 'plugin', 'tenant_id'])
    await t.rejects(change(shop.store.storeId, column), { code: '42501' }, column)
  t.equal(await change(shop.store.storeId, 'state'), 1)
  t.equal(await change(other.storeId, 'state'), 0, 'another shop sees no row')
  await t.rejects(
    withTenant(
      shop.db,
      shop.store.storeId,
      (tx) => tx.sql`delete from earnings where tenant_id = ${tx.tenantId}`,
    ),
    { code: '42501' },
  )
  // Another shop's customer is a stranger here.
  const stranger = await shop.customer({}, other)
  says.commissions = tenth(stranger.id)
  t.same([...(await earnings(shop, (await shop.cart(sku).order()).id))], [])
})

t.test(
  "what looks like a sale to herself is held: the phone, the door or the payer is the payee's too",
  async (t) => {
    const { shop, says, promoter } = await open(t)
    const { keys } = await shop.snapshot()
    says.commissions = tenth(promoter.id)
    const sku = await shop.sku({ priceFen: 5000, stock: 100 })
    const payers = ['a'.repeat(32), 'b'.repeat(32)] as const
    const sell = async (cart: TestCart, payer: string) => {
      const { id } = await cart.order()
      t.equal(await (await shop.peers.payment.open(id)).press('pay', payer), 303)
      await shop.deliver()
      const rows = await shop.database.admin<{ note: string; reason: string }[]>`
      select h.note, h.reason from earning_holds h join earnings e on e.tenant_id = h.tenant_id and e.id = h.earning_id
       where e.order_id = ${uuidOf(id)}`
      return rows.map(({ reason, note }) => `${reason}: ${note}`)
    }
    const friend = await shop.customer()
    t.same(await sell(shop.cart(sku).by(friend), payers[1]), [], 'a friend')
    const own = await shop.cart(sku).by(promoter).order()
    says.commissions = () => []
    t.equal(await (await shop.peers.payment.open(own.id)).press('pay', payers[0]), 303)
    says.commissions = tenth(promoter.id)
    t.same(
      await sell(shop.cart(sku).by(friend), payers[1]),
      ['self_purchase: address'],
      'to the door of an order of hers',
    )
    const { admin } = shop.database
    await admin`update orders set address_hash = null`
    const sentTo = (phone: string) =>
      admin`update orders set phone_hash = ${hashPhone(keys, phone)} where id = ${uuidOf(own.id)}`
    await sentTo(must(friend.phone, 'a phone'))
    t.same(
      await sell(shop.cart(sku).by(friend), payers[1]),
      ['self_purchase: phone'],
      'whom she sent an order of hers to',
    )
    await sentTo(must(promoter.phone, 'a phone'))
    await admin`update orders set address_hash = null`
    t.same(await sell(shop.cart(sku).by(friend), payers[0]), ['self_purchase: payer'])
    const guest = await shop.guest(promoter.phone)
    t.same(await sell(shop.cart(sku).by(guest), payers[1]), ['self_purchase: phone'])
    const address = {
      name: '陈',
      phone: '13800000000',
      regionCode: TEST_CONTACT.regionCode,
      region: '',
      street: TEST_CONTACT.street,
    }
    await withTenant(shop.db, shop.store.storeId, (tx) =>
      saveAddress(tx, keys, { customerId: promoter.id, id: null, address, at: shop.clock.now() }),
    )
    t.same(
      await sell(shop.cart(sku).by(friend), payers[1]),
      ['self_purchase: address'],
      'to a door in her address book',
    )
    t.same(
      await sell(shop.cart(sku).by(promoter), payers[0]),
      [],
      'her own, which the rule allows here, is no secret',
    )
    t.match(await shop.broken(), [])
  },
)
