import { type checkout, http, orders, type stores } from '@mamapu/core'
import { type Database, withTenant } from '@mamapu/db'
import { type Id, type SkuId, ZERO_FEN } from '@mamapu/kernel'
import { request } from 'undici'
import type { TestApp } from '../app.js'
import { buy } from '../buy.js'

export interface PurchaseRun {
  readonly test: TestApp
  readonly db: Database
  readonly store: stores.StoreSnapshot
  readonly providers: orders.Providers
  /** Where the cashier's page answers. */
  readonly cashier: string
  readonly skuId: SkuId
  /** Names the purchase: repeated under it, everything happens once. */
  readonly key: string
}

/**
 * A whole life of an order: placed, paid, settled, sent in part, refunded, paid back, received. Every step is one a
 * client repeats after a crash, so that the whole may be run again from the start.
 */
export async function runPurchase(run: PurchaseRun): Promise<void> {
  const { test, store, providers } = run
  const { app, clock } = test
  const placed = await buy(test, store, run.skuId, { quantity: 3, key: run.key })
  if (!placed.placed) throw new Error(`not placed: ${placed.code}`)
  const { orderId } = placed
  const started = await orders.startPayment(app, providers, store, {
    orderId,
    provider: 'sandbox',
    at: clock.now(),
  })
  if (started.started) {
    const { pathname, host } = new URL(started.cashierUrl)
    const reply = await request(`${run.cashier}${pathname}`, {
      method: 'POST',
      headers: { host, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'mode=silent',
    })
    await reply.body.dump()
    await orders.checkPayments(app, providers, store.storeId, orderId)
  }
  const view = await orders.getOrderView(app, store, { orderId, opensAddress: false })
  const [line] = view?.lines ?? []
  if (!line) throw new Error('the order has no line')
  if (view?.state === 'paid' && view.parcels.length === 0)
    await orders.shipOrder(app, store.storeId, {
      orderId,
      carrier: '顺丰',
      trackingNumber: 'SF1',
      lines: [{ lineId: line.id, units: 1 }],
      actor: 'stf_test',
      at: clock.now(),
    })
  const refundId = await refundOnce(run, orderId, line.id)
  if (refundId) await orders.sendRefund(app, providers, store.storeId, refundId)
  await orders.receiveOrder(app, store.storeId, { orderId, actor: 'guest', at: clock.now() })
}

/** As the console's route does it: the key is written in the transaction of the refund. */
async function refundOnce(
  { test, store, key }: PurchaseRun,
  orderId: Extract<checkout.PlaceResult, { placed: true }>['orderId'],
  lineId: Id<'lin'>,
): Promise<Id<'ref'> | null> {
  const at = test.clock.now()
  const call = { principal: 'staff:test', route: 'refund', key, hash: key, at }
  const result = await withTenant(test.app.db, store.storeId, (tx) =>
    http.withIdempotency(tx, call, async () => {
      const decided = await orders.decideRefund(tx, {
        orderId,
        lines: [{ lineId, units: 2 }],
        shippingFen: ZERO_FEN,
        reason: '缺货',
        actor: 'stf_test',
        at,
      })
      return { status: decided.refunded ? 201 : 409, body: decided, isRefusal: !decided.refunded }
    }),
  )
  if (result.outcome !== 'done') throw new Error('the key was used for something else')
  const decided = result.reply.body as orders.RefundResult
  return decided.refunded ? decided.refundId : null
}
