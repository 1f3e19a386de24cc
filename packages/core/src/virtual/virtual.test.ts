import { withTenant } from '@mamapu/db'
import { type OrderId, type SkuId, uuidOf } from '@mamapu/kernel'
import { CaseDesk, openShop, type TestSku } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { aftersale, fulfilment, orders, quotas, virtual } from '../index.js'

t.setTimeout(120_000)

const actor = `stf_${'1'.repeat(32)}`

async function open(t: Test) {
  const shop = await openShop(t)
  const { storeId } = shop.store
  const at = () => shop.clock.now()
  const sku = await shop.sku({ stock: 7, title: '孕期营养课' })
  const parcel = await shop.sku({ stock: 50 })
  t.equal(
    await virtual.changeKind(shop.app, storeId, {
      productId: sku.productId,
      kind: 'virtual',
      actor,
      at: at(),
    }),
    'changed',
  )
  const goods = {
    skuId: sku.skuId,
    kind: 'codes',
    text: '',
    howTo: '小程序里兑换',
    lowUnits: 3,
    returns: 'unseen',
  } as const
  const save = async (over: Partial<virtual.GoodsToSave> = {}) =>
    virtual.saveGoods(shop.app, await shop.snapshot(), { ...goods, actor, at: at(), ...over })
  const add = async (...codes: string[]) =>
    virtual.addCodes(shop.app, await shop.snapshot(), {
      skuId: sku.skuId,
      text: codes.join('\r\n'),
      actor,
      at: at(),
    })
  const available = async (of: TestSku = sku) => {
    const { limit, taken } = await shop.stock(of)
    return limit - taken
  }
  const given = async (orderId: OrderId) => virtual.readDelivered(shop.db, await shop.snapshot(), orderId)
  const rows = () => shop.database.admin<{ state: string; count: number }[]>`
    select state, count(*)::int as count from virtual_codes group by state order by state`
  const buy = async (...wanted: readonly (TestSku | readonly [TestSku, number])[]) => {
    const order = await shop
      .cart(...wanted)
      .by(await shop.customer())
      .order()
    await order.pay()
    return order.id
  }
  return { shop, storeId, sku, parcel, save, add, available, given, rows, buy, at }
}

t.test('codes: the stock follows them, paying delivers each once, seen on demand', async (t) => {
  const { shop, sku, save, add, available, given, rows, buy } = await open(t)
  t.same(await save(), { done: true })
  t.equal(await available(), 0, 'units without a code are none')
  t.same(await add('A-1', 'A-2', 'A-2', ' A-3 ', ''), { added: 3, repeated: 1, delivered: 0 })
  t.same(await add('A-1', 'A-4'), { added: 1, repeated: 1, delivered: 0 })
  const twin = await shop.sku({ stock: 0, title: '孕期营养课 第二期' })
  const ofTwin = { productId: twin.productId, kind: 'virtual', actor, at: shop.clock.now() } as const
  await virtual.changeKind(shop.app, shop.store.storeId, ofTwin)
  await save({ skuId: twin.skuId })
  const again = { skuId: twin.skuId, text: 'A-1\nB-1', actor, at: shop.clock.now() }
  t.match(
    await virtual.addCodes(shop.app, await shop.snapshot(), again),
    { added: 1, repeated: 1 },
    'nor of another',
  )
  t.equal(await available(), 4)
  const orderId = await buy([sku, 2])
  t.same(await given(orderId), [], 'nothing before its event')
  await shop.runDue()
  const codes = await given(orderId)
  t.equal(codes.length, 2)
  t.ok(codes.every(({ code, isSeen }) => /^A-[1-4]$/.test(code) && !isSeen))
  t.match(await shop.order(orderId).look(), {
    state: 'received',
    history: ['place', 'pay', 'deliver', 'receive'],
  })
  t.equal(await available(), 2)
  const desk = await CaseDesk.of(shop)
  t.match(await desk.ask(orderId, { reason: 'no_reason' }), { code: 'CASE_KIND' }, 'nothing is sent back')
  const unseen = { kind: 'refund', reason: 'other' } as const
  const id = await desk.open(orderId, unseen)
  await virtual.markSeen(shop.app, shop.store.storeId, orderId)
  t.same(await given(orderId), [], 'what she asks back is not opened meanwhile')
  t.match(await desk.step(id, 'withdraw'), { done: true })
  t.ok((await given(orderId)).every(({ isSeen }) => !isSeen))
  await virtual.markSeen(shop.app, shop.store.storeId, orderId)
  t.ok((await given(orderId)).every(({ isSeen }) => isSeen))
  t.match(await desk.ask(orderId, unseen), { code: 'CASE_NO_RETURN' }, 'what was read stays bought')
  t.match(
    await desk.ask(orderId, { ...unseen, reason: 'quality' }),
    { asked: true },
    'unless it does not work',
  )
  t.same(await rows(), [
    { state: 'free', count: 3 },
    { state: 'sold', count: 2 },
  ])
  const sealed = await shop.database.admin<
    { bytes: Buffer }[]
  >`select code_sealed as bytes from virtual_codes`
  t.ok(sealed.every(({ bytes }) => !bytes.includes('A-')))
  const notices = await shop.database.admin<
    { key: string }[]
  >`select key from staff_notices where source = 'virtual'`
  t.match(notices, [{ key: /^low:/ }])
  const told = await shop.database.admin<
    { text: string }[]
  >`select text from messages where template = 'virtual-delivered'`
  t.equal(told.length, 1)
  t.notMatch(told[0]?.text, /A-\d/)
  t.same(await shop.broken(), [])
})

t.test('the notice twice, the handler twice, orders at once: no code is sold twice', async (t) => {
  const { shop, sku, save, add, given, rows } = await open(t)
  await save()
  await add(...Array.from({ length: 20 }, (_, n) => `C-${n}`))
  const bought = await shop.race(12, (buyer) => buyer.cart([sku, 2]).place())
  const ids = bought.results.flatMap((result) => (result.placed ? [result.orderId] : []))
  t.equal(ids.length, 10, 'as many as there are codes')
  await Promise.all(ids.map((id) => shop.order(id).pay()))
  const deliver = (id: OrderId) =>
    withTenant(shop.db, shop.store.storeId, (tx) =>
      virtual.deliverVirtual(tx, shop.app, id, shop.clock.now()),
    )
  await Promise.all([...ids, ...ids].map(deliver))
  await shop.runDue()
  const codes = (await Promise.all(ids.map(given))).flat().map(({ code }) => code)
  t.equal(codes.length, 20)
  t.equal(new Set(codes).size, 20)
  t.same(await rows(), [{ state: 'sold', count: 20 }])
  t.same(await shop.broken(), [])
})

t.test('refunded: what was given is retired and never sold again, what was not goes back', async (t) => {
  const { shop, sku, save, add, available, given, rows, buy } = await open(t)
  await save()
  await add('R-1', 'R-2', 'R-3')
  const orderId = await buy([sku, 2])
  await shop.runDue()
  await virtual.markSeen(shop.app, shop.store.storeId, orderId)
  const [line] = await shop.order(orderId).try.lines()
  const refund = (units: number) =>
    orders.refundOrder(shop.app, shop.store.storeId, {
      orderId,
      lines: [{ lineId: line?.id as `lin_${string}`, units, restock: true }],
      shippingFen: 0 as never,
      reason: '测试',
      actor,
      at: shop.clock.now(),
    })
  t.match(await refund(1), { refunded: true })
  await shop.runDue()
  t.equal((await given(orderId)).length, 1)
  t.equal(await available(), 1, 'not back on the shelf, whoever asked')
  await refund(1)
  await shop.runDue()
  t.same(await rows(), [
    { state: 'free', count: 1 },
    { state: 'retired', count: 2 },
  ])
  t.same(await add('R-1', 'R-2'), { added: 0, repeated: 2, delivered: 0 })
  await add('R-4')
  const unread = await buy(sku)
  await shop.runDue()
  await shop.order(unread).refund()
  await virtual.markSeen(shop.app, shop.store.storeId, unread)
  t.same(await given(unread), [], 'paid back before it is retired')
  await shop.runDue()
  const early = await buy(sku)
  await shop.order(early).refund()
  await shop.runDue()
  t.equal(await available(), 1, 'refunded before it was given')
  t.same(await given(early), [])
  t.same(await shop.broken(), [])
})

t.test(
  'no code when it is paid: staff are told, the next upload delivers; mixed with a parcel',
  async (t) => {
    const { shop, sku, parcel, save, add, available, given, buy } = await open(t)
    await save()
    await add('M-1')
    await shop.database.admin`update virtual_codes set state = 'retired', retired_at = created_at`
    const orderId = await buy(sku, [parcel, 2])
    await shop.runDue()
    t.match(await shop.order(orderId).look(), { state: 'paid' })
    const [notice] = await shop.database
      .admin`select key, is_urgent from staff_notices where source = 'virtual'`
    t.match(notice, { key: `lacking:${orderId}`, is_urgent: true })
    t.match(await add('M-2', 'M-3'), { added: 2, delivered: 1 })
    t.match((await given(orderId))[0]?.code, /^M-[23]$/)
    t.equal(await available(), 1)
    t.match(await shop.order(orderId).look(), { state: 'paid' }, 'the parcel is still to go')
    t.match(await shop.order(orderId).try.ship(), { done: true })
    t.match(await shop.order(orderId).look(), { state: 'shipped' })
    t.same(await shop.broken(), [])
  },
)

t.test('one given, one waiting: the given one refunded is retired, the other still comes', async (t) => {
  const { shop, sku, save, add, given, rows, buy } = await open(t)
  await save()
  await add('P-1', 'P-2')
  await shop.database.admin`update virtual_codes set state = 'retired', retired_at = created_at
    where id = (select max(id::text)::uuid from virtual_codes)`
  const orderId = await buy([sku, 2])
  await shop.runDue()
  t.equal((await given(orderId)).length, 1)
  const [line] = await shop.order(orderId).try.lines()
  const refund = await orders.refundOrder(shop.app, shop.store.storeId, {
    orderId,
    lines: [{ lineId: line?.id as `lin_${string}`, units: 1, restock: false, from: 'sent' }],
    shippingFen: 0 as never,
    reason: '测试',
    actor,
    at: shop.clock.now(),
  })
  t.match(refund, { refunded: true })
  await shop.runDue()
  t.same(await given(orderId), [])
  t.same(await rows(), [{ state: 'retired', count: 2 }])
  t.match(await add('P-3'), { added: 1, delivered: 1 })
  t.match(await given(orderId), [{ code: 'P-3' }])
  t.same(await shop.broken(), [])
})

t.test(
  'asked back before it was given: no code goes out until the answer; withdrawn, it is given',
  async (t) => {
    const { shop, sku, save, add, given, rows, buy } = await open(t)
    await save()
    await add('Q-1', 'Q-2')
    await shop.database.admin`update virtual_codes set state = 'retired', retired_at = created_at`
    const [kept, back] = [await buy(sku), await buy(sku)]
    await shop.runDue()
    const desk = await CaseDesk.of(shop)
    const unsent = { kind: 'refund', wasSent: false, reason: 'changed_mind' } as const
    const [first, second] = [await desk.open(kept, unsent), await desk.open(back, unsent)]
    t.match(await add('Q-3', 'Q-4'), { added: 2, delivered: 0 })
    t.same([await given(kept), await given(back)], [[], []], 'nobody reads a code and has the money as well')
    t.match(await desk.step(second, 'accept'), { done: true })
    t.match(await desk.step(first, 'withdraw'), { done: true })
    t.match(await given(kept), [{ code: /^Q-[34]$/ }])
    t.same(await given(back), [])
    t.match(await shop.order(kept).look(), { state: 'received' })
    t.match(await shop.order(back).look(), { state: 'refunded' })
    t.same(await rows(), [
      { state: 'free', count: 1 },
      { state: 'retired', count: 2 },
      { state: 'sold', count: 1 },
    ])
    t.same(await desk.faults(), [])
  },
)

t.test('a link for every order; what is virtual goes in no parcel; limits at the doors', async (t) => {
  const { shop, storeId, sku, parcel, save, add, given, buy, at } = await open(t)
  t.same(await save({ kind: 'text' }), { done: false, reason: 'text_missing' })
  t.same(await save({ kind: 'text', text: 'https://class.example/join?o={number}' }), { done: true })
  t.same(await add('X'), { refused: 'not_codes' })
  t.same(await save({ skuId: parcel.skuId }), { done: false, reason: 'not_virtual' })
  const orderId = await buy([sku, 2])
  const ship = await shop.order(orderId).try.ship()
  t.match(ship, { done: false, reason: 'virtual_line' })
  await shop.runDue()
  const [row] = await shop.database.admin<
    { number: string }[]
  >`select number from orders where id = ${uuidOf(orderId)}`
  const link = `https://class.example/join?o=${row?.number}`
  t.same(
    (await given(orderId)).map(({ code }) => code),
    [link, link],
  )
  const change = (kind: 'physical' | 'virtual') =>
    virtual.changeKind(shop.app, storeId, { productId: sku.productId, kind, actor, at: at() })
  t.equal(await change('physical'), 'sold')

  const owner = await shop.owner()
  const api = (method: string, path: string, body?: object) =>
    shop.console(method, path, owner, body ? { body } : {})
  t.equal((await api('PUT', `/skus/${sku.skuId}/virtual`, { kind: 'codes' })).status, 204)
  t.match((await api('POST', `/skus/${sku.skuId}/codes`, { codes: 'Z-1\nZ-2\nZ-3' })).json, { added: 3 })
  t.match((await api('POST', `/skus/${sku.skuId}/codes/retire`, { units: 2 })).json, { retired: 2 })
  const seen = await api('GET', `/skus/${sku.skuId}/virtual`)
  t.match(seen.json, { goods: { kind: 'codes', codes: { free: 1, retired: 2 } } })
  t.notMatch(seen.text, /Z-1/)
  const rule = `/products/${sku.productId}/return-rule`
  t.match(
    (await api('GET', rule)).json,
    { rule: 'none', ground: 'digital' },
    'what is virtual does not come back',
  )
  t.match((await api('GET', `/products/${parcel.productId}/return-rule`)).json, { rule: 'seven_days' })
  t.equal((await api('PUT', rule, { rule: 'none', ground: null, words: '' })).status, 400)
  const template = `/products/${parcel.productId}/delivery-template`
  t.equal((await api('PUT', template, { template: 'bulky' })).status, 404)
  t.equal((await api('PUT', template, { template: 'usual' })).status, 204)
  t.same((await api('GET', template)).json, { template: '' })
  const said = await aftersale.readReturnWords(shop.db, storeId, { productId: sku.productId, at: at() })
  t.match(said.text['zh-CN'], /数字商品/)
  const promises = (of: TestSku) =>
    shop.snapshot().then((store) => fulfilment.readDeliveryPromises(shop.db, store, of.productId))
  t.match(await promises(sku), [{ title: { 'zh-CN': '付款后自动发放' } }])
  t.match(await promises(parcel), [{ title: { 'zh-CN': '快递配送' } }])
  const byHand = await withTenant(shop.db, storeId, (tx) =>
    quotas.adjustStock(tx, {
      skuId: sku.skuId as SkuId,
      placeId: sku.placeId,
      seen: 1,
      typed: 9,
      reason: 'counted',
      actor,
      at: at(),
    }),
  )
  t.match(byHand, { changed: false, reason: 'STOCK_BY_CODES' })
  const page = await shop.shop('GET', `/o/nobody/codes`, null)
  t.equal(page.status, 404)
  t.same(await shop.broken(), [])
})
