import { type TenantTx, withTenant } from '@mamapu/db'
import { asId, type Id, must, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import { learnRefund, type Providers, settlePayment } from '../orders/index.js'
import { findPayment, handleOf } from '../payments/index.js'
import { decideDifference, findDifference, findRefundHandle } from './difference.queries.js'
import { listOurPayments, listOurRefunds } from './reconciliation.queries.js'
import { isAskable } from './reconciliation.rules.js'
import type { Difference } from './reconciliation.types.js'

export type DecideResult =
  | { readonly decided: true; readonly difference: Difference }
  | { readonly decided: false; readonly reason: 'not_found' | 'decided_before' | 'not_askable' }

interface Who {
  readonly id: Id<'dif'>
  readonly actor: string
  readonly at: Date
}

/** Somebody has looked at it and says why it is as it is. */
export async function lookAt(
  tx: TenantTx,
  { id, note, actor, at }: Who & { readonly note: string },
): Promise<DecideResult> {
  const difference = await findDifference(tx, id)
  if (!difference) return { decided: false, reason: 'not_found' }
  if (!(await decideDifference(tx, id, { state: 'looked_at', note, actor, at })))
    return { decided: false, reason: 'decided_before' }
  const data = { kind: difference.kind, day: difference.day, note }
  await audit(tx, { actor, action: 'reconciliation.looked_at', subject: id, data, at })
  return { decided: true, difference: must(await findDifference(tx, id), 'a difference') }
}

/**
 * Asks the provider once more and books what it says: money that was never told of is counted (or goes back by itself when its order has
 * ended), a refund learns what became of it. When both sides agree then, the difference is solved; else it stays and `difference` says so.
 */
export async function askAgain(
  app: App,
  providers: Providers,
  storeId: StoreId,
  { id, actor, at }: Who,
): Promise<DecideResult> {
  const difference = await withTenant(app.db, storeId, (tx) => findDifference(tx, id))
  if (!difference) return { decided: false, reason: 'not_found' }
  if (difference.state !== 'open') return { decided: false, reason: 'decided_before' }
  const provider = providers.get(difference.provider)
  if (!provider || !isAskable(difference)) return { decided: false, reason: 'not_askable' }
  const agrees =
    difference.subject === 'payment'
      ? await askPayment(app, providers, storeId, { difference, at })
      : await askRefund(app, providers, storeId, difference)
  return withTenant(app.db, storeId, async (tx) => {
    const data = { kind: difference.kind, day: difference.day, agrees }
    await audit(tx, { actor, action: 'reconciliation.asked', subject: id, data, at })
    if (agrees) await decideDifference(tx, id, { state: 'solved', note: '', actor, at })
    return { decided: true, difference: must(await findDifference(tx, id), 'a difference') }
  })
}

interface Asked {
  readonly difference: Difference
  readonly at: Date
}

async function askPayment(
  app: App,
  providers: Providers,
  storeId: StoreId,
  { difference, at }: Asked,
): Promise<boolean> {
  const provider = must(providers.get(difference.provider), 'a provider')
  const paymentId = asId('pay', must(difference.ours, 'a payment of ours'))
  const payment = await withTenant(app.db, storeId, (tx) => findPayment(tx, paymentId))
  if (!payment) return false
  const there = await provider.query(handleOf(storeId, payment))
  if (there.state !== 'paid') return false
  const { transactionId, amountFen, payer } = there
  if (amountFen === payment.amountFen) {
    const told = { paymentId, transactionId, amountFen, provider: provider.id }
    const money = { ...told, ...(payer === undefined ? {} : { payer }) }
    await settlePayment(app, storeId, money, at)
  }
  const [now] = await withTenant(app.db, storeId, (tx) => listOurPayments(tx, provider.id, [paymentId]))
  return now?.amountFen === amountFen && now.providerRef === transactionId
}

async function askRefund(
  app: App,
  providers: Providers,
  storeId: StoreId,
  difference: Difference,
): Promise<boolean> {
  const provider = must(providers.get(difference.provider), 'a provider')
  const refundId = asId('ref', must(difference.ours, 'a refund of ours'))
  const handle = await withTenant(app.db, storeId, (tx) => findRefundHandle(tx, refundId))
  if (!handle) return false
  const there = await provider.queryRefund({ storeId, refundId, ...handle })
  // What we hold for done and the provider does not is for people to look at: it stays a difference.
  if (there.state !== 'done') return false
  await learnRefund(app, storeId, { refundId, refund: there, provider: provider.id })
  const [now] = await withTenant(app.db, storeId, (tx) => listOurRefunds(tx, provider.id, [refundId]))
  return now?.state === 'done' && difference.kind !== 'amount_differs'
}
