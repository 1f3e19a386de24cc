import {
  addDays,
  instantOf,
  type LocalDate,
  later,
  localDateOf,
  localTimeOf,
  MINUTE,
  weekdayOf,
} from '@mamapu/kernel'
import type { LocalSettings, LocalSlot, Point } from './local.types.js'

const EARTH_METER = 6_371_000

/** Minutes after midnight of `14:00`. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/** A browser's `30.27415,120.15515`; null when it is no place on earth. */
export function readPoint(text: string): Point | null {
  const match = /^(-?\d{1,2}(?:\.\d{1,8})?),(-?\d{1,3}(?:\.\d{1,8})?)$/.exec(text)
  if (!match) return null
  const [lat, lng] = [Number(match[1]), Number(match[2])]
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : null
}

/** Metres between two points as the crow flies. */
export function metersBetween(a: Point, b: Point): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180
  const [dLat, dLng] = [rad(b.lat - a.lat), rad(b.lng - a.lng)]
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(dLng / 2) ** 2
  return Math.round(2 * EARTH_METER * Math.asin(Math.min(1, Math.sqrt(h))))
}

/** Whether the shop's people come there: to a region that is named, or within the radius of the shop. */
export function isServed(
  { regions, center, radiusMeter }: Pick<LocalSettings, 'regions' | 'center' | 'radiusMeter'>,
  { regionCode, point }: { readonly regionCode: string | null; readonly point: Point | null },
): boolean {
  if (regionCode !== null && regions.some((code) => regionCode.startsWith(code))) return true
  return center !== null && point !== null && metersBetween(center, point) <= radiusMeter
}

/** The id of a slot's counter. */
export function slotKey(day: string, from: string): string {
  return `${day}:${from}`
}

export interface OpenSlot extends LocalSlot {
  readonly left: number
}

export interface OpenDay {
  readonly day: LocalDate
  /** Only those that can still be reached; full ones with nothing left. */
  readonly slots: readonly OpenSlot[]
}

/** The days and slots that can be chosen at `at`, by what is taken of each; days without any are left out. */
export function openDays(
  settings: LocalSettings,
  {
    at,
    zone,
    taken,
  }: { readonly at: Date; readonly zone: string; readonly taken: ReadonlyMap<string, number> },
): OpenDay[] {
  const today = localDateOf(at, zone)
  const earliest = later(at, settings.leadMinutes * MINUTE)
  const isPastCutOff = localTimeOf(at, zone).minute >= minutesOf(settings.cutOff)
  const days = Array.from({ length: settings.days }, (_, index) => addDays(today, index))
  return days
    .filter((day) => settings.weekdays.includes(weekdayOf(day)) && !settings.closedDays.includes(day))
    .filter((day) => day !== today || !isPastCutOff)
    .map((day) => ({
      day,
      slots: settings.slots
        .filter(({ from }) => instantOf(day, minutesOf(from), zone) >= earliest)
        .map((slot) => ({
          ...slot,
          left: Math.max(0, slot.capacity - (taken.get(slotKey(day, slot.from)) ?? 0)),
        })),
    }))
    .filter(({ slots }) => slots.length > 0)
}
