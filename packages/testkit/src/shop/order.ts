import { orders, payments } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { assert, type Fen, type Id, idOf, must, newId, type OrderId, uuidOf, ZERO_FEN } from '@mamapu/kernel'
import { lookAt, type SeenOrder } from '../look.js'
import { CASH } from './cash.js'
import type { Ground } from './ground.js'

/** What became of a step: done, or the product's own reason why not. */
export type Done = { readonly done: true } | { readonly done: false; readonly reason: string }

const done: Done = { done: true }
const refused = (reason: string): Done => ({ done: false, reason })

export interface LineLeft {
  readonly id: Id<'lin'>
  readonly quantity: number
  readonly refunded: number
  readonly shipped: number
  readonly isGift: boolean
}

/** The steps an order can take, by the use cases of the product; a refusal is a value. */
export class OrderSteps {
  readonly #ground: Ground
  readonly #orderId: OrderId

  constructor(ground: Ground, orderId: OrderId) {
    this.#ground = ground
    this.#orderId = orderId
  }

  /** Paid in cash: the money is there. */
  async pay(): Promise<Done> {
    const { app, db, store, clock } = this.#ground
    const at = clock.now()
    const paymentId = newId('pay', at)
    const amountFen = await withTenant(db, store.storeId, async (tx) => {
      const [order] = await tx.sql<{ payable_fen: Fen; pay_before: Date; state: string }[]>`
        select payable_fen, pay_before, state from orders where tenant_id = ${tx.tenantId} and id = ${uuidOf(this.#orderId)}`
      const { payable_fen: amount, pay_before: expiresAt, state } = must(order, 'an order')
      if (state !== 'unpaid') return null
      await payments.insertPayment(tx, {
        id: paymentId,
        orderId: this.#orderId,
        provider: CASH,
        amountFen: amount,
        expiresAt,
        at,
      })
      return amount
    })
    if (amountFen === null) return refused('wrong_state')
    const money = { paymentId, transactionId: paymentId, amountFen }
    const settled = await orders.settlePayment(app, store.storeId, money, at)
    return settled.settled ? done : refused(settled.reason)
  }

  async cancel(): Promise<Done> {
    const { app, store, providers, clock } = this.#ground
    const cancel = { orderId: this.#orderId, actor: 'shopper', reason: 'changed_mind', at: clock.now() }
    const result = await orders.cancelOrder(app, providers, store.storeId, cancel)
    return result.ended ? done : refused(result.reason)
  }

  /** So many units in one parcel, line after line; all that is left when not said. */
  async ship(units?: number): Promise<Done> {
    const { app, store, clock } = this.#ground
    const lines = await this.lines()
    const waiting = lines.map((line) => ({
      lineId: line.id,
      left: Math.max(0, line.quantity - line.refunded - line.shipped),
    }))
    const result = await orders.shipOrder(app, store.storeId, {
      orderId: this.#orderId,
      carrier: 'SF',
      trackingNumber: `SF${newId('shp', clock.now()).slice(-10)}`,
      lines: pick(waiting, units),
      actor: 'staff',
      at: clock.now(),
    })
    return result.shipped ? done : refused(result.reason)
  }

  async receive(): Promise<Done> {
    const { app, store, clock } = this.#ground
    const ask = { orderId: this.#orderId, actor: 'shopper', at: clock.now() }
    const result = await orders.receiveOrder(app, store.storeId, ask)
    return result.moved ? done : refused(result.reason)
  }

  /** So many units, line after line; all that is left, postage too, when not said. */
  async refund(units?: number, from?: 'sent'): Promise<Done> {
    const { app, store, clock } = this.#ground
    const bought = (await this.lines()).filter(({ isGift }) => !isGift)
    const left = bought.map((line) => ({ lineId: line.id, left: line.quantity - line.refunded }))
    const result = await orders.refundOrder(app, store.storeId, {
      orderId: this.#orderId,
      lines: units === undefined ? [] : pick(left, units).map((line) => (from ? { ...line, from } : line)),
      shippingFen: ZERO_FEN,
      whole: units === undefined,
      reason: '',
      actor: 'staff',
      at: clock.now(),
    })
    return result.refunded ? done : refused(result.reason)
  }

  lines(): Promise<readonly LineLeft[]> {
    const { db, store } = this.#ground
    return withTenant(db, store.storeId, async (tx) => {
      const rows = await tx.sql<
        { id: string; quantity: number; refunded: number; shipped: number; is_gift: boolean }[]
      >`
        select id, quantity, refunded_units as refunded, shipped_units as shipped, gift_of is not null as is_gift
          from order_lines where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(this.#orderId)}
         order by position limit 200`
      return rows.map(({ is_gift: isGift, id, ...row }) => ({ ...row, id: idOf('lin', id), isGift }))
    })
  }
}

/** Units of lines, the first line's first. More than are left are asked for of the last one, for the product to refuse. */
function pick(
  lines: readonly { readonly lineId: Id<'lin'>; readonly left: number }[],
  units = Number.POSITIVE_INFINITY,
): { lineId: Id<'lin'>; units: number }[] {
  let rest = units
  const picked = lines.map(({ lineId, left }) => {
    const taken = Math.min(left, rest)
    rest -= taken
    return { lineId, units: taken }
  })
  const last = picked.at(-1)
  if (last && Number.isFinite(rest)) last.units += rest
  return picked.filter((line) => line.units > 0)
}

/** An order that was placed. Its steps throw what refuses them; `try` gives refusals as values. */
export class TestOrder {
  readonly id: OrderId
  readonly try: OrderSteps
  readonly #ground: Ground

  constructor(ground: Ground, id: OrderId) {
    this.id = id
    this.try = new OrderSteps(ground, id)
    this.#ground = ground
  }

  pay = () => this.#must('paid', this.try.pay())
  cancel = () => this.#must('cancelled', this.try.cancel())
  ship = (units?: number) => this.#must('shipped', this.try.ship(units))
  receive = () => this.#must('received', this.try.receive())
  refund = (units?: number, from?: 'sent') => this.#must('refunded', this.try.refund(units, from))

  /** All that hangs on it, as the database holds it. */
  look(): Promise<SeenOrder> {
    return lookAt(this.#ground.database.admin, this.id)
  }

  /** The part of its page's address that nobody guesses. */
  async token(): Promise<string> {
    const { keys } = await this.#ground.snapshot()
    return orders.orderToken(keys, this.id)
  }

  async #must(what: string, step: Promise<Done>): Promise<this> {
    const result = await step
    assert(result.done, `the order is not ${what}: ${'reason' in result ? result.reason : ''}`)
    return this
  }
}
