import { checkout } from '@mamapu/core'
import type { SkuId } from '@mamapu/kernel'
import { TEST_CONTACT } from '../buy.js'
import type { TestSku } from '../goods.js'
import type { Ground } from './ground.js'
import { TestOrder } from './order.js'
import type { Buyer } from './shop.types.js'

/** One unit of a SKU, or so many. */
export type Wanted = SkuId | TestSku | readonly [sku: SkuId | TestSku, units: number]

interface Chosen {
  readonly lines: readonly { readonly skuId: SkuId; readonly quantity: number }[]
  readonly buyer: Buyer | null
  readonly region: string
  readonly delivery: checkout.DeliveryPick | null
  readonly choices: checkout.PlaceAsk['choices']
  readonly points: NonNullable<checkout.PlaceAsk['points']>
  readonly seenTotalFen: number | null
  readonly key: string | null
}

/** Units somebody is about to buy. Each call answers a new cart; nothing is written before `place`. */
export class TestCart {
  readonly #ground: Ground
  readonly #chosen: Chosen

  constructor(ground: Ground, chosen: Chosen) {
    this.#ground = ground
    this.#chosen = chosen
  }

  /** Whose it is: a customer, a guest with a verified phone; nobody known when left out. */
  by(buyer: Buyer | null): TestCart {
    return this.#with({ buyer })
  }

  /** Where it goes, by the code of the region. */
  to(region: string): TestCart {
    return this.#with({ region })
  }

  /** By which method it is delivered and what was chosen of it: the first that goes when left out. */
  via(method: string, choice: Readonly<Record<string, string>> = {}): TestCart {
    return this.#with({ delivery: { method, choice } })
  }

  /** Which coupons and other choices: the best ones when left out. */
  choosing(choices: Chosen['choices']): TestCart {
    return this.#with({ choices })
  }

  /** How many points to spend: none when left out. */
  spending(points: Chosen['points']): TestCart {
    return this.#with({ points })
  }

  /** The total the shopper saw, in fen: the one it has when it is placed when left out. */
  seen(totalFen: number): TestCart {
    return this.#with({ seenTotalFen: totalFen })
  }

  /** Under an idempotency key: repeated, it is one order. */
  once(key: string): TestCart {
    return this.#with({ key })
  }

  /** As the checkout page reads it: lines, what is broken, offers, refusals, price. */
  async basket(): Promise<checkout.Basket> {
    const ask = { ...this.#ask(), regionCode: this.#chosen.region }
    return checkout.readBasket(this.#ground.place, await this.#ground.current(), ask)
  }

  async priced(): Promise<checkout.Basket['priced']> {
    return (await this.basket()).priced
  }

  /** Places it; a refusal comes back as a value with its code. */
  async place(): Promise<checkout.PlaceResult> {
    const { seenTotalFen, region, key, buyer } = this.#chosen
    const phone = buyer?.phone ?? TEST_CONTACT.phone
    return checkout.placeOrder(this.#ground.place, await this.#ground.current(), {
      ...this.#ask(),
      contact: { ...TEST_CONTACT, phone, regionCode: region },
      remark: '',
      seenTotalFen: seenTotalFen ?? (await this.priced()).payableFen,
      idem: key === null ? null : { principal: 'test', key },
      actor: 'shopper',
    })
  }

  /** Places it and gives the order; throws, naming the code, when it is refused. */
  async order(): Promise<TestOrder> {
    const placed = await this.place()
    if (!placed.placed) throw new Error(`not placed: ${placed.code} ${JSON.stringify(placed.data)}`)
    return new TestOrder(this.#ground, placed.orderId)
  }

  #ask() {
    const { lines, buyer, delivery, choices, points } = this.#chosen
    const shopper = {
      customerId: buyer && 'id' in buyer ? buyer.id : null,
      sessionHash: null,
      verifiedPhoneHash: buyer && 'verifiedPhoneHash' in buyer ? buyer.verifiedPhoneHash : null,
    }
    return { source: { lines }, shopper, delivery, choices, points, at: this.#ground.clock.now() }
  }

  #with(change: Partial<Chosen>): TestCart {
    return new TestCart(this.#ground, { ...this.#chosen, ...change })
  }
}

export function cartOf(ground: Ground, wanted: readonly Wanted[]): TestCart {
  const lines = wanted.map((one) => {
    const [sku, quantity] = isPair(one) ? one : ([one, 1] as const)
    return { skuId: typeof sku === 'string' ? sku : sku.skuId, quantity }
  })
  return new TestCart(ground, {
    lines,
    buyer: null,
    region: TEST_CONTACT.regionCode,
    delivery: null,
    choices: 'best',
    points: 'none',
    seenTotalFen: null,
    key: null,
  })
}

const isPair = (wanted: Wanted): wanted is readonly [SkuId | TestSku, number] => Array.isArray(wanted)
