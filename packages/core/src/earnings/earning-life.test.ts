import { withTenant } from '@mamapu/db'
import {
  type CustomerId,
  DAY,
  type Id,
  later,
  must,
  type OrderId,
  toFen,
  uuidOf,
  ZERO_FEN,
} from '@mamapu/kernel'
import { definePlugin } from '@mamapu/plugin-sdk'
import {
  balanceIn,
  dealWithOne,
  type House,
  makePayee,
  openHouse,
  PAYOUT_DEEDS,
  type PayoutDeed,
  payeeBalance,
  promiseEarning,
  type Shop,
  shopIn,
  type TestOrder,
  withdrawalsOf,
  withdrawPart,
} from '@mamapu/testkit'
import fc from 'fast-check'
import t from 'tap'
import { Type } from 'typebox'
import { refundOrder } from '../orders/index.js'
import * as payouts from '../payouts/index.js'
import { EARNING_DEFAULTS, saveEarningSettings } from './earning-settings.js'
import { allowHold, bringToTruth, openHold, setTrusted, settleDue } from './index.js'

t.setTimeout(240_000)

const hears: readonly string[] = []
const RUNS = 16

/** Takes an awkward amount off the whole order, so that lines are paid to odd fen. */
const coupon = definePlugin({
  id: 'awkward',
  version: '0.1.0',
  api: 1,
  engine: '^0.1',
  title: { 'zh-CN': '零头', en: 'Awkward' },
  description: { 'zh-CN': '测试用', en: 'For tests' },
  category: 'discount',
  settings: Type.Object({}),
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
              reduction: { amountFen: toFen(cart.lines.reduce((sum, line) => sum + line.quantity * 17, 6)) },
            },
          ],
          applies: 'always',
        },
      ],
    },
  ],
})

type Step =
  | {
      readonly do: 'pay' | 'cancel' | 'ship' | 'receive' | 'settle' | 'tell' | 'follow' | 'hold' | 'let go'
      readonly n: number
    }
  | { readonly do: 'refund'; readonly line: number; readonly units: number }
  | { readonly do: 'wait'; readonly days: number }
  | { readonly do: 'withdraw'; readonly share: number; readonly isByHand: boolean }
  | { readonly do: 'payout'; readonly deed: PayoutDeed; readonly n: number }

interface Case {
  readonly units: readonly number[]
  readonly rates: readonly (number | { readonly perUnit: number })[]
  readonly isEarly: boolean
  readonly steps: readonly Step[]
}

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('pay', 'ship', 'receive', 'settle', 'tell', 'follow'),
      n: fc.nat(9),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('cancel', 'hold', 'let go'), n: fc.nat(9) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('refund'),
      line: fc.nat(2),
      units: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait'), days: fc.integer({ min: 1, max: 9 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('withdraw'),
      share: fc.integer({ min: 1, max: 100 }),
      isByHand: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('payout'),
      deed: fc.constantFrom(...PAYOUT_DEEDS),
      n: fc.nat(7),
    }),
  },
) as fc.Arbitrary<Step>

const payout = (deed: PayoutDeed, n = 0): Step => ({ do: 'payout', deed, n })

const WAY: readonly Step[] = [
  { do: 'pay', n: 0 },
  { do: 'ship', n: 1 },
  { do: 'receive', n: 0 },
  { do: 'follow', n: 0 },
  { do: 'wait', days: 8 },
  { do: 'settle', n: 9 },
  { do: 'withdraw', share: 60, isByHand: true },
  payout('approve'),
  payout('pay'),
  { do: 'withdraw', share: 100, isByHand: false },
  payout('approve', 1),
  payout('pursue', 1),
  payout('take', 1),
  { do: 'refund', line: 0, units: 3 },
  { do: 'follow', n: 0 },
  payout('dispute', 2),
  payout('return', 2),
]

const cases: fc.Arbitrary<Case> = fc.record({
  units: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
  rates: fc.array(
    fc.oneof(fc.integer({ min: 100, max: 4000 }), fc.record({ perUnit: fc.integer({ min: 1, max: 900 }) })),
    { minLength: 2, maxLength: 2 },
  ),
  isEarly: fc.boolean(),
  // Most lives go the usual way as far as `reach`, with anything at all in between.
  steps: fc
    .record({
      reach: fc.oneof(fc.nat(WAY.length), fc.constant(WAY.length)),
      between: fc.array(fc.array(step, { maxLength: 2 }), { minLength: WAY.length, maxLength: WAY.length }),
    })
    .map(({ reach, between }) =>
      between.flatMap((some, index): Step[] => [
        ...some,
        ...WAY.slice(index, index + 1).slice(0, index < reach ? 1 : 0),
      ]),
    ),
})

class Life {
  readonly #shop: Shop
  readonly #order: TestOrder
  readonly #payees: readonly CustomerId[]
  #holds: Id<'hld'>[] = []

  constructor(shop: Shop, order: TestOrder, payees: readonly CustomerId[]) {
    this.#shop = shop
    this.#order = order
    this.#payees = payees
  }

  async live(one: Step): Promise<void> {
    const { clock, app, store } = this.#shop
    const order = this.#order.try
    switch (one.do) {
      case 'pay':
        await order.pay()
        return
      case 'cancel':
        await order.cancel()
        return
      case 'ship':
        await order.ship(one.n % 3 === 0 ? 1 : undefined)
        return
      case 'receive':
        await order.receive()
        return
      case 'refund':
        return this.#refund(one.line, one.units)
      case 'wait':
        // Nobody is told anything meanwhile: events arrive when a step says so.
        clock.set(later(clock.now(), one.days * DAY))
        return
      case 'settle':
        await settleDue(app, store.storeId, { hears, batchMax: 1 + (one.n % 3) })
        return
      case 'follow':
        await this.#within((tx) => bringToTruth(tx, this.#order.id, { hears, at: clock.now() }))
        return
      case 'tell':
        return this.#tell(one.n)
      case 'hold':
        return this.#hold(one.n)
      case 'let go':
        for (const id of this.#holds.splice(0))
          await this.#within((tx) => allowHold(tx, id, { note: '', by: 'x', at: clock.now() }))
        return
      case 'withdraw':
        for (const payee of this.#payees) await withdrawPart(this.#shop, payee, one)
        return
      case 'payout':
        return dealWithOne(this.#shop, this.#payees[one.n % 2] as CustomerId, one)
    }
  }

  #within = <T>(work: Parameters<typeof withTenant<T>>[2]) =>
    withTenant(this.#shop.db, this.#shop.store.storeId, work)

  async #refund(line: number, units: number): Promise<void> {
    const { app, store, clock } = this.#shop
    const lines = await this.#order.try.lines()
    const one = lines[line % lines.length]
    if (!one) return
    const left = Math.min(units, one.quantity - one.refunded)
    await refundOrder(app, store.storeId, {
      orderId: this.#order.id,
      lines: [{ lineId: one.id, units: left }],
      shippingFen: ZERO_FEN,
      reason: '',
      actor: 'x',
      at: clock.now(),
    })
  }

  /** Some of what was told, the latest first or the earliest, some of it for the second time. */
  async #tell(n: number): Promise<void> {
    const told = await this.#shop.database.admin<{ id: string }[]>`
      select id from outbox where tenant_id = ${uuidOf(this.#shop.store.storeId)} and state <> 'done'
         and name like 'order.%' order by id`
    const some = n % 2 ? told.toReversed() : told
    for (const { id } of some.slice(0, 1 + (n % 4))) await this.#shop.handle(`evt_${id.replaceAll('-', '')}`)
  }

  async #hold(n: number): Promise<void> {
    const { database, clock } = this.#shop
    const rows = await database.admin<{ id: string }[]>`
      select id from earnings where order_id = ${uuidOf(this.#order.id)} order by id`
    const id = `ern_${must(rows[n % rows.length], 'an earning').id.replaceAll('-', '')}` as const
    const opening = { reason: 'merchant', note: '', by: 'x', at: clock.now() } as const
    const hold = await this.#within((tx) => openHold(tx, id, opening))
    if (hold.opened) this.#holds.push(hold.holdId)
  }

  /** Everything arrives, then each payee has exactly what the frozen terms say of what was kept, less what was paid out. */
  async faults(): Promise<string[]> {
    const { database, app, store } = this.#shop
    await this.#shop.deliver()
    await settleDue(app, store.storeId, { hears })
    const faults: string[] = []
    let outFen = 0
    for (const [index, payee] of this.#payees.entries()) {
      const owed = await owedTo(database, { order: this.#order.id, payee })
      const { available, pending, reserved } = await payeeBalance(database.admin, payee)
      const rows = await withdrawalsOf(this.#shop, payee)
      const gone = sumOf(rows.filter(({ state }) => GONE.includes(state)))
      const onWay = sumOf(rows.filter(({ state }) => !GONE.includes(state) && !payouts.isOver(state)))
      const has = available + pending + reserved + gone
      if (has !== owed) faults.push(`payee ${index} has ${has}, is owed ${owed}`)
      if (gone > owed + Math.max(0, -available)) faults.push(`payee ${index}: ${gone} paid, ${owed} owed`)
      if (reserved !== onWay) faults.push(`payee ${index}: ${reserved} set aside, ${onWay} on the way`)
      if (pending < 0) faults.push(`payee ${index}: ${pending} on the way`)
      outFen += gone
    }
    let booked = 0
    for (const account of ['clearing:payout', 'income:payout-fee', 'liability:tax'] as const)
      booked += (await balanceIn(this.#shop, account)).available
    if (booked !== outFen) faults.push(`${booked} left the shop’s books, ${outFen} was paid`)
    return faults
  }
}

const GONE: readonly string[] = ['paid', 'confirmed', 'disputed']

const sumOf = (rows: readonly { readonly amountFen: number }[]) =>
  rows.reduce((sum, { amountFen }) => sum + amountFen, 0)

/** By the terms of the rows themselves, reckoned anew. */
async function owedTo(
  { admin }: House['database'],
  ask: { order: OrderId; payee: CustomerId },
): Promise<number> {
  const rows = await admin<
    {
      bps: number | null
      per_unit: string | null
      paid: string
      refunded: string
      amount: string
      kept: boolean
    }[]
  >`
    select e.bps, e.per_unit_fen as per_unit, l.paid_fen as paid, l.refunded_fen as refunded, e.amount_fen as amount,
           o.paid_at is not null as kept
      from earnings e join order_lines l on l.tenant_id = e.tenant_id and l.order_id = e.order_id and l.id = e.line_id
      join orders o on o.tenant_id = e.tenant_id and o.id = e.order_id
     where e.order_id = ${uuidOf(ask.order)} and e.payee_id = ${uuidOf(ask.payee)}`
  return rows.reduce((sum, { bps, paid, refunded, amount, kept }) => {
    if (!kept) return sum
    const left = BigInt(paid) - BigInt(refunded)
    const isByRate = bps !== null && BigInt(amount) === (BigInt(paid) * BigInt(bps)) / 10_000n
    return sum + Number(isByRate ? (left * BigInt(bps)) / 10_000n : (BigInt(amount) * left) / BigInt(paid))
  }, 0)
}

t.test(
  'property: after any life of an order, payees have what was kept is worth to them, to the fen',
  async (t) => {
    const house = await openHouse(t, [coupon])
    let [runs, released, negative] = [0, 0, 0]
    await fc.assert(
      fc.asyncProperty(cases, async ({ units, rates, isEarly, steps }) => {
        const shop = await shopIn(house, [coupon])
        const { admin } = shop.database
        const skus = []
        for (const [index] of units.entries())
          skus.push(await shop.sku({ priceFen: 777 + 1311 * index, stock: 50 }))
        const payees = [(await makePayee(shop, 0)).id, (await makePayee(shop, 0)).id]
        if (isEarly)
          await withTenant(shop.db, shop.store.storeId, async (tx) => {
            const early = { isOn: true, shareBps: 3000, capFen: 250 }
            const who = { actor: 'x', at: shop.clock.now() }
            await saveEarningSettings(tx, { settings: { ...EARNING_DEFAULTS, early }, version: 0 }, who)
            for (const payee of payees) await setTrusted(tx, payee, { isTrusted: true, at: shop.clock.now() })
          })
        const order = await shop.cart(...skus.map((sku, index) => [sku, units[index] ?? 1] as const)).order()
        for (const [index, payee] of payees.entries()) {
          const rate = rates[index] ?? 100
          const terms = typeof rate === 'number' ? { bps: rate } : { perUnitFen: toFen(rate.perUnit) }
          await promiseEarning(admin, order.id, {
            payee,
            role: index === 0 ? 'promoter' : 'inviter',
            terms,
            plugin: 'awkward',
          })
        }
        const lived = new Life(shop, order, payees)
        for (const one of steps) await lived.live(one)
        const faults = await lived.faults()
        if (faults.length > 0) throw new Error(faults.join('; '))
        runs += 1
        for (const payee of payees) {
          const { available } = await payeeBalance(admin, payee)
          if (available > 0) released += 1
          if (available < 0) negative += 1
        }
      }),
      { numRuns: RUNS },
    )
    const shop = await shopIn(house, [coupon])
    t.same(await shop.broken(), [], 'every row of the ledger has its cause, also at the provider')
    const paid = await house.database.admin<{ state: string; count: number }[]>`
      select state, count(*)::int as count from withdrawals group by state`
    t.ok(paid.length >= 5, paid.map(({ state, count }) => `${count} ${state}`).join(', '))
    t.ok(
      runs >= RUNS && released > 0 && negative > 0,
      `${released} had something released, ${negative} owe something back`,
    )
  },
)
