import { addDays, DAY, HOUR, instantOf, type LocalDate, later, localTimeOf, MINUTE } from '@mamapu/kernel'
import fc from 'fast-check'
import t from 'tap'
import type { Recurrence, Schedule } from './campaign.types.js'
import {
  byDue,
  edgesOf,
  isDayOf,
  nextEdgeAfter,
  roundsBetween,
  roundsFrom,
  stateAt,
} from './schedule.rules.js'

const ZONES = ['Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe']
const day = (text: string) => text as LocalDate

const recurring = (zone: string, recurrence: Recurrence, more: Partial<Schedule> = {}): Schedule => ({
  zone,
  window: null,
  recurrence,
  changes: [],
  announceMinutes: null,
  cutAt: null,
  ...more,
})
const daily = (from: string, to: string): Recurrence => ({ every: 'day', days: [], times: [{ from, to }] })
const at = (text: string) => new Date(text)
const shown = (schedule: Schedule, from: string, until: string) =>
  roundsBetween(schedule, at(from), at(until), 100).map(
    ({ key, startsAt, endsAt }) => `${key} ${startsAt.toISOString()} ${endsAt.toISOString()}`,
  )

t.test('local times that do not exist begin at the next instant, doubled ones at their first', async (t) => {
  const spring = recurring('America/New_York', daily('02:30', '04:00'))
  t.same(shown(spring, '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'), [
    '20260308T0230 2026-03-08T07:00:00.000Z 2026-03-08T08:00:00.000Z',
  ])
  const autumn = recurring('America/New_York', daily('01:30', '03:00'))
  t.same(shown(autumn, '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'), [
    '20261101T0130 2026-11-01T05:30:00.000Z 2026-11-01T08:00:00.000Z',
  ])
  t.same(
    shown(
      recurring('Europe/Berlin', daily('02:00', '02:45')),
      '2026-03-29T00:00:00Z',
      '2026-03-29T20:00:00Z',
    ),
    [],
    'a span that clocks skip altogether is none',
  )
  const half = recurring('Australia/Lord_Howe', daily('02:10', '03:00'))
  t.same(shown(half, '2026-10-03T13:00:00Z', '2026-10-04T12:00:00Z'), [
    '20261004T0210 2026-10-03T15:30:00.000Z 2026-10-03T16:00:00.000Z',
  ])
})

t.test('months end where they end, and leap days count', async (t) => {
  const last: Recurrence = { every: 'month', days: [31], times: [{ from: '10:00', to: '11:00' }] }
  const days = roundsBetween(
    recurring('Asia/Shanghai', last),
    at('2028-01-01T00:00:00Z'),
    at('2028-05-01T00:00:00Z'),
    20,
  ).map(({ key }) => key)
  t.same(days, ['20280131T1000', '20280229T1000', '20280331T1000', '20280430T1000'])
  const thirty: Recurrence = { ...last, days: [29, 30] }
  t.ok(isDayOf(thirty, day('2027-02-28')), 'a day February does not have is its last')
  t.notOk(isDayOf(thirty, day('2028-02-28')))
  t.ok(isDayOf(thirty, day('2028-02-29')))
  t.ok(isDayOf({ ...last, every: 'week', days: [3] }, day('2026-11-25')), 'a Wednesday')
  t.notOk(isDayOf({ ...last, until: day('2028-01-30') }, day('2028-01-31')))
})

t.test('midnight: rounds reach into the next day and end at 24:00', async (t) => {
  const night = recurring('Asia/Shanghai', daily('22:00', '02:00'))
  t.same(shown(night, '2026-03-04T17:00:00Z', '2026-03-04T17:00:01Z'), [
    '20260304T2200 2026-03-04T14:00:00.000Z 2026-03-04T18:00:00.000Z',
  ])
  const whole = recurring('Asia/Shanghai', daily('00:00', '24:00'))
  t.equal(shown(whole, '2026-03-04T00:00:00Z', '2026-03-06T00:00:00Z').length, 3)
  t.equal(stateAt('published', whole, at('2026-03-04T16:00:00Z')), 'running')
})

t.test('single days are left out, moved and added, also with other hours', async (t) => {
  const wednesdays: Recurrence = { every: 'week', days: [3], times: [{ from: '10:00', to: '22:00' }] }
  const schedule = recurring('Asia/Shanghai', wednesdays, {
    changes: [
      { date: day('2026-03-11'), act: 'skip', to: null, span: null },
      { date: day('2026-03-18'), act: 'move', to: day('2026-03-19'), span: { from: '12:00', to: '13:00' } },
      { date: day('2026-03-08'), act: 'add', to: null, span: null },
    ],
  })
  t.same(
    roundsBetween(schedule, at('2026-03-01T00:00:00Z'), at('2026-03-31T00:00:00Z'), 20).map(({ key }) => key),
    ['20260304T1000', '20260308T1000', '20260319T1200', '20260325T1000'],
  )
})

t.test('state: draft, scheduled, announced, running to the second, paused, ended, cancelled', async (t) => {
  const window = { startsAt: at('2026-03-04T10:00:00Z'), endsAt: at('2026-03-04T12:00:00Z') }
  const schedule = {
    ...recurring('Asia/Shanghai', daily('00:00', '01:00')),
    window,
    announceMinutes: 60,
    recurrence: null,
  }
  const state = (
    text: string,
    said: Parameters<typeof stateAt>[0] = 'published',
    cutAt: Date | null = null,
  ) => stateAt(said, { ...schedule, cutAt }, at(text))
  t.equal(state('2026-03-04T08:59:59.999Z'), 'scheduled')
  t.equal(state('2026-03-04T09:00:00.000Z'), 'announced')
  t.equal(state('2026-03-04T09:59:59.999Z'), 'announced')
  t.equal(state('2026-03-04T10:00:00.000Z'), 'running')
  t.equal(state('2026-03-04T11:59:59.999Z'), 'running')
  t.equal(state('2026-03-04T12:00:00.000Z'), 'ended')
  t.equal(state('2026-03-04T11:00:00Z', 'paused'), 'paused')
  t.equal(state('2026-03-04T12:00:00Z', 'paused'), 'ended')
  t.equal(state('2026-03-04T11:00:00Z', 'published', at('2026-03-04T11:00:00Z')), 'ended', 'ended early')
  t.equal(state('2026-03-04T11:00:00Z', 'draft'), 'draft')
  t.equal(state('2026-03-04T11:00:00Z', 'cancelled'), 'cancelled')
  t.same(nextEdgeAfter(schedule, at('2026-03-04T09:00:00Z')), at('2026-03-04T10:00:00Z'))
  t.equal(nextEdgeAfter(schedule, at('2026-03-04T12:00:00Z')), null)
})

const times = fc
  .uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 2, maxLength: 12 })
  .map((quarters) => {
    const sorted = quarters.sort((a, b) => a - b)
    const text = (quarter: number) =>
      `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`
    return sorted
      .slice(0, -1)
      .map((from, index) => ({ from: text(from), to: text(sorted[index + 1] as number) }))
  })
const recurrences = fc.oneof(
  times.map((times): Recurrence => ({ every: 'day', days: [], times })),
  fc
    .tuple(times, fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }))
    .map(([times, days]): Recurrence => ({ every: 'week', days, times })),
  fc
    .tuple(times, fc.uniqueArray(fc.integer({ min: 1, max: 31 }), { minLength: 1, maxLength: 5 }))
    .map(([times, days]): Recurrence => ({ every: 'month', days, times })),
)
const instants = fc
  .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 11, 31) })
  .map((ms) => new Date(ms))

t.test('rounds are in order, never overlap, and states and edges agree with them', async () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      recurrences,
      instants,
      fc.option(fc.integer({ min: 1, max: 10_080 })),
      (zone, recurrence, now, announceMinutes) => {
        const schedule = recurring(zone, recurrence, { announceMinutes })
        const rounds = roundsBetween(schedule, now, later(now, 20 * DAY), 300)
        rounds.forEach((round, index) => {
          const next = rounds[index + 1]
          if (round.startsAt >= round.endsAt || round.endsAt <= now) throw new Error('not half open')
          if (next && next.startsAt < round.endsAt) throw new Error('two overlap')
        })
        const [first] = roundsFrom(schedule, now, 1)
        const state = stateAt('published', schedule, now)
        if ((state === 'running') !== (first !== undefined && first.startsAt <= now)) throw new Error('state')
        const edge = nextEdgeAfter(schedule, now)
        if (first && (!edge || edge <= now || edge > first.endsAt)) throw new Error('edge')
        if (edge && stateAt('published', schedule, later(edge, -1)) !== state && edge > later(now, 1))
          throw new Error('it changed before its next edge')
        const edges = rounds.slice(0, 20).flatMap(edgesOf).sort(byDue)
        return edges.every(({ dueAt }, index) => index === 0 || dueAt >= (edges[index - 1]?.dueAt as Date))
      },
    ),
    { numRuns: 300, seed: 3 },
  )
})

t.test('a part of a range has the same rounds as the whole', async () => {
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), recurrences, instants, (zone, recurrence, from) => {
      const schedule = recurring(zone, recurrence)
      const until = later(from, 9 * DAY)
      const whole = roundsBetween(schedule, from, until, 300).map(({ key }) => key)
      const middle = later(from, 4 * DAY + 7 * HOUR)
      const parts = [
        ...roundsBetween(schedule, from, middle, 300),
        ...roundsBetween(schedule, middle, until, 300),
      ].map(({ key }) => key)
      return JSON.stringify([...new Set(parts)]) === JSON.stringify(whole)
    }),
    { numRuns: 200, seed: 4 },
  )
})

t.test('instants of local times round-trip and never run backwards', async () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({ min: 0, max: 1095 }),
      fc.integer({ min: 0, max: 1438 }),
      (zone, days, minute) => {
        const date = addDays(day('2026-01-01'), days)
        const instant = instantOf(date, minute, zone)
        const local = localTimeOf(instant, zone)
        if (local.date !== date || local.minute < minute) throw new Error('shown too early')
        if (local.minute > minute) {
          const before = localTimeOf(later(instant, -MINUTE), zone)
          if (before.minute >= minute) throw new Error('not the first instant after the skip')
        }
        return instantOf(date, minute + 1, zone) >= instant
      },
    ),
    { numRuns: 1500, seed: 5 },
  )
})
