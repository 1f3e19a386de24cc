import { call, download } from './client.js'
import { adminPath } from './store.js'
import type { Paged } from './types.js'

/** Whole fen. net = gross − reversed − fee − tax + other. */
export interface Figures {
  readonly grossFen: number
  readonly reversedFen: number
  readonly feeFen: number
  readonly taxFen: number
  readonly otherFen: number
  readonly netFen: number
  readonly withdrawnFen: number
}

export interface PayeeMonth extends Figures {
  readonly payeeId: string
  readonly name: string
  readonly phoneMasked: string
}

export interface MonthPage extends Paged<PayeeMonth> {
  readonly month: string
  /** Of the whole month. */
  readonly total: Figures
}

/** Every payee for whom anything moved; the current month when none is named. */
export function listPayeeMonths(storeId: string, month: string, cursor: string | null): Promise<MonthPage> {
  return call('GET', adminPath(storeId, '/statements'), { query: { month, cursor } })
}

/** opening + net − withdrawn = closing. */
export interface Statement extends Figures {
  readonly month: string
  readonly isOpen: boolean
  readonly openingFen: number
  readonly closingFen: number
}

/** The latest months of a payee, the newest first. */
export async function listStatements(storeId: string, payeeId: string): Promise<readonly Statement[]> {
  return (await call<{ items: Statement[] }>('GET', adminPath(storeId, `/statements/${payeeId}`))).items
}

export interface StatementLine {
  readonly id: string
  readonly at: string
  readonly kind: 'commission' | 'returned' | 'withdrawal' | 'fee' | 'tax' | 'other'
  /** Below zero what went out. */
  readonly amountFen: number
  readonly orderNumber: string | null
  readonly productTitle: string | null
}

export interface StatementPage extends Paged<StatementLine> {
  readonly statement: Statement
}

export function getStatement(
  storeId: string,
  { payeeId, month }: { readonly payeeId: string; readonly month: string },
  cursor: string | null,
): Promise<StatementPage> {
  return call('GET', adminPath(storeId, `/statements/${payeeId}/${month}`), { query: { cursor } })
}

export const saveMonth = (storeId: string, month: string) =>
  download(adminPath(storeId, `/statements.csv?month=${month}`), `statements-${month}.csv`)

export const saveStatement = (storeId: string, payeeId: string, month: string) =>
  download(adminPath(storeId, `/statements/${payeeId}/${month}/lines.csv`), `statement-${month}.csv`)
