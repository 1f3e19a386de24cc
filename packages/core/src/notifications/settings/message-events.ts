import type { Words } from '@mamapu/kernel'
import type { Category, OutboundChannel } from '../channels/channel.types.js'
import { TEMPLATES, type TemplateName, templateOf } from '../notification.templates.js'
import { variableOf } from '../template-variables.rules.js'
import { namesIn } from '../text.rules.js'

/** Something shoppers are told of, as a merchant sees it: ours, or a plugin's. */
export interface MessageEvent {
  readonly name: string
  readonly title: Words
  readonly category: Category
  /** Our wording, with its `{names}`. */
  readonly words: Words
  /** What names that are its own stand for, as a merchant reads them. */
  readonly values?: Readonly<Record<string, Words>>
  /** Where it goes besides the inbox while the merchant says nothing. */
  readonly channels: readonly OutboundChannel[]
  /** What a wording of the merchant's own has to name too. */
  readonly mustName: readonly string[]
}

/** What this product tells shoppers by itself. */
export const OUR_EVENTS: readonly MessageEvent[] = Object.keys(TEMPLATES).map((name) => {
  const {
    title,
    category,
    channels,
    mustName = [],
  } = templateOf(name) as NonNullable<ReturnType<typeof templateOf>>
  const { 'zh-CN': zh, en } = TEMPLATES[name as TemplateName]
  return { name, title, category, channels, mustName, words: { 'zh-CN': zh, en } }
})

/** Letters of a merchant's own wording, before anything is filled in. */
export const OWN_TEXT_MAX = 300

export type TextFault =
  | { readonly reason: 'empty' | 'too_long' }
  | { readonly reason: 'unknown_name' | 'missing_name'; readonly names: readonly string[] }

/** Why a wording will not do for an event; null when it will. It says only what the event knows, and what it has to. */
export function whyNotText(text: string, event: MessageEvent): TextFault | null {
  if (text === '') return { reason: 'empty' }
  if ([...text].length > OWN_TEXT_MAX) return { reason: 'too_long' }
  const known = namesIn(event.words['zh-CN'])
  const used = namesIn(text)
  const unknown = used.filter((name) => !known.includes(name))
  const rest = text.replace(/\{\w+\}/g, '')
  if (/[{}]/.test(rest)) unknown.push(...(rest.match(/\{[^}]{0,20}\}?|\}/g) ?? []).slice(0, 5))
  if (unknown.length > 0) return { reason: 'unknown_name', names: unknown }
  const missing = event.mustName.filter((name) => !used.includes(name))
  return missing.length > 0 ? { reason: 'missing_name', names: missing } : null
}

/** A wording as it is kept: one line, no spaces at its ends. */
export function tidyText(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

/** What an event's wording may name, as chips show it. */
export function variablesOf(event: MessageEvent) {
  return namesIn(event.words['zh-CN']).map((name) => {
    const { title, kind, sample } = variableOf(name)
    const own = event.values?.[name]
    return { name, title: own ?? title, kind, sample: own ?? sample, isMust: event.mustName.includes(name) }
  })
}
