import { DAY, idOf, later, uuidOf } from '@mamapu/kernel'
import { type Answered, createTestStore, openShop, type TestCustomer } from '@mamapu/testkit'
import t, { type Test } from 'tap'
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
  total: 1000,
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
  const batch = (body: object) =>
    shop.console('POST', `/x/coupons/coupons/${id}/codes`, owner, {
      body: { name: '老朋友', codes: 100, ...body },
    })
  const batches = async () =>
    [
      ...((await shop.console('GET', '/x/coupons/batches', owner)).json['items'] as { codesMade: number }[]),
    ].sort((one, other) => one.codesMade - other.codesMade)
  const linesOf = async (answer: Answered) =>
    (await shop.console('GET', `/x/coupons/batches/${String(answer.json['id'])}/codes`, owner)).text
      .slice(1)
      .trim()
      .split('\r\n')
  const redeem = (code: string, customer: TestCustomer | null) =>
    shop.shop('POST', `${API}/redeem`, customer, { body: { code } })
  const codesOf = async (customer: TestCustomer) =>
    (await shop.shop('GET', `${API}/codes`, customer)).json['items'] as {
      code: string
      obstacle: string | null
    }[]
  const act = (what: string) => shop.console('POST', `/x/coupons/coupons/${id}/${what}`, owner)
  const taken = async (kind: string) =>
    Number(
      (
        await shop.database.admin`select coalesce(sum(taken), 0)::int as n from quotas where kind = ${kind}`
      )[0]?.['n'],
    )
  const people = (count: number) => Promise.all(Array.from({ length: count }, () => shop.customer()))
  /** Customers of whom nobody signs in. */
  const crowd = (count: number) => shop.database.admin`
    insert into customers (tenant_id, id, verified_at, created_at)
    select ${uuidOf(shop.store.storeId)}, gen_random_uuid(), ${at}, ${at} from generate_series(1, ${count})`
  return { shop, owner, id, batch, batches, linesOf, redeem, codesOf, act, taken, people, crowd }
}

const counted = (answers: readonly Answered[]) => {
  const counts: Record<string, number> = {}
  for (const { status, json } of answers) {
    const key = status < 300 ? 'ok' : String(json['code'])
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

t.test('a code for each: told, shown to its holder, redeemed by nobody else', async (t) => {
  const { shop, batch, batches, linesOf, redeem, codesOf, taken, people } = await open(t)
  const [a, b, c] = (await people(3)) as [TestCustomer, TestCustomer, TestCustomer]
  const made = await batch({ who: 'chosen', customers: `${a.id}，${b.id} ${a.id}` })
  t.match(made, { status: 201 })
  t.equal(await taken('coupons.issue'), 2, 'two customers, two coupons set aside')
  t.match(await batches(), [{ who: 'chosen', codesMade: 0, codesTotal: 2, state: 'making' }])
  await shop.runJob('make-codes')
  t.match(await batches(), [{ codesMade: 2, codesTotal: 2, redeemed: 0, state: 'ready' }])
  const [own] = await codesOf(a)
  t.match(await codesOf(a), [{ code: /^[A-Z2-9]{4}(-[A-Z2-9]{4}){2}$/, title: '满五十减十', obstacle: null }])
  t.same(await codesOf(c), [])
  const code = own?.code ?? ''
  const told = await shop.database.admin<{ template: string; text: string; customer_id: string }[]>`
    select template, text, customer_id from messages where channel = 'inbox' and customer_id = ${uuidOf(a.id)}`
  t.match(
    [...told],
    [{ template: 'coupons.code', text: new RegExp(`^送你一个专属券码 ${code}：满五十减十 ¥10。`) }],
  )

  t.match(await redeem(code, b), { status: 409, json: { code: 'COUPONS_CODE_NOT_YOURS' } })
  t.match(await redeem(code, c), {
    json: { code: 'COUPONS_CODE_NOT_YOURS', title: '这个券码是发给另一位顾客的，只有本人能兑换' },
  })
  const english = await shop.shop('POST', `${API}/redeem`, c, {
    body: { code },
    headers: { 'accept-language': 'en' },
  })
  t.match(english.json, { title: 'This code was made for another customer, and only they can redeem it' })
  t.match(await shop.page('centre', a), { data: { codes: [{ code, rests: '' }] } })
  t.match(await redeem(code, a), { status: 201 })
  t.match(await redeem(code, b), { json: { code: 'COUPONS_CODE_NOT_YOURS' } }, 'nor afterwards')
  t.match(await redeem(code, a), { json: { code: 'COUPONS_CODE_USED' } })
  t.same(await codesOf(a), [])
  const lines = await linesOf(made)
  t.equal(lines[0], '券码,顾客编号,状态,兑换时间')
  t.match(
    lines.slice(1).find((line) => line.startsWith(code)),
    new RegExp(`^${code},${a.id},已兑换,`),
  )
  t.equal(await taken('coupons.issue'), 2)
})

t.test(
  'holder and friend type the same code at once, from many phones: the holder has it once',
  async (t) => {
    const { shop, batch, redeem, codesOf, taken, people } = await open(t)
    const [holder, friend] = (await people(2)) as [TestCustomer, TestCustomer]
    await batch({ who: 'chosen', customers: holder.id })
    await shop.runJob('make-codes')
    const code = (await codesOf(holder))[0]?.code ?? ''
    const all = await Promise.all(
      Array.from({ length: 16 }, (_, index) => redeem(code, index % 2 === 0 ? friend : holder)),
    )
    t.same(counted(all), { ok: 1, COUPONS_CODE_USED: 7, COUPONS_CODE_NOT_YOURS: 8 })
    const held = await shop.database.admin`select customer_id from coupons_held`
    t.same(
      held.map((row) => idOf('cus', row['customer_id'])),
      [holder.id],
    )
    t.equal(await taken('coupons.issue'), 1)
  },
)

t.test(
  'recalled while its holders redeem: nothing stays taken, nobody keeps one, nobody gets two',
  async (t) => {
    const { shop, batch, codesOf, redeem, act, taken, people } = await open(t, { budgetFen: 500_000 })
    const holders = await people(24)
    await batch({ who: 'members', tells: false })
    await shop.runJob('make-codes')
    const codes = await Promise.all(holders.map(async (one) => (await codesOf(one))[0]?.code ?? ''))
    const answers = await Promise.all([
      ...holders.map((one, index) => redeem(codes[index] ?? '', one)),
      (async () => {
        await act('stop')
        await act('recall')
        await shop.runJob('recall-unused')
        return { status: 500, headers: {}, text: '', json: { code: 'recall' } }
      })(),
    ])
    const { ok = 0, COUPONS_STOPPED: late = 0, ...rest } = counted(answers)
    t.same(rest, { recall: 1 })
    t.equal(ok + late, 24)
    await shop.runJob('recall-unused')
    t.equal(await taken('coupons.issue'), 0)
    t.equal(await taken('coupons.budget'), 0)
    const [left] = await shop.database
      .admin`select count(*)::int as n from coupons_held where recalled_at is null`
    t.equal(left?.['n'], 0)
    await act('resume')
    t.match(await redeem(codes[0] ?? '', holders[0] ?? null), {
      json: { code: /^COUPONS_(STOPPED|CODE_USED)$/ },
    })
    t.same(
      await Promise.all(holders.map(codesOf)),
      holders.map(() => []),
    )
  },
)

t.test('a segment: what is not needed goes back; where coupons end, so does the batch', async (t) => {
  const { shop, batch, batches, codesOf, taken, people, crowd } = await open(t, { total: 1000 })
  const [known] = await people(1)
  await crowd(420)
  await batch({ who: 'everyone', codes: 600, tells: false })
  t.equal(await taken('coupons.issue'), 600)
  await shop.runJob('make-codes')
  t.match(await batches(), [{ codesMade: 421, codesTotal: 421, state: 'ready' }])
  t.equal(await taken('coupons.issue'), 421)
  t.equal((await codesOf(known as TestCustomer)).length, 1)
  await batch({ who: 'everyone', codes: 300, tells: false })
  await shop.runJob('make-codes')
  t.match(await batches(), [
    { codesMade: 300, state: 'short' },
    { codesMade: 421, state: 'ready' },
  ])
  t.equal(await taken('coupons.issue'), 721)
  t.match(await batch({ who: 'everyone', codes: 280 }), { json: { code: 'COUPONS_TOO_FEW_LEFT' } })
  t.match(await batch({ who: 'new', codes: 100 }), { status: 201 })
  t.match(await batch({ who: 'tag' }), { json: { code: 'COUPONS_NOBODY' } })
  t.match(await batch({ who: 'tag', tag: '没有人', codes: 50 }), { status: 201 })
  await shop.runJob('make-codes')
  t.match(await batches(), [
    { codesMade: 0, codesTotal: 0, state: 'ready' },
    { codesMade: 100, state: 'short' },
    { codesMade: 300 },
    { codesMade: 421 },
  ])
  t.equal(await taken('coupons.issue'), 821)
})

t.test(
  'a maker that died, a plugin switched off, a coupon stopped: nobody has two, nothing is lost',
  async (t) => {
    const { shop, batch, batches, act, taken, crowd } = await open(t)
    await crowd(500)
    await batch({ who: 'everyone', codes: 500, tells: true })
    await shop.switchTo(false)
    await shop.runJob('make-codes')
    await shop.switchTo(true)
    t.match(await batches(), [{ codesMade: 0, state: 'making' }], 'off, nothing new begins')
    await shop.database.admin`
    create function die() returns trigger language plpgsql as $$ begin
      if (select count(*) from coupons_codes) >= 300 then raise exception 'killed'; end if; return new; end $$`
    await shop.database
      .admin`create trigger die before insert on coupons_codes for each row execute function die()`
    await t.rejects(shop.runJob('make-codes'), /killed/)
    t.match(await batches(), [{ codesMade: 200, codesTotal: 500, state: 'making' }])
    await shop.database.admin`drop trigger die on coupons_codes`
    await act('stop')
    await shop.runJob('make-codes')
    t.match(await batches(), [{ codesMade: 200, codesTotal: 200, state: 'short' }])
    t.equal(await taken('coupons.issue'), 200)
    await act('resume')
    await batch({ who: 'everyone', codes: 500, tells: false })
    await shop.runJob('make-codes')
    const [row] = await shop.database.admin`
    select count(*)::int as codes, count(distinct (batch_id, customer_id))::int as people from coupons_codes`
    t.same({ ...row }, { codes: 700, people: 700 })
    const [told] = await shop.database.admin`select count(*)::int as n from messages where channel = 'inbox'`
    t.equal(told?.['n'], 200)
  },
)

t.test("another shop's codes do not exist", async (t) => {
  const { shop, batch, codesOf, people } = await open(t)
  const [holder] = (await people(1)) as [TestCustomer]
  await batch({ who: 'chosen', customers: holder.id })
  await shop.runJob('make-codes')
  const code = (await codesOf(holder))[0]?.code ?? ''
  const other = await createTestStore(shop.db, at)
  await shop.switchTo(true, other)
  const stranger = await shop.customer({}, other)
  const answer = await shop.shop('POST', `${API}/redeem`, stranger, { body: { code } }, other)
  t.match(answer.json, { code: 'COUPONS_CODE_UNKNOWN' })
})
