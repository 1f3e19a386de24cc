import type { TenantTx } from '@mamapu/db'
import { assert, type Fen, uuidOf } from '@mamapu/kernel'
import { legsOf, reverse, voidPending } from '../ledger/index.js'
import { type Earning, type EarningId, earningCause } from './earning.types.js'

/**
 * Takes `fen` of an earning back for a cause: first what is still set aside, then what was released, then what was released
 * early. The payee's balance may go below zero by it and repays from what comes in later.
 */
export async function takeBack(
  tx: TenantTx,
  earning: Pick<Earning, 'id'>,
  { fen, cause, at }: { readonly fen: Fen; readonly cause: string; readonly at: Date },
): Promise<void> {
  let rest: number = fen
  let reversals = 0
  for (const { transferId, leg, leftAmount } of await bookedOf(tx, earning.id)) {
    const amount = Math.min(rest, leftAmount)
    if (amount === 0) continue
    const isPending = leg === 'estimate'
    const part = { of: transferId, amount, cause, at }
    if (!isPending) reversals += 1
    const name = isPending ? 'void' : reversals === 1 ? 'reverse' : `reverse.${reversals}`
    const result = await (isPending ? voidPending : reverse)(tx, {
      ...part,
      leg: `${uuidOf(earning.id)}.${name}`,
    })
    assert(result.entered && !result.isRepeat, `${earning.id}: ${cause} took back something else`)
    rest -= amount
  }
  assert(rest === 0, `${earning.id}: more is taken back than was booked`)
}

const ORDER = ['estimate', 'release', 'advance']

async function bookedOf(tx: TenantTx, id: EarningId) {
  const legs = await legsOf(tx, earningCause(id))
  return legs.toSorted((a, b) => ORDER.indexOf(a.leg) - ORDER.indexOf(b.leg))
}
