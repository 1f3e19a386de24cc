import fc from 'fast-check'
import t from 'tap'
import { type Fen, formatFen, mulBps, parseFen, splitFen, sumFen, toFen } from './money.js'

const fen = (max = 10_000_000) => fc.integer({ min: 0, max }).map(toFen)

t.test('shares of any split add up to the amount, each within one fen of its proportion', async (t) => {
  fc.assert(
    fc.property(
      fen(),
      fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 60 }),
      (amount, weights) => {
        const shares = splitFen(amount, weights)
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        if (sumFen(shares) !== amount) return false
        return shares.every((share, index) => {
          const exact = total === 0 ? amount / weights.length : (amount * (weights[index] as number)) / total
          return share >= 0 && Math.abs(share - exact) < 1
        })
      },
    ),
    { numRuns: 2000 },
  )
  t.same(splitFen(toFen(100), [1, 1, 1]), [34, 33, 33])
  t.same(splitFen(toFen(1), [0, 0]), [1, 0], 'weights of zero split evenly')
})

t.test('no share ever exceeds its cap, and nothing is lost to a cap', async (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ weight: fc.integer({ min: 0, max: 9999 }), cap: fen(50_000) }), {
        minLength: 1,
        maxLength: 40,
      }),
      fc.integer({ min: 0, max: 10_000 }),
      (lines, permyriad) => {
        const caps = lines.map((line) => line.cap)
        const amount = toFen(Math.floor((sumFen(caps) * permyriad) / 10_000))
        const shares = splitFen(
          amount,
          lines.map((line) => line.weight),
          caps,
        )
        return (
          sumFen(shares) === amount &&
          shares.every((share, index) => share >= 0 && share <= (caps[index] as Fen))
        )
      },
    ),
    { numRuns: 2000 },
  )
  t.throws(() => splitFen(toFen(11), [1, 1], [toFen(5), toFen(5)]), { name: 'AssertionError' })
})

t.test('rates round the way the call says', async (t) => {
  t.equal(mulBps(toFen(999), 1000, 'down'), 99)
  t.equal(mulBps(toFen(999), 1000, 'up'), 100)
  t.equal(
    mulBps(toFen(9_007_199_254_740_991), 10_000, 'down'),
    9_007_199_254_740_991,
    'no precision lost at the edge',
  )
  t.throws(() => toFen(0.1), { name: 'AssertionError' })
  t.throws(() => toFen(Number.NaN), { name: 'AssertionError' })
})

t.test('amounts survive writing and reading', async (t) => {
  fc.assert(fc.property(fen(9_000_000_000_000), (amount) => parseFen(formatFen(amount)) === amount))
  for (const bad of ['', '-1', '1.234', '1e3', 'NaN', '١', '9'.repeat(400), '0x1', ' '])
    t.equal(parseFen(bad), null, bad)
})
