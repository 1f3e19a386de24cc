import { call, download } from './client.js'
import { adminPath } from './store.js'
import type { Money, Paged } from './types.js'

export interface AccountField {
  readonly name: string
  readonly title: string
  readonly help: string
  readonly isSecret: boolean
  /** With another value it is another account. */
  readonly isIdentity: boolean
  readonly isOptional: boolean
  readonly isLong: boolean
  readonly maxLength: number
}

/** An account at a payment provider, without its secrets. */
export interface PaymentAccount {
  readonly provider: string
  readonly title: string
  readonly help: string
  readonly fields: readonly AccountField[]
  readonly values: Readonly<Record<string, string>>
  readonly isOn: boolean
  /** 0: nothing was saved yet. */
  readonly version: number
  readonly testedAt: string | null
  readonly testFault: string
  readonly notifyUrl: string
}

export interface SentAccount {
  readonly version: number
  readonly isOn: boolean
  readonly values: Readonly<Record<string, string>>
}

export function listAccounts(storeId: string): Promise<{ items: readonly PaymentAccount[] }> {
  return call('GET', adminPath(storeId, '/payment-accounts'))
}

export function saveAccount(storeId: string, provider: string, body: SentAccount): Promise<PaymentAccount> {
  return call('PUT', adminPath(storeId, `/payment-accounts/${provider}`), { body })
}

export function testAccount(storeId: string, provider: string): Promise<{ fault: string }> {
  return call('POST', adminPath(storeId, `/payment-accounts/${provider}/test`), { body: {} })
}

export interface BillClock {
  readonly provider: string
  readonly title: string
  readonly nextDay: string
  readonly dueAt: string
  readonly fault: string
}

export interface BillDay {
  readonly provider: string
  readonly day: string
  readonly payments: number
  readonly paid: Money
  readonly refunds: number
  readonly refunded: Money
  readonly differences: number
  readonly comparedAt: string
}

export interface Bills {
  readonly providers: readonly BillClock[]
  readonly days: readonly BillDay[]
  readonly open: number
}

export type DifferenceKind =
  | 'unknown_here'
  | 'unpaid_here'
  | 'refund_open_here'
  | 'amount_differs'
  | 'number_differs'
  | 'twice_there'
  | 'missing_there'
  | 'refunded_twice'

export interface Difference {
  readonly id: string
  readonly provider: string
  readonly day: string
  readonly kind: DifferenceKind
  readonly subject: 'payment' | 'refund'
  readonly name: string
  readonly orderId: string | null
  readonly orderNumber: string | null
  readonly there: Money | null
  readonly here: Money | null
  readonly hereState: string
  readonly state: 'open' | 'solved' | 'looked_at'
  readonly isAskable: boolean
  readonly note: string
  readonly actor: string
  readonly foundAt: string
  readonly decidedAt: string | null
}

export function getBills(storeId: string): Promise<Bills> {
  return call('GET', adminPath(storeId, '/bills'))
}

export function compareNow(storeId: string, provider: string): Promise<{ compared: boolean }> {
  return call('POST', adminPath(storeId, `/bills/${provider}/compare`), { body: {} })
}

export function listDifferences(
  storeId: string,
  state: 'open' | 'done',
  cursor: string | null,
): Promise<Paged<Difference>> {
  return call('GET', adminPath(storeId, '/bill-differences'), { query: { state, cursor } })
}

export function downloadDifferences(storeId: string): Promise<void> {
  return download(adminPath(storeId, '/bill-differences.csv'), 'differences.csv')
}

export function askDifference(storeId: string, id: string): Promise<Difference> {
  return call('POST', adminPath(storeId, `/bill-differences/${id}/ask`), { body: {} })
}

export function noteDifference(storeId: string, id: string, note: string): Promise<Difference> {
  return call('POST', adminPath(storeId, `/bill-differences/${id}/note`), { body: { note } })
}
