import fc from 'fast-check'
import t from 'tap'
import { checkInPoints, daysToBonus, earnedOf, expiringOf, expiryOf, returnedOf } from './points.rules.js'

const line = fc
  .record({
    quantity: fc.integer({ min: 1, max: 9 }),
    paidFen: fc.integer({ min: 0, max: 900_000 }),
    discountFen: fc.integer({ min: 0, max: 50_000 }),
    earnBps: fc.integer({ min: 10_000, max: 50_000 }),
    refunded: fc.float({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ refunded, ...one }) => ({
    ...one,
    refundedUnits: Math.floor(one.quantity * refunded),
    refundedFen: Math.floor(one.paidFen * refunded),
  }))
const lines = fc.array(line, { minLength: 1, maxLength: 6 })

t.test('what a refund takes back or gives back never shrinks and ends exactly', async () => {
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 100_000 }), (some, points) => {
      const whole = some.map((one) => ({ ...one, refundedUnits: one.quantity, refundedFen: one.paidFen }))
      const part = returnedOf(points, some, false)
      const hasDiscount = some.some(({ discountFen }) => discountFen > 0)
      return (
        part >= 0 &&
        part <= points &&
        returnedOf(points, some, true) === points &&
        (!hasDiscount || returnedOf(points, whole, false) === points) &&
        earnedOf(whole, 3) === 0 &&
        earnedOf(some, 3) <=
          earnedOf(
            some.map((one) => ({ ...one, refundedFen: 0 })),
            3,
          )
      )
    }),
  )
})

t.test('points of money, with what campaigns raise, rounded down once', async (t) => {
  const paid = (paidFen: number, earnBps = 10_000) => ({ paidFen, refundedFen: 0, earnBps })
  t.equal(earnedOf([paid(1999)], 1), 19)
  t.equal(earnedOf([paid(1950), paid(1950)], 1), 39, 'not per line')
  t.equal(earnedOf([paid(10_000, 25_000)], 1), 250)
  t.equal(earnedOf([{ paidFen: 10_000, refundedFen: 4_000, earnBps: 10_000 }], 2), 120)
})

t.test('they end with the last day of a month in the shop’s zone', async (t) => {
  const end = (at: string, months: number, zone = 'Asia/Shanghai') =>
    expiryOf(new Date(at), months, zone)?.toISOString()
  t.equal(end('2026-01-31T02:00:00Z', 1), '2026-02-28T16:00:00.000Z')
  t.equal(end('2028-01-31T02:00:00Z', 1), '2028-02-29T16:00:00.000Z', 'a leap day')
  t.equal(end('2026-11-30T15:59:59Z', 12), '2027-11-30T16:00:00.000Z')
  t.equal(end('2026-11-30T16:00:00Z', 12), '2027-12-31T16:00:00.000Z', 'December has begun there')
  t.equal(end('2026-03-04T12:00:00Z', 12, 'America/New_York'), '2027-04-01T04:00:00.000Z', 'summer time')
  t.equal(expiryOf(new Date(), 0, 'Asia/Shanghai'), null)
})

t.test(
  'whatever came, was spent and expired: never more ends than was not spent, and no grant twice',
  async () => {
    const grants = fc.array(
      fc.record({ points: fc.integer({ min: 0, max: 1000 }), isOver: fc.boolean(), gone: fc.constant(0) }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(grants, fc.integer({ min: 0, max: 8000 }), (some, wish) => {
        const all = some.map((one, index) => ({ ...one, id: String(index), cause: '', expiresAt: null }))
        const credited = all.reduce((sum, { points }) => sum + points, 0)
        const taken = Math.min(wish, credited)
        const over = all.filter(({ isOver }) => isOver)
        const due = over.reduce((sum, { points }) => sum + points, 0)
        const found = expiringOf({ expired: 0 }, over, taken)
        const sum = found.grants.reduce((total, { points }) => total + points, 0)
        const after = over.map((one) => ({
          ...one,
          gone: found.grants.find(({ id }) => id === one.id)?.points ?? 0,
        }))
        return (
          found.points === Math.max(0, due - taken) &&
          sum === found.points &&
          found.points <= credited - taken &&
          after.every(({ gone, points }) => gone <= points) &&
          expiringOf({ expired: found.points }, after, taken).points === 0
        )
      }),
    )
  },
)

t.test('every seventh day in a row brings more', async (t) => {
  const settings = { checkInPoints: 2, streakPoints: 10 }
  t.same(
    [1, 6, 7, 8, 14].map((streak) => checkInPoints(settings, streak)),
    [2, 2, 12, 2, 12],
  )
  t.same([1, 6, 7].map(daysToBonus), [6, 1, 7])
})
