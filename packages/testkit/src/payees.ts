import { ledger, payouts } from '@mamapu/core'
import { type TenantTx, withTenant } from '@mamapu/db'
import { type CustomerId, newId, toFen } from '@mamapu/kernel'
import type { Shop, TestCustomer } from './shop/shop.types.js'

/** A person with a valid identity number; nobody’s. */
export const TEST_IDENTITY: payouts.PayeeIdentity = {
  name: '林小满',
  idNumber: '11010519491231002X',
  way: 'wechat',
  account: 'xiaoman_2020',
  bank: '',
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** The identity number of the `nth` person: the first has that of `TEST_IDENTITY`. */
function idNumberOf(nth: number): string {
  const digits = `11010519491231${String(nth * 2 + 2).padStart(3, '0')}`
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(digits[at]), 0)
  return digits + '10X98765432'[sum % 11]
}

/**
 * Somebody who said who she is, as a first withdrawal asks, and has so many fen to take out: another person each time, unless
 * `identity` says who. The first of a shop is `TEST_IDENTITY`.
 */
export async function makePayee(
  shop: Shop,
  fen: number,
  identity: Partial<payouts.PayeeIdentity> = {},
): Promise<TestCustomer> {
  const customer = await shop.customer()
  const store = await shop.snapshot()
  await withTenant(shop.db, shop.store.storeId, async (tx) => {
    const saved = await payouts.savePayee(tx, store, {
      customerId: customer.id,
      identity: { ...TEST_IDENTITY, idNumber: idNumberOf(await countPayees(tx)), ...identity },
      hasConsent: true,
      ways: payouts.PAYOUT_WAYS,
      at: shop.clock.now(),
    })
    if (!saved.saved) throw new Error(`not a payee: ${JSON.stringify(saved.faults)}`)
  })
  if (fen > 0) await earnFor(shop, customer.id, fen)
  return customer
}

async function countPayees(tx: TenantTx): Promise<number> {
  const rows = await tx.sql`select from payees where tenant_id = ${tx.tenantId}`
  return rows.length
}

/** Puts so many fen on a payee’s balance, as commission does. */
export async function earnFor(shop: Shop, payeeId: CustomerId, fen: number): Promise<void> {
  const at = shop.clock.now()
  await withTenant(shop.db, shop.store.storeId, (tx) =>
    ledger.post(tx, {
      unit: 'CNY',
      debit: 'expense:commission',
      credit: `payee:${payeeId}`,
      amount: fen,
      cause: `test:${newId('evt', at)}`,
      leg: '',
      at,
    }),
  )
}

/** What is on an account of the shop’s ledger, in fen. */
export function balanceIn(shop: Shop, account: ledger.LedgerAccount): Promise<ledger.Balance> {
  return withTenant(shop.db, shop.store.storeId, (tx) => ledger.balanceOf(tx, account, 'CNY'))
}

/** Asks for money as the payee does, each time anew when no request id is named. */
export async function askFor(
  shop: Shop,
  payeeId: CustomerId,
  fen: number,
  requestId?: string,
): Promise<payouts.AskResult> {
  const at = shop.clock.now()
  return payouts.askWithdrawal(shop.app, await shop.current(), {
    payeeId,
    amountFen: toFen(fen),
    requestId: requestId ?? newId('evt', at),
    at,
  })
}
