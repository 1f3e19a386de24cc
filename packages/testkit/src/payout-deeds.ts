import { payouts } from '@mamapu/core'
import { type TenantTx, withTenant } from '@mamapu/db'
import { assert, type CustomerId, HOUR, type Id, later, newId } from '@mamapu/kernel'
import { askFor, balanceIn } from './payees.js'
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

/** Every withdrawal a payee asked for, the latest first. */
export const withdrawalsOf = (shop: Shop, payeeId: CustomerId): Promise<readonly payouts.SeenWithdrawal[]> =>
  withTenant(shop.db, shop.store.storeId, (tx) =>
    payouts.listWithdrawals(tx, { states: null, payeeId, batchId: null, before: null, limit: 100 }),
  )

/** The amounts of tests are small: taxed from the first fen. */
const FROM_THE_FIRST_FEN = {
  ...{ from: '2019-01-01', smallUpToFen: 0, smallDeductionFen: 0, deductionBps: 2000, source: 'test' },
  brackets: [{ upToFen: null, bps: 2000, quickFen: 0 }],
}

/**
 * Asks for so many per cent of what a payee may withdraw, with fee and tax, by hand or by the sandbox, twice under one request; throws
 * where that is two withdrawals, or where one fen more than there is, is given.
 */
export async function withdrawPart(
  shop: Shop,
  payeeId: CustomerId,
  { share, isByHand }: { readonly share: number; readonly isByHand: boolean },
): Promise<void> {
  const { zone } = await shop.snapshot()
  await withTenant(shop.db, shop.store.storeId, async (tx) => {
    const { version, ...settings } = await payouts.getPayoutSettings(tx)
    const limits = { minimumFen: 1, feeBps: 60, dailyCount: 50, secondAboveFen: 400 }
    const tax = { kind: 'labour' as const, rules: [FROM_THE_FIRST_FEN] }
    const wanted = { ...settings, ...limits, tax, route: isByHand ? 'hand' : 'sandbox' }
    const at = shop.clock.now()
    await payouts.savePayoutSettings(tx, { version, settings: wanted, routes: ['sandbox'], at, zone })
  })
  const { available } = await balanceIn(shop, `payee:${payeeId}`)
  assert(!(await askFor(shop, payeeId, Math.max(1, available + 1))).asked, 'more than there is was given')
  const fen = Math.floor((Math.max(0, available) * share) / 100)
  if (fen === 0) return
  const requestId = newId('evt', shop.clock.now())
  const [one, again] = [
    await askFor(shop, payeeId, fen, requestId),
    await askFor(shop, payeeId, fen, requestId),
  ]
  assert(!one.asked || (again.asked && again.isRepeat), 'one request became two withdrawals')
}

/** On its way out. Marked paid by hand is not in it: that only says what happened outside. */
const LEAVING: readonly string[] = ['approved', 'batched', 'sending', 'awaiting']

/** Does that with one of a payee's withdrawals, chosen by `n`, by half of them twice; throws where money leaves while she owes. */
export async function dealWithOne(
  shop: Shop,
  payeeId: CustomerId,
  { deed, n }: { readonly deed: PayoutDeed; readonly n: number },
): Promise<void> {
  const rows = await withdrawalsOf(shop, payeeId)
  const row = rows[(n >> 1) % Math.max(1, rows.length)]
  for (let time = 0; row && time < 1 + (n & 1); time += 1) {
    const { available } = await balanceIn(shop, `payee:${payeeId}`)
    const before = await findIn(shop, row.id)
    await dealWith(shop, row, { deed, staff: n + time })
    const leaves = !LEAVING.includes(before) && LEAVING.includes(await findIn(shop, row.id))
    assert(available >= 0 || !leaves, `${deed}: given away while ${available} is owed`)
  }
}

const findIn = async (shop: Shop, id: Id<'wdr'>): Promise<string> =>
  (await withTenant(shop.db, shop.store.storeId, (tx) => payouts.findWithdrawal(tx, id)))?.state ?? ''
