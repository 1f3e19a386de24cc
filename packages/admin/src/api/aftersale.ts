import { call } from './client.js'
import type { Refund } from './orders.js'
import { adminPath } from './store.js'
import type { Money, Paged } from './types.js'

export type CaseState =
  | 'asked'
  | 'refused'
  | 'escalated'
  | 'sending'
  | 'sent'
  | 'arrived'
  | 'refunded'
  | 'exchanged'
  | 'closed'
export type CaseKind = 'refund' | 'return' | 'exchange'

export interface CaseRow {
  readonly id: string
  readonly orderId: string
  readonly orderNumber: string
  readonly contactMasked: string
  readonly kind: CaseKind
  readonly state: CaseState
  /** Who is waited for. */
  readonly turn: 'shop' | 'shopper' | null
  /** In the reader's language. */
  readonly reason: string
  readonly dueAt: string | null
  readonly openedAt: string
  readonly goods: readonly {
    readonly title: string
    readonly options: string
    readonly units: number
    readonly mediaHash: string | null
  }[]
}

export interface CasePage extends Paged<CaseRow> {
  readonly counts: Readonly<Partial<Record<CaseState, number>>>
}

export interface ReturnAddress {
  readonly name: string
  readonly phone: string
  readonly region: string
  readonly street: string
  readonly hint: string
}

export interface CaseDetail {
  readonly id: string
  readonly orderId: string
  readonly orderNumber: string
  readonly kind: CaseKind
  readonly wasSent: boolean
  readonly state: CaseState
  readonly turn: 'shop' | 'shopper' | null
  readonly reason: string
  readonly isShopsFault: boolean
  readonly ending: string | null
  readonly refusals: number
  readonly dueAt: string | null
  readonly text: string
  readonly pictures: readonly { readonly url: string }[]
  readonly returnTo: ReturnAddress | null
  readonly carrier: string | null
  readonly trackingNumber: string | null
  readonly replacementId: string | null
  readonly amount: Money
  /** Why the provider has not paid it back: what it is, and the provider's own words. */
  readonly fault: Refund['fault']
  readonly less: Money
  readonly lines: readonly {
    readonly lineId: string
    readonly title: string
    readonly options: string
    readonly mediaHash: string | null
    readonly units: number
    readonly less: Money
  }[]
  readonly steps: readonly {
    readonly action: string
    readonly to: CaseState
    readonly actor: string
    readonly note: string
    readonly at: string
  }[]
}

export function listCases(storeId: string, state: string, cursor: string | null): Promise<CasePage> {
  return call('GET', adminPath(storeId, '/aftersales'), { query: { state, cursor, limit: 30 } })
}

export function getCase(storeId: string, id: string): Promise<CaseDetail> {
  return call('GET', adminPath(storeId, `/aftersales/${id}`))
}

export type CaseDeed = 'accept' | 'refuse' | 'note' | 'address' | 'arrived' | 'inspect'

/** Decides something about a case; a step somebody else took meanwhile is refused. */
export function decideCase(storeId: string, id: string, deed: CaseDeed, body: object): Promise<unknown> {
  return call('POST', adminPath(storeId, `/aftersales/${id}/${deed}`), { body })
}

export interface AftersaleRules {
  readonly settings: {
    readonly noReasonDays: number
    readonly faultDays: number
    readonly answerDays: number
    readonly escalateDays: number
    readonly sendDays: number
    readonly arriveDays: number
    readonly inspectDays: number
    readonly isInstantBeforeSending: boolean
  }
  readonly addresses: readonly ReturnAddress[]
  /** 0 while nothing was set. */
  readonly version: number
}

export function getAftersaleRules(storeId: string): Promise<AftersaleRules> {
  return call('GET', adminPath(storeId, '/aftersale-settings'))
}

export function saveAftersaleRules(storeId: string, rules: AftersaleRules): Promise<AftersaleRules> {
  return call('PUT', adminPath(storeId, '/aftersale-settings'), { body: rules })
}
