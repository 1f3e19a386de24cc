import { DAY, later } from '@mamapu/kernel'
import { openShop, type TestCustomer } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import coupons from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
t.setTimeout(120_000)

const API = '/api/store/v1/x/coupons'
const sound = {
  title: '券',
  kind: 'amount',
  amountFen: 1000,
  thresholdFen: 0,
  scope: 'all',
  total: 1000,
  perPerson: 99,
  giftMax: 9,
  claim: 'shop',
  claimFrom: at.toISOString(),
  claimUntil: later(at, 7 * DAY).toISOString(),
  validity: 'relative',
  validDays: 3,
}

async function open(t: Test, change: object = {}) {
  const shop = await openShop(t, { plugins: [coupons], at })
  const owner = await shop.owner()
  const body = { ...sound, ...change }
  const made = await shop.console('POST', '/x/coupons/coupons', owner, { body })
  t.equal(made.status, 201, made.text)
  const id = String(made.json['id'])
  const person = await shop.customer()
  let version = 1
  /** As the merchant saves the form; what is left out is empty. */
  const save = async (change: object) => {
    const saved = await shop.console('PUT', `/x/coupons/coupons/${id}`, owner, {
      body: { ...body, ...change, version },
    })
    if (saved.status === 200) version += 1
    return saved
  }
  const claim = (who: TestCustomer = person) => shop.shop('POST', `${API}/coupons/${id}/claim`, who)
  const claims = async (count: number) => {
    for (let n = 0; n < count; n += 1) t.match(await claim(), { status: 201 })
  }
  const budgetFen = async () =>
    ((await shop.console('GET', '/x/coupons/report', owner)).json['items'] as { budgetFen: number }[])[0]
      ?.budgetFen
  return { shop, owner, id, person, save, claim, claims, budgetFen }
}

const GONE = { status: 409, json: { code: 'COUPONS_SOLD_OUT' } }
const TOO_SMALL = { status: 409, json: { code: 'COUPONS_BUDGET_BELOW_GIVEN' } }

t.test(
  'a budget set later counts what was claimed before it; taken away and set again likewise',
  async (t) => {
    const { save, claim, claims, budgetFen } = await open(t)
    await claims(5)
    t.match(await save({ budgetFen: 2000 }), TOO_SMALL)
    t.match(await save({ budgetFen: 7000 }), { status: 200 })
    t.equal(await budgetFen(), 5000)
    await claims(2)
    t.match(await claim(), GONE)
    t.equal(await budgetFen(), 7000)
    t.match(await save({}), { status: 200 })
    await claims(3)
    t.match(await save({ budgetFen: 9999 }), TOO_SMALL)
    t.match(await save({ budgetFen: 11_000 }), { status: 200 })
    await claims(1)
    t.match(await claim(), GONE)
    t.match(await save({ budgetFen: 12_500 }), { status: 200 }, 'raised as ever')
    await claims(1)
    t.match(await claim(), GONE)
  },
)

t.test('what links and codes promise counts too, and what was taken back does not', async (t) => {
  const { shop, owner, id, person, save, claim, claims, budgetFen } = await open(t)
  const sent = await shop.shop('POST', `${API}/coupons/${id}/gift`, person, { body: { units: 4 } })
  t.match(sent, { status: 201 })
  const friend = await shop.customer()
  const token = new URL(String(sent.json['path']), 'http://x').searchParams.get('g')
  t.match(await shop.shop('POST', `${API}/gifts/${token}/claim`, friend), { status: 201 })
  await claims(2)
  t.match(await save({ budgetFen: 5999 }), TOO_SMALL)
  t.match(await save({ budgetFen: 6000 }), { status: 200 })
  t.match(await claim(), GONE)
  t.match(await shop.shop('POST', `${API}/gifts/${token}/claim`, await shop.customer()), { status: 201 })
  t.equal(await budgetFen(), 6000, 'promised before, it costs no more')
  for (const act of ['stop', 'recall', 'resume'])
    await shop.console('POST', `/x/coupons/coupons/${id}/${act}`, owner)
  shop.clock.advance(1)
  await shop.runJob('recall-unused')
  const [{ version } = { version: 0 }] = await shop.database.admin<{ version: number }[]>`
    select version from coupons_coupons`
  const put = { ...sound, budgetFen: 2000, version }
  t.match(await shop.console('PUT', `/x/coupons/coupons/${id}`, owner, { body: put }), { status: 200 })
  await claims(2)
  t.match(await claim(), GONE)
})

t.test('coupons without a most cannot be counted: the merchant is told what to do', async (t) => {
  const rate = { kind: 'rate', amountFen: undefined, offBps: 1000 }
  const { save, claims } = await open(t, rate)
  await claims(1)
  t.match(await save({ ...rate, capFen: 500, budgetFen: 90_000 }), {
    status: 409,
    json: { code: 'COUPONS_BUDGET_TOO_LATE' },
  })
})

t.test('set while twenty claim: never more given than the budget says', async (t) => {
  const { shop, save } = await open(t)
  const people = await Promise.all(Array.from({ length: 20 }, () => shop.customer()))
  const id = (await shop.database.admin<{ id: string }[]>`select id from coupons_coupons`)[0]?.id
  const claim = (who: TestCustomer) =>
    shop.shop('POST', `${API}/coupons/plg_${id?.replaceAll('-', '')}/claim`, who)
  const first = people.slice(0, 6).map(claim)
  const [saved] = await Promise.all([save({ budgetFen: 10_000 }), ...first, ...people.slice(6).map(claim)])
  const [held] = await shop.database.admin<{ n: number }[]>`select count(*)::int as n from coupons_held`
  if (saved.status === 200) t.equal(held?.n, 10)
  else {
    t.match(saved, TOO_SMALL)
    t.equal(held?.n, 20)
  }
})

t.test('who holds hundreds: the best that can be used is preselected, whatever else is held', async (t) => {
  const { shop, save, claim, person } = await open(t, { amountFen: 100 })
  const sku = await shop.sku({ priceFen: 6000 })
  t.match(await claim(), { status: 201 })
  const copies = (count: number, from: Date, until: Date) => shop.database.admin`
    insert into coupons_held (tenant_id, id, coupon_id, customer_id, terms, source, valid_from, valid_until, claimed_at)
    select h.tenant_id, gen_random_uuid(), h.coupon_id, h.customer_id, h.terms, h.source, ${from}, ${until}, h.claimed_at
      from (select * from coupons_held limit 1) h, generate_series(1, ${count}::int)`
  await copies(230, at, later(at, DAY))
  await copies(230, later(at, 3600_000), later(at, 7200_000))
  await save({ amountFen: 2000 })
  t.match(await claim(), { status: 201 })
  await shop.snapshot()
  const [choices] = (await shop.basketSlot('checkout.choices', sku.skuId, person)).parts
  t.match(choices?.data, { coupons: [{ savedFen: 2000, selected: true }] })
})
