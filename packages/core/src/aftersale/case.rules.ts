import { addDays, addFen, DAY, type Fen, HOUR, instantOf, later, localDateOf, ZERO_FEN } from '@mamapu/kernel'
import type { AftersaleSettings } from './aftersale-settings.js'
import type { CaseKind } from './case.types.js'

export const CASE_STATES = [
  'asked',
  'refused',
  'escalated',
  'sending',
  'sent',
  'arrived',
  'refunded',
  'exchanged',
  'closed',
] as const
export type CaseState = (typeof CASE_STATES)[number]

export const CASE_ACTIONS = [
  'ask',
  'accept',
  'refuse',
  'escalate',
  'withdraw',
  'send',
  'arrive',
  'pass',
  'reject',
  'lapse',
  'note',
  'remind',
  'settle',
] as const
export type CaseAction = (typeof CASE_ACTIONS)[number]

/** The shopper may ask again this often after a refusal. */
export const ESCALATIONS_MAX = 1
export const CASE_PICTURES_MAX = 6
export const CASE_TEXT_MAX = 500
/** Cases of one order at most, open and over. */
export const CASES_OF_ORDER_MAX = 30
/** Notes and steps of one case at most. */
export const STEPS_MAX = 100

/** How an accepted case goes on: money at once, or the goods first. */
const accepted = (kind: CaseKind): CaseState => (kind === 'refund' ? 'refunded' : 'sending')
const passed = (kind: CaseKind): CaseState => (kind === 'exchange' ? 'exchanged' : 'refunded')

type Next = CaseState | ((about: { kind: CaseKind; refusals: number }) => CaseState | null)

/** What may follow what; a note changes no state. `lapse` is the deadline, `settle` that nothing is left of it. */
const NEXT: Readonly<Record<CaseState, Partial<Record<CaseAction, Next>>>> = {
  asked: {
    accept: ({ kind }) => accepted(kind),
    lapse: ({ kind }) => accepted(kind),
    refuse: 'refused',
    withdraw: 'closed',
    settle: 'closed',
  },
  refused: {
    escalate: ({ refusals }) => (refusals <= ESCALATIONS_MAX ? 'escalated' : null),
    accept: ({ kind }) => accepted(kind),
    withdraw: 'closed',
    lapse: 'closed',
    settle: 'closed',
  },
  escalated: {
    accept: ({ kind }) => accepted(kind),
    lapse: ({ kind }) => accepted(kind),
    refuse: 'closed',
    withdraw: 'closed',
    settle: 'closed',
  },
  sending: { send: 'sent', arrive: 'arrived', withdraw: 'closed', lapse: 'closed', settle: 'closed' },
  sent: { send: 'sent', arrive: 'arrived', lapse: 'arrived', settle: 'closed' },
  arrived: {
    pass: ({ kind }) => passed(kind),
    lapse: ({ kind }) => passed(kind),
    reject: 'closed',
    settle: 'closed',
  },
  refunded: {},
  exchanged: {},
  closed: {},
}

export interface Standing {
  readonly state: CaseState
  readonly kind: CaseKind
  readonly refusals: number
}

/** The state an action leads to, or null where it is not allowed. */
export function moveOf(standing: Standing, action: CaseAction): CaseState | null {
  if (action === 'note' || action === 'remind') return isOver(standing.state) ? null : standing.state
  const next = NEXT[standing.state][action]
  return typeof next === 'function' ? next(standing) : (next ?? null)
}

export const isOver = (state: CaseState): boolean =>
  state === 'refunded' || state === 'exchanged' || state === 'closed'

/** Whose turn it is: who loses by staying silent. */
export function turnOf(state: CaseState): 'shop' | 'shopper' | null {
  if (isOver(state)) return null
  return state === 'refused' || state === 'sending' ? 'shopper' : 'shop'
}

/** States in which the shop is to do something. */
export const SHOPS_TURN: readonly CaseState[] = CASE_STATES.filter((state) => turnOf(state) === 'shop')

/** When silence decides in a state, and when who is waited for is reminded; whole days of the shop's settings. */
export function deadlineOf(
  state: CaseState,
  settings: AftersaleSettings,
  at: Date,
): { readonly dueAt: Date; readonly remindAt: Date } | { readonly dueAt: null; readonly remindAt: null } {
  const days = daysOf(state, settings)
  if (days === null) return { dueAt: null, remindAt: null }
  const dueAt = later(at, days * DAY)
  return { dueAt, remindAt: later(dueAt, -Math.min(days * 12, 24) * HOUR) }
}

function daysOf(state: CaseState, settings: AftersaleSettings): number | null {
  switch (state) {
    case 'asked':
    case 'escalated':
      return settings.answerDays
    case 'refused':
      return settings.escalateDays
    case 'sending':
      return settings.sendDays
    case 'sent':
      return settings.arriveDays
    case 'arrived':
      return settings.inspectDays
    default:
      return null
  }
}

/** Until when a shopper may ask: the end of the shop's calendar day, so many days after the goods came. Null: they have not. */
export function askableUntil(receivedAt: Date | null, days: number, zone: string): Date | null {
  return receivedAt && instantOf(addDays(localDateOf(receivedAt, zone), days + 1), 0, zone)
}

/** Units of a line that may still be asked for, by where they are. */
export function unitsAskable(line: {
  readonly quantity: number
  readonly refundedUnits: number
  readonly returnedUnits: number
  readonly exchangedUnits: number
  readonly shippedUnits: number
}): { readonly unsent: number; readonly sent: number } {
  const gone = line.refundedUnits - line.returnedUnits
  return {
    unsent: Math.max(0, line.quantity - line.shippedUnits - gone),
    sent: Math.max(
      0,
      Math.min(line.shippedUnits - line.returnedUnits, line.quantity - line.refundedUnits) -
        line.exchangedUnits,
    ),
  }
}

/**
 * Units of a line that are gone of those where a case's are: paid back, or exchanged for others. When what was exchanged is paid back
 * after all, it is gone as before.
 */
export function unitsGone(
  line: { readonly refundedUnits: number; readonly returnedUnits: number; readonly exchangedUnits: number },
  wasSent: boolean,
): number {
  return wasSent ? line.returnedUnits + line.exchangedUnits : line.refundedUnits - line.returnedUnits
}

/**
 * Postage that goes back with a case: all that is left of it with the refund that leaves no goods, where nothing was ever
 * sent or the shop is at fault; else it has done its work and stays (docs/decisions/0035).
 */
export function postageBack(about: {
  readonly leavesNothing: boolean
  readonly anySent: boolean
  readonly isShopsFault: boolean
  readonly leftFen: Fen
}): Fen {
  return about.leavesNothing && (!about.anySent || about.isShopsFault) ? about.leftFen : ZERO_FEN
}

export const sumOf = (amounts: readonly Fen[]): Fen =>
  amounts.reduce<Fen>((sum, fen) => addFen(sum, fen), ZERO_FEN)
