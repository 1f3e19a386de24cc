import type { TenantTx } from '@mamapu/db'
import type { CustomerId } from '@mamapu/kernel'
import type { EarningSummary } from '@mamapu/plugin-sdk'
import { balanceOf, paidOutOf } from '../ledger/index.js'
import { sumOnWay } from './earning-view.queries.js'
import { isPaused } from './holds.js'

/** A payee's money by every rule of the shop: what is on its way by state, the rest from the ledger. Paid is what left the balance, fee and tax with it. */
export async function summaryOf(tx: TenantTx, payee: CustomerId): Promise<EarningSummary> {
  const account = `payee:${payee}` as const
  const [onWay, balance, paidFen, paused] = await Promise.all([
    sumOnWay(tx, payee),
    balanceOf(tx, account, 'CNY'),
    paidOutOf(tx, account, 'CNY'),
    isPaused(tx, payee),
  ])
  return {
    ...onWay,
    availableFen: balance.available,
    withdrawingFen: balance.reserved,
    paidFen,
    isPaused: paused,
  }
}
