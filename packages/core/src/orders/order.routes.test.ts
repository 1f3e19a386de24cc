import { DAY, HOUR, MINUTE } from '@mamapu/kernel'
import { type Answer, addTestSku, type Browser, openTill, TEST_CONTACT, type Till } from '@mamapu/testkit'
import t, { type Test } from 'tap'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const store = '/api/store/v1'
const money = (amount: number) => ({ amount, currency: 'CNY' })

async function open(t: Test) {
  const till = await openTill(t, { at })
  const sku = await addTestSku(till.database.db, till.store.storeId, at, { priceFen: 2500, stock: 10 })
  const admin = `/api/admin/v1/stores/${till.store.storeId}`
  return { till, sku, admin }
}

/** A browser with a session, as every client begins. */
async function guest(till: Till): Promise<Browser> {
  const browser = till.visit()
  await browser.post(`${store}/session`)
  return browser
}

let people = 0

async function staff(till: Till, role: string): Promise<Browser> {
  const browser = till.visit('platform')
  people += 1
  const login = `1390000${String(people).padStart(4, '0')}`
  const { body } = await browser.post('/api/platform/v1/sign-up', {
    login,
    password: 'right horse battery',
    name: '店员',
  })
  await till.database.admin`
    insert into memberships (identity_id, store_id, role, created_at)
    values (${String(body.staffId).slice(4)}, ${till.store.storeId.slice(4)}, ${role}, ${at})`
  return browser
}

const order = (skuId: string, quantity = 1, seen = 2500 * quantity) => ({
  lines: [{ skuId, quantity }],
  contact: TEST_CONTACT,
  seenTotal: money(seen),
})

let keys = 0
const place = (browser: Browser, body: object, key = `key-of-order-${++keys}`): Promise<Answer> =>
  browser.post(`${store}/orders`, body, { 'idempotency-key': key })

t.test('a guest fills a cart, sees every price, orders, pays and confirms', async (t) => {
  const { till, sku, admin } = await open(t)
  const browser = await guest(till)
  t.match((await browser.get(`${store}/cart`)).body, { lines: [], payable: money(0) })
  const cart = await browser.post(`${store}/cart/lines`, { skuId: sku.skuId, quantity: 2 })
  t.match(cart, { status: 200, body: { goods: money(5000), lines: [{ quantity: 2, payable: money(5000) }] } })
  const [line] = cart.body.lines as { id: string }[]
  t.match(await browser.ask('PATCH', `${store}/cart/lines/${line?.id}`, { quantity: 3 }), {
    body: { goods: money(7500) },
  })
  t.match(await browser.ask('PATCH', `${store}/cart/lines/${line?.id}`, { quantity: 11 }), {
    body: { broken: [{ obstacle: 'not_enough', available: 10, text: '库存不够了，请减少数量' }], lines: [] },
  })
  await browser.ask('PATCH', `${store}/cart/lines/${line?.id}`, { quantity: 1 })
  t.match(await browser.post(`${store}/checkout/quote`, { regionCode: '330106' }), {
    body: { payable: money(2500) },
  })
  const placed = await place(browser, { contact: TEST_CONTACT, remark: '放门口', seenTotal: money(2500) })
  t.equal(placed.status, 201)
  const { token } = placed.body
  t.match((await browser.get(`${store}/cart`)).body, { lines: [] }, 'the cart is empty again')
  const link = `${store}/orders/${token}`
  const seen = await browser.get(link)
  t.match(seen.body, {
    state: 'unpaid',
    payable: money(2500),
    address: { name: '林小满', phone: '13800001234', street: TEST_CONTACT.street },
    remark: '放门口',
    payment: { state: 'none' },
    lines: [{ title: '云朵连体衣', quantity: 1, paid: money(2500) }],
  })
  t.equal(seen.headers['cache-control'], 'no-store')
  const { by, url: cashierUrl } = (await browser.post(`${link}/pay`)).body
  t.equal(by, 'redirect')
  t.match(cashierUrl, /^http:\/\/cashier\.localhost:3000\/pay\//)
  t.equal(await till.press(String(cashierUrl), 'pay'), 303)
  t.match((await browser.get(link)).body, { state: 'paid', payment: { state: 'paid', provider: 'sandbox' } })
  t.match(await browser.post(`${link}/cancel`), { status: 409, body: { code: 'ORDER_ALREADY_PAID' } })
  t.match(await browser.post(`${link}/confirm`), { status: 409, body: { code: 'ORDER_STATE' } })
  const clerk = await staff(till, 'clerk')
  const shipped = await clerk.post(`${admin}/orders/${seen.body.id}/ship`, {
    carrier: '顺丰',
    trackingNumber: 'SF1',
  })
  t.match(shipped, { status: 201, body: { isComplete: true } })
  t.equal((await browser.post(`${link}/confirm`)).status, 204)
  t.match((await browser.get(link)).body, {
    state: 'received',
    parcels: [{ carrier: '顺丰', trackingNumber: 'SF1' }],
  })
})

t.test('one key is one order; without a key, with other words or other prices there is none', async (t) => {
  const { till, sku } = await open(t)
  const browser = await guest(till)
  const body = order(sku.skuId)
  t.match(await browser.post(`${store}/orders`, body), {
    status: 400,
    body: { code: 'IDEMPOTENCY_KEY_REQUIRED' },
  })
  for (const key of ['short', 'x'.repeat(256), 'with space here'])
    t.match((await place(browser, body, key)).body, { code: 'IDEMPOTENCY_KEY_REQUIRED' })
  const all = await Promise.all(Array.from({ length: 20 }, () => place(browser, body, 'twin-key-1')))
  t.same([...new Set(all.map(({ status }) => status))], [201])
  t.equal(new Set(all.map((answer) => answer.body.orderId)).size, 1)
  const again = await place(browser, body, 'twin-key-1')
  t.equal(again.headers['idempotency-replayed'], 'true')
  t.match(await place(browser, order(sku.skuId, 2), 'twin-key-1'), {
    status: 422,
    body: { code: 'IDEMPOTENCY_KEY_REUSED' },
  })
  const other = await guest(till)
  t.not(
    (await place(other, body, 'twin-key-1')).body.orderId,
    again.body.orderId,
    'another browser’s key is another key',
  )
  t.match(await place(browser, order(sku.skuId, 1, 1)), {
    status: 409,
    body: { code: 'TOTAL_CHANGED', data: { payableFen: 2500 } },
  })
  t.match(await place(browser, order(sku.skuId, 50, 125_000)), {
    status: 409,
    body: { code: 'OUT_OF_STOCK' },
  })
  for (const change of [
    { lines: [{ skuId: sku.skuId, quantity: -1 }] },
    { lines: [{ skuId: sku.skuId, quantity: 0 }] },
    { lines: [{ skuId: sku.skuId, quantity: '1' }] },
    { lines: [{ skuId: sku.skuId, quantity: 1.5 }] },
    { lines: [{ skuId: sku.skuId, quantity: 1, price: 1 }] },
    { lines: [{ skuId: 'sku_x', quantity: 1 }] },
    { seenTotal: { amount: 2500, currency: 'USD' } },
    { price: 1 },
    { tenantId: till.store.storeId },
  ])
    t.match(await place(browser, { ...body, ...change }), { status: 400 }, JSON.stringify(change))
  const [row] = await till.database.admin<{ count: string }[]>`select count(*) from orders`
  t.equal(Number(row?.count), 2)
})

t.test('the link and the phone’s last digits open an order; nothing else does', async (t) => {
  const { till, sku } = await open(t)
  const mine = await guest(till)
  const { body } = await place(mine, order(sku.skuId))
  const link = `${store}/orders/${body.token}`
  const stranger = await guest(till)
  t.match(await stranger.get(link), { status: 403, body: { code: 'ORDER_LOCKED' } })
  t.match(await stranger.post(`${link}/pay`), { status: 403 })
  t.match(await stranger.post(`${link}/cancel`), { status: 403 })
  t.match(await stranger.post(`${link}/unlock`, { lastFour: '9999' }), {
    status: 403,
    body: { code: 'LAST4_WRONG' },
  })
  const guesses = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      stranger.post(`${link}/unlock`, { lastFour: String(2000 + index) }),
    ),
  )
  t.equal(
    guesses.filter((guess) => guess.body.code === 'LAST4_WRONG').length,
    4,
    'five an hour, however they come',
  )
  t.match(await stranger.post(`${link}/unlock`, { lastFour: '1234' }), {
    status: 429,
    body: { code: 'LAST4_LOCKED' },
  })
  t.match(await mine.get(link), { status: 200 }, 'the browser that ordered is not locked out')
  till.clock.advance(HOUR)
  t.match(await stranger.post(`${link}/unlock`, { lastFour: '1234' }), {
    status: 200,
    body: { state: 'unpaid' },
  })
  t.match(await stranger.get(link), { status: 200 }, 'from then on by itself')
  const [row] = await till.database.admin<{ number: string; id: string }[]>`select number, id from orders`
  for (const guess of [
    row?.number ?? '',
    `ord_${row?.id.replaceAll('-', '')}`,
    'A'.repeat(22),
    `${body.token}x`,
    "' or 1=1 --",
  ])
    t.ok(
      [400, 404].includes((await mine.get(`${store}/orders/${encodeURIComponent(String(guess))}`)).status),
      String(guess),
    )
  t.match(await mine.get(`${store}/orders`), { status: 401 }, 'a list is for who is signed in')
})

t.test('staff see, search, cancel and refund what their role allows, in their own shop', async (t) => {
  const { till, sku, admin } = await open(t)
  const browser = await guest(till)
  const first = (await place(browser, order(sku.skuId, 2))).body
  till.clock.advance(MINUTE)
  const second = (
    await place(browser, { ...order(sku.skuId), contact: { ...TEST_CONTACT, phone: '13900005678' } })
  ).body
  const owner = await staff(till, 'owner')
  const clerk = await staff(till, 'clerk')
  const list = await owner.get(`${admin}/orders`)
  t.match(list.body, {
    items: [{ id: second.orderId }, { id: first.orderId, contactMasked: '林** 138****1234' }],
    counts: { unpaid: 2 },
    next: null,
  })
  const page = await owner.get(`${admin}/orders?limit=1`)
  const next = await owner.get(`${admin}/orders?limit=1&cursor=${page.body.next}`)
  t.match(next.body, { items: [{ id: first.orderId }] })
  const found = (query: string) =>
    owner
      .get(`${admin}/orders?${query}`)
      .then(({ body }) => (body.items as { id: string }[]).map(({ id }) => id))
  const [row] = await till.database.admin<{ number: string }[]>`
    select number from orders where id = ${String(first.orderId).slice(4)}`
  t.same(await found(`search=${row?.number}`), [first.orderId])
  t.same(await found('search=139%200000%205678'), [second.orderId])
  for (const query of ['search=1390000', "search='%20or%201=1", 'search=%25', 'state=paid'])
    t.same(await found(query), [], query)
  for (const query of ['limit=0', 'limit=999', 'cursor=garbage', 'state=x', 'limit=1e9'])
    t.equal((await owner.get(`${admin}/orders?${query}`)).status, 400, query)

  t.match(await clerk.post(`${admin}/orders/${second.orderId}/cancel`, { reason: '缺货' }), { status: 403 })
  t.equal((await owner.post(`${admin}/orders/${second.orderId}/cancel`, { reason: '缺货' })).status, 204)
  const { url: cashierUrl } = (await browser.post(`${store}/orders/${first.token}/pay`)).body
  await till.press(String(cashierUrl), 'pay')
  t.match((await clerk.get(`${admin}/orders/${first.orderId}`)).body, {
    address: { phone: '13800001234' },
    state: 'paid',
    notes: [
      { action: 'place', actor: 'guest' },
      { action: 'pay', actor: 'provider' },
    ],
  })
  const [line] = (await owner.get(`${admin}/orders/${first.orderId}`)).body.lines as { id: string }[]
  const refund = (who: Browser, body: object, key = 'refund-key-1') =>
    who.post(`${admin}/orders/${first.orderId}/refund`, body, { 'idempotency-key': key })
  const one = { lines: [{ lineId: line?.id, units: 1 }], reason: '少发一件' }
  t.equal((await refund(clerk, one)).status, 403)
  t.match(await owner.post(`${admin}/orders/${first.orderId}/refund`, one), { status: 400 })
  const answers = await Promise.all(Array.from({ length: 10 }, () => refund(owner, one)))
  t.same([...new Set(answers.map(({ status }) => status))], [201])
  t.equal(new Set(answers.map((answer) => answer.body.refundId)).size, 1, 'one key, one refund')
  t.match(await refund(owner, { ...one, lines: [{ lineId: line?.id, units: 2 }] }), { status: 422 })
  t.match(await refund(owner, { ...one, lines: [{ lineId: line?.id, units: 2 }] }, 'refund-key-2'), {
    status: 409,
    body: { code: 'REFUND_TOO_LARGE' },
  })
  t.match(await refund(owner, { reason: 'x', shipping: { amount: 1, currency: 'CNY' } }, 'refund-key-3'), {
    status: 409,
  })
  t.match(await refund(owner, { whole: true, reason: '全退' }, 'refund-key-4'), {
    status: 201,
    body: { amount: money(2500) },
  })
  await till.runAsked()
  t.match((await browser.get(`${store}/orders/${first.token}`)).body, {
    state: 'refunded',
    refunded: money(5000),
    refunds: [{ state: 'done' }, { state: 'done' }],
  })
  const elsewhere = await openTill(t, { at })
  const stranger = await staff(elsewhere, 'owner')
  const theirs = `/api/admin/v1/stores/${elsewhere.store.storeId}/orders/${first.orderId}`
  t.match(await stranger.get(theirs), { status: 404, body: { code: 'ORDER_NOT_FOUND' } })
})

t.test('a payment service that is away is said; the order stays as it is', async (t) => {
  const { till, sku } = await open(t)
  const browser = await guest(till)
  const { token } = (await place(browser, order(sku.skuId))).body
  till.cutCashier(true)
  t.match(await browser.post(`${store}/orders/${token}/pay`), {
    status: 503,
    body: { code: 'PAYMENT_PROVIDER_DOWN' },
  })
  t.match(await browser.post(`${store}/orders/${token}/cancel`), { status: 503 })
  t.match((await browser.get(`${store}/orders/${token}`)).body, { state: 'unpaid' })
  till.cutCashier(false)
  t.match(await browser.post(`${store}/orders/${token}/pay`, { provider: 'nobody' }), { status: 404 })
  t.equal((await browser.post(`${store}/orders/${token}/pay`)).status, 200)
  till.clock.advance(DAY)
  await till.sweep()
  t.match(await browser.post(`${store}/orders/${token}/pay`), {
    status: 409,
    body: { code: 'ORDER_EXPIRED' },
  })
})
