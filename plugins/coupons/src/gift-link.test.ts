import { DAY, HOUR, later } from '@mamapu/kernel'
import { type Answered, createTestStore, openShop, type TestCustomer } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import coupons from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
t.setTimeout(120_000)

const API = '/api/store/v1/x/coupons'
const sound = {
  title: '满五十减十',
  kind: 'amount',
  amountFen: 1000,
  thresholdFen: 5000,
  scope: 'all',
  total: 30,
  perPerson: 1,
  claim: 'shop',
  giftMax: 10,
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
  const send = (sender: TestCustomer | null, units: number) =>
    shop.shop('POST', `${API}/coupons/${id}/gift`, sender, { body: { units } })
  const sendOfShop = (body: object) => shop.console('POST', `/x/coupons/coupons/${id}/gifts`, owner, { body })
  const take = (sent: Answered, friend: TestCustomer | null) =>
    shop.shop('POST', `${API}/gifts/${tokenOf(sent)}/claim`, friend)
  const page = (sent: Answered, friend: TestCustomer | null) =>
    shop.page('gift', friend, { g: tokenOf(sent) })
  const counters = async () => {
    const rows = await shop.database.admin<{ kind: string; taken: number }[]>`
      select kind, sum(taken)::int as taken from quotas where kind like 'coupons.%' and taken > 0 group by kind order by kind`
    return Object.fromEntries(rows.map(({ kind, taken }) => [kind.slice('coupons.'.length), taken]))
  }
  return { shop, owner, id, send, sendOfShop, take, page, counters }
}

const tokenOf = ({ json }: Answered) => String(json['path']).split('g=')[1] ?? ''
const people = (shop: { customer(): Promise<TestCustomer> }, n: number) =>
  Promise.all(Array.from({ length: n }, () => shop.customer()))
const codes = (answers: readonly Answered[]) => {
  const counts: Record<string, number> = {}
  for (const { status, json } of answers) {
    const key = status < 300 ? 'ok' : String(json['code'])
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

t.test('fifty friends at once for a gift of ten: ten have one, every other is told why', async (t) => {
  const { shop, send, take, counters } = await open(t, { budgetFen: 20_000 })
  const sender = await shop.customer()
  const sent = await send(sender, 10)
  t.match(sent, { status: 201, json: { units: 10, claimed: 0, state: 'open' } })
  t.same(await counters(), { issue: 10, budget: 10_000, sender: 10 }, 'set aside when it is sent')
  const friends = await people(shop, 50)
  const answers = await Promise.all(friends.map((friend) => take(sent, friend)))
  t.same(codes(answers), { ok: 10, COUPONS_GIFT_EMPTY: 40 })
  t.same(await counters(), { issue: 10, budget: 10_000, sender: 10, gift: 10, friend: 10, person: 10 })
  const [held] = await shop.database
    .admin`select count(*)::int as n, count(distinct customer_id)::int as who from coupons_held`
  t.same({ ...held }, { n: 10, who: 10 })
})

t.test('one friend takes one, however often and at once; senders take none of their own', async (t) => {
  const { shop, send, take, counters } = await open(t)
  const [sender, friend] = await people(shop, 2)
  const sent = await send(sender as TestCustomer, 5)
  const answers = await Promise.all(Array.from({ length: 8 }, () => take(sent, friend as TestCustomer)))
  t.same(codes(answers), { ok: 1, COUPONS_GIFT_ONCE: 7 })
  t.match(await take(sent, sender as TestCustomer), { json: { code: 'COUPONS_GIFT_OWN' } })
  t.match(await take(sent, null), { status: 401, json: { code: 'SIGN_IN_REQUIRED' } })
  t.match(await counters(), { gift: 1, person: 1 })
})

t.test(
  'a shopper sends no more than the merchant allows, and nothing that is not open to them',
  async (t) => {
    const { shop, owner, id, send, sendOfShop } = await open(t, { total: 12 })
    const [sender, other] = (await people(shop, 2)) as [TestCustomer, TestCustomer]
    t.match(await send(null, 1), { status: 401 })
    t.match(await send(sender, 11), { json: { code: 'COUPONS_GIFT_LIMIT' } })
    t.match(await send(sender, 6), { status: 201 })
    t.match(await send(sender, 5), { json: { code: 'COUPONS_GIFT_LIMIT' } }, 'all their links together')
    t.match(await send(other, 7), { json: { code: 'COUPONS_TOO_FEW_LEFT' } }, 'a link holds what it says')
    t.match(await sendOfShop({ units: 7, hours: 1 }), { json: { code: 'COUPONS_TOO_FEW_LEFT' } })
    t.match(await sendOfShop({ units: 6, hours: 1 }), { status: 201 })
    const { json } = await shop.shop('GET', `${API}/coupons`, sender)
    t.match(
      json,
      { items: [{ obstacle: 'COUPONS_SOLD_OUT' }] },
      'what is set aside is gone for everybody else',
    )
    await shop.console('POST', `/x/coupons/coupons/${id}/stop`, owner)
    t.match(await send(other, 1), { json: { code: 'COUPONS_STOPPED' } })
  },
)

t.test('unclaimed ones return after the end: to the coupon, the budget and the sender; once', async (t) => {
  const { shop, owner, send, take, counters } = await open(t, {
    kind: 'random',
    amountFen: 100,
    amountMaxFen: 900,
    budgetFen: 9000,
    total: 10,
  })
  const [sender, friend, late] = (await people(shop, 3)) as [TestCustomer, TestCustomer, TestCustomer]
  const sent = await send(sender, 10)
  t.match(await counters(), { issue: 10, budget: 9000 }, 'each with the most it may be worth')
  t.match(await take(sent, friend), { status: 201 })
  const drawn = Number((await shop.database.admin`select budget_fen::int as n from coupons_held`)[0]?.['n'])
  t.ok(drawn >= 100 && drawn <= 900)
  t.match(await counters(), { budget: 8100 + drawn }, 'what it was worth less is there again')
  shop.clock.set(later(at, 24 * HOUR - 1))
  await shop.runJob('return-unclaimed')
  t.match(await counters(), { issue: 10 }, 'open until its last instant')
  shop.clock.set(later(at, 24 * HOUR))
  t.match(await take(sent, late), { json: { code: 'COUPONS_GIFT_OVER' } })
  for (let time = 0; time < 2; time += 1) await shop.runJob('return-unclaimed')
  t.match(await counters(), { issue: 1, budget: drawn, sender: 1, gift: 1 })
  t.match((await shop.console('GET', '/x/coupons/gifts', owner)).json, {
    items: [{ claimed: 1, returned: 9, state: 'over' }],
  })
  t.match(await send(sender, 9), { status: 201 }, 'and can be sent again')
})

t.test('links are made of what is given out freely, by shoppers only of what they may pass on', async (t) => {
  for (const [change, byShop, byShopper] of [
    [{ giftMax: 3 }, 201, 201],
    [{ giftMax: 0 }, 201, 409],
    [{ claim: 'give' }, 201, 409],
    [{ claim: 'code', code: 'MAMA8' }, 409, 409],
    [{ claim: 'codes' }, 409, 409],
    [{ claim: 'auto', auto: 'registered' }, 409, 409],
  ] as const) {
    const { shop, send, sendOfShop } = await open(t, change)
    const ofShop = await sendOfShop({ units: 1, hours: 1 })
    const ofShopper = await send(await shop.customer(), 1)
    const name = JSON.stringify(change)
    t.equal(ofShop.status, byShop, name)
    t.equal(ofShopper.status, byShopper, name)
    for (const { status, json } of [ofShop, ofShopper])
      if (status === 409) t.equal(json['code'], 'COUPONS_NOT_GIVEABLE', name)
  }
})

t.test('the page says how it stands to each: friend, guest, sender, late', async (t) => {
  const { shop, send, take, page } = await open(t, { giftMax: 1 })
  const [sender, friend, late] = (await people(shop, 3)) as [TestCustomer, TestCustomer, TestCustomer]
  const sent = await send(sender, 1)
  t.match(await page(sent, friend), { data: { canClaim: true, isGuest: false, progress: '已领 0 / 1' } })
  t.match(await page(sent, null), {
    data: { canClaim: true, isGuest: true, loginUrl: /^\/login\?next=%2Fx%2Fcoupons%2Fgift%3Fg%3D/ },
  })
  t.match(await page(sent, sender), { data: { canClaim: false, shareUrl: /gift\?g=/ } })
  await take(sent, friend)
  t.match(await page(sent, friend), { data: { isYours: true } })
  t.match(await page(sent, late), { data: { canClaim: false, state: '来晚了，红包已被领完' } })
  t.match(await shop.page('gift', friend, { g: 'nothing-of-this-name-here' }), { data: { isKnown: false } })
})

t.test(
  'sent before the plugin was switched off: claimed and returned all the same, nothing new sent',
  async (t) => {
    const { shop, send, take, page, counters } = await open(t)
    const [sender, friend] = (await people(shop, 2)) as [TestCustomer, TestCustomer]
    const sent = await send(sender, 3)
    await shop.switchTo(false)
    t.match(await page(sent, friend), { found: true, data: { canClaim: true } })
    t.match(await take(sent, friend), { status: 201 })
    t.match(await send(sender, 1), { status: 404, json: { code: 'PLUGIN_OFF' } })
    shop.clock.set(later(at, 24 * HOUR))
    await shop.runJob('return-unclaimed')
    t.match(await counters(), { issue: 1, gift: 1 })
  },
)

t.test(
  'stopped, a link that is out stays good; recalled, it is void and gives its coupons back',
  async (t) => {
    const { shop, owner, id, send, take, counters } = await open(t)
    const [sender, friend, late] = (await people(shop, 3)) as [TestCustomer, TestCustomer, TestCustomer]
    const sent = await send(sender, 4)
    const act = (what: string) => shop.console('POST', `/x/coupons/coupons/${id}/${what}`, owner)
    t.match(await act('recall'), { json: { code: 'COUPONS_STOP_FIRST' } })
    t.match(await act('stop'), { status: 200 })
    t.match(await take(sent, friend), { status: 201 })
    t.match(await act('recall'), { status: 200 })
    await shop.runJob('recall-unused')
    t.match(await take(sent, late), { json: { code: 'COUPONS_GIFT_OVER' } })
    t.same(
      await counters(),
      { use: 1, person: 1, friend: 1, gift: 1, sender: 1 },
      'nothing is taken of the issue',
    )
    const { json } = await shop.shop('GET', `${API}/mine`, friend)
    t.match(json, { items: [{ state: 'recalled' }] })
  },
)

t.test("another shop's link does not exist here", async (t) => {
  const { shop, send } = await open(t)
  const sent = await send(await shop.customer(), 2)
  const other = await createTestStore(shop.db, at)
  await shop.switchTo(true, other)
  const stranger = await shop.customer({}, other)
  t.match(await shop.shop('POST', `${API}/gifts/${tokenOf(sent)}/claim`, stranger, {}, other), {
    status: 404,
    json: { code: 'COUPONS_GIFT_UNKNOWN' },
  })
})
