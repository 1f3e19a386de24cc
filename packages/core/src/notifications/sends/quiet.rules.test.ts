import { HOUR, later, localTimeOf, MINUTE } from '@mamapu/kernel'
import t from 'tap'
import { type QuietHours, quietUntil } from './quiet.rules.js'

const NIGHT: QuietHours = { fromMinute: 22 * 60, untilMinute: 8 * 60 }
const NOON: QuietHours = { fromMinute: 12 * 60, untilMinute: 14 * 60 }
const said = (at: string, zone: string, hours = NIGHT) =>
  quietUntil(new Date(at), zone, hours)?.toISOString().replace('.000Z', 'Z') ?? null

t.test('each edge, before and after midnight, by the clocks of the shop', async (t) => {
  for (const [at, until] of [
    ['2026-03-04T13:59:59Z', null],
    ['2026-03-04T14:00:00Z', '2026-03-05T00:00:00Z'],
    ['2026-03-04T15:59:59Z', '2026-03-05T00:00:00Z'],
    ['2026-03-04T16:00:00Z', '2026-03-05T00:00:00Z'],
    ['2026-03-04T23:59:59Z', '2026-03-05T00:00:00Z'],
    ['2026-03-05T00:00:00Z', null],
    ['2026-12-31T15:00:00Z', '2027-01-01T00:00:00Z'],
    ['2028-02-28T15:00:00Z', '2028-02-29T00:00:00Z'],
  ] as const)
    t.equal(said(at, 'Asia/Shanghai'), until, `Shanghai ${at}`)
  t.equal(said('2026-03-04T05:00:00Z', 'Asia/Shanghai', NOON), '2026-03-04T06:00:00Z')
  t.equal(said('2026-03-04T06:00:00Z', 'Asia/Shanghai', NOON), null)
  t.equal(said('2026-03-04T15:00:00Z', 'Asia/Shanghai', { fromMinute: 600, untilMinute: 600 }), null, 'never')
})

t.test('a night in which clocks change still ends at eight', async (t) => {
  for (const [what, zone, at, until] of [
    ['forward', 'Europe/Berlin', '2026-03-28T21:30:00Z', '2026-03-29T06:00:00Z'],
    ['back', 'Europe/Berlin', '2026-10-24T20:30:00Z', '2026-10-25T07:00:00Z'],
    ['forward', 'America/New_York', '2026-03-08T03:30:00Z', '2026-03-08T12:00:00Z'],
    ['back, half an hour', 'Australia/Lord_Howe', '2026-04-04T11:30:00Z', '2026-04-04T21:30:00Z'],
  ] as const)
    t.equal(said(at, zone), until, `${zone} ${what}`)
})

t.test('an end that clocks skip is the first moment after; one they show twice is its first', async (t) => {
  const untilSkipped: QuietHours = { fromMinute: 22 * 60, untilMinute: 150 }
  t.equal(said('2026-03-28T22:00:00Z', 'Europe/Berlin', untilSkipped), '2026-03-29T01:00:00Z')
  t.equal(said('2026-10-24T22:00:00Z', 'Europe/Berlin', untilSkipped), '2026-10-25T00:30:00Z')
  // The second half past one of that night shows an hour of the night again: it is over, and nobody waits a day.
  t.equal(said('2026-10-25T01:10:00Z', 'Europe/Berlin', untilSkipped), null)
})

t.test(
  'whatever the zone and the hour: what waits ends in the future, at most a day away, and is not quiet then',
  async (t) => {
    const zones = [
      'Asia/Shanghai',
      'Europe/Berlin',
      'America/St_Johns',
      'Pacific/Apia',
      'Australia/Lord_Howe',
      'UTC',
    ]
    const wrong: string[] = []
    let held = 0
    for (const zone of zones)
      for (const hours of [
        NIGHT,
        NOON,
        { fromMinute: 1, untilMinute: 0 },
        { fromMinute: 90, untilMinute: 150 },
      ])
        for (const month of ['03-07', '03-28', '04-04', '10-03', '10-24', '10-31', '12-31'])
          for (let step = 0; step < 110; step += 1) {
            const at = later(new Date(`2026-${month}T00:00:00Z`), step * 25 * MINUTE)
            const until = quietUntil(at, zone, hours)
            if (until === null) continue
            held += 1
            const isBounded = until > at && until.getTime() - at.getTime() <= 25 * HOUR
            const { minute } = localTimeOf(until, zone)
            if (
              !isBounded ||
              (minute < hours.untilMinute && minute !== 0) ||
              quietUntil(until, zone, hours) !== null
            )
              wrong.push(`${zone} ${at.toISOString()} → ${until.toISOString()} (${minute})`)
          }
    t.same(wrong, [])
    t.ok(held > 4000, `${held} were held`)
  },
)
