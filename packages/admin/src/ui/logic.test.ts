import t from 'tap'
import { payouts as en } from '../i18n/en/payouts.js'
import { payouts as zh } from '../i18n/zh/payouts.js'
import { quickDeductions, ruleInForce, toRule } from '../screens/settlement/tax-draft.js'
import { contrast, textOn } from './contrast.js'
import { combinations, optionsOf, refill } from './matrix.js'
import { parseYuan, plainYuan, yuan } from './money.js'
import { refundOfUnits } from './refund.js'
import { instantOf, wallClock } from './zone.js'

t.test('money is typed and shown to the fen', async (t) => {
  for (const [text, fen] of [
    ['19.99', 1999],
    ['0.07', 7],
    ['1.1', 110],
    ['¥ 1,234.5', 123450],
    ['12.', 1200],
    ['12', 1200],
  ] as const)
    t.equal(parseYuan(text), fen, text)
  for (const text of ['', '-1', '1.999', 'abc', '1e3', 'NaN', '9999999999'])
    t.equal(parseYuan(text), null, text)
  t.equal(yuan(123456789), '1,234,567.89')
  t.equal(yuan(-5), '-0.05')
  t.equal(plainYuan(1200), '12')
  t.equal(plainYuan(1250), '12.5')
  for (let fen = 0; fen < 3000; fen += 7) t.equal(parseYuan(plainYuan(fen)), fen)
})

t.test('who pays out is called by a title; one that has none here by its id', async (t) => {
  for (const { routes, routeShort } of [zh, en])
    for (const words of [routes, routeShort]) {
      t.notMatch(words('sandbox'), /^sandbox$|[:：] ?sandbox$/)
      t.match(words('wechat-pay'), /wechat-pay$/)
    }
  t.equal(zh.routeShort('sandbox'), '沙盒打款（演示，不动真钱）')
})

t.test('a wall clock and its instant lead back to each other in any zone', async (t) => {
  for (const zone of ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu'])
    for (const month of ['01', '04', '07', '11']) {
      const wall = `2026-${month}-15T10:30:00`
      t.equal(wallClock(instantOf(wall, zone), zone), wall, `${zone} ${month}`)
    }
  t.equal(instantOf('2026-11-22T10:00:00', 'Asia/Shanghai').toISOString(), '2026-11-22T02:00:00.000Z')
})

t.test('text on a brand colour is the one that reads', async (t) => {
  t.equal(contrast('#000000', '#ffffff'), 21)
  t.equal(textOn('#ffe9b0').color, '#2b2320')
  t.equal(textOn('#8a2f12').color, '#ffffff')
})

t.test('variants keep what was typed when options change', async (t) => {
  const blank = (values: string[]) => ({ values, price: 0 })
  t.same(combinations([]), [[]])
  const first = refill(
    [{ values: [] as string[], price: 5 }],
    [{ name: '颜色', values: ['红', '蓝'] }],
    blank,
  )
  t.same(first, [
    { values: ['红'], price: 5 },
    { values: ['蓝'], price: 0 },
  ])
  const second = refill(
    [
      { values: ['红'], price: 5 },
      { values: ['蓝'], price: 6 },
    ],
    [
      { name: '颜色', values: ['蓝', '红'] },
      { name: '尺码', values: ['S', 'M'] },
    ],
    blank,
  )
  t.same(
    second.map(({ values, price }) => `${values.join('/')} ${price}`),
    ['蓝/S 6', '蓝/M 0', '红/S 5', '红/M 0'],
  )
  t.same(optionsOf(['颜色'], [['红'], ['蓝'], ['红']]), [{ name: '颜色', values: ['红', '蓝'] }])
})

t.test('refunds shown unit by unit add up to what was paid', async (t) => {
  for (const paid of [0, 1, 100, 9999, 12345])
    for (const quantity of [1, 3, 7]) {
      const parts = Array.from({ length: quantity }, (_, refundedUnits) =>
        refundOfUnits({ paid, quantity, refundedUnits }, 1),
      )
      t.equal(
        parts.reduce((sum, part) => sum + part, 0),
        paid,
        `${paid} over ${quantity}`,
      )
    }
  t.equal(refundOfUnits({ paid: 100, quantity: 3, refundedUnits: 1 }, 2), 67)
})

t.test('a tax scale is typed without its quick deductions, which follow from the brackets', async (t) => {
  const law = [{ upToFen: 2_000_000, bps: 2000 }, { upToFen: 5_000_000, bps: 3000 }, { bps: 4000 }]
  t.same(quickDeductions(law), [0, 200_000, 700_000], 'those of the announcement')
  t.same(quickDeductions([{ bps: 500 }, { upToFen: Number.NaN, bps: null }, {}]), [0, 0, 0])
  const draft = {
    from: '2027-01-01',
    smallUpToFen: 0,
    smallDeductionFen: 0,
    deductionBps: 0,
    source: ' 公告 ',
  }
  t.match(toRule({ ...draft, brackets: law }), {
    brackets: [{ quickFen: 0 }, { quickFen: 200_000 }, { upToFen: null, bps: 4000, quickFen: 700_000 }],
    source: '公告',
  })
  t.equal(toRule({ ...draft, brackets: [{ upToFen: null, bps: 2000 }, ...law] }), null, 'a limit is missing')
  t.equal(toRule({ ...draft, brackets: [{ bps: 13_000 }] }), null, 'more than everything')
  t.equal(toRule({ ...draft, from: null, brackets: law }), null)
  t.equal(toRule({ ...draft, brackets: [{ upToFen: 5, bps: 1 }, { upToFen: 5, bps: 2 }, { bps: 3 }] }), null)
  t.equal(
    ruleInForce([{ from: '2027-01-01' }, { from: '2019-01-01' }, { from: null }], '2026-12-31')?.from,
    '2019-01-01',
  )
  t.equal(ruleInForce([{ from: '2027-01-01' }], '2026-12-31'), undefined)
})
