import type { Locale } from '@mamapu/kernel'

/** What is left of something limited, as pages see it. */
export interface CounterView {
  readonly limit: number
  readonly taken: number
  readonly held: number
  readonly againAt: Date | null
}

export const NO_COUNTER: CounterView = Object.freeze({ limit: 0, taken: 0, held: 0, againAt: null })

/** Whole seconds until an instant, rounded up, so that nothing is over before it is; 0 when it is or is no instant. */
export function secondsUntil(iso: string, at: Date): number {
  const left = Math.ceil((Date.parse(iso) - at.getTime()) / 1000)
  return left >= 1 ? left : 0
}

/** `02:11:09`, from a day on `3 天 02:11:09`. */
export function countdownText(seconds: number, locale: Locale): string {
  const days = Math.floor(seconds / 86_400)
  const time = [Math.floor((seconds % 86_400) / 3600), Math.floor((seconds % 3600) / 60), seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
  return days > 0 ? `${days} ${locale === 'en' ? 'd' : '天'} ${time}` : time
}

export function leftOf(counters: readonly CounterView[]): number {
  return counters.reduce((sum, { limit, taken }) => sum + Math.max(0, limit - taken), 0)
}

export function takenOf(counters: readonly CounterView[]): number {
  return counters.reduce((sum, { taken }) => sum + taken, 0)
}

/** `held`: all are taken, but some are not paid and may come back. */
export function stateOf(counters: readonly CounterView[]): 'on-sale' | 'held' | 'sold-out' {
  if (leftOf(counters) > 0) return 'on-sale'
  return counters.some(({ held }) => held > 0) ? 'held' : 'sold-out'
}

/** Of all units, this share is taken: whole percent, 100 only when nothing is left. */
export function progressOf(counters: readonly CounterView[]): number {
  const limit = counters.reduce((sum, one) => sum + one.limit, 0)
  if (limit === 0) return 0
  return Math.floor((100 * (limit - leftOf(counters))) / limit)
}

/** When the first unpaid unit may come back, `HH:MM` in the shop's zone; empty for never. */
export function againText(counters: readonly CounterView[], zone: string): string {
  const times = counters.flatMap(({ againAt }) => (againAt ? [againAt.getTime()] : []))
  if (times.length === 0 || leftOf(counters) > 0) return ''
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(
    Math.min(...times),
  )
}
