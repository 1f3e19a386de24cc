import { toFen } from '@mamapu/kernel'
import fc from 'fast-check'
import t from 'tap'
import { readQuarter } from './export-quarter.js'
import { identityFaults, maskAccount, maskNumber, whyNotIdNumber } from './identity.rules.js'
import { LABOUR_2019, ruleOn, taxOfMonth, whyNotTaxRules, withheldTax } from './tax.rules.js'
import {
  isOver,
  moveOf,
  splitWithdrawal,
  WITHDRAWAL_STATES,
  type WithdrawalAction,
  whyNotWithdraw,
} from './withdrawal.rules.js'

const fen = (yuan: number) => toFen(Math.round(yuan * 100))

t.test('labour remuneration is withheld by the scale of announcement 2018 No. 61', async (t) => {
  const cases: readonly [income: number, tax: number][] = [
    [0, 0],
    [800, 0],
    [800.05, 0.01],
    [801, 0.2],
    [4000, 640],
    [4000.01, 640],
    [10_000, 1600],
    // 25,000 × 80 % = 20,000, the end of the first step.
    [25_000, 4000],
    [25_001, 4000.24],
    [30_000, 5200],
    [62_500, 13_000],
    [100_000, 25_000],
  ]
  for (const [income, tax] of cases) t.equal(taxOfMonth(fen(income), LABOUR_2019), fen(tax), `${income} yuan`)
})

t.test('several withdrawals of a month are withheld as one income, whatever the parts', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3_000_000 }), { minLength: 1, maxLength: 8 }), (parts) => {
      let month = { incomeFen: toFen(0), taxFen: toFen(0) }
      for (const part of parts) {
        const tax = withheldTax(toFen(part), month, LABOUR_2019)
        month = { incomeFen: toFen(month.incomeFen + part), taxFen: toFen(month.taxFen + tax) }
      }
      return month.taxFen === taxOfMonth(month.incomeFen, LABOUR_2019)
    }),
  )
  const tooMuch = { incomeFen: toFen(0), taxFen: fen(640) }
  t.equal(withheldTax(fen(1000), tooMuch, LABOUR_2019), 0, 'never below zero')
})

t.test('scales follow one another by their days and are refused when they make no sense', async (t) => {
  const later = { ...LABOUR_2019, from: '2027-01-01', deductionBps: 3000 }
  t.equal(ruleOn([later, LABOUR_2019], '2026-12-31')?.from, '2019-01-01')
  t.equal(ruleOn([LABOUR_2019, later], '2027-01-01')?.from, '2027-01-01')
  t.equal(ruleOn([LABOUR_2019], '2018-12-31'), null)
  t.equal(whyNotTaxRules([LABOUR_2019, later]), null)
  t.equal(whyNotTaxRules([LABOUR_2019, LABOUR_2019]), 'from_twice')
  t.equal(whyNotTaxRules([{ ...LABOUR_2019, from: '2026-02-30' }]), 'no_such_day')
  const [first, second, last] = LABOUR_2019.brackets
  for (const brackets of [
    [second, first, last],
    [first, second],
    [last, first],
  ])
    t.equal(whyNotTaxRules([{ from: '2027-01-01', brackets: brackets as never }]), 'brackets_order')
})

t.test('fee, tax and what arrives add up to the amount, and something arrives', async (t) => {
  const terms = { minimumFen: 1, feeBps: 60, feeFixedFen: 10, dailyCount: 9, dailyFen: 1e9 }
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000_000 }),
      fc.integer({ min: 0, max: 10_000_000 }),
      (amount, income) => {
        const month = { incomeFen: toFen(income), taxFen: taxOfMonth(toFen(income), LABOUR_2019) }
        const split = splitWithdrawal(toFen(amount), month, { terms, tax: LABOUR_2019 })
        if (!split) return true
        return split.feeFen + split.taxFen + split.netFen === amount && split.netFen > 0 && split.taxFen >= 0
      },
    ),
  )
  const nothing = { incomeFen: toFen(0), taxFen: toFen(0) }
  t.equal(splitWithdrawal(toFen(10), nothing, { terms, tax: null }), null, 'the fee takes it all')
  t.same(splitWithdrawal(fen(100), nothing, { terms, tax: null }), { feeFen: 70, taxFen: 0, netFen: 9930 })
})

t.test(
  'what came back is not taxed: the next of the month settles what was withheld too much or too little',
  async (t) => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ amount: fc.integer({ min: 1, max: 3_000_000 }), comesBack: fc.boolean() }), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.integer({ min: 1, max: 6_000_000 }),
        (asks, last) => {
          const standing: { amount: number; tax: number }[] = []
          const month = () => ({
            incomeFen: toFen(standing.reduce((sum, { amount }) => sum + amount, 0)),
            taxFen: toFen(standing.reduce((sum, { tax }) => sum + tax, 0)),
          })
          const askFor = (amount: number) =>
            standing.push({ amount, tax: withheldTax(toFen(amount), month(), LABOUR_2019) })
          for (const { amount, comesBack } of asks) {
            askFor(amount)
            // Any of them, not only the latest.
            if (comesBack) standing.splice(amount % standing.length, 1)
          }
          const beforeFen = month().taxFen
          askFor(last)
          const { incomeFen, taxFen } = month()
          const dueFen = taxOfMonth(incomeFen, LABOUR_2019)
          return taxFen === Math.max(dueFen, beforeFen)
        },
      ),
    )
    const month = { incomeFen: fen(1000), taxFen: fen(200) }
    t.equal(withheldTax(fen(800), month, LABOUR_2019), 0, '200 of tax on 1,800 is what was withheld already')
    t.equal(withheldTax(fen(1800), month, LABOUR_2019), taxOfMonth(fen(2800), LABOUR_2019) - fen(200))
  },
)

t.test('who may take out what, by the table', async (t) => {
  const terms = { minimumFen: 1000, feeBps: 0, feeFixedFen: 0, dailyCount: 2, dailyFen: 5000 }
  const ask = { amountFen: toFen(2000), availableFen: 4000, isPaused: false, today: { count: 0, fen: 0 } }
  const cases: readonly [Partial<typeof ask>, ReturnType<typeof whyNotWithdraw>][] = [
    [{}, null],
    [{ amountFen: toFen(4000) }, null],
    [{ amountFen: toFen(4001) }, 'above_available'],
    [{ amountFen: toFen(999) }, 'below_minimum'],
    [{ availableFen: 0 }, 'nothing_available'],
    [{ availableFen: -1 }, 'nothing_available'],
    [{ isPaused: true }, 'payee_paused'],
    [{ today: { count: 2, fen: 0 } }, 'too_many_today'],
    [{ today: { count: 1, fen: 3000 } }, null],
    [{ today: { count: 1, fen: 3001 } }, 'too_much_today'],
  ]
  for (const [change, wanted] of cases)
    t.equal(whyNotWithdraw({ ...ask, ...change }, terms), wanted, wanted ?? 'may')
})

t.test('what is over stays over, and money moves once on every way', async (t) => {
  const actions: readonly WithdrawalAction[] = [
    'approve',
    'second',
    'reject',
    'cancel',
    'list',
    'unlist',
    'pay',
    'send',
    'accept',
    'arrive',
    'expire',
    'fail',
    'confirm',
    'dispute',
    'insist',
    'return',
  ]
  for (const state of WITHDRAWAL_STATES.filter(isOver))
    for (const action of actions)
      t.equal(moveOf({ state, needsSecond: true }, action), null, `${state} ${action}`)
  t.equal(moveOf({ state: 'review', needsSecond: true }, 'approve')?.to, 'second')
  t.equal(moveOf({ state: 'review', needsSecond: false }, 'approve')?.to, 'approved')
  // Every way through, by what it does to the money: posted or freed once, taken back only after it was posted.
  const walk = (state: (typeof WITHDRAWAL_STATES)[number], money: readonly string[], depth: number): void => {
    if (isOver(state)) {
      const wanted = state === 'confirmed' ? ['post'] : state === 'returned' ? ['post', 'reverse'] : ['void']
      t.same(money, wanted, state)
      return
    }
    if (depth > 7) return
    for (const action of actions) {
      const move = moveOf({ state, needsSecond: false }, action)
      if (move && move.to !== state) walk(move.to, move.money ? [...money, move.money] : money, depth + 1)
    }
  }
  walk('review', [], 0)
})

t.test('who is paid is checked and shown masked', async (t) => {
  const today = '2026-03-04'
  t.equal(whyNotIdNumber('11010519491231002X', today), null, 'the example of the standard')
  t.equal(whyNotIdNumber('110105194912310021', today), 'number_checksum')
  t.equal(whyNotIdNumber('11010519490231002X', today), 'number_malformed', '31 February')
  t.equal(whyNotIdNumber('1101051949123100', today), 'number_malformed')
  t.equal(
    whyNotIdNumber('440524201103020018', today),
    whyNotIdNumber('440524201103020018', '2040-01-01') ?? 'too_young',
  )
  const identity = {
    name: '林小满',
    idNumber: '11010519491231002X',
    way: 'wechat',
    account: 'xiaoman_2020',
    bank: '',
  } as const
  t.same(identityFaults(identity, today), {})
  t.same(identityFaults({ ...identity, name: '1' }, today), { name: 'name_malformed' })
  t.same(identityFaults({ ...identity, way: 'bank', account: '12345' }, today), {
    account: 'account_malformed',
    bank: 'bank_missing',
  })
  t.same(identityFaults({ ...identity, way: 'alipay', account: '13800001234' }, today), {})
  t.equal(maskNumber('11010519491231002X'), '1101**********002X')
  t.equal(maskAccount('6222020200112233445'), '****3445')
  t.equal(maskAccount('xiaoman@example.com'), 'x***@example.com')
})

t.test('a quarter is three months of the calendar', async (t) => {
  t.same(readQuarter('2026Q1'), { name: '2026Q1', from: '2026-01-01', until: '2026-04-01' })
  t.same(readQuarter('2026Q4'), { name: '2026Q4', from: '2026-10-01', until: '2027-01-01' })
  for (const bad of ['2026Q5', '2026', '1999Q1', "2026Q1'"]) t.equal(readQuarter(bad), null)
})
