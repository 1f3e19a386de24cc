import type { Id, OrderId } from '@mamapu/kernel'
import { CaseDesk } from '@mamapu/testkit'
import t from 'tap'
import { openPickups } from './conformance.samples.js'
import { METHOD } from './method/method.js'

t.setTimeout(120_000)

const HANGZHOU = { regionCode: '330106', street: '文三路 1 号', name: '林小满', phone: '13800001234' }

/** Two points: one sells off the shelf, the other what it was given. */
async function openTwo(t: Parameters<typeof openPickups>[0]) {
  const base = await openPickups(t)
  const { shop, staff, sku, addPoint } = base
  const own = await addPoint({ name: '西湖店', nameEn: 'West Lake', hasOwnStock: true })
  const give = (units: number) => staff('POST', `/points/${own}/stock`, { sku: sku.skuId, units })
  const stock = async () => {
    const [row] = await shop.database.admin<{ own: number | null; shelf: number }[]>`
      select (select limit_units - taken from quotas where kind = 'self-pickup.stock')::int as own,
             (select limit_units - taken from quotas where kind = 'stock' and id like ${`${sku.skuId.slice(4)}%`})::int as shelf`
    return [row?.own ?? null, row?.shelf ?? 0] as const
  }
  const ask = async (path: string, who: Awaited<ReturnType<typeof shop.customer>>, body: object) =>
    shop.shop('POST', `/api/store/v1/x/self-pickup/${path}`, who, { body })
  const tokenOf = (orderId: OrderId) => shop.order(orderId).token()
  return { ...base, own, give, stock, ask, tokenOf }
}

t.test(
  'her own stock is sold at its point alone: fifty for the last five, and what is refunded lies there again',
  async (t) => {
    const { shop, sku, own, give, stock, choice } = await openTwo(t)
    const there = { ...choice, point: own }
    t.match(await shop.cart(sku.skuId).via(METHOD, there).place(), { placed: false }, 'nothing lies there')
    t.equal((await give(5)).status, 200)
    const [, shelf] = await stock()
    const { counts } = await shop.race(50, ({ cart }) => cart(sku.skuId).via(METHOD, there).place())
    t.equal(counts['placed'], 5)
    t.same(await stock(), [0, shelf], 'the shop’s shelf is as full as before')
    t.match(JSON.stringify(await shop.cart(sku.skuId).via(METHOD, there).place()), /SELF_PICKUP_OUT_OF_STOCK/)
    t.match(
      await shop.cart(sku.skuId).via(METHOD, choice).place(),
      { placed: true },
      'the other point has it',
    )
    await give(2)
    const order = await shop.cart([sku.skuId, 2]).via(METHOD, there).order()
    await order.pay()
    await order.refund()
    t.same(await stock(), [2, shelf - 1])
    t.same(await shop.broken(), [])
  },
)

t.test('what lies at a point alone is sold there, whoever was told that the shelf is empty', async (t) => {
  const { shop, own, choice, staff } = await openTwo(t)
  const { skuId } = await shop.sku({ priceFen: 5000, stock: 0, title: '只在店里' })
  await staff('POST', `/points/${own}/stock`, { sku: skuId, units: 2 })
  const there = { ...choice, point: own }
  t.match(await shop.cart(skuId).place(), { code: 'OUT_OF_STOCK' }, 'by courier: off the shelf')
  const { name, phone } = HANGZHOU
  const wanted = { lines: [{ skuId, quantity: 1 }], delivery: { method: METHOD, choice: there } }
  const bought = await shop.shop('POST', '/api/store/v1/orders', await shop.customer(), {
    headers: { 'idempotency-key': 'from-her-own-stock' },
    body: { ...wanted, contact: { name, phone }, seenTotal: { amount: 5000, currency: 'CNY' } },
  })
  t.equal(bought.status, 201, bought.text)
  t.match(await shop.cart(skuId).via(METHOD, there).place(), { placed: true }, 'the second')
  t.match(await shop.cart(skuId).via(METHOD, there).place(), { code: 'OUT_OF_STOCK' }, 'no third')
  await staff('POST', `/points/${own}/stock`, { sku: skuId, units: 1 })
  t.match(await shop.cart(skuId).via(METHOD, choice).place(), { code: 'OUT_OF_STOCK' }, 'off the shelf')
  t.match((await shop.cart(skuId).basket()).broken, [{ obstacle: 'sold_out' }])
  t.match(await shop.cart(skuId).via(METHOD, there).place(), { placed: true })
  t.same(await shop.broken(), [])
})

t.test('what was paid back as written off stays so where it lay; only the rest moves', async (t) => {
  const { shop, sku, own, give, stock, ask, tokenOf, bought, choice, owner } = await openTwo(t)
  await give(5)
  const anna = await shop.customer()
  const orderId = await bought(anna, [sku.skuId, 3], { ...choice, point: own })
  const [, shelf] = await stock()
  const [line] = await shop.order(orderId).try.lines()
  const refund = await shop.console('POST', `/orders/${orderId}/refund`, owner, {
    headers: { 'idempotency-key': 'written-off-unit' },
    body: { lines: [{ lineId: line?.id, units: 1, restock: false }], reason: '破损' },
  })
  t.equal(refund.status, 201, refund.text)
  t.same(await stock(), [2, shelf])
  const o = await tokenOf(orderId)
  const move = async (point: string) =>
    t.equal((await ask('move', anna, { o, pick: `${point} 2026-03-05 14:00` })).status, 200)
  await move(choice.point)
  t.same(await stock(), [4, shelf - 2], 'the broken one stays where it broke')
  await move(own)
  t.same(await stock(), [2, shelf])
  await move(choice.point)
  await shop.order(orderId).refund()
  t.same(await stock(), [4, shelf])
  t.same(await shop.broken(), [])
})

t.test(
  'she takes another time or point until the cut-off: the old one is free, the new one hers, goods and all',
  async (t) => {
    const {
      shop,
      sku,
      own,
      give,
      stock,
      ask,
      tokenOf,
      bought,
      page,
      slotTaken,
      rowOf,
      pickupId,
      staff,
      choice,
    } = await openTwo(t)
    await give(3)
    const anna = await shop.customer()
    const orderId = await bought(anna, [sku.skuId, 3])
    const o = await tokenOf(orderId)
    const [, shelf] = await stock()
    const move = (pick: string, who = anna) => ask('move', who, { o, pick })
    const shown = await page('change', anna, { o })
    t.match(shown, { isLate: false, chosen: { name: '滨江店' }, others: [{ name: '西湖店' }] })
    t.notMatch(JSON.stringify(shown['chosen']), /2026-03-04 14:00/, 'what she has is no other time')
    t.match(await page('change', anna, { o, point: own }), { chosen: { name: '西湖店', isFull: false } })
    t.match(await page('change', await shop.customer(), { o }), { isKnown: false }, 'nobody else’s')

    t.match(await move(`${choice.point} 2026-03-04 16:00`, await shop.customer()), { status: 404 })
    t.match(await move(`${choice.point} 2026-03-08 14:00`), { json: { code: 'SELF_PICKUP_SLOT_UNKNOWN' } })
    t.match(await move('nonsense'), { json: { code: 'SELF_PICKUP_NOT_FOUND' } })
    t.equal((await move(`${choice.point} 2026-03-04 16:00`)).status, 200)
    t.same(await slotTaken(), [{ id: '1600', taken: 1 }])
    await staff('POST', '/desk/ready', { ids: [await pickupId(orderId)] })
    const { code } = await page('code', anna, { o })

    const brokenWith = async (sql: string, undo: string) => {
      await shop.database.admin.unsafe(sql)
      const names = (await shop.broken()).map(({ name }) => name)
      await shop.database.admin.unsafe(undo)
      return names
    }
    t.same(
      await brokenWith(
        'update self_pickup_pickups set day = day + 1',
        'update self_pickup_pickups set day = day - 1',
      ),
      [
        'self-pickup: an open pickup has its place in its slot',
        'self-pickup: a place taken is that of a pickup',
      ],
      'a pickup that names another slot than the one its order has is found',
    )

    t.equal((await move(`${own} 2026-03-05 14:00`)).status, 200)
    t.same(await stock(), [0, shelf + 3], 'the goods are those of that point')
    t.match(await rowOf(orderId), { state: 'preparing', day: '2026-03-05' }, 'there it is made ready anew')
    t.match(await page('code', anna, { o }), { code: null, point: '西湖店' })
    t.equal(
      (await move(`${own} 2026-03-05 16:00`)).status,
      200,
      'another time there: the last three are her own',
    )
    t.same(await stock(), [0, shelf + 3])
    await staff('POST', '/desk/ready', { ids: [await pickupId(orderId)] })
    t.match(await staff('POST', `/desk/points/${own}/look-up`, { code: String(code) }), {
      json: { outcome: 'found' },
    })
    t.equal((await move(`${choice.point} 2026-03-05 10:00`)).status, 200)
    t.same(await stock(), [3, shelf], 'and back to the shelf')
    t.same(await slotTaken(), [{ id: '1000', taken: 1 }])
    t.same(await shop.broken(), [])

    await shop.travel({ hours: 22, minutes: 1 })
    t.match(await move(`${choice.point} 2026-03-05 14:00`), { json: { code: 'SELF_PICKUP_CHANGE_LATE' } })
    t.match(await page('change', anna, { o }), { isLate: true })
    await shop.order(orderId).refund()
    t.same(await stock(), [3, shelf + 3])
    t.same(await shop.broken(), [])
  },
)

t.test(
  'moved, handed over and refunded at once: one of them, and every unit is where it belongs',
  async (t) => {
    const { shop, sku, own, give, stock, ask, tokenOf, bought, rowOf, pickupId, staff, choice, owner } =
      await openTwo(t)
    await give(40)
    const [, shelf] = await stock()
    const people = await Promise.all(Array.from({ length: 6 }, () => shop.customer()))
    for (const [n, who] of people.entries()) {
      const pick = n % 2 ? choice : { ...choice, point: own }
      const orderId = await bought(who, [sku.skuId, 2], pick)
      const [o, id] = [await tokenOf(orderId), await pickupId(orderId)]
      await staff('POST', '/desk/ready', { ids: [id] })
      const { version } = (await rowOf(orderId)) as { version: number }
      const [moved, handed, refunded] = await Promise.all([
        ask('move', who, { o, pick: `${n % 2 ? own : choice.point} 2026-03-05 14:00` }),
        staff('POST', `/desk/pickups/${id}/hand`, { version }, owner, `race${n}`),
        shop.order(orderId).try.refund(),
      ])
      const look = await shop.order(orderId).look()
      const row = await rowOf(orderId)
      if (moved.status === 200) t.not(handed.status, 200, 'never both moved and handed over as it was')
      t.ok(look.refunds.length <= 1 && refunded !== undefined)
      t.ok(
        ['handed', 'preparing', 'closed', 'ready'].includes(String(row?.['state'])),
        String(row?.['state']),
      )
    }
    await shop.runDue()
    t.same(await shop.broken(), [])
    const after = await stock()
    t.ok((after[0] ?? 0) <= 40 && (after[1] ?? 0) <= shelf)
  },
)

t.test('a closed day: listed, asked, and each goes the way she chooses', async (t) => {
  const { shop, ask, tokenOf, bought, page, pickupId, rowOf, staff, pointId, stock, slotTaken } =
    await openTwo(t)
  const people = await Promise.all(Array.from({ length: 4 }, () => shop.customer()))
  const day = { day: '2026-03-05', slot: '14:00', point: pointId }
  const orders: Id<'ord'>[] = []
  for (const who of people) orders.push(await bought(who, undefined, day))
  const [, shelf] = await stock()
  await staff('POST', `/points/${pointId}/days-off`, { day: '2026-03-05', reason: '盘点' })
  const upset = async () =>
    (await staff('GET', '/upset')).json['items'] as { id: string; why: string; answer: string }[]
  t.equal((await upset()).length, 4)
  const [anna, berta, clara, dora] = people as [
    (typeof people)[0],
    (typeof people)[0],
    (typeof people)[0],
    (typeof people)[0],
  ]
  const [first, second, third, fourth] = orders as [OrderId, OrderId, OrderId, OrderId]
  const tokens = await Promise.all(orders.map(tokenOf))
  const bodyOf = (n: number, more: object = {}) => ({ o: tokens[n], ...more })
  t.match(
    await ask('decline', anna, bodyOf(0)),
    { json: { code: 'SELF_PICKUP_CHANGED' } },
    'nobody asked her',
  )
  t.match(await ask('express', anna, bodyOf(0, HANGZHOU)), { json: { code: 'SELF_PICKUP_NOT_SENT' } })
  const propose = async (orderId: OrderId, mayExpress: boolean) =>
    staff('POST', `/pickups/${await pickupId(orderId)}/propose`, { reason: '那天盘点', mayExpress })
  for (const orderId of orders) t.equal((await propose(orderId, orderId === second)).status, 200)
  t.match(await propose(first, true), { json: { code: 'SELF_PICKUP_CHANGED' } }, 'asked already')
  const asked = await page('code', berta, { o: String(tokens[1]) })
  t.match(asked, { isAsked: true, askedWhy: '那天盘点', expressUrl: /express/, changeUrl: /change/ })

  t.equal((await ask('move', anna, bodyOf(0, { pick: `${pointId} 2026-03-06 14:00` }))).status, 200)
  t.match(await ask('express', berta, bodyOf(1, { ...HANGZHOU, regionCode: '' })), {
    json: { code: 'SELF_PICKUP_ADDRESS' },
  })
  t.match(await page('express', berta, { o: String(tokens[1]), provinceCode: '33' }), {
    mayExpress: true,
    cities: [{ name: '杭州市' }],
  })
  t.equal((await ask('express', berta, bodyOf(1, HANGZHOU))).status, 200)
  t.equal((await ask('decline', clara, bodyOf(2))).status, 200)
  t.match(
    await ask('express', dora, bodyOf(3, HANGZHOU)),
    { json: { code: 'SELF_PICKUP_NOT_SENT' } },
    'not offered to her',
  )
  t.equal(
    (await staff('POST', `/pickups/${await pickupId(fourth)}/refund`)).status,
    200,
    'the merchant decides',
  )
  await shop.runDue()

  t.same(
    await Promise.all(
      orders.map(async (id) => [(await shop.order(id).look()).state, (await rowOf(id))?.['state']]),
    ),
    [
      ['paid', 'preparing'],
      ['paid', 'closed'],
      ['refunded', 'closed'],
      ['refunded', 'closed'],
    ],
  )
  const [row] = await shop.database.admin<{ delivery: string; region: string }[]>`
    select delivery, region_code as region from orders where id = ${second.slice(4)}`
  t.same(row, { delivery: 'express', region: '330106' })
  t.same(await upset(), [], 'nothing is left to be settled')
  t.same(await slotTaken(), [{ id: '1400', taken: 1 }], 'of the moved one')
  t.same((await stock())[1], shelf + 2)
  t.equal((await shop.order(third).look()).refunds.length, 1)
  t.same(await shop.broken(), [])
})

t.test('one of three handed over and brought back: two are still to be collected', async (t) => {
  const { shop, sku, bought, pickupId, staff, rowOf } = await openTwo(t)
  const anna = await shop.customer()
  const orderId = await bought(anna, [sku.skuId, 3])
  const id = await pickupId(orderId)
  await staff('POST', '/desk/ready', { ids: [id] })
  const card = (await staff('GET', `/desk/pickups/${id}`)).json['card'] as {
    lines: [{ lineId: string }]
    version: number
  }
  const [{ lineId }] = card.lines
  await staff(
    'POST',
    `/desk/pickups/${id}/hand`,
    { version: card.version, lines: [{ lineId, units: 1 }] },
    undefined,
    'l1',
  )
  await shop.order(orderId).refund(1, 'sent')
  await shop.runDue()
  const left = (await staff('GET', `/desk/pickups/${id}`)).json['card'] as typeof card
  t.match(left, { state: 'part', lines: [{ left: 2, handed: 1 }] })
  t.match(await staff('POST', `/desk/pickups/${id}/hand`, { version: left.version }, undefined, 'l2'), {
    json: { card: { state: 'handed', lines: [{ left: 0, handed: 3 }] } },
  })
  t.match(await rowOf(orderId), { state: 'handed' })
  t.same(await shop.broken(), [])
})

t.test(
  'exchanged: collected where it was, from the stock there; is that point closed, she is asked where to',
  async (t) => {
    const base = await openTwo(t)
    const {
      shop,
      sku,
      own,
      give,
      stock,
      ask,
      tokenOf,
      bought,
      rowOf,
      pickupId,
      page,
      staff,
      choice,
      owner,
      slotTaken,
    } = base
    const desk = await CaseDesk.of(shop)
    await give(2)
    const anna = await shop.customer()
    const [, shelf] = await stock()
    const collect = async (orderId: OrderId) => {
      const id = await pickupId(orderId)
      await staff('POST', '/desk/ready', { ids: [id] })
      const { version } = (await rowOf(orderId)) as { version: number }
      const handed = await staff('POST', `/desk/pickups/${id}/hand`, { version }, owner, orderId)
      t.equal(handed.status, 200, handed.text)
    }
    const exchange = async (orderId: OrderId): Promise<OrderId> => {
      const id = await desk.open(orderId, { kind: 'exchange', reason: 'damaged' })
      for (const step of ['accept', 'send', 'arrive'] as const) await desk.step(id, step)
      const [line] = await desk.found(id)
      t.match(await desk.inspect(id, line ? [{ ...line, restockUnits: 0 }] : null), { done: true })
      await shop.runDue()
      const [row] = await shop.database.admin<{ id: string }[]>`
      select replace(id::text, '-', '') as id from orders where exchange_of = ${orderId.slice(4)}`
      return `ord_${row?.id}`
    }
    const first = await bought(anna, sku.skuId, { ...choice, point: own })
    t.same(await stock(), [1, shelf])
    await collect(first)
    const second = await exchange(first)
    t.match(await rowOf(second), { state: 'preparing', day: '2026-03-04' })
    t.same(await slotTaken(), [{ id: '1400', taken: 2 }], 'a place of its own, at the next time')
    t.same(await stock(), [0, shelf], 'the broken one stays taken; another came off the same stock')
    t.match(await page('code', anna, { o: await tokenOf(second) }), { isPreparing: true, point: '西湖店' })
    t.same(await desk.faults(), [])

    await collect(second)
    await shop.database.admin`update self_pickup_points set is_open = false where name = '西湖店'`
    await give(1)
    const third = await exchange(second)
    const o = await tokenOf(third)
    t.match(await page('code', anna, { o }), { isAsked: true, expressUrl: /express/ })
    t.same(await desk.faults(), [], 'who is asked has no slot yet')
    t.equal((await ask('express', anna, { o, ...HANGZHOU })).status, 200)
    const [sent] = await shop.database.admin<{ delivery: string; region: string }[]>`
    select delivery, region_code as region from orders where id = ${third.slice(4)}`
    t.same(sent, { delivery: 'express', region: '330106' })
    await shop.order(third).ship()
    t.same(await desk.faults(), [])
  },
)
