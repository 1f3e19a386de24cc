import type { TenantTx } from '@mamapu/db'
import { asId, type CustomerId, type Id, idOf } from '@mamapu/kernel'
import { getCustomerLabels } from '../customers/index.js'
import {
  balanceBefore,
  type LedgerAccount,
  listCounters,
  listMovements,
  type Movement,
  type MovementSum,
  sumByPayee,
  sumMovements,
  sumOfPayees,
} from '../ledger/index.js'
import type { StoreKeys } from '../stores/index.js'
import { addMonths, type Month, monthOf, spanOf } from './month.rules.js'
import { listEarningLabels } from './statement.queries.js'
import { figuresOf, kindOf } from './statement.rules.js'
import type { PayeeMonth, Statement, StatementLine } from './statement.types.js'

/** Accounts beyond these are no shop's; plugins have a handful. */
const COUNTERS_MAX = 100

/** Where and when a statement is read. */
export interface Reading {
  readonly zone: string
  readonly at: Date
}

const accountOf = (payeeId: CustomerId) => ({ account: `payee:${payeeId}`, unit: 'CNY' }) as const

/** A payee's month, from the ledger's rows alone. A month in which nothing moved has its opening balance and zeros. */
export async function getStatement(
  tx: TenantTx,
  { payeeId, month }: { readonly payeeId: CustomerId; readonly month: Month },
  { zone, at }: Reading,
): Promise<Statement> {
  const span = spanOf(month, zone)
  const payee = accountOf(payeeId)
  const sums = await sumMovements(tx, payee, span)
  const openingFen = await balanceBefore(tx, payee, span.from)
  return { payeeId, month, isOpen: at < span.until, ...figuresOf(sums, openingFen) }
}

/** The latest months of a payee, the newest first, back to the first in which anything moved; at most `limit`. */
export async function listStatements(
  tx: TenantTx,
  payeeId: CustomerId,
  { zone, at, limit }: Reading & { readonly limit: number },
): Promise<readonly Statement[]> {
  const newest = monthOf(at, zone)
  const [first] = await listMovements(tx, accountOf(payeeId), {
    from: spanOf(addMonths(newest, 1 - limit), zone).from,
    until: spanOf(newest, zone).until,
    after: null,
    limit: 1,
  })
  const statements: Statement[] = []
  if (!first) return statements
  const oldest = monthOf(first.at, zone)
  for (let month = newest; month >= oldest; month = addMonths(month, -1))
    statements.push(await getStatement(tx, { payeeId, month }, { zone, at }))
  return statements
}

/** The lines of a payee's month in their order, after the one named. */
export async function listStatementLines(
  tx: TenantTx,
  {
    payeeId,
    month,
    zone,
    ...page
  }: {
    readonly payeeId: CustomerId
    readonly month: Month
    readonly zone: string
    readonly after: Pick<StatementLine, 'id' | 'at'> | null
    readonly limit: number
  },
): Promise<readonly StatementLine[]> {
  const movements = await listMovements(tx, accountOf(payeeId), { ...spanOf(month, zone), ...page })
  const labels = await listEarningLabels(
    tx,
    movements.flatMap((movement) => earningOf(movement) ?? []),
  )
  return movements.map((movement) => {
    const earningId = earningOf(movement)
    const label = earningId ? labels.get(earningId) : undefined
    return {
      id: movement.id,
      at: movement.at,
      kind: kindOf(movement),
      amountFen: movement.amount,
      cause: movement.cause,
      orderNumber: label?.orderNumber ?? null,
      productTitle: label?.productTitle ?? null,
    }
  })
}

/** The earning a movement is of: named by its cause, or by its leg where the cause is what took it back. */
function earningOf({ cause, leg }: Movement): Id<'ern'> | null {
  const named = /^earning:(ern_[0-9a-f]{32})$/.exec(cause)?.[1]
  if (named) return asId('ern', named)
  const inLeg = /^([0-9a-f]{32})\./.exec(leg)?.[1]
  return inLeg ? idOf('ern', inLeg) : null
}

/** The next payees for whom anything moved in a month, in the order of their ids, at most `limit`. */
export async function listPayeeMonths(
  tx: TenantTx,
  {
    month,
    zone,
    keys,
    after,
    limit,
  }: {
    readonly month: Month
    readonly zone: string
    readonly keys: StoreKeys
    readonly after: CustomerId | null
    readonly limit: number
  },
): Promise<readonly PayeeMonth[]> {
  const counters = await listCounters(tx, 'CNY', COUNTERS_MAX)
  const rows = await sumByPayee(tx, {
    unit: 'CNY',
    counters,
    ...spanOf(month, zone),
    after: after ? `payee:${after}` : '',
    limit,
  })
  const byPayee = new Map<LedgerAccount, MovementSum[]>()
  for (const { payee, ...sum } of rows) byPayee.set(payee, [...(byPayee.get(payee) ?? []), sum])
  const labels = await getCustomerLabels(tx, keys, [...byPayee.keys()].map(payeeOf))
  return [...byPayee].map(([account, sums]) => {
    const payeeId = payeeOf(account)
    const { openingFen: _opening, closingFen: _closing, ...figures } = figuresOf(sums, 0)
    const { name = '', phoneMasked = '' } = labels.get(payeeId) ?? {}
    return { payeeId, name, phoneMasked, figures }
  })
}

const payeeOf = (account: LedgerAccount) => asId('cus', account.slice('payee:'.length))

/** What moved for all payees of a shop in a month. */
export async function sumMonth(
  tx: TenantTx,
  { month, zone }: { readonly month: Month; readonly zone: string },
): Promise<PayeeMonth['figures']> {
  const counters = await listCounters(tx, 'CNY', COUNTERS_MAX)
  const sums = await sumOfPayees(tx, { unit: 'CNY', counters, ...spanOf(month, zone) })
  const { openingFen: _opening, closingFen: _closing, ...figures } = figuresOf(sums, 0)
  return figures
}
