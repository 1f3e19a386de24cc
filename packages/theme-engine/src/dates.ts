import type { Locale } from './page-parts.js'

const styles = {
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  day: { month: 'long', day: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  weekday: { month: 'short', day: 'numeric', weekday: 'short' },
  moment: {
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
  datetime: {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>
type DateStyle = keyof typeof styles

interface Place {
  readonly locale: Locale
  readonly zone: string
}

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
export function dateText(value: unknown, style: unknown, place: Place): string {
  const at = instantOf(value)
  if (!at) return ''
  return textOf(
    at,
    typeof style === 'string' && Object.hasOwn(styles, style) ? (style as DateStyle) : 'date',
    place,
  )
}

/** From and until, half open, saying nothing twice: whole days by their names, one evening by its hours. */
export function spanText(from: unknown, until: unknown, place: Place): string {
  const [start, end] = [instantOf(from), instantOf(until)]
  if (!start || !end) return ''
  const last = new Date(Math.max(start.getTime(), end.getTime() - 1))
  const [first, final] = [textOf(start, 'weekday', place), textOf(last, 'weekday', place)]
  const isOneDay = textOf(start, 'date', place) === textOf(last, 'date', place)
  const [opens, closes] = [textOf(start, 'time', place), textOf(end, 'time', place)]
  if (opens === '00:00' && closes === '00:00') return isOneDay ? first : `${first} – ${final}`
  if (isOneDay) return `${textOf(start, 'moment', place)}–${closes === '00:00' ? '24:00' : closes}`
  return `${textOf(start, 'moment', place)} – ${textOf(end, 'moment', place)}`
}

function textOf(at: Date, style: DateStyle, { locale, zone }: Place): string {
  return formatter(locale, zone, style)
    .format(at)
    .replace(/日(?=周)/, '日 ')
}

function instantOf(value: unknown): Date | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const at = new Date(value)
  return Number.isNaN(at.getTime()) ? null : at
}
