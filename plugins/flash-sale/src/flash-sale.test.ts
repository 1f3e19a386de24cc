import { HOUR, later, MINUTE } from '@mamapu/kernel'
import { phoneHash } from '@mamapu/testkit'
import t from 'tap'
import { openSale as open, ROUND, startsAt } from './open-sale.test.js'

t.setTimeout(120_000)

t.test('units leave the shelf when published; the price begins and ends on its second', async (t) => {
  const { shop, clock, buy, shelf, pool, sound } = await open(t)
  t.same(
    [await shelf(), await pool()],
    [
      { limit: 20, taken: 0 },
      { limit: 10, taken: 0 },
    ],
  )
  for (const [instant, seenTotalFen] of [
    [-1, 1000],
    [0, 600],
    [HOUR - 1, 600],
    [HOUR, 1000],
  ] as const) {
    clock.set(later(startsAt, instant))
    t.match(await buy({ seenTotalFen }), { placed: true })
    t.match(await buy({ seenTotalFen: 1600 - seenTotalFen }), { placed: false, code: 'TOTAL_CHANGED' })
  }
  t.same(
    [await shelf(), await pool()],
    [
      { limit: 20, taken: 2 },
      { limit: 10, taken: 2 },
    ],
  )
  await shop.passEdges()
  t.same(await shelf(), { limit: 28, taken: 2 }, 'what is left comes home')
  t.same(await pool(), { limit: 2, taken: 2 })
  await sound()
})

// #region race
t.test(
  'forty shoppers at once for ten units: ten have one, what is cancelled is on sale again',
  async (t) => {
    const { shop, clock, buy, pool, sound } = await open(t)
    clock.set(startsAt)
    const results = await Promise.all(Array.from({ length: 40 }, () => buy({ seenTotalFen: 600 })))
    const placed = results.flatMap((one) => (one.placed ? [one.orderId] : []))
    t.equal(placed.length, 10)
    for (const one of results.filter((result) => !result.placed))
      t.match(one, one.code === 'TOTAL_CHANGED' ? { data: { payableFen: 1000 } } : { code: 'OFFER_GONE' })
    t.same(await pool(), { limit: 10, taken: 10 })
    const [deadline] = await shop.database.admin<{ minutes: number }[]>`
    select distinct extract(epoch from pay_before - placed_at)::int / 60 as minutes from orders`
    t.equal(deadline?.minutes, 10, 'a sale waits shorter for its money')
    await shop.cancel(placed[0] as never)
    t.same(await pool(), { limit: 10, taken: 9 })
    t.match(await buy({ seenTotalFen: 600 }), { placed: true })
    t.match(await buy({ seenTotalFen: 600 }), { placed: false })
    await sound()
  },
)
// #endregion

t.test('one person, however they come: signed in, as a guest with the same phone, twice', async (t) => {
  const { shop, clock, buy } = await open(t, { perPerson: 1 })
  clock.set(startsAt)
  t.match(await buy({ seenTotalFen: 600 }), { placed: false, code: 'PHONE_CODE_REQUIRED' })
  const phone = '13800001234'
  const verifiedPhoneHash = await phoneHash(shop, shop.store, phone)
  t.match(await buy({ seenTotalFen: 600, phone, verifiedPhoneHash }), { placed: true })
  t.match(await buy({ seenTotalFen: 600, phone, verifiedPhoneHash }), { placed: false })
  const other = await phoneHash(shop, shop.store, '13900001234')
  t.match(await buy({ seenTotalFen: 600, phone: '13900001234', verifiedPhoneHash: other }), { placed: true })
  const two = await buy({
    quantity: 2,
    verifiedPhoneHash: await phoneHash(shop, shop.store, '13700001234'),
  })
  t.match(two, { placed: false, code: 'MECHANIC_REFUSED', data: { code: 'FLASH_SALE_LIMIT' } })
})

t.test('once the sale is sold out as many as one likes are bought at the everyday price', async (t) => {
  const { shop, clock, buy, pool } = await open(t, { units: 2, perOrder: 1 })
  clock.set(startsAt)
  t.match(await buy({ quantity: 2, seenTotalFen: 1200 }), { data: { code: 'FLASH_SALE_LIMIT' } })
  const first = await buy({ seenTotalFen: 600 })
  t.match([first, await buy({ seenTotalFen: 600 })], [{ placed: true }, { placed: true }])
  t.match(await buy({ quantity: 2, seenTotalFen: 2000 }), { placed: true }, 'the shelf has some')
  if (first.placed) await shop.cancel(first.orderId)
  t.match(await buy({ seenTotalFen: 600 }), { placed: true })
  t.same(await pool(), { limit: 2, taken: 2 })
})

t.test('switched off in the middle: nothing new at the price, what was promised is settled', async (t) => {
  const { shop, clock, buy, shelf, pool, sound } = await open(t)
  clock.set(startsAt)
  const orders = await Promise.all([1, 2, 3].map(() => buy({ seenTotalFen: 600 })))
  const [first, second] = orders.map((one) => (one.placed ? one.orderId : null))
  await shop.pay(first as never)
  await shop.switchTo(false)
  await shop.snapshot()
  t.match(await buy({ seenTotalFen: 1000 }), { placed: true }, 'the everyday price again')
  await shop.cancel(second as never)
  await shop.refund(first as never)
  t.same(await pool(), { limit: 10, taken: 1 })
  clock.set(later(startsAt, HOUR))
  await shop.passEdges()
  t.same(
    [await pool(), await shelf()],
    [
      { limit: 1, taken: 1 },
      { limit: 29, taken: 1 },
    ],
  )
  await sound()
})

t.test('who asked is reminded five minutes before, once; a cancelled round reminds nobody', async (t) => {
  const { shop, clock, remind, sku } = await open(t)
  const person = await shop.customer()
  t.match(await shop.shop('POST', remind, null), { status: 401 })
  t.match(await shop.shop('POST', remind, person), {
    status: 201,
    json: { startsAt: startsAt.toISOString() },
  })
  t.match(await shop.shop('POST', remind, person), { status: 201 })
  t.match(await shop.shop('POST', remind.replace(ROUND, '20260305T1100'), person), { status: 404 })
  const inbox = async () =>
    (await shop.database.admin<{ text: string }[]>`select text from messages where channel = 'inbox'`).map(
      ({ text }) => text,
    )
  clock.set(later(startsAt, -5 * MINUTE - 1))
  await shop.passEdges()
  await shop.runJob('send-reminders')
  t.same(await inbox(), [])
  clock.set(later(startsAt, -5 * MINUTE))
  await shop.passEdges()
  await shop.runJob('send-reminders')
  await shop.runJob('send-reminders')
  const [text, ...more] = await inbox()
  t.same(more, [])
  t.match(text, /「上午场」11:00 开抢，秒杀价 ¥6。.*\/prepare\?sku=/)
  t.match(text, sku.skuId)
  const [hasty, last] = [await shop.customer(), await shop.customer()]
  clock.set(later(startsAt, -2 * MINUTE))
  t.match(await shop.shop('POST', remind, hasty), { status: 201 })
  t.match(await shop.shop('POST', remind, person), { status: 201 }, 'who was reminded is not again')
  await shop.runJob('send-reminders')
  t.equal((await inbox()).length, 2, 'who asks in the last minutes is reminded at once')
  clock.set(later(startsAt, -1))
  t.match(await shop.shop('POST', remind, last), { status: 201 })
  clock.set(startsAt)
  t.match(await shop.shop('POST', remind, person), { status: 409, json: { code: 'FLASH_SALE_STARTED' } })
  await shop.runJob('send-reminders')
  t.equal((await inbox()).length, 3)
})

t.test('asked in the minute before core tells, a reminder waits for nothing but its time', async (t) => {
  const { shop, clock, remind } = await open(t)
  clock.set(later(startsAt, -5 * MINUTE - 1))
  t.match(await shop.shop('POST', remind, await shop.customer()), { status: 201 })
  const sent = async () => {
    await shop.runJob('send-reminders')
    return (await shop.database.admin`select 1 from messages where channel = 'inbox'`).length
  }
  t.equal(await sent(), 0)
  clock.set(later(startsAt, -5 * MINUTE))
  t.equal(await sent(), 1)
})

t.test(
  'pages: announced with a way to be reminded, running with its counters, and the bulletin',
  async (t) => {
    const { shop, clock, sku, buy } = await open(t, { perPerson: 2 })
    const subject = {
      product: {
        id: sku.productId,
        path: '/p/onesie',
        categoryIds: [],
        tags: [],
        skus: [{ id: sku.skuId, everydayFen: 1000, unitFen: 1000 }],
      },
    } as never
    const band = async () => (await shop.slot('product.campaign', subject)).parts[0]?.data
    clock.set(later(startsAt, -HOUR - 1))
    t.equal(await band(), undefined, 'nothing before it is announced')
    clock.set(later(startsAt, -HOUR))
    t.match(await band(), {
      state: 'soon',
      priceFen: 600,
      startsAt: startsAt.toISOString(),
      remindUrl: /remind/,
    })
    clock.set(startsAt)
    t.match(await band(), { state: 'running', priceFen: 600, limit: 2, counters: /^flash-sale\.units:/ })
    t.match((await shop.slot('home.sale', {})).parts[0]?.data, {
      rounds: [{ isRunning: true, fromFen: 600, items: [{ title: '云朵连体衣', priceFen: 600 }] }],
    })
    t.match((await shop.basketSlot('cart.above', sku.skuId, null)).parts, [])
    await buy({ verifiedPhoneHash: await phoneHash(shop, shop.store, '13800001234') })
    const owner = await shop.owner()
    const units = await shop.console('GET', '/x/flash-sale/units', owner)
    t.match(units.json, {
      items: [{ label: '上午场', state: 'running', title: '云朵连体衣', units: 10, taken: 1, left: 9 }],
    })
    clock.set(later(startsAt, HOUR))
    await shop.passEdges()
    t.match((await shop.console('GET', '/x/flash-sale/units', owner)).json, {
      items: [{ state: 'ended', taken: 1 }],
    })
  },
)
