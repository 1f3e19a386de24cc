import { addDays, asId, instantOf, type LocalDate, localTimeOf } from '@mamapu/kernel'
import fc from 'fast-check'
import t from 'tap'
import type { Point } from './pickup.types.js'
import { byNearness, distanceKm, distanceText, readPosition } from './slots/near.rules.js'
import {
  calendarOf,
  hoursText,
  nextFree,
  offKey,
  readHours,
  readTime,
  slotId,
  slotsOf,
  unitsOf,
  whyNotSlot,
} from './slots/slot.rules.js'

const ID = asId('plg', `plg_${'a'.repeat(32)}`)
const usual = readHours('10:00-12:00 14:00-18:00') ?? []
const point = (change: Partial<Point> = {}): Point => ({
  id: ID,
  isOpen: true,
  name: '滨江店',
  nameEn: 'Riverside',
  city: '杭州',
  address: '江南大道 1 号',
  phone: '',
  guide: '',
  position: { lat: 30.2, lng: 120.2 },
  hours: [1, 2, 3, 4, 5, 6, 7].map(() => usual),
  slotMinutes: 120,
  capacity: 2,
  countBy: 'orders',
  leadMinutes: 60,
  cutOff: null,
  daysAhead: 3,
  hasOwnStock: false,
  ...change,
})
const zone = 'Asia/Shanghai'
const day = '2026-03-04' as LocalDate
const none = { zone, daysOff: new Set<string>(), usage: new Map(), units: 1 }
const at = (text: string) => new Date(`2026-03-0${text}:00+08:00`)

t.test('hours as they are typed', async (t) => {
  t.same(readHours(''), [])
  t.same(readHours('9：00–12:00、13:30 - 18:00'), [
    { from: 540, until: 720 },
    { from: 810, until: 1080 },
  ])
  t.same(readHours('10:00-24:00'), [{ from: 600, until: 1440 }])
  for (const wrong of ['10-12', '12:00-10:00', '10:00-24:30', '10:00-13:00 12:00-14:00', '25:00-26:00', 'x'])
    t.equal(readHours(wrong), null, wrong)
  t.equal(hoursText(readHours('9:00-12:00') ?? []), '09:00-12:00')
  t.equal(readTime('0930'), 570)
  t.equal(readTime('9:30'), 570)
  t.equal(readTime('24:00'), null)
})

t.test('why a slot cannot be chosen', async (t) => {
  const why = (slot: number, now: string, more: Partial<Point> = {}, days = 0, ask = none) =>
    whyNotSlot(point(more), { day: addDays(day, days), from: slot }, { ...ask, at: at(now) })
  t.equal(why(600, '4T08:30'), null)
  t.equal(why(600, '4T09:00'), null, 'lead time to the minute')
  t.equal(why(600, '4T09:01'), 'too_soon')
  t.equal(why(660, '4T08:00'), 'unknown', 'between two slots')
  t.equal(why(600, '4T08:00', {}, 3), 'too_late')
  t.equal(why(600, '4T08:00', {}, -1), 'too_soon')
  t.equal(why(840, '4T11:59', { cutOff: 720 }), null)
  t.equal(why(840, '4T12:00', { cutOff: 720 }), 'too_soon', 'after the cut-off today is over')
  t.equal(why(600, '4T12:00', { cutOff: 720 }, 1), null)
  t.equal(why(600, '4T08:00', { isOpen: false }), 'closed')
  t.equal(why(600, '4T08:00', { hours: [[], [], [], [], [], [], []] }), 'unknown')
  t.equal(why(600, '4T08:00', {}, 0, { ...none, daysOff: new Set([offKey({ id: ID }, day)]) }), 'closed')
  const full = new Map([[slotId({ id: ID }, { day, from: 600 }), { limit: 2, taken: 2 }]])
  t.equal(why(600, '4T08:00', {}, 0, { ...none, usage: full }), 'full')
  const one = new Map([[slotId({ id: ID }, { day, from: 600 }), { limit: 2, taken: 1 }]])
  t.equal(why(600, '4T08:00', {}, 0, { ...none, usage: one, units: 2 }), 'full', 'two items, room for one')
  t.equal(why(600, '4T08:00', { capacity: 3 }, 0, { ...none, usage: full }), null, 'the merchant made room')
})

t.test('what is free next, and what a day has left', async (t) => {
  const ask = { ...none, at: at('4T12:30') }
  t.match(nextFree(point(), ask), { day, from: 840, until: 960 })
  t.match(nextFree(point(), { ...ask, daysOff: new Set([offKey({ id: ID }, day)]) }), {
    day: '2026-03-05',
    from: 600,
  })
  t.equal(nextFree(point({ isOpen: false }), ask), null)
  const days = calendarOf(point(), ask)
  t.same(
    days.map((one) => [one.day, one.slots.length]),
    [
      [day, 2],
      ['2026-03-05', 3],
      ['2026-03-06', 3],
    ],
  )
  t.equal(unitsOf(point(), [{ quantity: 2 }, { quantity: 3 }]), 1)
  t.equal(unitsOf(point({ countBy: 'items' }), [{ quantity: 2 }, { quantity: 3 }]), 5)
})

t.test(
  'slots of any day in any zone are whole, apart, within the hours, and follow each other',
  async (t) => {
    const zones = [
      'Asia/Shanghai',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Pacific/Apia',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 800 }),
        fc.integer({ min: 10, max: 300 }),
        fc.integer({ min: 0, max: 1300 }),
        fc.integer({ min: 30, max: 1440 }),
        (where, offset, slotMinutes, from, length) => {
          const hours = [1, 2, 3, 4, 5, 6, 7].map(() => [{ from, until: Math.min(1440, from + length) }])
          const one = addDays('2026-01-01' as LocalDate, offset)
          const shop = point({ hours, slotMinutes })
          const slots = slotsOf(shop, one, { zone: where, daysOff: new Set() })
          let before = 0
          for (const slot of slots) {
            const [begin, end] = [
              instantOf(slot.day, slot.from, where),
              instantOf(slot.day, slot.until, where),
            ]
            t.ok(slot.from >= from && slot.until <= from + length && slot.from >= before)
            t.equal(
              end.getTime() - begin.getTime(),
              (slot.until - slot.from) * 60_000,
              'as long by the clock',
            )
            t.same(localTimeOf(begin, where), { date: one, minute: slot.from }, 'clocks show it')
            const ask = { at: begin, zone: where, daysOff: new Set<string>(), usage: new Map(), units: 1 }
            t.equal(whyNotSlot({ ...shop, leadMinutes: 0 }, slot, ask), null, 'up to its beginning')
            const late = { ...ask, at: new Date(begin.getTime() + 1) }
            t.equal(whyNotSlot({ ...shop, leadMinutes: 0 }, slot, late), 'too_soon')
            before = slot.until
          }
        },
      ),
      { numRuns: 60 },
    )
  },
)

t.test('nearest first where it is known where one is, else the city', async (t) => {
  const near = point({ id: asId('plg', `plg_${'b'.repeat(32)}`), position: { lat: 30.21, lng: 120.2 } })
  const blind = point({ id: asId('plg', `plg_${'c'.repeat(32)}`), position: null, city: '上海' })
  const here = readPosition('30.215,120.2')
  t.same(
    byNearness([blind, point(), near], { here, city: '' }).map(({ point: { id } }) => id.at(4)),
    ['b', 'a', 'c'],
  )
  t.same(
    byNearness([point(), near, blind], { here: null, city: '上海' }).map(({ point: { id } }) => id.at(4)),
    ['c', 'a', 'b'],
  )
  t.equal(
    distanceText(distanceKm({ lat: 31.2304, lng: 121.4737 }, { lat: 30.2741, lng: 120.1551 })),
    '165 km',
  )
  t.equal(distanceText(0.849), '850 m')
  for (const wrong of ['', '91,0', '0,181', '30', 'a,b', '30.1;120'])
    t.equal(readPosition(wrong), null, wrong)
})
