import { type LocalDate, type Words, ZERO_FEN } from '@mamapu/kernel'
import { type DeliveryField, type DeliveryInput, type DeliveryMethod, defineFact } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { isServed, type OpenDay, type OpenSlot, openDays, readPoint, slotKey } from './local.rules.js'
import type { LocalSettings } from './local.types.js'
import { type SlotRow, takenSlotsQuery } from './local-slots.queries.js'
import { localSays } from './own-says.js'
import { refusal } from './refuse.js'

export const LOCAL_ID = 'local'
/** The kind of quota a slot is. */
export const LOCAL_SLOT = 'local-slot'

/** How many orders each slot of the coming days has. */
export const takenSlots = defineFact<SlotRow, ReadonlyMap<string, number>>({
  name: 'local-slots',
  about: 'person',
  none: new Map(),
  query: takenSlotsQuery,
  map: (rows) => new Map(rows.map(({ id, taken }) => [id, taken])),
})

const choice = Type.Object({
  day: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', maxLength: 10 }),
  slot: Type.String({ pattern: '^\\d{2}:\\d{2}$', maxLength: 5 }),
  position: Type.Optional(Type.String({ maxLength: 40 })),
})
interface Choice {
  readonly day?: string
  readonly slot?: string
  readonly position?: string
}
interface Facts {
  readonly taken: typeof takenSlots
  readonly [name: string]: typeof takenSlots
}
type Input = DeliveryInput<LocalSettings, Facts> & { readonly choice: Choice }

/** By the shop's own people, at a time the shopper picks. */
export const localMethod: DeliveryMethod<LocalSettings, Facts, typeof choice> = {
  name: LOCAL_ID,
  title: { 'zh-CN': '同城配送', en: 'Local delivery' },
  says: localSays,
  asks: 'address',
  facts: { taken: takenSlots },
  choice,
  offer(input) {
    if (!mayBeServed(input)) return refusal('LOCAL_NOT_THERE')
    const days = daysOf(input)
    const first = firstFree(days)
    if (!first) return refusal('LOCAL_NO_SLOT')
    const { feeFen, freeOverFen, leastGoodsFen } = input.settings
    return {
      available: true,
      promise: promiseOf(first, days),
      fee: feeFen > 0 ? [{ feeFen, freeOverFen }] : [],
      fields: [...positionFields(input), ...timeFields(input, days, first.day)],
      ...(leastGoodsFen > ZERO_FEN ? { leastGoodsFen } : {}),
    }
  },
  accept(input) {
    if (!isServed(input.settings, placeOf(input))) return refusal('LOCAL_NOT_THERE')
    const day = daysOf(input).find((one) => one.day === input.choice.day)
    const slot = day?.slots.find(({ from }) => from === input.choice.slot)
    if (!day || !slot) return refusal('LOCAL_SLOT_CLOSED')
    if (slot.left <= 0) return refusal('LOCAL_SLOT_FULL')
    const { feeFen, freeOverFen } = input.settings
    const { position } = input.choice
    return {
      available: true,
      fee: feeFen > 0 ? [{ feeFen, freeOverFen }] : [],
      takes: [
        {
          kind: LOCAL_SLOT,
          id: slotKey(day.day, slot.from),
          units: 1,
          limit: slot.capacity,
          giveBack: 'refund',
        },
      ],
      frozen: { day: day.day, from: slot.from, to: slot.to },
      ...(position ? { sealed: { position } } : {}),
      words: timeWords(day.day, slot),
    }
  },
}

function placeOf({ regionCode, choice: { position } }: Input) {
  return { regionCode, point: position === undefined ? null : readPoint(position) }
}

/** Without an address, or while the browser may still tell where it is, nobody is turned away. */
function mayBeServed(input: Input): boolean {
  const { regionCode, point } = placeOf(input)
  if (regionCode === null) return true
  if (isServed(input.settings, { regionCode, point })) return true
  return input.settings.center !== null && point === null
}

function daysOf({ settings, at, zone, facts }: Input): OpenDay[] {
  return openDays(settings, { at, zone, taken: facts.taken })
}

function firstFree(days: readonly OpenDay[]): { readonly day: LocalDate; readonly slot: OpenSlot } | null {
  for (const { day, slots } of days) {
    const slot = slots.find(({ left }) => left > 0)
    if (slot) return { day, slot }
  }
  return null
}

function positionFields({ settings, regionCode, choice: { position } }: Input): DeliveryField[] {
  const { center, radiusMeter } = settings
  if (!center || isServed(settings, { regionCode, point: null })) return []
  const km = (radiusMeter / 1000).toFixed(radiusMeter % 1000 === 0 ? 0 : 1)
  return [
    {
      name: 'position',
      label: { 'zh-CN': '用我现在的位置', en: 'Use where I am' },
      show: 'position',
      hint: {
        'zh-CN': `离店 ${km} 公里内可送；位置只用来送这一单`,
        en: `We come within ${km} km of the shop; your position is used for this order only`,
      },
      ...(position ? { value: position } : {}),
    },
  ]
}

function timeFields({ choice }: Input, days: readonly OpenDay[], firstDay: LocalDate): DeliveryField[] {
  const shown = days.find(({ day }) => day === choice.day) ?? days.find(({ day }) => day === firstDay)
  const picked = shown?.slots.find(({ from, left }) => from === choice.slot && left > 0)
  const first = shown?.slots.find(({ left }) => left > 0)
  return [
    {
      name: 'day',
      label: { 'zh-CN': '哪天送', en: 'Day' },
      show: 'chips',
      options: days.map(({ day, slots }) => ({
        value: day,
        label: dayWords(day),
        isGone: slots.every(({ left }) => left === 0),
      })),
      ...(shown ? { value: shown.day } : {}),
    },
    {
      name: 'slot',
      label: { 'zh-CN': '几点送', en: 'Time' },
      show: 'chips',
      options: (shown?.slots ?? []).map(({ from, to, left }) => ({
        value: from,
        label: { 'zh-CN': `${from}–${to}`, en: `${from}–${to}` },
        isGone: left === 0,
        ...(left === 0 ? { hint: FULL } : left <= FEW ? { hint: leftWords(left) } : {}),
      })),
      ...((picked ?? first) ? { value: (picked ?? first)?.from as string } : {}),
    },
  ]
}

const FEW = 3
const FULL: Words = { 'zh-CN': '约满', en: 'Full' }

function leftWords(left: number): Words {
  return { 'zh-CN': `剩 ${left} 单`, en: `${left} left` }
}

const WEEKDAYS = ['日', '一', '二', '三', '四', '五', '六'] as const
const WEEKDAYS_EN = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const MONTHS_EN = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

function dayWords(day: LocalDate): Words {
  const [, month = 0, date = 0] = day.split('-').map(Number)
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return {
    'zh-CN': `${month}月${date}日 周${WEEKDAYS[weekday]}`,
    en: `${WEEKDAYS_EN[weekday]}, ${date} ${MONTHS_EN[month - 1]}`,
  }
}

function timeWords(day: LocalDate, { from, to }: Pick<OpenSlot, 'from' | 'to'>): Words {
  const words = dayWords(day)
  return {
    'zh-CN': `同城配送 · ${words['zh-CN']} ${from}–${to}`,
    en: `Local delivery · ${words.en}, ${from}–${to}`,
  }
}

function promiseOf({ day, slot }: { day: LocalDate; slot: OpenSlot }, [today]: readonly OpenDay[]): Words {
  const words = dayWords(day)
  const isFirst = today?.day === day
  return {
    'zh-CN': `${isFirst ? '最快' : '最早'} ${words['zh-CN']} ${slot.from}–${slot.to} 送到`,
    en: `From ${words.en}, ${slot.from}–${slot.to}`,
  }
}
