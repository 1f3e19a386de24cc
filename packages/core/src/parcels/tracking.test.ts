import { DAY, HOUR, type Id, later, MINUTE, type OrderId, uuidOf } from '@mamapu/kernel'
import { openShop, type Shop } from '@mamapu/testkit'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { parcels, payments } from '../index.js'
import { stateOf } from './track.rules.js'
import { EVENT_STATES, type EventState } from './track.types.js'

t.setTimeout(120_000)

async function sent(t: Test, count = 1) {
  const shop = await openShop(t)
  const sku = await shop.sku({ stock: 50 })
  const customer = await shop.customer()
  const { id: orderId } = await shop.cart([sku, count]).by(customer).order()
  await shop.pay(orderId)
  for (let parcel = 0; parcel < count; parcel += 1) await shop.order(orderId).ship(1)
  await shop.runDue()
  const shipmentIds = await shop.database.admin<{ id: string; number: string }[]>`
    select 'shp_' || replace(id::text, '-', '') as id, tracking_number as number from shipments
     where order_id = ${uuidOf(orderId)} order by shipped_at, id`
  return { shop, orderId, customer, shipments: shipmentIds as unknown as { id: Id<'shp'>; number: string }[] }
}

const tracksOf = (shop: Shop, orderId: OrderId) => parcels.readTracks(shop.db, shop.store.storeId, orderId)

/** Somebody moves a parcel on at the carrier's page. */
async function move(
  shop: Shop,
  shipment: { id: string; number: string },
  state: EventState,
  mode: parcels.carrier.CarrierMode = 'once',
) {
  const [row] = await shop.database.admin<{ id: string }[]>`
    select replace(id::text, '-', '') as id from sandbox_parcels
     where merchant_ref = ${shipment.id} and number = ${shipment.number}`
  if (!row) throw new Error('the carrier does not know it')
  await parcels.carrier.move(shop.app, shop.store.storeId, row.id, { state, mode })
}

t.test('a parcel is followed from its shipping to its end, whatever order it is told in', async (t) => {
  const { shop, orderId, customer, shipments } = await sent(t)
  const [shipment] = shipments as [{ id: Id<'shp'>; number: string }]
  t.match(await tracksOf(shop, orderId), [{ state: 'waiting', events: [] }])
  await move(shop, shipment, 'on_way', 'twice')
  shop.clock.advance(HOUR)
  await shop.runDue()
  t.equal((await tracksOf(shop, orderId))[0]?.events.length, 1, 'told twice, written once')
  await move(shop, shipment, 'out_for_delivery', 'reversed')
  const [near] = await tracksOf(shop, orderId)
  await shop.runDue()
  t.match(near, { state: 'out_for_delivery', events: [{ state: 'out_for_delivery' }, {}, {}] })
  shop.clock.advance(HOUR)
  await move(shop, shipment, 'delivered')
  await shop.runDue()
  t.match(await tracksOf(shop, orderId), [{ state: 'delivered' }])
  const page = `/orders/${orderId}/parcels`
  t.match((await shop.console('GET', page, await shop.owner())).json, { parcels: [{ state: 'delivered' }] })
  const other = await shop.neighbour()
  t.match(await shop.console('GET', page, await shop.owner(other), {}, other), {
    status: 404,
    json: { code: 'ORDER_NOT_FOUND' },
  })
  const told = await shop.database.admin<{ template: string }[]>`
    select template from messages where customer_id = ${uuidOf(customer.id)} order by id`
  t.same(
    new Set(told.map(({ template }) => template)),
    new Set(['order-paid', 'order-shipped', 'parcel-near', 'parcel-delivered']),
  )
  t.same(await shop.broken(), [])
})

t.test('delivered begins the last window; a parcel in trouble holds it back and tells staff', async (t) => {
  const { shop, orderId, shipments } = await sent(t, 2)
  const [one, two] = shipments as [{ id: Id<'shp'>; number: string }, { id: Id<'shp'>; number: string }]
  const window = async () => {
    const [row] = await shop.database.admin<{ at: Date }[]>`
      select complete_after as at from orders where id = ${uuidOf(orderId)}`
    return row?.at
  }
  const first = await window()
  shop.clock.advance(2 * DAY)
  await move(shop, one, 'delivered')
  t.same(await window(), first, 'the other one is still on its way')
  await move(shop, two, 'problem')
  t.same(await window(), later(shop.clock.now(), 10 * DAY))
  const [notice] = await shop.database.admin`select source, is_urgent from staff_notices`
  t.match(notice, { source: 'parcels', is_urgent: true })
  shop.clock.advance(DAY)
  await move(shop, two, 'delivered')
  t.same(await window(), later(shop.clock.now(), 10 * DAY))
  await shop.travel(later(shop.clock.now(), 10 * DAY))
  t.match(await shop.order(orderId).look(), { state: 'completed' })
})

t.test('callbacks: forged, old, of another shop’s parcel and nonsense change nothing', async (t) => {
  const { shop, orderId, shipments } = await sent(t)
  const [shipment] = shipments as [{ id: Id<'shp'>; number: string }]
  const at = shop.clock.now()
  const news = (over: object = {}) => ({
    type: 'parcel.moved',
    merchantRef: shipment.id,
    number: shipment.number,
    events: [{ id: 'e1', state: 'delivered', place: '', words: '', at: at.toISOString() }],
    ...over,
  })
  const tell = async (body: object, { secret = shop.app.secret, when = at } = {}) => {
    const text = JSON.stringify(body)
    const { privateKey } = payments.cashierKeys(secret)
    const headers = { ...payments.signNotification(privateKey, Buffer.from(text), when, 'n') }
    return (await shop.shop('POST', '/callbacks/parcels/sandbox', null, { body, headers })).status
  }
  t.equal(await tell(news(), { secret: Buffer.alloc(32, 1) }), 401)
  t.equal(await tell(news(), { when: later(at, -6 * MINUTE) }), 401)
  t.equal(await tell(news({ type: 'other' })), 401)
  t.equal(await tell(news({ merchantRef: `shp_${'0'.repeat(32)}` })), 409)
  t.equal(await tell(news({ number: 'SF-OTHER' })), 204, 'thanked for, not written')
  t.equal(await tell(news({ events: [{ id: 'e2', state: 'eaten', at: at.toISOString() }] })), 204)
  t.match(await tracksOf(shop, orderId), [{ state: 'waiting', events: [] }])
  t.equal(await tell(news()), 204)
  t.equal(await tell(news()), 204)
  t.match(await tracksOf(shop, orderId), [{ state: 'delivered', events: [{ eventId: 'e1' }] }])
  const far = { id: 'e3', state: 'problem', place: 'x'.repeat(99), words: '', at: '2999-01-01T00:00:00Z' }
  t.equal(await tell(news({ events: [far] })), 204)
  const [last] = await tracksOf(shop, orderId)
  t.same(last?.events.find(({ eventId }) => eventId === 'e3')?.at, at, 'nothing happens in the future')
})

t.test('the carrier is away when a parcel goes, and says nothing later: it is asked', async (t) => {
  const shop = await openShop(t)
  const sku = await shop.sku({ stock: 5 })
  const { id: orderId } = await shop
    .cart([sku, 1])
    .by(await shop.customer())
    .order()
  await shop.pay(orderId)
  shop.peers.payment.line('cut')
  await shop.order(orderId).ship()
  await shop.runDue()
  t.match(await tracksOf(shop, orderId), [{ state: 'waiting' }])
  shop.peers.payment.line('open')
  shop.clock.advance(2 * MINUTE)
  await shop.runDue()
  const [row] = await shop.database.admin<{ ref: string; number: string }[]>`
    select merchant_ref as ref, number from sandbox_parcels`
  await move(shop, { id: row?.ref ?? '', number: row?.number ?? '' }, 'on_way', 'silent')
  t.match(await tracksOf(shop, orderId), [{ state: 'waiting' }])
  shop.clock.advance(7 * HOUR)
  await shop.runDue()
  t.match(await tracksOf(shop, orderId), [{ state: 'on_way' }])
})

t.test('a wrong number is corrected, a parcel never sent is voided, within limits', async (t) => {
  const { shop, orderId, shipments } = await sent(t, 2)
  const [one, two] = shipments as [{ id: Id<'shp'>; number: string }, { id: Id<'shp'>; number: string }]
  const owner = await shop.owner()
  const at = `/orders/${orderId}/parcels`
  const post = (path: string, body: object = {}) => shop.console('POST', `${at}/${path}`, owner, { body })
  await move(shop, one, 'on_way')
  t.match((await post(`${one.id}/correct`, { carrier: '中通', trackingNumber: two.number })).json, {
    code: 'PARCEL_SAME_NUMBER',
  })
  t.equal((await post(`${one.id}/correct`, { carrier: '中通', trackingNumber: 'ZT1' })).status, 204)
  await shop.runDue()
  const [first] = await tracksOf(shop, orderId)
  t.match(first, { carrier: '中通', number: 'ZT1', state: 'waiting', events: [] })
  await move(shop, { id: one.id, number: one.number }, 'delivered')
  t.match((await tracksOf(shop, orderId))[0], { state: 'waiting' }, 'of the wrong number')
  await move(shop, { id: one.id, number: 'ZT1' }, 'delivered')
  t.match((await post(`${one.id}/correct`, { carrier: '中通', trackingNumber: 'ZT2' })).json, {
    code: 'PARCEL_ARRIVED',
  })
  t.match((await post(`${one.id}/void`)).json, { code: 'PARCEL_ARRIVED' })
  t.equal((await post(`${two.id}/void`)).status, 204)
  t.match((await post(`${two.id}/void`)).json, { code: 'PARCEL_GONE' })
  t.match(await shop.order(orderId).look(), { state: 'paid' })
  await shop.runDue()
  t.equal((await tracksOf(shop, orderId)).length, 1)
  const { json } = await shop.console('GET', at, owner)
  t.match(json, { parcels: [{ state: 'delivered', page: /^http:\/\/cashier\.localhost/ }] })
  const page = new URL((json.parcels as { page: string }[])[0]?.page ?? '')
  const seen = await shop.shop('GET', page.pathname + page.search, null)
  t.equal(seen.status, 404, 'the carrier’s page is not at the shop')
  const stranger = await shop.neighbour()
  const theirs = await shop.console(
    'POST',
    `${at}/${one.id}/void`,
    await shop.owner(stranger),
    { body: {} },
    stranger,
  )
  t.equal(theirs.status, 404)
  t.same(await shop.broken(), [])
})

t.test('property: the state is that of what happened last, however it is shuffled', async () => {
  const event = fc.record({
    state: fc.constantFrom(...EVENT_STATES),
    at: fc.integer({ min: 0, max: 5 }).map((minute) => new Date(minute * MINUTE)),
  })
  fc.assert(
    fc.property(
      fc
        .array(event, { maxLength: 8 })
        .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => stateOf(all) === stateOf(shuffled),
    ),
  )
  t.equal(stateOf([]), 'waiting')
})
