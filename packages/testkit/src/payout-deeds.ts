import { payouts } from '@mamapu/core'
import { type TenantTx, withTenant } from '@mamapu/db'
import { HOUR, type Id, later, newId } from '@mamapu/kernel'
import type { Shop } from './shop/shop.types.js'

/** What becomes of a withdrawal: by the shop's staff, by its payee, or at the provider; the usual ones first. */
export const PAYOUT_DEEDS = [
  ...(['approve', 'pay', 'pursue', 'take', 'confirm'] as const),
  ...(['list', 'dispute', 'insist', 'return', 'reject', 'cancel', 'fail', 'expire', 'twice'] as const),
] as const
export type PayoutDeed = (typeof PAYOUT_DEEDS)[number]

const STAFF = [newId('stf', new Date(0)), newId('stf', new Date(0))] as const

/**
 * Does that with a withdrawal, by this one of two members of staff; where it cannot be done, nothing. `approve` is the other one's
 * word as well, where two have to; `pursue` lets an hour pass first.
 */
export async function dealWith(
  shop: Shop,
  { id, payeeId }: Pick<payouts.Withdrawal, 'id' | 'payeeId'>,
  { deed, staff }: { readonly deed: PayoutDeed; readonly staff: number },
): Promise<void> {
  const at = shop.clock.now()
  const [actor = STAFF[0], other = STAFF[1]] = staff % 2 ? STAFF.toReversed() : STAFF
  const decision = { id, actor, at }
  const own = { id, payeeId, at }
  const proof = { reference: 'R', picture: null }
  const within = (work: (tx: TenantTx) => Promise<unknown>) =>
    withTenant(shop.db, shop.store.storeId, work).then(() => {})
  switch (deed) {
    case 'approve':
      await within((tx) => payouts.approveWithdrawal(tx, decision))
      return within((tx) => payouts.approveWithdrawal(tx, { ...decision, actor: other }))
    case 'pay':
      return within((tx) => payouts.markPaid(tx, { ...decision, proof }))
    case 'insist':
      return within((tx) => payouts.insistPaid(tx, { ...decision, proof, note: '' }))
    case 'return':
      return within((tx) => payouts.returnWithdrawal(tx, { ...decision, reason: 'no' }))
    case 'reject':
      return within((tx) => payouts.rejectWithdrawal(tx, { ...decision, reason: 'no' }))
    case 'confirm':
      return within((tx) => payouts.confirmWithdrawal(tx, own))
    case 'dispute':
      return within((tx) => payouts.disputeWithdrawal(tx, { ...own, reason: 'no' }))
    case 'cancel':
      return within((tx) => payouts.cancelWithdrawal(tx, own))
    case 'list':
      return within((tx) => listAndPay(tx, { actor, at }))
    case 'pursue':
      shop.clock.set(later(at, HOUR))
      await payouts.pursueTransfer(shop.app, shop.payouts, shop.store.storeId, id)
      return
    default:
      return press(shop, id, deed)
  }
}

/** Whoever is paid does something at the provider, where it waits for that. */
async function press(shop: Shop, id: Id<'wdr'>, mode: payouts.transferSandbox.TransferMode): Promise<void> {
  const row = await withTenant(shop.db, shop.store.storeId, (tx) => payouts.findWithdrawal(tx, id))
  if (row?.state === 'awaiting') await shop.peers.payout.press(id, mode)
  await shop.runAsked()
}

/** Everything approved goes on a list, and the whole list is paid. */
async function listAndPay(
  tx: TenantTx,
  { actor, at }: { readonly actor: (typeof STAFF)[number]; readonly at: Date },
): Promise<void> {
  const opened = await payouts.openBatch(tx, { actor, at })
  if (!opened.opened) return
  const { id, openCount: count, openFen: totalFen } = opened.batch
  await payouts.payBatch(tx, {
    id,
    actor,
    proof: { reference: 'R', picture: null },
    count,
    totalFen,
    at,
  })
}
