import { checkout, orders, verify } from '@mamapu/core'
import { type Fen, type Id, idOf, must, type OrderId, type SkuId, uuidOf, ZERO_FEN } from '@mamapu/kernel'
import type { Plugin } from '@mamapu/plugin-sdk'
import type { PricedCart } from '@mamapu/pricing'
import { type BuyOptions, buy, TEST_CONTACT } from '../../buy.js'
import type { SampleShop } from '../check.types.js'
import type { PluginShop } from '../plugin-shop.js'

/** What a shopper is shown for units of every sample SKU, with the best choices and most points. */
export async function quote(
  shop: Pick<SampleShop, 'test' | 'store' | 'skuIds' | 'filledFor'>,
  quantity: number,
): Promise<PricedCart> {
  const snapshot = must(await shop.test.directory.refresh(shop.store.storeId), 'a store')
  const basket = await checkout.readBasket(shop.test.place, snapshot, {
    source: { lines: shop.skuIds.map((skuId) => ({ skuId, quantity })) },
    shopper: { customerId: shop.filledFor.id, sessionHash: null, verifiedPhoneHash: null },
    regionCode: TEST_CONTACT.regionCode,
    choices: 'best',
    points: 'most',
    at: shop.test.clock.now(),
  })
  return basket.priced
}

/** Orders units of every sample SKU as whom the samples are for, by what they were shown. */
export async function order(
  shop: Pick<SampleShop, 'test' | 'store' | 'skuIds' | 'filledFor'>,
  options: BuyOptions = {},
): Promise<checkout.PlaceResult> {
  await shop.test.directory.refresh(shop.store.storeId)
  return buy(shop.test, shop.store, shop.skuIds as readonly SkuId[], {
    quantity: 3,
    points: 'most',
    customerId: shop.filledFor.id,
    ...options,
  })
}

/** The same with as many units as the mechanic allows; throws when it allows none. */
export async function mustOrder(shop: SampleShop): Promise<OrderId> {
  let refusal = ''
  for (const quantity of [3, 2, 1]) {
    const placed = await order(shop, { quantity })
    if (placed.placed) return placed.orderId
    refusal = `${placed.code} ${JSON.stringify(placed.data)}`
  }
  throw new Error(`no order was placed: ${refusal}`)
}

export interface PaidOrder {
  readonly paidFen: number
  readonly lines: readonly { readonly id: Id<'lin'>; readonly quantity: number }[]
}

/** What was paid for the order and its lines that cost something. */
export async function readOrder({ database }: PluginShop, orderId: OrderId): Promise<PaidOrder> {
  const [row] = await database.admin<{ paid: string }[]>`
    select payable_fen::text as paid from orders where id = ${uuidOf(orderId)}`
  const lines = await database.admin<{ id: string; quantity: number }[]>`
    select id, quantity from order_lines where order_id = ${uuidOf(orderId)} and paid_fen > 0 order by position`
  return {
    paidFen: Number(must(row, 'an order').paid),
    lines: lines.map(({ id, quantity }) => ({ id: idOf('lin', id), quantity })),
  }
}

/** Refunds units of a line, or all that is left; how much money went back. */
export async function refund(
  { test, store }: PluginShop,
  orderId: OrderId,
  units: { readonly lineId: Id<'lin'>; readonly units: number } | 'whole',
): Promise<Fen> {
  const result = await orders.refundOrder(test.app, store.storeId, {
    orderId,
    lines: units === 'whole' ? [] : [units],
    shippingFen: ZERO_FEN,
    whole: units === 'whole',
    reason: '',
    actor: 'staff',
    at: test.clock.now(),
  })
  if (result.refunded) return result.amountFen as Fen
  if (units === 'whole' && result.reason === 'nothing_to_refund') return ZERO_FEN
  throw new Error(`the refund was refused: ${result.reason}`)
}

/** What the order still holds of what comes back with a refund. */
export async function notReturned(
  { database }: Pick<PluginShop, 'database'>,
  orderId: OrderId,
): Promise<readonly string[]> {
  const left = await database.admin<{ kind: string }[]>`
    select kind from quota_takes
     where order_id = ${uuidOf(orderId)} and give_back = 'refund' and state <> 'released' limit 20`
  return left.map(({ kind }) => `${kind} is still taken`)
}

/** Ends an unpaid order whose time to pay is over. */
export async function expire({ test, store }: PluginShop, orderId: OrderId): Promise<void> {
  const now = test.clock.now()
  test.clock.set(new Date(now.getTime() + 3_600_000 * 20))
  const ended = await orders.expireOrder(test.app, new Map(), store.storeId, orderId)
  test.clock.set(now)
  if (!ended.ended) throw new Error(`the order does not expire: ${ended.reason}`)
}

/** Invariants of this installation and of the plugin that do not hold now. */
export function brokenNow({ database, plugin }: PluginShop): Promise<ReadonlySet<string>> {
  return brokenBy(database, [plugin])
}

/** The same, of several plugins. */
export async function brokenBy(
  { admin }: PluginShop['database'],
  plugins: readonly Plugin[],
): Promise<ReadonlySet<string>> {
  const checks = plugins.flatMap((plugin) => plugin.verify ?? [])
  const found = await verify.verify(admin, { checks })
  return new Set(
    found.flatMap(({ name, broken }) => broken.map((row) => `${name}: ${JSON.stringify(row).slice(0, 200)}`)),
  )
}
