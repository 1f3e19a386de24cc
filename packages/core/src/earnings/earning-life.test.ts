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
  type House,
  openHouse,
  payeeBalance,
  promiseEarning,
  type Shop,
  shopIn,
  type TestOrder,
} from '@mamapu/testkit'
import fc from 'fast-check'
import t from 'tap'
import { Type } from 'typebox'
import { findTransfer, postPending, reverse, setAside, voidPending } from '../ledger/index.js'
import { refundOrder } from '../orders/index.js'
import { EARNING_DEFAULTS, saveEarningSettings } from './earning-settings.js'
import { allowHold, bringToTruth, openHold, setTrusted, settleDue } from './index.js'

t.setTimeout(240_000)

const hears: readonly string[] = []

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
  | { readonly do: 'withdraw'; readonly share: number; readonly end: 'paid' | 'back' | 'paid, back' | 'open' }

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
      end: fc.constantFrom('paid', 'back', 'paid, back', 'open'),
    }),
  },
) as fc.Arbitrary<Step>

const WAY: readonly Step[] = [
  { do: 'pay', n: 0 },
  { do: 'ship', n: 1 },
  { do: 'receive', n: 0 },
  { do: 'follow', n: 0 },
  { do: 'wait', days: 8 },
  { do: 'settle', n: 9 },
  { do: 'withdraw', share: 100, end: 'paid' },
  { do: 'refund', line: 0, units: 3 },
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
      reach: fc.nat(WAY.length),
      between: fc.array(fc.array(step, { maxLength: 3 }), { minLength: WAY.length, maxLength: WAY.length }),
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
  /** What each has withdrawn for good, or is about to. */
  readonly out: number[] = [0, 0]
  readonly reserved: number[] = [0, 0]
  #holds: Id<'hld'>[] = []
  #withdrawals = 0

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
        return this.#withdraw(one)
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
    if (hold) this.#holds.push(hold)
  }

  /** A part of what may be withdrawn: set aside, then paid, or back, or back after it was paid. */
  async #withdraw({ share, end }: Extract<Step, { do: 'withdraw' }>): Promise<void> {
    const at = this.#shop.clock.now()
    for (const [index, payee] of this.#payees.entries()) {
      const { available } = await payeeBalance(this.#shop.database.admin, payee)
      const amount = Math.floor((Math.max(0, available) * share) / 100)
      this.#withdrawals += 1
      const cause = `withdrawal:${this.#withdrawals}`
      const ask = { unit: 'CNY', debit: `payee:${payee}`, credit: 'clearing:payout', cause, at } as const
      await this.#within(async (tx) => {
        const greedy = Math.max(1, available + 1)
        const more = await setAside(tx, { ...ask, amount: greedy, leg: 'more' })
        if (more.entered) throw new Error('more than there is was taken')
        if (amount === 0) return
        await setAside(tx, { ...ask, amount, leg: 'net' })
        const of = must(await findTransfer(tx, cause, 'net'), 'set aside')
        if (end === 'open') this.reserved[index] = (this.reserved[index] ?? 0) + amount
        else if (end === 'back') await voidPending(tx, { of, amount, cause, leg: 'net.back', at })
        else {
          await postPending(tx, { of, amount, cause, leg: 'net.paid', at })
          const paid = must(await findTransfer(tx, cause, 'net.paid'), 'paid')
          if (end === 'paid, back') await reverse(tx, { of: paid, amount, cause, leg: 'net.returned', at })
          else this.out[index] = (this.out[index] ?? 0) + amount
        }
      })
    }
  }

  /** Everything arrives, then each payee has exactly what the frozen terms say of what was kept, less what was paid out. */
  async faults(): Promise<string[]> {
    const { database, app, store } = this.#shop
    await this.#shop.deliver()
    await settleDue(app, store.storeId, { hears })
    const faults: string[] = []
    for (const [index, payee] of this.#payees.entries()) {
      const owed = await owedTo(database, { order: this.#order.id, payee })
      const { available, pending, reserved } = await payeeBalance(database.admin, payee)
      const has = available + pending + reserved + (this.out[index] ?? 0)
      if (has !== owed) faults.push(`payee ${index} has ${has}, is owed ${owed}`)
      if (reserved !== this.reserved[index]) faults.push(`payee ${index}: ${reserved} set aside`)
      if (pending < 0) faults.push(`payee ${index}: ${pending} on the way`)
    }
    return faults
  }
}

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
        const payees = [(await shop.customer()).id, (await shop.customer()).id]
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
      { numRuns: 30 },
    )
    const shop = await shopIn(house, [coupon])
    // Its withdrawals are the ledger's alone: no row of payouts stands behind them.
    const broken = (await shop.broken()).filter(({ name }) => !/withdrawal|has reserved/.test(name))
    t.same(broken, [])
    t.ok(
      runs >= 30 && released > 0 && negative > 0,
      `${released} had something released, ${negative} owe something back`,
    )
  },
)
