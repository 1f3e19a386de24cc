import { aftersale, orders, payments, type stores } from '@mamapu/core'
import { type Database, withTenant } from '@mamapu/db'
import { type Id, idOf, later, MINUTE, type OrderId, type SkuId, uuidOf } from '@mamapu/kernel'
import { request } from 'undici'
import type { TestApp } from '../app.js'
import { buy } from '../buy.js'
import { PHONE } from '../peers/cashier.js'

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
 * A whole life of an order: placed, paid, settled, sent in part, the rest asked back, agreed to and paid back, received. Every
 * step is one a client repeats after a crash, so that the whole may be run again from the start.
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
    device: PHONE,
    at: clock.now(),
  })
  if (started.started) {
    const { pathname, host } = new URL(payments.cashierUrlOf(started.opened))
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
  const refundId = await refundByCase(run, orderId, line.id)
  if (refundId) await payBack(run, refundId)
  await orders.receiveOrder(app, store.storeId, { orderId, actor: 'guest', at: clock.now() })
}

/** Refused at first, tried again under its own number, taken in, told about late and out of order, found by asking. */
async function payBack({ test, store, providers }: PurchaseRun, refundId: Id<'ref'>): Promise<void> {
  const { app, clock } = test
  const { storeId } = store
  const send = () => orders.sendRefund(app, providers, storeId, refundId)
  const hear = (refund: payments.ProviderRefund) => {
    const notice = { of: 'refund', refundId, refund } as const
    return orders.hearProvider(app, storeId, { provider: 'sandbox', notice }, clock.now())
  }
  if ((await send()) === 'failed') await hear(REFUSED)
  clock.advance(REFUSES_MS)
  await orders.retryRefund(app, storeId, { refundId, at: clock.now() })
  if ((await send()) === 'again') await hear(REFUSED)
  // The notice of its success never comes.
  clock.advance(2 * MINUTE)
  await send()
}

/** How long the cashier of {@link moodyCashier} refuses. */
const REFUSES_MS = 2 * MINUTE
const REFUSED = { state: 'failed', providerRef: 'refused-once', reason: '账户异常' } as const

/** The sandbox as a bank: a refund is refused for two minutes, then taken in, and done when it is asked about. */
export function moodyCashier(
  cashier: payments.PaymentProvider,
  { clock }: TestApp,
): payments.PaymentProvider {
  const until = later(clock.now(), REFUSES_MS)
  return {
    ...cashier,
    async refund(request) {
      if (clock.now() < until) return REFUSED
      const { providerRef } = (await cashier.refund(request)) as { readonly providerRef: string }
      return { state: 'under_way', providerRef }
    },
  }
}

/** As the shopper asks for it and the shop agrees: each in a transaction of its own, each once however often it is repeated. */
async function refundByCase(
  { test, store, db }: PurchaseRun,
  orderId: OrderId,
  lineId: Id<'lin'>,
): Promise<Id<'ref'> | null> {
  const at = test.clock.now()
  const ground = aftersale.groundOf(test.app, store)
  const caseId = await withTenant(db, store.storeId, async (tx) => {
    const [known] = await tx.sql<{ id: string }[]>`
      select id from aftersale_cases where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)}`
    if (known) return idOf('asc', known.id)
    const lines = [{ lineId, units: 2 }]
    const ask = { orderId, kind: 'refund', wasSent: false, reason: 'changed_mind', text: '', lines } as const
    const asked = await aftersale.askCase(tx, ground, { ...ask, pictures: [], at })
    return asked.asked ? asked.case.id : null
  })
  // It was closed unpaid: there is nothing to give back.
  if (!caseId) return null
  const by = { action: 'accept', actor: 'stf_test', at } as const
  await withTenant(db, store.storeId, (tx) => aftersale.acceptCase(tx, ground, caseId, by))
  return withTenant(db, store.storeId, async (tx) => {
    const [row] = await tx.sql<{ refund_id: string | null }[]>`
      select refund_id from aftersale_cases where tenant_id = ${tx.tenantId} and id = ${uuidOf(caseId)}`
    return row?.refund_id ? idOf('ref', row.refund_id) : null
  })
}
