import { DAY, later } from '@mamapu/kernel'
import { type Answered, openShop, type TestCustomer } from '@mamapu/testkit'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { codeFrom, shownCode } from './batch/code.rules.js'
import coupons from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
t.setTimeout(240_000)

const API = '/api/store/v1/x/coupons'
const sound = {
  title: '满五十减十',
  kind: 'amount',
  amountFen: 1000,
  thresholdFen: 5000,
  scope: 'all',
  total: 5000,
  perPerson: 2,
  claim: 'codes',
  claimFrom: at.toISOString(),
  claimUntil: later(at, 7 * DAY).toISOString(),
  validity: 'relative',
  validDays: 3,
}

async function open(t: Test, change: object = {}) {
  const shop = await openShop(t, { plugins: [coupons], at })
  const owner = await shop.owner()
  const made = await shop.console('POST', '/x/coupons/coupons', owner, { body: { ...sound, ...change } })
  t.equal(made.status, 201, made.text)
  const id = String(made.json['id'])
  const batch = (codes: number) =>
    shop.console('POST', `/x/coupons/coupons/${id}/codes`, owner, { body: { name: '春天', codes } })
  const download = (answer: Answered) =>
    shop.console('GET', `/x/coupons/batches/${String(answer.json['id'])}/codes`, owner)
  const codesOf = async (answer: Answered) =>
    (await download(answer)).text
      .slice(1)
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0] ?? '')
  const redeem = (code: string, customer: TestCustomer | null) =>
    shop.shop('POST', `${API}/redeem`, customer, { body: { code } })
  const progress = async () => (await shop.console('GET', '/x/coupons/batches', owner)).json['items']
  const taken = async (kind: string) =>
    Number(
      (
        await shop.database.admin`select coalesce(sum(taken), 0)::int as n from quotas where kind = ${kind}`
      )[0]?.['n'],
    )
  return { shop, owner, id, batch, download, codesOf, redeem, progress, taken }
}

const codes = (answers: readonly Answered[]) => {
  const counts: Record<string, number> = {}
  for (const { status, json } of answers) {
    const key = status < 300 ? 'ok' : String(json['code'])
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

t.test('codes are made by the job, piece by piece, each once; the file holds all of them', async (t) => {
  const { shop, batch, download, codesOf, progress, taken } = await open(t)
  const made = await batch(2500)
  t.match(made, { status: 201 })
  t.equal(await taken('coupons.issue'), 2500, 'every code can be redeemed')
  t.match(await progress(), [{ codesMade: 0, codesTotal: 2500, state: 'making' }])
  await shop.runJob('make-codes')
  t.match(await progress(), [{ codesMade: 2500, codesTotal: 2500, redeemed: 0, state: 'ready' }])
  await shop.runJob('make-codes')
  const file = await download(made)
  t.match(file, {
    status: 200,
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': /^attachment/ },
  })
  const all = await codesOf(made)
  t.equal(new Set(all).size, 2500)
  t.ok(all.every((code) => /^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$/.test(code)))
})

t.test('a maker that died goes on where the last whole piece ended', async (t) => {
  const { shop, batch, progress } = await open(t)
  await batch(1500)
  // The first piece commits; the second dies with its transaction.
  await shop.database.admin`
    create function die() returns trigger language plpgsql as $$ begin
      if (select count(*) from coupons_codes) >= 1000 then raise exception 'killed'; end if; return new; end $$`
  await shop.database
    .admin`create trigger die before insert on coupons_codes for each row execute function die()`
  await t.rejects(shop.runJob('make-codes'), /killed/)
  t.match(await progress(), [{ codesMade: 1000, state: 'making' }])
  await shop.database.admin`drop trigger die on coupons_codes`
  await shop.runJob('make-codes')
  t.match(await progress(), [{ codesMade: 1500, state: 'ready' }])
  const [row] = await shop.database.admin`select count(*)::int as n from coupons_codes`
  t.equal(row?.['n'], 1500)
})

t.test('one code, ten people at once: one has the coupon; typed any way it is the same code', async (t) => {
  const { shop, batch, codesOf, redeem, progress, taken } = await open(t)
  const made = await batch(3)
  await shop.runJob('make-codes')
  const [first = '', second = '', third = ''] = await codesOf(made)
  const people = await Promise.all(Array.from({ length: 10 }, () => shop.customer()))
  t.same(codes(await Promise.all(people.map((person) => redeem(first, person)))), {
    ok: 1,
    COUPONS_CODE_USED: 9,
  })
  const person = await shop.customer()
  t.match(await redeem(` ${second.toLowerCase().replaceAll('-', ' ')}`, person), { status: 201 })
  t.match(await redeem(second, person), { json: { code: 'COUPONS_CODE_USED' } })
  t.match(await redeem(third, null), { status: 401 })
  t.match(await progress(), [{ redeemed: 2 }])
  t.equal(await taken('coupons.issue'), 3, 'redeeming takes nothing of the total again')
})

t.test('a person redeems no more than one person may; whoever guesses has to wait', async (t) => {
  const { shop, batch, codesOf, redeem } = await open(t)
  const made = await batch(3)
  await shop.runJob('make-codes')
  const person = await shop.customer()
  const answers: Answered[] = []
  for (const code of await codesOf(made)) answers.push(await redeem(code, person))
  t.same(codes(answers), { ok: 2, COUPONS_LIMIT_REACHED: 1 })
  for (let guess = 0; guess < 7; guess += 1)
    t.match(await redeem(`GUESS${guess}`, person), { json: { code: 'COUPONS_CODE_UNKNOWN' } })
  t.match(await redeem('GUESS8', person), { status: 429, json: { code: 'TOO_MANY_REQUESTS' } })
  t.match(await redeem('GUESS8', await shop.customer()), { status: 404 }, 'others type on')
})

t.test(
  'no more codes than there are coupons and budget; stopped codes rest, recalled ones are void',
  async (t) => {
    const { shop, owner, id, batch, codesOf, redeem, taken } = await open(t, { total: 10, budgetFen: 8000 })
    t.match(await batch(9), { json: { code: 'COUPONS_TOO_FEW_LEFT' } }, 'nine would be worth 90 of 80')
    const made = await batch(8)
    await shop.runJob('make-codes')
    const [first = '', second = ''] = await codesOf(made)
    const person = await shop.customer()
    const act = (what: string) => shop.console('POST', `/x/coupons/coupons/${id}/${what}`, owner)
    await act('stop')
    t.match(await redeem(first, person), { json: { code: 'COUPONS_STOPPED' } })
    await act('resume')
    t.match(await redeem(first, person), { status: 201 })
    await act('stop')
    await act('recall')
    await shop.runJob('recall-unused')
    t.equal(await taken('coupons.issue'), 0)
    t.equal(await taken('coupons.budget'), 0)
    await act('resume')
    t.match(await redeem(second, person), { json: { code: 'COUPONS_STOPPED' } }, 'void for good')
    t.match(
      await shop.console('POST', `/x/coupons/coupons/${id}/codes`, owner, {
        body: { name: 'x', codes: 100_001 },
      }),
      {
        status: 400,
      },
    )
  },
)

t.test('a code for all never takes the place of one that works once', async (t) => {
  const { shop, owner, batch, codesOf } = await open(t)
  const made = await batch(1)
  await shop.runJob('make-codes')
  const [code = ''] = await codesOf(made)
  const body = { ...sound, claim: 'code', code }
  t.match(await shop.console('POST', '/x/coupons/coupons', owner, { body }), {
    json: { code: 'COUPONS_CODE_TAKEN' },
  })
})

t.test('every code is twelve plain letters and digits, and reads in threes of four', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (bytes) => {
      const code = codeFrom(bytes)
      return /^[A-HJ-NP-Z2-9]{12}$/.test(code) && shownCode(code).replaceAll('-', '') === code
    }),
  )
})
