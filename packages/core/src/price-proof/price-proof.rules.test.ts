import { addDays, asId, type Fen, type LocalDate, toFen } from '@mamapu/kernel'
import fc from 'fast-check'
import t from 'tap'
import { everydayPrice, judgeNumber, sevenDayPrice, spansOf, unitAfterLine } from './price-proof.rules.js'
import type { DailyLow, PriceFact } from './price-proof.types.js'

const zone = 'Asia/Shanghai'
const on = (iso: string) => new Date(iso)
/** Midnight in Shanghai. */
const day = (date: string) => on(`${date}T00:00:00+08:00`)
const fact = (at: Date, yuan: number, change: Partial<PriceFact> = {}): PriceFact => ({
  at,
  priceFen: toFen(yuan * 100),
  isOffered: true,
  listedFrom: null,
  listedUntil: null,
  ...change,
})
const low = (date: string, yuan: number): DailyLow => ({
  day: date as LocalDate,
  lowFen: toFen(yuan * 100),
  orderId: asId('ord', `ord_${'0'.repeat(32)}`),
  lineId: asId('lin', `lin_${'0'.repeat(32)}`),
})
const yuanOf = (fen: Fen | null) => (fen === null ? null : fen / 100)

t.test('on sale to everyone: facts in any order, windows, off sale in between', async (t) => {
  const facts = [
    fact(day('2026-03-01'), 100),
    fact(day('2026-03-05'), 120, { isOffered: false }),
    fact(day('2026-03-07'), 120),
    fact(day('2026-03-08'), 120, { listedUntil: on('2026-03-09T12:00:00+08:00') }),
  ]
  const expected = [
    { priceFen: 10_000, from: day('2026-03-01'), until: day('2026-03-05') },
    { priceFen: 12_000, from: day('2026-03-07'), until: on('2026-03-09T12:00:00+08:00') },
  ]
  t.same(spansOf(facts), expected)
  t.same(spansOf(facts.toReversed()), expected, 'however the events came')
  t.same(
    spansOf([fact(day('2026-03-01'), 1, { listedFrom: day('2026-03-02'), listedUntil: day('2026-03-02') })]),
    [],
  )
})

t.test('the seven-day price: seven days before the first, else the last sale before', async (t) => {
  const first = '2026-03-08' as LocalDate
  for (const [name, lows, yuan] of [
    ['the lowest of the seven', [low('2026-03-01', 90), low('2026-03-07', 80), low('2026-03-04', 100)], 80],
    ['the eighth day does not count', [low('2026-02-28', 50), low('2026-03-01', 90)], 90],
    ['nor does the campaign’s own', [low('2026-03-08', 10), low('2026-03-07', 95)], 95],
    ['the last sale before, not the lowest', [low('2026-01-01', 50), low('2026-02-20', 99)], 99],
    ['never sold', [], null],
    ['sold only since', [low('2026-03-08', 10)], null],
  ] as const)
    t.equal(yuanOf(sevenDayPrice(lows, first).basisFen), yuan, name)
  t.match(sevenDayPrice([low('2026-02-22', 5)], '2026-03-01' as LocalDate).evidence, {
    from: '2026-02-22',
    to: '2026-02-28',
  })
  t.match(sevenDayPrice([], '2028-03-01' as LocalDate).evidence, { from: '2028-02-23', to: '2028-02-29' })
})

t.test('the seven-day price is no higher than any low of those days, and comes in any order', async () => {
  const lows = fc.uniqueArray(
    fc.record({ offset: fc.integer({ min: -30, max: 5 }), yuan: fc.integer({ min: 1, max: 200 }) }),
    { maxLength: 20, selector: ({ offset }) => offset },
  )
  const first = '2026-03-08' as LocalDate
  fc.assert(
    fc.property(lows, (given) => {
      const list = given.map(({ offset, yuan }) => low(addDays(first, offset), yuan))
      const { basisFen } = sevenDayPrice(list, first)
      const within = list.filter(({ day: d }) => d < first && d >= addDays(first, -7))
      const isLowest = within.every(({ lowFen }) => basisFen !== null && basisFen <= lowFen)
      const isSold = (basisFen === null) === !list.some(({ day: d }) => d < first)
      return isLowest && isSold && sevenDayPrice(list.toReversed(), first).basisFen === basisFen
    }),
  )
})

t.test('the everyday price: a whole day between two runs, outside any campaign', async (t) => {
  const spans = spansOf([fact(day('2026-03-01'), 100)])
  const wednesday = { startsAt: on('2026-03-11T10:00:00+08:00'), since: on('2026-03-04T22:00:00+08:00') }
  const ask = (change: Partial<Parameters<typeof everydayPrice>[0]>) =>
    everydayPrice({ spans, campaigns: [], zone, ...wednesday, ...change })
  t.equal(yuanOf(ask({}).basisFen), 100)
  t.match(ask({}).evidence, { kind: 'everyday', day: '2026-03-10' })

  const others = [{ from: day('2026-03-05'), until: on('2026-03-10T12:00:00+08:00') }]
  t.match(ask({ campaigns: others }).evidence, {
    kind: 'none',
    why: 'no_whole_day',
    from: '2026-03-04',
    to: '2026-03-10',
  })

  const raised = spansOf([fact(day('2026-03-01'), 100), fact(on('2026-03-09T10:00:00+08:00'), 200)])
  t.equal(yuanOf(ask({ spans: raised }).basisFen), 100, 'a dear day in between proves nothing')
  const dearer = spansOf([fact(on('2026-03-04T09:00:00+08:00'), 120)])
  t.equal(yuanOf(ask({ spans: dearer }).basisFen), 120, 'a price that stood for whole days does')
  const halfDays = spansOf(
    [5, 6, 7, 8, 9, 10].flatMap((d) => [
      fact(on(`2026-03-${String(d).padStart(2, '0')}T09:00:00+08:00`), 100 + d),
    ]),
  )
  t.equal(ask({ spans: halfDays }).basisFen, null, 'never the same price for a whole day')
  t.equal(yuanOf(ask({ since: null }).basisFen), 100, 'no run before')
  t.equal(
    ask({ since: on('2026-03-10T00:00:01+08:00') }).basisFen,
    null,
    'the run before reached into the only day',
  )
})

t.test('whole days where clocks change are 23 or 25 hours', async (t) => {
  const berlin = 'Europe/Berlin'
  const ask = (from: string, until: string) =>
    everydayPrice({
      spans: [{ priceFen: toFen(5000), from: on(from), until: on(until) }],
      since: on(from),
      startsAt: on(until),
      campaigns: [],
      zone: berlin,
    })
  t.match(ask('2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00').evidence, { day: '2026-03-29' })
  t.match(ask('2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00').evidence, { day: '2026-10-25' })
  t.equal(
    ask('2026-10-25T00:00:00+02:00', '2026-10-25T23:00:00+01:00').basisFen,
    null,
    '24 of 25 hours are not whole',
  )
})

t.test('what one unit of a line cost, and what may be struck', async (t) => {
  t.equal(unitAfterLine({ unitFen: toFen(1000), quantity: 3, lineDiscountFen: toFen(500) }), 833)
  const verdict = (numberFen: number, unitFen: number, basisFen: number | null) =>
    judgeNumber(
      { numberFen: toFen(numberFen), unitFen: toFen(unitFen) },
      { basisFen: basisFen as Fen | null },
    )
  t.equal(verdict(100, 80, 100), 'struck')
  t.equal(verdict(101, 80, 100), 'above_basis')
  t.equal(verdict(100, 80, null), 'without_basis')
  t.equal(verdict(80, 80, 100), 'not_lower')
  t.equal(judgeNumber({ numberFen: toFen(2), unitFen: toFen(1) }, null), 'without_basis')
})
