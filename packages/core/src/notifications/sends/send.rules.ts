import { HOUR, later, MINUTE, SECOND } from '@mamapu/kernel'
import type { Category } from '../channels/channel.types.js'
import type { MessageChoices } from '../settings/message-settings.js'
import { quietUntil } from './quiet.rules.js'

export const SEND_STATES = [
  'queued',
  'sending',
  'held',
  'sent',
  'delivered',
  'failed',
  'unknown',
  'skipped',
] as const
export type SendState = (typeof SEND_STATES)[number]

/** Longer than any provider takes to answer: whoever still is `sending` then has died. */
export const LEASE_MS = 2 * MINUTE
export const TRIES_MAX = 6
/** By hand, of one message on one channel. */
export const ROUNDS_MAX = 20
const PAUSES_MS = [20 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 4 * HOUR]

/** When a message is tried again after so many tries; null when it is not. */
export function nextTry(tries: number, at: Date): Date | null {
  const pause = tries < TRIES_MAX ? PAUSES_MS[Math.min(tries, PAUSES_MS.length) - 1] : undefined
  return pause === undefined ? null : later(at, pause)
}

export interface Waiting {
  readonly state: SendState
  readonly dueAt: Date | null
  readonly category: Category
  readonly worthUntil: Date
  /** Where it leads; null when the person cannot be reached there any more. */
  readonly to: string | null
  readonly wantsOffers: boolean
}

export type WhatToDo =
  | { readonly act: 'nothing' }
  | { readonly act: 'skip'; readonly reason: string }
  /** Somebody died with it in hand, and sending again could send twice. */
  | { readonly act: 'give_up' }
  | { readonly act: 'hold'; readonly until: Date }
  | { readonly act: 'send' }

/**
 * What becomes of a message whose time has come. A code is sent at any hour and, when nobody knows whether it went, again: without
 * it nobody gets in, and twice the same harms nobody.
 */
export function whatToDo(
  send: Waiting,
  {
    settings,
    isRepeatable,
    zone,
    at,
  }: {
    readonly settings: MessageChoices
    /** Null: the channel is not set up any more. */
    readonly isRepeatable: boolean | null
    readonly zone: string
    readonly at: Date
  },
): WhatToDo {
  if (send.dueAt === null || send.dueAt > at) return { act: 'nothing' }
  const mayRepeat = isRepeatable === true || send.category === 'secret'
  if (send.state === 'sending' && !mayRepeat) return { act: 'give_up' }
  if (isRepeatable === null) return { act: 'skip', reason: 'switched_off' }
  if (send.worthUntil <= at) return { act: 'skip', reason: 'expired' }
  if (send.to === null) return { act: 'skip', reason: 'no_address' }
  if (send.category === 'marketing' && !send.wantsOffers) return { act: 'skip', reason: 'no_consent' }
  const until = obeysQuiet(send.category, settings) ? quietUntil(at, zone, settings.quiet) : null
  return until === null ? { act: 'send' } : { act: 'hold', until }
}

function obeysQuiet(category: Category, { quiet }: MessageChoices): boolean {
  if (!quiet.isOn || category === 'secret') return false
  return category === 'marketing' || quiet.withService
}

/** What a provider knows a message by: the same for every try, another one when a person asked for it again. */
export function keyOf(id: string, round: number): string {
  return `${id}-${round}`
}

/** The message a key is of; null when it is no key of ours. */
export function readKey(key: string): { readonly id: string; readonly round: number } | null {
  const match = /^(snd_[0-9a-f]{32})-(\d{1,3})$/.exec(key)
  return match?.[1] ? { id: match[1], round: Number(match[2]) } : null
}
