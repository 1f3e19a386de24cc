import { orders, payments, verify } from '@mamapu/core'
import type { Id, OrderId, SkuId } from '@mamapu/kernel'
import type postgres from 'postgres'
import { type BuyOptions, buy } from './buy.js'
import { PHONE } from './peers/cashier.js'
import type { Till } from './till.js'

export interface Bought {
  readonly orderId: OrderId
  readonly paymentId: Id<'pay'>
  readonly cashierUrl: string
}

/** An order as placed; throws when it was refused. */
export async function placeOne(
  till: Till,
  skuIds: SkuId | readonly SkuId[],
  options?: BuyOptions,
): Promise<OrderId> {
  const result = await buy(till, till.store, skuIds, options)
  if (!result.placed) throw new Error(`not placed: ${result.code} ${JSON.stringify(result.data)}`)
  return result.orderId
}

/** Opens a payment of an order; throws when it is refused. */
export async function openPayment(till: Till, orderId: OrderId, provider = 'sandbox'): Promise<Bought> {
  const ask = { orderId, provider, device: PHONE, at: till.clock.now() }
  const started = await orders.startPayment(till.app, till.providers, till.snapshot, ask)
  if (!started.started) throw new Error(`payment not started: ${started.reason}`)
  return { orderId, paymentId: started.paymentId, cashierUrl: payments.cashierUrlOf(started.opened) }
}

/** Places an order and pays it at the cashier; the shop has heard of it when this returns. */
export async function buyAndPay(
  till: Till,
  skuIds: SkuId | readonly SkuId[],
  options?: BuyOptions,
): Promise<Bought> {
  const bought = await openPayment(till, await placeOne(till, skuIds, options))
  const status = await till.press(bought.cashierUrl, 'pay')
  if (status !== 303) throw new Error(`the cashier answered ${status}`)
  return bought
}

/** Invariants that do not hold, with what breaks them; none, if all is well. */
export async function brokenOf(admin: postgres.Sql, at?: Date): Promise<readonly verify.Verified[]> {
  return (await verify.verify(admin, at ? { at } : {})).filter(({ broken }) => broken.length > 0)
}
