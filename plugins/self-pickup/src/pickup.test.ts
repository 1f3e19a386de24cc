import { asId } from '@mamapu/kernel'
import type { TestCustomer } from '@mamapu/testkit'
import t from 'tap'
import { openPickups, POINT } from './conformance.samples.js'
import { METHOD } from './method/method.js'

t.setTimeout(120_000)

t.test('bought, made ready, collected by its code: once, however many clerks', async (t) => {
  const { shop, owner, staff, sku, pointId, bought, rowOf, pickupId, page, slotTaken } = await openPickups(t)
  const anna = await shop.customer()
  const clerk = await shop.staff('clerk')
  const orderId = await bought(anna, [sku.skuId, 3])
  t.match(await rowOf(orderId), { state: 'preparing', day: '2026-03-04', from_minute: 840 })
  t.same(await slotTaken(), [{ id: '1400', taken: 1 }], 'one order, three items')
  const o = await shop.order(orderId).token()
  const stage = async () => {
    const { json } = await shop.console('GET', `/orders/${orderId}`, owner)
    return (json['says'] as { stage: { name: string } | null }).stage?.name
  }
  t.equal(await stage(), '待备货')
  const [paid] = await shop.database.admin<
    { text: string }[]
  >`select text from messages where template = 'order-paid'`
  t.match(paid?.text, /备好会通知你来取/)
  t.match(await page('code', anna, { o }), { isKnown: true, code: null, isPreparing: true, point: '滨江店' })
  t.match(await page('code', await shop.customer(), { o }), { isKnown: false }, 'nobody else’s')
  t.match(await page('code', anna, { o: 'A'.repeat(22) }), { isKnown: false })

  const id = await pickupId(orderId)
  t.match(
    await staff('GET', '/desk', undefined, clerk),
    { json: { points: [], mayUndo: false } },
    'no point of hers',
  )
  t.match(await staff('POST', '/desk/ready', { ids: [id] }, clerk), { json: { count: 0 } })
  t.match(await staff('GET', `/desk/pickups/${id}`, undefined, clerk), {
    json: { code: 'SELF_PICKUP_NOT_YOURS' },
  })
  await staff('POST', `/points/${pointId}/staff`, { staffId: clerk.staffId })
  const listed = await staff('GET', `/desk/points/${pointId}/days/2026-03-04`, undefined, clerk)
  t.match(listed.json, { items: [{ id, state: 'preparing', span: '14:00–16:00' }] })
  const before = (await shop.snapshot()).configVersion
  t.match(await staff('POST', '/desk/ready', { ids: [id, id] }, clerk), { json: { count: 1 } })
  t.equal(await stage(), '待自提')
  t.equal((await shop.snapshot()).configVersion, before, 'no page changes by it')

  const { code, passUrl } = await page('code', anna, { o })
  t.match(code, /^\d{8}$/)
  t.same(await page('code', anna, { o }), await page('code', anna, { o }), 'shown again, the same')
  const look = (text: string, who = clerk) =>
    staff('POST', `/desk/points/${pointId}/look-up`, { code: text }, who)
  const found = (await look(String(code))).json
  t.match(found, { outcome: 'found', card: { state: 'ready', lines: [{ left: 3, title: '纯棉连体衣' }] } })
  const card = found['card'] as { version: number; lines: [{ lineId: string }] }

  const hand = (key: string, body: object, who = clerk) =>
    staff('POST', `/desk/pickups/${id}/hand`, body, who, key)
  const [{ lineId }] = card.lines
  t.match(await hand('k0', { version: card.version, lines: [{ lineId, units: 4 }] }), {
    json: { code: 'SELF_PICKUP_TOO_MANY' },
  })
  const part = await hand('k1', { version: card.version, lines: [{ lineId, units: 1 }] })
  t.match(part.json, { card: { state: 'part', lines: [{ left: 2, handed: 1 }] } })
  t.equal(await stage(), '部分已自提')
  t.same(
    (await hand('k1', { version: card.version, lines: [{ lineId, units: 1 }] })).json,
    part.json,
    'the same key',
  )
  t.match(await hand('k2', { version: card.version }), { json: { code: 'SELF_PICKUP_CHANGED' } })
  const { version } = (part.json['card'] ?? {}) as { version: number }
  // Two hand-overs of one instant would have no order.
  shop.clock.advance(1000)
  const both = await Promise.all(
    [clerk, await shop.staff('manager')].map((who, n) => hand(`both${n}`, { version }, who)),
  )
  t.same(both.map(({ status }) => status).sort(), [200, 409], 'two clerks at once: one')
  t.match(both.find(({ status }) => status === 409)?.json, { code: 'SELF_PICKUP_HANDED' })
  t.match(await shop.order(orderId).look(), { state: 'received' })
  t.equal(await stage(), '已自提')
  t.match((await look(String(code))).json, { outcome: 'wrong', triesLeft: 4 }, 'used up')
  t.match(await page('code', anna, { o }), { code: null, isHanded: true })
  t.match(await page('pass', null, { p: String(passUrl).split('p=')[1] ?? '' }), {
    isKnown: true,
    isOver: true,
  })

  t.match(await staff('POST', `/desk/pickups/${id}/undo`, undefined, clerk, 'u0'), { status: 403 })
  const manager = await shop.staff('manager')
  t.match(await staff('POST', `/desk/pickups/${id}/undo`, undefined, manager, 'u1'), {
    json: { card: { state: 'part', lines: [{ left: 2 }] } },
  })
  t.match(await shop.order(orderId).look(), { state: 'paid' })
  await hand('k9', { version: version + 2 })
  t.match(await rowOf(orderId), { state: 'handed' })
  await shop.travel({ minutes: 11 })
  t.match(await staff('POST', `/desk/pickups/${id}/undo`, undefined, await shop.staff('manager'), 'u2'), {
    json: { code: 'SELF_PICKUP_UNDO_LATE' },
  })
  const logged = await staff('GET', '/log', undefined, await shop.owner())
  const entries = logged.json['items'] as { what: string; order: { id: string }; units?: number }[]
  t.ok(
    entries.every(
      ({ what, order, units }) => order.id === orderId && what.startsWith('handed') === (units !== undefined),
    ),
    'each leads to its order; units are said where goods moved',
  )
  const deeds = entries.map(({ what }) => what)
  t.same(deeds.toSorted(), ['handed', 'handed', 'handed_undone', 'ready', 'undone'])
  const [audit] = await shop.database.admin<{ n: number }[]>`
    select count(*)::int as n from audit_log where data::text like ${`%${code}%`}`
  t.equal(audit?.n, 0, 'no code in the audit log')
  t.same(await shop.broken(), [])
})

t.test('one of two collected, the other paid back: it is over, nobody is reminded to come', async (t) => {
  const { shop, staff, sku, bought, rowOf, pickupId } = await openPickups(t)
  const [half, open] = [
    await bought(await shop.customer(), [sku.skuId, 2]),
    await bought(await shop.customer(), [sku.skuId, 2]),
  ]
  const ids = [await pickupId(half), await pickupId(open)]
  await staff('POST', '/desk/ready', { ids })
  const { json } = await staff('GET', `/desk/pickups/${ids[0]}`)
  const { version, lines } = json['card'] as { version: number; lines: [{ lineId: string }] }
  const one = { version, lines: [{ lineId: lines[0].lineId, units: 1 }] }
  t.match(await staff('POST', `/desk/pickups/${ids[0]}/hand`, one, undefined, 'half'), {
    json: { card: { state: 'part' } },
  })
  for (const orderId of [half, open]) await shop.order(orderId).refund(1)
  await shop.runDue()
  t.match(await rowOf(half), { state: 'handed' })
  t.match(await rowOf(open), { state: 'ready' }, 'one is still to be collected')
  t.match(await shop.order(half).look(), { state: 'received' })
  t.same(await shop.broken(), [])
})

t.test(
  'where items take places, a refund of some gives as many back, and no more are ever taken',
  async (t) => {
    const { shop, sku, staff, pointId, bought, slotTaken, choice, page } = await openPickups(t)
    await staff('PUT', `/points/${pointId}`, { ...POINT, countBy: 'items' })
    const anna = await shop.customer()
    const orderId = await bought(anna, [sku.skuId, 8])
    const race = () => shop.race(12, ({ cart }) => cart([sku.skuId, 2]).via(METHOD, choice).place())
    t.equal((await race()).counts['placed'], 1, 'room for two items')
    t.same(await slotTaken(), [{ id: '1400', taken: 10 }])
    await Promise.all([shop.order(orderId).refund(3), shop.order(orderId).refund(2)])
    await shop.runDue()
    t.same(await slotTaken(), [{ id: '1400', taken: 5 }], 'three of eight, and two')
    t.equal((await race()).counts['placed'], 2, 'room for five: two of two items')
    const o = await shop.order(orderId).token()
    const pick = `${pointId} 2026-03-04 16:00`
    t.equal(
      (await shop.shop('POST', '/api/store/v1/x/self-pickup/move', anna, { body: { o, pick } })).status,
      200,
    )
    t.same(await slotTaken(), [
      { id: '1400', taken: 6 },
      { id: '1600', taken: 3 },
    ])
    t.match(await page('code', anna, { o }), { isPreparing: true })
    await shop.order(orderId).refund(1)
    await shop.runDue()
    t.same((await slotTaken())[1], { id: '1600', taken: 2 }, 'of the slot it is in now')
    await shop.order(orderId).refund()
    await shop.runDue()
    t.same(await slotTaken(), [{ id: '1400', taken: 6 }])
    t.same(await shop.broken(), [])
  },
)

t.test('wrong codes: five in a minute lock one person, another point’s code is told apart', async (t) => {
  const { shop, owner, staff, bought, pointId, addPoint, pickupId, page } = await openPickups(t)
  const [other, anna] = [await addPoint({ name: '西湖店' }), await shop.customer()]
  const orderId = await bought(anna)
  await staff('POST', '/desk/ready', { ids: [await pickupId(orderId)] })
  const { code } = await page('code', anna, { o: await shop.order(orderId).token() })
  const look = async (text: string, point = pointId, who = owner) =>
    (await staff('POST', `/desk/points/${point}/look-up`, { code: text }, who)).json
  t.match(await look(`${code}`, other), { outcome: 'other_point', point: '滨江店' })
  t.match(await look(`${String(code).slice(0, 4)} ${String(code).slice(4)}`), { outcome: 'found' })
  for (const left of [4, 3, 2, 1]) t.match(await look('not a code'), { outcome: 'wrong', triesLeft: left })
  t.match(await look('00000000'), { outcome: 'locked', seconds: 60 })
  t.match(await look(String(code)), { outcome: 'locked' }, 'the right one as well')
  const manager = await shop.staff('manager')
  t.match(await look(String(code), pointId, manager), { outcome: 'found' }, 'nobody else')
  shop.clock.advance(60_000)
  t.match(await look(String(code)), { outcome: 'found' })
  const guesses = await Promise.all(
    Array.from({ length: 12 }, (_, n) => look(`1111111${n % 10}`, pointId, manager)),
  )
  t.equal(guesses.filter(({ outcome }) => outcome === 'wrong').length, 4, 'parallel guesses of one person')

  const o = await shop.order(orderId).token()
  const { passUrl } = await page('code', anna, { o })
  const p = String(passUrl).split('p=')[1] ?? ''
  const passed = await page('pass', null, { p })
  t.match(passed, { isKnown: true, code, point: '滨江店' })
  t.notOk(JSON.stringify(passed).includes('连体衣'))
  t.match(await page('pass', null, { p: `${p.slice(0, -1)}${p.endsWith('A') ? 'B' : 'A'}` }), {
    isKnown: false,
  })
  const renewed = await shop.shop('POST', '/api/store/v1/x/self-pickup/renew', anna, { body: { o } })
  t.match(renewed, { status: 200 })
  const { code: next } = await page('code', anna, { o })
  t.not(next, code)
  t.match(await page('pass', null, { p }), { isKnown: false }, 'what was passed on dies with the code')
  t.match(await look(String(code)), { outcome: 'wrong' })
  t.match(await look(String(next)), { outcome: 'found' })
})

t.test('200 buyers for the last slot of ten: ten', async (t) => {
  const { shop, sku, staff, pointId, slotTaken, choice } = await openPickups(t)
  const { counts } = await shop.race(200, ({ cart }) => cart(sku.skuId).via(METHOD, choice).place())
  t.equal(counts['placed'], 10)
  t.equal(
    Object.values(counts).reduce((sum, n) => sum + n, 0),
    200,
  )
  t.same(await slotTaken(), [{ id: '1400', taken: 10 }])
  const refused = await shop.cart(sku.skuId).via(METHOD, choice).place()
  t.match(refused, { placed: false, code: 'DELIVERY_REFUSED' })
  t.match(JSON.stringify(refused), /SELF_PICKUP_SLOT_FULL/)
  const later = await shop
    .cart(sku.skuId)
    .via(METHOD, { ...choice, slot: '16:00' })
    .place()
  t.match(later, { placed: true })
  await staff('PUT', `/points/${pointId}`, { ...POINT, capacity: 11 })
  t.match(await shop.cart(sku.skuId).via(METHOD, choice).place(), { placed: true }, 'the merchant made room')
  t.same(await shop.broken(), [])
})

t.test('stale and forged choices are refused by their codes; slots come back', async (t) => {
  const { shop, sku, staff, pointId, choice, slotTaken } = await openPickups(t)
  const anna = await shop.customer()
  const code = async (pick: Record<string, string>) => {
    const result = await shop
      .cart(sku.skuId)
      .by(anna)
      .via(METHOD, { ...choice, ...pick })
      .place()
    return result.placed ? 'placed' : (/SELF_PICKUP_\w+/.exec(JSON.stringify(result)) ?? [result.code])[0]
  }
  t.equal(await code({ slot: '10:00' }), 'SELF_PICKUP_TOO_SOON')
  t.equal(await code({ slot: '13:00' }), 'SELF_PICKUP_SLOT_UNKNOWN')
  t.equal(await code({ day: '2026-03-08' }), 'SELF_PICKUP_SLOT_UNKNOWN', 'a Sunday')
  t.equal(await code({ day: '2026-03-30' }), 'SELF_PICKUP_TOO_FAR')
  t.equal(await code({ day: '2026-02-30' }), 'SELF_PICKUP_SLOT_UNKNOWN')
  t.equal(await code({ point: `plg_${'0'.repeat(32)}` }), 'SELF_PICKUP_POINT_CLOSED')
  t.equal(await code({ collector: '王阿姨' }), 'SELF_PICKUP_COLLECTOR')
  t.match(await code({ slot: '' }), /DELIVERY/)
  const off = await staff('POST', `/points/${pointId}/days-off`, { day: '2026-03-04', reason: '盘点' })
  t.equal(off.status, 200)
  t.equal(await code({}), 'SELF_PICKUP_POINT_CLOSED')
  await staff('POST', `/points/${pointId}/close`)
  t.equal(await code({ day: '2026-03-05' }), 'SELF_PICKUP_NO_POINT')
  await staff('POST', `/points/${pointId}/open`)

  const pick = { ...choice, day: '2026-03-05', collector: '王阿姨', tail: '1234' }
  const order = await shop.cart(sku.skuId).by(anna).via(METHOD, pick).order()
  t.same(await slotTaken(), [{ id: '1400', taken: 1 }])
  await order.cancel()
  t.same(await slotTaken(), [])
  const paid = await shop.cart(sku.skuId).by(anna).via(METHOD, pick).order()
  await paid.pay()
  await shop.runDue()
  const [{ id }] = (await staff('GET', '/pickups')).json['items'] as [{ id: string }]
  t.match(await staff('GET', `/desk/pickups/${id}`), {
    json: { card: { collector: '王阿姨', collectorTail: '1234' } },
  })
  await paid.refund()
  await shop.runDue()
  t.same(await slotTaken(), [], 'refunded whole: free again')
  t.match((await staff('GET', '/pickups')).json['items'], [{ state: 'closed' }])
  const rows = await shop.database.admin<{ all: string }[]>`
    select string_agg(o::text, '') as all from orders o`
  t.notOk(rows[0]?.all.includes('王阿姨'), 'who collects stands nowhere in the clear')
})

t.test('switched off mid-way: what was ordered is made ready and handed over all the same', async (t) => {
  const { shop, sku, staff, choice, pickupId, page } = await openPickups(t)
  const anna = await shop.customer()
  const order = await shop.cart(sku.skuId).by(anna).via(METHOD, choice).order()
  await shop.switchTo(false)
  t.match(await shop.cart(sku.skuId).by(anna).via(METHOD, choice).place(), { placed: false })
  await order.pay()
  await shop.runDue()
  const id = await pickupId(order.id)
  t.match(await staff('POST', '/desk/ready', { ids: [id] }), { json: { count: 1 } })
  const { code } = await page('code', anna, { o: await order.token() })
  t.match(code, /^\d{8}$/)
  t.match(await staff('POST', `/desk/pickups/${id}/hand`, { version: 2 }, undefined, 'k'), {
    json: { card: { state: 'handed' } },
  })
  t.match(await order.look(), { state: 'received' })
  t.same(await shop.broken(), [])
})

t.test(
  'overdue: reminded once a day, kept so long, then the merchant is asked; longer when she says so',
  async (t) => {
    const { shop, bought, staff, rowOf, pickupId } = await openPickups(t)
    const anna = await shop.customer()
    const orderId = await bought(anna)
    const id = await pickupId(orderId)
    await staff('POST', '/desk/ready', { ids: [id] })
    const told = async (who: TestCustomer) =>
      (
        await shop.database.admin<{ template: string }[]>`
        select template from messages where customer_id = ${who.id.slice(4)} and template like 'self-pickup.%' order by created_at, id`
      ).map(({ template }) => template.slice(12))
    t.same(await told(anna), ['ready'])
    await shop.travel({ hours: 5 })
    await shop.runJob('watch-overdue')
    t.match(await rowOf(orderId), { state: 'ready' }, 'until 16:00 nothing')
    await shop.travel({ hours: 2 })
    await shop.runJob('watch-overdue')
    await shop.runJob('watch-overdue')
    t.match(await rowOf(orderId), { state: 'overdue' })
    t.same(await told(anna), ['ready', 'overdue'])
    for (const _ of [1, 2, 3, 4]) {
      await shop.travel({ days: 1 })
      await shop.runJob('watch-overdue')
    }
    t.equal((await told(anna)).length, 4, 'three reminders at most')
    const notices = async () =>
      (
        await shop.database.admin<
          { n: number }[]
        >`select count(*)::int as n from staff_notices where source = 'self-pickup'`
      )[0]?.n
    t.equal(await notices(), 0)
    await shop.travel({ days: 4 })
    await shop.runJob('watch-overdue')
    await shop.runJob('watch-overdue')
    t.equal(await notices(), 1)
    const again = await shop.owner()
    t.match(await staff('POST', `/pickups/${id}/extend`, { days: 3 }, again), { status: 200 })
    t.ok((await told(anna)).includes('extended'))
    const { version } = (await rowOf(orderId)) as { version: number }
    t.match(await staff('POST', `/desk/pickups/${id}/hand`, { version }, again, 'k'), {
      json: { card: { state: 'handed' } },
    })
  },
)

t.test('two shops never meet: neither points, nor codes, nor pickups', async (t) => {
  const { shop, bought, pickupId, pointId, staff } = await openPickups(t)
  const orderId = await bought(await shop.customer())
  const other = await shop.neighbour()
  await shop.switchTo(true, other)
  const stranger = await shop.owner(other)
  const ask = (method: string, path: string, body?: object) =>
    shop.console(method, `/x/self-pickup${path}`, stranger, body ? { body } : {})
  const id = asId('plg', await pickupId(orderId))
  for (const answer of [
    await ask('GET', `/desk/pickups/${id}`),
    await ask('POST', `/desk/points/${pointId}/look-up`, { code: '12345678' }),
    await ask('PUT', `/points/${pointId}`, POINT),
  ])
    t.not(answer.json['outcome'] ?? answer.status, 200, answer.text)
  t.equal(((await staff('GET', '/points')).json['items'] as unknown[]).length, 1)
})
