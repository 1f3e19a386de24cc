import type { Locale } from './page-parts.js'

const styles = {
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  day: { month: 'long', day: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  datetime: {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>
export type DateStyle = keyof typeof styles

const cache = new Map<string, Intl.DateTimeFormat>()
const cacheMax = 64

function formatter(locale: Locale, zone: string, style: DateStyle): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${style}`
  const known = cache.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, { ...styles[style], timeZone: zone })
  if (cache.size >= cacheMax) cache.clear()
  cache.set(key, made)
  return made
}

/** An instant as people of the shop's zone read it; empty when there is none. */
export function dateText(value: unknown, style: unknown, place: { locale: Locale; zone: string }): string {
  if (typeof value !== 'string' && typeof value !== 'number') return ''
  const at = new Date(value)
  if (Number.isNaN(at.getTime())) return ''
  const known = typeof style === 'string' && Object.hasOwn(styles, style) ? (style as DateStyle) : 'date'
  return formatter(place.locale, place.zone, known).format(at)
}
