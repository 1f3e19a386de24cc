import { type TenantTx, withTenant } from '@mamapu/db'
import { type Fen, newId, type OrderId, OutsideError, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import {
  beginBills,
  closePayment,
  type Fit,
  handleOf,
  insertPayment,
  listPayments,
  type Opened,
  offeredWays,
  type PayerDevice,
  type PaymentProvider,
  type PaymentRow,
  readWays,
  setOpened,
} from '../payments/index.js'
import type { StoreSnapshot } from '../stores/index.js'
import { planCheck } from './check-payments.js'
import type { Providers } from './expire-order.js'
import { lockOrder, type OrderRow } from './order.queries.js'
import { decideAction } from './order-actions.rules.js'
import { orderToken } from './order-token.js'
import { settlePayment } from './settle-payment.js'

export type StartPaymentResult =
  | { readonly started: true; readonly opened: Opened; readonly paymentId: PaymentRow['id'] }
  | { readonly started: false; readonly reason: StartObstacle }

type StartObstacle = 'order_not_found' | 'already_paid' | 'expired' | 'provider_unknown' | 'payer_unknown'

interface Ask {
  readonly orderId: OrderId
  readonly provider: string
  readonly device: PayerDevice
  readonly at: Date
}

/** How often a payment that does not fit is closed and another begun, before somebody has to ask again. */
const ROUNDS_MAX = 3

/**
 * Opens a payment at a provider the shop offers, or finds the one that is open. Repeating it gives the same cashier; on another
 * device, or after the price has changed, the open one is closed first. The provider is called outside any transaction; a crash
 * before its answer leaves a payment that the next call opens again under the same number.
 */
export async function startPayment(
  app: App,
  providers: Providers,
  store: StoreSnapshot,
  ask: Ask,
): Promise<StartPaymentResult> {
  const provider = providers.get(ask.provider)
  if (!provider) return { started: false, reason: 'provider_unknown' }
  if (provider.askPayer?.isNeeded(ask.device)) return { started: false, reason: 'payer_unknown' }
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const prepared = await withTenant(app.db, store.storeId, (tx) => prepare(tx, providers, provider, ask))
    if ('reason' in prepared) return { started: false, reason: prepared.reason }
    const { payment, order } = prepared
    const how = fitOf(provider, payment, { ...ask, payableFen: order.payableFen })
    if (how === 'as opened' && payment.opened)
      return { started: true, opened: payment.opened, paymentId: payment.id }
    if (how !== 'close first') return open(app, provider, store, { payment, order, device: ask.device })
    if ((await closeFirst(app, provider, store.storeId, payment, ask.at)) === 'paid')
      return { started: false, reason: 'already_paid' }
  }
  throw new OutsideError('PAYMENT_PROVIDER_DOWN', 'a payment is opened and closed again and again')
}

type Open = Pick<PaymentRow, 'id' | 'opened' | 'amountFen' | 'expiresAt'>

async function prepare(
  tx: TenantTx,
  providers: Providers,
  provider: PaymentProvider,
  { orderId, at }: Ask,
): Promise<{ readonly payment: Open; readonly order: OrderRow } | { readonly reason: StartObstacle }> {
  const order = await lockOrder(tx, orderId)
  if (!order) return { reason: 'order_not_found' }
  const decision = decideAction(order, 'start_payment')
  if (!decision.allowed) return { reason: decision.code === 'ORDER_EXPIRED' ? 'expired' : 'already_paid' }
  if (order.payBefore <= at) return { reason: 'expired' }
  const { accountsOn, compared } = await readWays(tx)
  if (!offeredWays(providers, accountsOn).includes(provider)) return { reason: 'provider_unknown' }
  const known = (await listPayments(tx, order.id)).find(
    (payment) => payment.state === 'created' && payment.provider === provider.id,
  )
  if (known) return { payment: known, order }
  const payment = {
    id: newId('pay', at),
    orderId: order.id,
    provider: provider.id,
    amountFen: order.payableFen,
    expiresAt: order.payBefore,
  }
  await insertPayment(tx, { ...payment, at })
  if (!compared.has(provider.id)) await beginBills(tx, provider.id, at)
  return { payment: { ...payment, opened: null }, order }
}

/** A payment of another amount is never gone on with; what its provider has not answered is opened under its number. */
function fitOf(
  provider: PaymentProvider,
  { opened, amountFen }: Open,
  { device, at, payableFen }: { device: PayerDevice; at: Date; payableFen: Fen },
): Fit {
  if (amountFen !== payableFen) return 'close first'
  if (!opened) return 'open again'
  return provider.fits?.(opened, device, at) ?? 'as opened'
}

/** Nobody can pay it any more when this returns `closed`; what was paid meanwhile is settled. */
async function closeFirst(
  app: App,
  provider: PaymentProvider,
  storeId: StoreId,
  payment: Open,
  at: Date,
): Promise<'closed' | 'paid'> {
  const there = await provider.close(handleOf(storeId, payment))
  if (there.state === 'paid') {
    const settled = await settlePayment(app, storeId, { paymentId: payment.id, ...there }, at)
    if (settled.settled && settled.as !== 'returned') return 'paid'
  }
  await withTenant(app.db, storeId, (tx) => closePayment(tx, payment.id))
  return 'closed'
}

async function open(
  app: App,
  provider: PaymentProvider,
  store: StoreSnapshot,
  { payment, order, device }: { payment: Open; order: OrderRow; device: PayerDevice },
): Promise<StartPaymentResult> {
  const opened = await provider.create({
    storeId: store.storeId,
    paymentId: payment.id,
    amountFen: payment.amountFen,
    description: `${store.settings.name} ${order.number}`,
    notifyUrl: `${store.origin}/callbacks/payments/${provider.id}`,
    returnUrl: `${store.origin}/pay/${orderToken(store.keys, order.id)}?back=1`,
    expiresAt: payment.expiresAt,
    device,
  })
  const isOpen = await withTenant(app.db, store.storeId, (tx) => setOpened(tx, payment.id, opened))
  if (!isOpen) {
    // The order ended while the provider opened the payment: nobody shall pay it.
    await provider.close(handleOf(store.storeId, { ...payment, opened }))
    return { started: false, reason: 'expired' }
  }
  await planCheck(app, store.storeId, order.id, 0)
  return { started: true, opened, paymentId: payment.id }
}
