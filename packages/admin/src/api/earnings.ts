import { call } from './client.js'
import { adminPath } from './store.js'
import type { Money, Paged } from './types.js'

export const EARNING_STATES = ['promised', 'estimated', 'frozen', 'available', 'void'] as const
export type EarningState = (typeof EARNING_STATES)[number]
export type HoldReason = 'after_sale' | 'self_purchase' | 'payee_paused' | 'merchant'

/** One payee's part of one order line, as the order froze it, and where it stands. */
export interface Earning {
  readonly id: string
  readonly orderId: string
  readonly orderNumber: string
  readonly productTitle: string
  readonly units: number
  readonly role: 'promoter' | 'inviter'
  readonly payeeId: string
  readonly payeeName: string
  readonly payeePhone: string
  readonly plugin: string
  readonly basis: string
  readonly bps: number | null
  readonly perUnit: Money | null
  readonly base: Money
  readonly amount: Money
  readonly returned: Money
  readonly refused: Money
  readonly advanced: Money
  /** What is left of it for the payee. */
  readonly left: Money
  readonly state: EarningState
  readonly holds: readonly HoldReason[]
  readonly placedAt: string
  readonly paidAt: string | null
  readonly receivedAt: string | null
  readonly dueAt: string | null
  readonly settledAt: string | null
  readonly failures: number
}

export interface EarningQuery {
  readonly state: string
  readonly payee: string
  readonly order: string
}

export function listEarnings(
  storeId: string,
  { state, payee, order }: EarningQuery,
  cursor: string | null,
): Promise<Paged<Earning>> {
  return call('GET', adminPath(storeId, '/earnings'), { query: { state, payee, order, cursor, limit: 30 } })
}

export interface Hold {
  readonly id: string
  readonly reason: HoldReason
  readonly note: string
  readonly openedBy: string
  readonly openedAt: string
  readonly decision: 'allowed' | 'refused' | null
  readonly closingNote: string
  readonly closedBy: string | null
  readonly closedAt: string | null
}

export interface EarningDetail extends Earning {
  /** The latest first. */
  readonly allHolds: readonly Hold[]
  readonly returns: readonly {
    readonly refundId: string
    readonly refunded: Money
    readonly returned: Money
    readonly at: string
  }[]
  /** Every row of the ledger that moved it, in order. */
  readonly transfers: readonly {
    readonly id: string
    readonly kind: string
    readonly debit: string
    readonly credit: string
    readonly amount: Money
    readonly at: string
  }[]
}

export function getEarning(storeId: string, id: string): Promise<EarningDetail> {
  return call('GET', adminPath(storeId, `/earnings/${id}`))
}

export async function holdEarning(storeId: string, id: string, note: string): Promise<void> {
  await call('POST', adminPath(storeId, `/earnings/${id}/hold`), { body: { reason: 'merchant', note } })
}

/** A hold that waits for a decision; a payee's has no earning. */
export interface OpenHold extends Hold {
  readonly payeeId: string
  readonly payeeName: string
  readonly payeePhone: string
  readonly earning: Earning | null
}

export function listHolds(storeId: string, cursor: string | null): Promise<Paged<OpenHold>> {
  return call('GET', adminPath(storeId, '/earning-holds'), { query: { cursor, limit: 30 } })
}

export async function decideHold(
  storeId: string,
  id: string,
  { decision, note }: { readonly decision: 'allow' | 'refuse'; readonly note: string },
): Promise<void> {
  await call('POST', adminPath(storeId, `/earning-holds/${id}/${decision}`), { body: { note } })
}

/** A payee's money, and how the shop stands to her. */
export interface PayeeMoney {
  readonly estimated: Money
  readonly frozen: Money
  readonly available: Money
  readonly withdrawing: Money
  readonly paid: Money
  readonly isPaused: boolean
  readonly isTrusted: boolean
}

export function getPayeeMoney(storeId: string, id: string): Promise<PayeeMoney> {
  return call('GET', adminPath(storeId, `/earning-payees/${id}`))
}

export async function pausePayee(
  storeId: string,
  id: string,
  { isPaused, note }: { readonly isPaused: boolean; readonly note: string },
): Promise<void> {
  const act = isPaused ? 'pause' : 'resume'
  await call('POST', adminPath(storeId, `/earning-payees/${id}/${act}`), { body: { note } })
}

export async function trustPayee(storeId: string, id: string, isTrusted: boolean): Promise<void> {
  await call('PUT', adminPath(storeId, `/earning-payees/${id}/trust`), { body: { isTrusted } })
}

export interface EarningSettings {
  readonly returnDays: number
  readonly early: { readonly isOn: boolean; readonly shareBps: number; readonly capFen: number }
}

interface Versioned<T> {
  readonly settings: T
  readonly version: number
}

export function getEarningSettings(storeId: string): Promise<Versioned<EarningSettings>> {
  return call('GET', adminPath(storeId, '/earning-settings'))
}

export function saveEarningSettings(
  storeId: string,
  body: Versioned<EarningSettings>,
): Promise<Versioned<EarningSettings>> {
  return call('PUT', adminPath(storeId, '/earning-settings'), { body })
}
