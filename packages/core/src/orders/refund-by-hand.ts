import { type TenantTx, withTenant } from '@mamapu/db'
import { type Fen, type Id, newId, type OrderId, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import { emit } from '../events/index.js'
import { insertStaffNotice } from '../notifications/index.js'
import { lockRefund, markAlsoPaid, markPaidByHand, type RefundRow } from '../payments/index.js'

export interface ByHand {
  readonly orderId: OrderId
  readonly refundId: Id<'ref'>
  /** How it was paid, for whoever checks the books later. */
  readonly note: string
  readonly actor: string
  readonly at: Date
}

/**
 * A refund that its provider did not pay was paid another way, and is done. False, writing nothing, when it is not parked as failed: what
 * is under way, waits or was paid is never paid a second time by this.
 */
export async function payRefundByHand(app: App, storeId: StoreId, paid: ByHand): Promise<boolean> {
  const { orderId, refundId, note, actor, at } = paid
  const isPaid = await withTenant(app.db, storeId, async (tx) => {
    const row = await lockRefund(tx, refundId)
    if (row?.orderId !== orderId || !(await markPaidByHand(tx, refundId, { note, at }))) return false
    const data = { orderId, amountFen: row.amountFen, note }
    await audit(tx, { actor, action: 'refund.by_hand', subject: refundId, data, at })
    await emit(tx, 'order.refund_paid', { orderId, refundId, amountFen: row.amountFen }, at)
    return true
  })
  if (isPaid) app.nudge(storeId)
  return isPaid
}

/** The provider paid after all what was paid by hand: nothing is changed by itself, and somebody of the shop is told at once. */
export async function noteAlsoPaid(
  tx: TenantTx,
  { id, orderId, amountFen }: Pick<RefundRow, 'id' | 'orderId' | 'amountFen'>,
  { providerRef, at }: { readonly providerRef: string; readonly at: Date },
): Promise<void> {
  if (!(await markAlsoPaid(tx, id, { providerRef, at }))) return
  const data = { orderId, amountFen, providerRef }
  await audit(tx, { actor: 'provider', action: 'refund.paid_twice', subject: id, data, at })
  await insertStaffNotice(tx, {
    id: newId('msg', at),
    source: 'payments',
    key: `paid-twice:${id}`,
    words: {
      'zh-CN': `有一笔 ${yuan(amountFen)} 元的退款，您线下退过以后支付平台也退成功了，请联系顾客`,
      en: `A refund of ¥${yuan(amountFen)} that you paid yourself was paid by the provider as well; please ask the shopper`,
    },
    isUrgent: true,
    createdAt: at,
  })
}

const yuan = (fen: Fen) => (fen / 100).toFixed(2)
