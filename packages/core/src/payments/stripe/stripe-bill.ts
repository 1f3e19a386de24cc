import { OutsideError, type StoreId, toFen } from '@mamapu/kernel'
import type { Stripe } from 'stripe'
import type { BillDay, BillRow } from '../provider.js'
import type { StripeAccount } from './stripe.types.js'
import type { stripeCaller } from './stripe-call.js'
import { paymentOf, refundIdOf } from './stripe-notice.js'

const PAGE = 100
const PAGES_MAX = 500
/** Stripe writes its books a little after the fact. */
const SETTLED_MS = 10 * 60_000

const PAID = new Set(['charge', 'payment'])
const BACK = new Set(['refund', 'payment_refund'])
const CAME_BACK = new Set(['refund_failure', 'payment_failure_refund'])

/**
 * What moved on a day: Stripe's balance transactions, each with the charge or refund it is of. They are in the money the account is paid out
 * in, so amounts are taken from the charges and refunds, which are in the shopper's; other money than yuan is not this shop's. A refund that
 * came back the same day moved nothing.
 */
export async function readStripeBill(
  call: ReturnType<typeof stripeCaller>,
  account: StripeAccount,
  { storeId, day, at }: { storeId: StoreId; day: BillDay; at: Date },
): Promise<readonly BillRow[] | 'not_ready'> {
  if (at.getTime() < day.to.getTime() + SETTLED_MS) return 'not_ready'
  const created = { gte: secondsOf(day.from), lt: secondsOf(day.to) }
  const rows: BillRow[] = []
  const failed = new Set<string>()
  let after: string | undefined
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const asked = {
      created,
      limit: PAGE,
      expand: ['data.source'],
      ...(after ? { starting_after: after } : {}),
    }
    const { data, has_more: hasMore } = await call(account, (client) =>
      client.balanceTransactions.list(asked),
    )
    for (const one of data) {
      const source = typeof one.source === 'object' ? one.source : null
      if (CAME_BACK.has(one.type)) failed.add(source?.id ?? '')
      const row = source && rowOf(storeId, one.type, source)
      if (row) rows.push(row)
    }
    after = data.at(-1)?.id
    if (!hasMore || !after) return rows.filter(({ providerRef }) => !failed.has(providerRef))
  }
  throw new OutsideError('PAYMENT_BILL_UNKNOWN', 'more lines than any of ours')
}

const secondsOf = (at: Date) => Math.floor(at.getTime() / 1000)

type Source = Exclude<Stripe.BalanceTransaction['source'], string | null>

function rowOf(storeId: StoreId, type: string, source: Source): BillRow | null {
  if (PAID.has(type) && source.object === 'charge' && source.currency === 'cny') {
    const intent = source.payment_intent
    const providerRef = (typeof intent === 'string' ? intent : intent?.id) ?? source.id
    const ours = paymentOf(storeId, source.metadata)
    return { kind: 'payment', ours, providerRef, amountFen: toFen(source.amount) }
  }
  if (!BACK.has(type) || source.object !== 'refund' || source.currency !== 'cny') return null
  const ours = refundIdOf(storeId, source.metadata)
  return { kind: 'refund', ours, providerRef: source.id, amountFen: toFen(source.amount) }
}
