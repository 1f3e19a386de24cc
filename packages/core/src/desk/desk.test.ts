import { withTenant } from '@mamapu/db'
import { later, newId, uuidOf } from '@mamapu/kernel'
import { openShop, type Shop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { gramsOf } from '../catalog/index.js'
import { readOldOrders } from './index.js'
import { sourcesOf } from './order-sources.js'
import { type FoundFilter, findOrders } from './search.queries.js'

t.setTimeout(120_000)

async function open(t: Test) {
  const shop = await openShop(t)
  const owner = await shop.owner()
  const bottle = await goods(shop, { title: '贝亲宽口径玻璃奶瓶', code: 'PA-240', priceFen: 8900 })
  const suit = await goods(shop, { title: '云朵连体衣', code: 'CLOUD-66', priceFen: 12_900 })
  const call = async (method: string, path: string, body?: object) =>
    shop.console(method, path, owner, body ? { body } : {})
  const numbers = async (query: string) => {
    const { status, json, text } = await call('GET', `/orders?${query}`)
    t.equal(status, 200, text)
    return (json.items as { number: string }[]).map(({ number }) => number)
  }
  return { shop, owner, bottle, suit, call, numbers }
}

async function goods(shop: Shop, { code, ...about }: { title: string; code: string; priceFen: number }) {
  const sku = await shop.sku({ ...about, stock: 500 })
  await shop.database.admin`update skus set code = ${code} where id = ${uuidOf(sku.skuId)}`
  for (const gram of gramsOf([about.title]))
    await shop.database.admin`
      insert into product_grams (tenant_id, gram, product_id)
      values (${uuidOf(shop.store.storeId)}, ${gram}, ${uuidOf(sku.productId)})`
  return sku
}

const numberOf = async (shop: Shop, orderId: string) => {
  const [row] = await shop.database.admin<{ number: string }[]>`
    select number from orders where id = ${orderId.slice(4)}`
  return row?.number ?? ''
}

t.test('an order is found by whatever staff have at hand', async (t) => {
  const { shop, bottle, suit, call, numbers } = await open(t)
  const first = await shop
    .cart([bottle, 2])
    .by(await shop.guest('13900001234'))
    .order()
  const second = await shop
    .cart(suit)
    .by(await shop.guest('13700005678'))
    .order()
  const [a, b] = ['26030411112222', '26030533334444']
  for (const [id, number] of [
    [first.id, a],
    [second.id, b],
  ] as const)
    await shop.database.admin`update orders set number = ${number} where id = ${uuidOf(id)}`
  await first.pay()
  await shop.deliver()
  const search = (text: string) => numbers(`search=${encodeURIComponent(text)}`)
  t.same((await search('')).sort(), [a, b].sort())
  const found: readonly [text: string, numbers: readonly string[]][] = [
    [a, [a]],
    [a.slice(-4), [a]],
    [a.slice(-7), [a]],
    [a.slice(0, 10), [a]],
    ['13900001234', [a]],
    ['+86 139-0000-1234', [a]],
    ['1234', [a]],
    ['5678', [b]],
    ['玻璃奶瓶', [a]],
    ['PA-240', [a]],
    ['pa-240', [a]],
    ['cloud-66', [b]],
    ['林小满', [a, b]],
    ['小满', [a, b]],
    ['林', []],
    ['没有这个', []],
    ["' or 1=1 --", []],
  ]
  for (const [text, wanted] of found) t.same((await search(text)).sort(), [...wanted].sort(), `“${text}”`)
  t.same(await search('13900001235'), [], 'a phone is compared whole')

  const noted = await call('POST', `/orders/${first.id}/notes`, { body: '顾客要求周五前送到' })
  t.equal(noted.status, 201)
  t.same(await search('周五前'), [a], 'words of a note')
  await first.ship()
  await shop.deliver()
  const [parcel] = await shop.database.admin<
    { tracking_number: string }[]
  >`select tracking_number from shipments`
  t.same(await search(parcel?.tracking_number.toLowerCase() ?? ''), [a], 'its parcel')
  const rows = await shop.database.admin`
    select term from order_terms where term ~ '(13900001234|小满)' or term = 'last4:1234'`
  t.same(rows, [], 'nobody is named in the words')
})

t.test('filters, tags and kept searches', async (t) => {
  const { shop, owner, bottle, suit, call, numbers } = await open(t)
  const orders = []
  for (let n = 0; n < 5; n += 1)
    orders.push(
      await shop
        .cart([n % 2 ? bottle : suit, n + 1])
        .by(await shop.guest())
        .order(),
    )
  const [first, second, third] = orders as [(typeof orders)[0], (typeof orders)[0], (typeof orders)[0]]
  await first.pay()
  await second.pay()
  await shop.deliver()
  const all = await Promise.all(orders.map(({ id }) => numberOf(shop, id)))
  t.same((await numbers('state=paid')).sort(), [all[0], all[1]].sort())
  t.same((await numbers('min=17801&max=38700')).sort(), [all[2], all[3]].sort(), 'suits: 3, bottles: 4')
  t.same((await numbers('provider=cash')).sort(), [all[0], all[1]].sort(), 'how it was paid')
  t.same(await numbers('provider=cash&state=unpaid'), [])
  t.same((await numbers('from=2026-03-04&until=2026-03-04')).length, 5)
  t.same(await numbers('from=2026-03-05'), [])
  t.equal((await call('GET', '/orders?from=2026-02-30')).status, 400)
  t.equal((await call('GET', '/orders?tags=otg_1')).status, 400)

  const made = await call('POST', '/order-tags', { name: '加急', color: 'red' })
  t.match(made, { status: 201, json: { name: '加急', color: 'red' } })
  t.match(await call('POST', '/order-tags', { name: '加急', color: 'blue' }), {
    status: 409,
    json: { code: 'ORDER_TAG_TAKEN' },
  })
  const tagId = String(made.json.id)
  const orderIds = [first.id, third.id, 'ord_00000000000000000000000000000000']
  t.match(await call('POST', '/orders/bulk', { orderIds, tag: { tagId, isOn: true }, note: '一起发' }), {
    json: {
      outcomes: [
        { orderId: first.id, outcome: 'done' },
        { orderId: third.id, outcome: 'done' },
        { outcome: 'refused', code: 'ORDER_NOT_FOUND' },
      ],
    },
  })
  t.same((await numbers(`tags=${tagId}`)).sort(), [all[0], all[2]].sort())
  t.same(await numbers(`tags=${tagId}&state=paid`), [all[0]])
  t.same(await numbers(`tags=${tagId}&provider=cash&search=${encodeURIComponent('一起')}`), [all[0]])
  const { json } = await call('GET', `/orders?tags=${tagId}&state=paid`)
  t.match(json.items, [{ tags: [{ name: '加急' }], note: '一起发' }])
  await call('POST', '/orders/bulk', { orderIds: [first.id], tag: { tagId, isOn: false } })
  t.same(await numbers(`tags=${tagId}`), [all[2]])

  await shop.database.admin`
    insert into aftersale_cases (tenant_id, id, order_id, kind, was_sent, state, reason, due_at, opened_at, moved_at)
    values (${uuidOf(shop.store.storeId)}, gen_random_uuid(), ${uuidOf(second.id)}, 'refund', false, 'asked', 'changed_mind',
            ${shop.clock.now()}, ${shop.clock.now()}, ${shop.clock.now()})`
  t.same(await numbers('aftersale=open'), [all[1]], 'an after-sale is under way')
  await shop.database.admin`
    insert into aftersale_cases select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(),
      'order_id', ${uuidOf(third.id)}::text, 'due_at', c.due_at - interval '1 day'))).*
      from aftersale_cases c, generate_series(1, 2000) where c.order_id = ${uuidOf(second.id)}`
  t.same((await numbers('aftersale=open')).sort(), [all[1], all[2]].sort(), 'however many others there are')
  t.same(await numbers('aftersale=open&state=unpaid'), [all[2]])
  t.same(await numbers('aftersale=open&state=completed'), [])
  t.equal((await call('GET', '/orders?aftersale=closed')).status, 400)

  const view = await call('POST', '/order-views', { name: '加急的', query: `tags=${tagId}`, isShared: true })
  t.equal(view.status, 201)
  const other = await shop.owner()
  t.match((await shop.console('GET', '/order-views', other)).json, {
    views: [{ name: '加急的', isMine: false }],
  })
  t.equal((await shop.console('DELETE', `/order-views/${view.json.id}`, other)).status, 404, 'not hers')
  t.equal((await shop.console('DELETE', `/order-views/${view.json.id}`, owner)).status, 204)
  t.equal((await call('DELETE', `/order-tags/${tagId}`)).status, 204)
  t.same(await numbers(`tags=${tagId}`), [])
  const neighbour = await shop.neighbour()
  const stranger = await shop.owner(neighbour)
  const theirs = await shop.console('GET', '/orders?search=1234', stranger, {}, neighbour)
  t.match(theirs, { status: 200, json: { items: [], counts: {} } })
  t.equal(
    (await shop.console('POST', `/orders/${first.id}/notes`, stranger, { body: { body: '嗯' } }, neighbour))
      .status,
    404,
  )
})

t.test('pages follow each other without a gap, and older orders get their words', async (t) => {
  const { shop, bottle, call, numbers } = await open(t)
  const placed: string[] = []
  for (let n = 0; n < 7; n += 1) {
    const order = await shop
      .cart(bottle)
      .by(await shop.guest())
      .order()
    placed.unshift(await numberOf(shop, order.id))
    if (n % 2) shop.clock.set(later(shop.clock.now(), 1000))
  }
  t.same(await numbers('search=PA-240'), [], 'nothing was read yet')
  t.equal(await readOldOrders(shop.app, shop.store.storeId), true)
  t.equal(await readOldOrders(shop.app, shop.store.storeId), true, 'again it does nothing')
  for (const search of ['', 'search=PA-240&', 'state=unpaid&']) {
    const seen: string[] = []
    let cursor = ''
    for (let page = 0; page < 5; page += 1) {
      const { json } = await call('GET', `/orders?${search}limit=3${cursor}`)
      seen.push(...(json.items as { number: string }[]).map(({ number }) => number))
      if (json.next === null) break
      cursor = `&cursor=${json.next}`
    }
    t.same([...seen].sort(), [...placed].sort(), `every order once: ${search}`)
    t.equal(new Set(seen).size, 7)
  }
  await shop.deliver()
  const [{ count } = { count: 0 }] = await shop.database.admin<{ count: number }[]>`
    select count(*)::int from order_terms where tenant_id = ${uuidOf(shop.store.storeId)} and term like 'prd:%'`
  t.equal(count, 7, 'read twice, written once')
})

t.test('a few orders that are looked at are the same as those that are walked to', async (t) => {
  const { shop, bottle, suit } = await open(t)
  const { keys } = await shop.snapshot()
  for (let n = 1; n <= 6; n += 1) {
    const order = await shop
      .cart([n % 2 ? bottle : suit, n])
      .by(await shop.guest(`1390000123${n}`))
      .order()
    if (n % 3) await order.pay()
    if (n % 2)
      await shop.database.admin`
        insert into aftersale_cases (tenant_id, id, order_id, kind, was_sent, state, reason, ending, due_at, opened_at, moved_at, closed_at)
        values (${uuidOf(shop.store.storeId)}, gen_random_uuid(), ${uuidOf(order.id)}, 'refund', false, ${n === 5 ? 'closed' : 'asked'},
                'changed_mind', ${n === 5 ? 'withdrawn' : null}, ${n === 5 ? null : shop.clock.now()}, ${shop.clock.now()},
                ${shop.clock.now()}, ${n === 5 ? shop.clock.now() : null})`
  }
  await shop.deliver()
  const none = { state: null, from: null, until: null, minFen: null, maxFen: null, customerId: null }
  const base = { ...none, delivery: null, hasOpenCase: false, facets: [], after: null, limit: 4 }
  const filters: readonly [filter: Partial<FoundFilter>, orders: number][] = [
    [{ minFen: 1 }, 4],
    [{ maxFen: 30_000 }, 3],
    [{ minFen: 8900, maxFen: 8900 }, 1],
    [{ minFen: 1_000_000 }, 0],
    [{ hasOpenCase: true }, 2],
    [{ hasOpenCase: true, state: 'paid' }, 1],
    [{ minFen: 20_000, facets: ['pay:cash'] }, 3],
    [{ minFen: 1, hasOpenCase: true, facets: ['pay:cash'] }, 1],
  ]
  const read = (text: string, filter: FoundFilter, fewMax?: number) =>
    withTenant(shop.db, shop.store.storeId, (tx) => findOrders(tx, sourcesOf(keys, text, []), filter, fewMax))
  for (const [filter, orders] of filters)
    for (const text of ['', 'PA-240', '13900001231', '1232', '2603', '260304'])
      for (const after of [null, { at: later(shop.clock.now(), 1000), id: newId('ord', shop.clock.now()) }]) {
        const asked = { ...base, ...filter, after }
        const looked = await read(text, asked)
        t.same(looked, await read(text, asked, 0), `${JSON.stringify(filter)} “${text}”`)
        if (text === '' && !after) t.equal(looked.length, orders)
      }
})
