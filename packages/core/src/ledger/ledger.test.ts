import { type Database, type TenantTx, withTenant } from '@mamapu/db'
import { type Id, newId, type StoreId } from '@mamapu/kernel'
import { createTestDatabase, createTestStore } from '@mamapu/testkit'
import fc from 'fast-check'
import t from 'tap'
import {
  balanceOf,
  checkLedger,
  findTransfer,
  type LedgerAccount,
  post,
  postPending,
  reverse,
  setAside,
  voidPending,
} from './index.js'
import { foldTail } from './tail.queries.js'

const at = new Date('2026-03-01T02:00:00Z')
const mother: LedgerAccount = 'payee:cus_1'
const expense: LedgerAccount = 'expense:commission'
const payout: LedgerAccount = 'clearing:payout'

type Db = { db: Database; storeId: StoreId }
const within = <T>({ db, storeId }: Db, work: (tx: TenantTx) => Promise<T>) => withTenant(db, storeId, work)
const earn = (where: Db, amount: number, cause: string) =>
  within(where, (tx) => post(tx, { unit: 'CNY', debit: expense, credit: mother, amount, cause, leg: '', at }))
const withdraw = (where: Db, amount: number, cause: string) =>
  within(where, (tx) => post(tx, { unit: 'CNY', debit: mother, credit: payout, amount, cause, leg: '', at }))
const balance = (where: Db, account = mother) => within(where, (tx) => balanceOf(tx, account, 'CNY'))
const more = (of: Id<'led'>, amount: number, cause: string) => ({ of, amount, cause, leg: '', at })

function entered(result: { entered: true; transferId: Id<'led'> } | { entered: false }): Id<'led'> {
  if (!result.entered) throw new Error('not entered')
  return result.transferId
}

t.test('a repeat does nothing, a repeat with another content is an error', async (t) => {
  const { db, admin } = await createTestDatabase(t)
  const where = { db, storeId: (await createTestStore(db, at)).storeId }
  const first = entered(await earn(where, 1000, 'order:1'))
  t.same(await earn(where, 1000, 'order:1'), { entered: true, isRepeat: true, transferId: first })
  t.equal(await within(where, (tx) => findTransfer(tx, 'order:1')), first)
  t.equal(await within(where, (tx) => findTransfer(tx, 'order:2')), null)
  await t.rejects(earn(where, 999, 'order:1'), /another content/)
  await t.rejects(withdraw(where, 1000, 'order:1'), /another content/)
  t.same(await balance(where), { available: 1000, pending: 0, reserved: 0 })
  t.same(await balance(where, expense), { available: -1000, pending: 0, reserved: 0 })
  const twins = await Promise.all(Array.from({ length: 10 }, () => earn(where, 7, 'order:2')))
  t.equal(twins.filter((twin) => twin.entered && !twin.isRepeat).length, 1, 'ten at once are one')
  t.equal((await balance(where)).available, 1007)
  await sound(t, admin)
})

t.test('fifty withdrawals of the whole balance at once: one wins', async (t) => {
  const { db, admin } = await createTestDatabase(t)
  const where = { db, storeId: (await createTestStore(db, at)).storeId }
  await earn(where, 5000, 'order:1')
  const plain = await Promise.all(
    Array.from({ length: 50 }, (_, index) => withdraw(where, 5000, `out:${index}`)),
  )
  t.equal(plain.filter((result) => result.entered).length, 1)
  t.ok(plain.every((result) => result.entered || result.reason === 'short'))
  t.same(await balance(where), { available: 0, pending: 0, reserved: 0 })

  await earn(where, 5000, 'order:2')
  const aside = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      within(where, (tx) =>
        setAside(tx, {
          unit: 'CNY',
          debit: mother,
          credit: payout,
          amount: 5000,
          cause: `ask:${index}`,
          leg: '',
          at,
        }),
      ),
    ),
  )
  t.equal(aside.filter((result) => result.entered).length, 1)
  t.same(await balance(where), { available: 0, pending: 0, reserved: 5000 })
  await sound(t, admin)
})

t.test('set aside, then posted and let go in parts, never above what is left', async (t) => {
  const { db, admin } = await createTestDatabase(t)
  const where = { db, storeId: (await createTestStore(db, at)).storeId }
  const promised = entered(
    await within(where, (tx) =>
      setAside(tx, {
        unit: 'CNY',
        debit: expense,
        credit: mother,
        amount: 300,
        cause: 'order:1',
        leg: '',
        at,
      }),
    ),
  )
  t.same(await balance(where), { available: 0, pending: 300, reserved: 0 })
  t.match(await within(where, (tx) => voidPending(tx, more(promised, 100, 'refund:1'))), { entered: true })
  const posted = entered(await within(where, (tx) => postPending(tx, more(promised, 150, 'settle:1'))))
  t.same(await balance(where), { available: 150, pending: 50, reserved: 0 })
  t.same(await within(where, (tx) => postPending(tx, more(promised, 51, 'settle:2'))), {
    entered: false,
    reason: 'above',
  })
  const rush = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      within(where, (tx) => (index % 2 ? postPending : voidPending)(tx, more(promised, 50, `rush:${index}`))),
    ),
  )
  t.equal(rush.filter((result) => result.entered).length, 1, 'the rest goes once')

  const before = (await balance(where)).available
  await withdraw(where, before, 'out:1')
  t.match(await within(where, (tx) => reverse(tx, more(posted, 150, 'refund:2'))), { entered: true })
  t.equal((await balance(where)).available, -150, 'taken back after it was paid out: owed')
  await earn(where, 200, 'order:2')
  t.equal((await withdraw(where, 51, 'out:2')).entered, false)
  t.equal((await withdraw(where, 50, 'out:3')).entered, true, 'what comes in repays first')

  await t.rejects(
    within(where, (tx) => reverse(tx, more(promised, 1, 'x'))),
    /names no transfer/,
  )
  await t.rejects(
    within(where, (tx) => voidPending(tx, more(posted, 1, 'x'))),
    /names no transfer/,
  )
  await t.rejects(
    within(where, (tx) => reverse(tx, more(newId('led', at), 1, 'x'))),
    /names no transfer/,
  )
  await sound(t, admin)
})

t.test('what is no transfer is refused', async (t) => {
  const { db } = await createTestDatabase(t)
  const where = { db, storeId: (await createTestStore(db, at)).storeId }
  for (const amount of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    await t.rejects(earn(where, amount, 'x'), /not an amount/)
  await t.rejects(
    within(where, (tx) =>
      post(tx, { unit: 'CNY', debit: mother, credit: 'payee:cus_2', amount: 1, cause: 'x', leg: '', at }),
    ),
    /between two payees/,
  )
  await t.rejects(earn(where, 1, ''), /has a cause/)
  t.equal((await withdraw(where, 1, 'nobody')).entered, false, 'a payee without a row has nothing')
})

t.test('rows are only ever added, and another shop’s do not exist', async (t) => {
  const { db, admin } = await createTestDatabase(t)
  const where = { db, storeId: (await createTestStore(db, at)).storeId }
  const other = { db, storeId: (await createTestStore(db, at)).storeId }
  const id = entered(await earn(where, 10, 'order:1'))
  for (const change of [
    'update ledger_transfers set amount = 1',
    'delete from ledger_transfers',
    'truncate ledger_transfers cascade',
    'delete from ledger_balances',
    'delete from ledger_uses',
    'delete from ledger_snapshots',
    'update ledger_tails set amount = 0',
    'truncate ledger_tails',
  ])
    await t.rejects(
      within(where, (tx) => tx.sql.unsafe(change)),
      { code: '42501' },
    )
  t.same(await balance(other), { available: 0, pending: 0, reserved: 0 })
  await t.rejects(
    within(other, (tx) => reverse(tx, more(id, 1, 'x'))),
    /names no transfer/,
  )
  await earn(other, 99, 'order:1')
  t.equal((await balance(where)).available, 10, 'the same cause in another shop is another one')
  await sound(t, admin)
  await admin`update ledger_balances set available = available + 1 where available = 10`
  t.equal((await checkLedger(admin)).filter((check) => check.broken > 0).length, 1, 'the check can fail')
})

type Step =
  | { do: 'in' | 'out' | 'asideIn' | 'asideOut'; who: number; amount: number; again: boolean }
  | { do: 'post' | 'void' | 'reverse'; which: number; amount: number; again: boolean }
  | { do: 'fold'; account: LedgerAccount; limit: number; again: false }
type Entering = Exclude<Step, { do: 'fold' }>

const amount = fc.integer({ min: 1, max: 400 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom('in', 'out', 'asideIn', 'asideOut'),
    who: fc.nat(2),
    amount,
    again: fc.boolean(),
  }),
  fc.record({
    do: fc.constantFrom('post', 'void', 'reverse'),
    which: fc.nat(6),
    amount,
    again: fc.boolean(),
  }),
  fc.record({
    do: fc.constant('fold' as const),
    account: fc.constantFrom(expense, payout),
    limit: fc.integer({ min: 1, max: 4 }),
    again: fc.constant(false as const),
  }),
)

/** So that every check has something to look at, whatever chance brings. */
const EVERYTHING: Step[] = [
  { do: 'asideIn', who: 0, amount: 300, again: true },
  { do: 'post', which: 0, amount: 200, again: false },
  { do: 'fold', account: expense, limit: 1, again: false },
  { do: 'reverse', which: 1, amount: 50, again: true },
  { do: 'asideOut', who: 0, amount: 100, again: false },
  { do: 'void', which: 2, amount: 100, again: false },
]

t.test(
  'property: after any sequence the balances equal the rows and a model, and all sums to zero',
  async (t) => {
    const { db, admin } = await createTestDatabase(t)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        const where = { db, storeId: (await createTestStore(db, at)).storeId }
        await within(where, (tx) => walk(tx, steps))
        const checks = await checkLedger(admin)
        return checks.every((check) => check.broken === 0)
      }),
      { numRuns: 40, examples: [[EVERYTHING]] },
    )
    t.ok((await checkLedger(admin)).every((check) => check.checked > 0))
  },
)

interface Known {
  id: Id<'led'>
  kind: 'plain' | 'pending'
  who: number
  isIn: boolean
  left: number
}

/** Does the steps on the ledger and on a model kept by hand, and compares after each. */
async function walk(tx: TenantTx, steps: readonly Step[]): Promise<void> {
  const model = [0, 1, 2].map(() => ({ available: 0, pending: 0, reserved: 0 }))
  const known: Known[] = []
  for (const [index, each] of steps.entries()) {
    if (each.do === 'fold') {
      await foldTail(tx, { account: each.account, unit: 'CNY' }, { limit: each.limit, at })
      continue
    }
    for (const isRepeat of each.again ? [false, true] : [false]) {
      const expected = isRepeat ? 'again' : apply(model, known, each)
      if (expected === 'skip') break
      const result = await enter(tx, known, each, `step:${index}`)
      const got = result.entered ? (result.isRepeat ? 'again' : 'entered') : result.reason
      if (got !== expected) throw new Error(`step ${index}: ${got}, not ${expected}`)
      if (!result.entered) break
      if (!isRepeat) remember(known, each, result.transferId)
    }
  }
  for (const [who, expected] of model.entries()) {
    const found = await balanceOf(tx, `payee:cus_${who}`, 'CNY')
    if (JSON.stringify(found) !== JSON.stringify(expected))
      throw new Error(`payee ${who}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`)
  }
  let sum = 0
  for (const account of [expense, payout, 'payee:cus_0', 'payee:cus_1', 'payee:cus_2'] as const) {
    const { available, reserved } = await balanceOf(tx, account, 'CNY')
    sum += available + reserved
  }
  if (sum !== 0) throw new Error(`the unit sums to ${sum}`)
}

function enter(tx: TenantTx, known: readonly Known[], each: Entering, cause: string) {
  if ('who' in each) {
    const payee: LedgerAccount = `payee:cus_${each.who}`
    const isIn = each.do === 'in' || each.do === 'asideIn'
    const transfer = isIn ? { debit: expense, credit: payee } : { debit: payee, credit: payout }
    const enterFirst = each.do === 'in' || each.do === 'out' ? post : setAside
    return enterFirst(tx, { unit: 'CNY', ...transfer, amount: each.amount, cause, leg: '', at })
  }
  const of = (known[each.which] as Known).id
  const enterNext = { post: postPending, void: voidPending, reverse }[each.do]
  return enterNext(tx, { of, amount: each.amount, cause, leg: '', at })
}

function remember(known: Known[], each: Entering, id: Id<'led'>): void {
  if ('who' in each) {
    const isIn = each.do === 'in' || each.do === 'asideIn'
    const kind = each.do === 'in' || each.do === 'out' ? 'plain' : 'pending'
    known.push({ id, kind, who: each.who, isIn, left: each.amount })
  } else if (each.do === 'post') {
    const first = known[each.which] as Known
    known.push({ id, kind: 'plain', who: first.who, isIn: first.isIn, left: each.amount })
  }
}

function apply(
  model: { available: number; pending: number; reserved: number }[],
  known: readonly Known[],
  each: Entering,
): 'entered' | 'short' | 'above' | 'skip' {
  if ('who' in each) {
    const payee = model[each.who] as (typeof model)[number]
    const { amount } = each
    if ((each.do === 'out' || each.do === 'asideOut') && payee.available < amount) return 'short'
    if (each.do === 'in') payee.available += amount
    if (each.do === 'asideIn') payee.pending += amount
    if (each.do === 'out' || each.do === 'asideOut') payee.available -= amount
    if (each.do === 'asideOut') payee.reserved += amount
    return 'entered'
  }
  const first = known[each.which]
  if (!first || (first.kind === 'plain') !== (each.do === 'reverse')) return 'skip'
  if (first.left < each.amount) return 'above'
  first.left -= each.amount
  const payee = model[first.who] as (typeof model)[number]
  if (each.do === 'reverse') payee.available += first.isIn ? -each.amount : each.amount
  else if (first.isIn) payee.pending -= each.amount
  else payee.reserved -= each.amount
  if (each.do === 'post' && first.isIn) payee.available += each.amount
  if (each.do === 'void' && !first.isIn) payee.available += each.amount
  return 'entered'
}

async function sound(t: Tap, admin: Parameters<typeof checkLedger>[0]): Promise<void> {
  const checks = await checkLedger(admin)
  t.same(
    checks.filter((check) => check.broken > 0),
    [],
  )
}

type Tap = { same(found: unknown, wanted: unknown): unknown }
