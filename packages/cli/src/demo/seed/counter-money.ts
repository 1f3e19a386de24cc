import { payments } from '@mamapu/core'
import { DAY, HOUR, later, type StoreId, toFen } from '@mamapu/kernel'
import type { Past } from './past.js'

/** What the cashier calls it: no number of the shop's. */
const NUMBER = 'counter-20418'
const AMOUNT_FEN = toFen(3580)

/**
 * Two days ago somebody paid at the counter with the same merchant account: the bill has it and the shop does not, so the demo's first
 * reconciliation finds a difference and says what to do about it.
 */
export async function takeCounterMoney({ app, clock }: Past, storeId: StoreId, today: Date): Promise<void> {
  const at = later(today, -2 * DAY + 15 * HOUR)
  clock.set(at)
  const { cashier } = payments
  const open = await cashier.open(app, storeId, {
    merchantRef: NUMBER,
    amountFen: AMOUNT_FEN,
    description: '门店收银',
    notifyUrl: '',
    returnUrl: '',
    expiresAt: later(at, HOUR),
  })
  await cashier.pay(app, storeId, open.id, 'silent')
}
