import type { payments } from '@mamapu/core'
import { assert, later, must, uuidOf } from '@mamapu/kernel'
import type { OpenPayment } from '../peers/cashier.js'
import type { Done, TestOrder } from '../shop/order.js'
import type { Shop } from '../shop/shop.types.js'
import { unsettledOf } from './unsettled.js'

/** A step of an order's life. Units go line after line; all that is left when not said. */
export type LifeStep =
  | { readonly do: 'pay'; readonly how: payments.cashier.CashierMode }
  | { readonly do: 'expire' | 'cancel' | 'receive' | 'complete' }
  | { readonly do: 'ship' | 'refund'; readonly units?: number }
  | { readonly do: 'wait'; readonly minutes: number }

/** A step with what became of it: done, or the product's own reason why not. */
export type Lived = LifeStep & Done

const GRACE_MS = 60_000

/**
 * Lives an order by the product's own use cases, with the sandbox cashier over HTTP: after each step events are delivered and
 * what falls due is run. A step that is refused changes nothing and is told by its reason.
 */
export class OrderLife {
  readonly #shop: Shop
  readonly #order: TestOrder
  readonly #lived: Lived[] = []
  #way: Promise<void> = Promise.resolve()
  #opened: OpenPayment | undefined

  constructor(shop: Shop, order: TestOrder) {
    this.#shop = shop
    this.#order = order
  }

  /** At the cashier, as it is told to behave: pays at once when left out. */
  pay = (how: payments.cashier.CashierMode = 'pay') => this.step({ do: 'pay', how })
  /** To the payment deadline and beyond. */
  expire = () => this.step({ do: 'expire' })
  cancel = () => this.step({ do: 'cancel' })
  ship = (units?: number) => this.step({ do: 'ship', ...(units === undefined ? {} : { units }) })
  receive = () => this.step({ do: 'receive' })
  /** To the instant at which it completes by itself. */
  complete = () => this.step({ do: 'complete' })
  refund = (units?: number) => this.step({ do: 'refund', ...(units === undefined ? {} : { units }) })
  wait = (minutes: number) => this.step({ do: 'wait', minutes })

  step(step: LifeStep): this {
    this.#way = this.#way.then(async () => {
      const result = await this.#live(step)
      await this.#shop.runDue()
      this.#lived.push({ ...step, ...result })
    })
    return this
  }

  /** The steps with what became of them. */
  async lived(): Promise<readonly Lived[]> {
    await this.#way
    return this.#lived
  }

  /** What does not add up once everything on its way has arrived, in words; none, if all is well. */
  async unsettled(): Promise<readonly string[]> {
    await this.#way
    return unsettledOf(this.#shop, this.#order)
  }

  /** Throws what does not add up: paid − refunded against the lines, the cashier’s books, takes, ledger, invariants. */
  async assertSettled(): Promise<readonly Lived[]> {
    const faults = await this.unsettled()
    assert(faults.length === 0, `after ${JSON.stringify(this.#lived)}: ${faults.join('; ')}`)
    return this.#lived
  }

  async #live(step: LifeStep): Promise<Done> {
    const { try: tries } = this.#order
    switch (step.do) {
      case 'pay':
        return this.#pay(step.how)
      case 'cancel':
        return tries.cancel()
      case 'ship':
        return tries.ship(step.units)
      case 'receive':
        return tries.receive()
      case 'refund':
        return tries.refund(step.units)
      case 'expire':
        return this.#until('pay_before')
      case 'complete':
        return this.#until('complete_after')
      case 'wait':
        await this.#shop.travel({ minutes: step.minutes })
        return { done: true }
    }
  }

  async #pay(how: payments.cashier.CashierMode): Promise<Done> {
    // Who sits at the cashier may press there whatever has become of the order meanwhile.
    this.#opened ??= await this.#shop.peers.payment.open(this.#order.id).catch(() => undefined)
    if (!this.#opened) return { done: false, reason: 'not_opened' }
    const status = await this.#opened.press(how)
    return status < 400 ? { done: true } : { done: false, reason: `the cashier answered ${status}` }
  }

  /** Travels to what the order waits for, and a little beyond: sweepers look every few seconds. */
  async #until(column: 'pay_before' | 'complete_after'): Promise<Done> {
    const { admin } = this.#shop.database
    const [row] = await admin<{ due: Date | null; state: string }[]>`
      select ${admin(column)} as due, state from orders where id = ${uuidOf(this.#order.id)}`
    const { due, state } = must(row, 'an order')
    const isWaiting =
      column === 'pay_before' ? state === 'unpaid' : state === 'shipped' || state === 'received'
    if (!isWaiting || due === null) return { done: false, reason: 'wrong_state' }
    const to = later(due, GRACE_MS)
    if (to > this.#shop.clock.now()) await this.#shop.travel(to)
    return { done: true }
  }
}

/** Begins the life of an order that is placed. */
export function life(shop: Shop, order: TestOrder): OrderLife {
  return new OrderLife(shop, order)
}
