import type { CustomerId, Fen, Id, OrderId, SkuId } from '@mamapu/kernel'
import type { CaseState } from './case.rules.js'

export type CaseId = Id<'asc'>

/** What a shopper wants of an after-sale. */
export const CASE_KINDS = ['refund', 'return', 'exchange'] as const
export type CaseKind = (typeof CASE_KINDS)[number]

/** How a case ended. */
export type CaseEnding =
  | 'refunded'
  | 'exchanged'
  | 'withdrawn'
  | 'refused'
  | 'not_escalated'
  | 'not_sent_back'
  | 'goods_refused'
  | 'nothing_left'
  /** Its money could not go back by itself when its time came: the shop was told to see to it. */
  | 'not_refundable'

export interface CaseLine {
  readonly lineId: Id<'lin'>
  readonly units: number
  /** Of the units where these are, how many were gone already when it was asked; null of cases so old that nobody wrote it down. */
  readonly goneBefore: number | null
  readonly isOpen: boolean
  readonly wantedSku: SkuId | null
  readonly doneUnits: number
  readonly restockedUnits: number
  readonly lessFen: Fen
}

/** Where goods are sent back to. */
export interface ReturnAddress {
  readonly name: string
  readonly phone: string
  readonly region: string
  readonly street: string
  /** What the shopper is told with it; may be empty. */
  readonly hint: string
}

export interface Case {
  readonly id: CaseId
  readonly orderId: OrderId
  readonly customerId: CustomerId | null
  readonly kind: CaseKind
  /** The goods had left the shop when it was asked. */
  readonly wasSent: boolean
  readonly state: CaseState
  readonly reason: string
  readonly refusals: number
  readonly ending: CaseEnding | null
  readonly dueAt: Date | null
  readonly remindAt: Date | null
  readonly carrier: string | null
  readonly trackingNumber: string | null
  readonly refundId: Id<'ref'> | null
  readonly replacementId: OrderId | null
  readonly openedAt: Date
  readonly movedAt: Date
  readonly closedAt: Date | null
  readonly lines: readonly CaseLine[]
}

/** Who does something: a staff id, `shopper` or `system`. */
export type CaseActor = Id<'stf'> | 'shopper' | 'system'

export interface CaseStep {
  readonly step: number
  readonly action: string
  readonly from: CaseState | null
  readonly to: CaseState
  readonly actor: CaseActor
  readonly note: string
  readonly at: Date
}
