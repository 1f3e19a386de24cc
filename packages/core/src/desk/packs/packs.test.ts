import type { Id } from '@mamapu/kernel'
import { openShop } from '@mamapu/testkit'
import t from 'tap'

t.setTimeout(60_000)

t.test(
  'an order is split, orders of one receiver go together, and nothing goes twice or after it was refunded',
  async (t) => {
    const shop = await openShop(t)
    const owner = await shop.owner()
    const sku = await shop.sku({ priceFen: 5000, stock: 500 })
    const guest = await shop.guest('13900001111')
    const call = (method: string, path: string, body?: object) =>
      shop.console(method, path, owner, body ? { body } : {})
    const buy = async (units: number, by = guest) => {
      const order = await shop.cart([sku, units]).by(by).order()
      await order.pay()
      const [line] = await order.try.lines()
      return { order, units: (n: number) => ({ orderId: order.id, lineId: line?.id as Id<'lin'>, units: n }) }
    }
    const plan = (...lines: object[]) => call('POST', '/packs', { lines })
    const ship = (id: unknown, trackingNumber = 'SF77') =>
      call('POST', `/packs/${id}/ship`, { carrier: '顺丰', trackingNumber })
    const packing = async (orderId: string) =>
      (await call('GET', `/orders/${orderId}/packing`)).json as Record<string, unknown[]>
    const parcels = (number: string) => shop.database.admin<{ units: number }[]>`
    select sum(l.units)::int as units from shipments s join shipment_lines l on l.shipment_id = s.id
     where s.tracking_number = ${number} group by s.order_id order by 1`

    const split = await buy(3)
    const [one, two] = [await plan(split.units(1)), await plan(split.units(2))]
    t.same([one.status, two.status], [201, 201])
    t.match(
      await plan(split.units(1)),
      { status: 409, json: { code: 'PACK_TOO_MUCH' } },
      'all of it is planned',
    )
    t.match(await packing(split.order.id), { packs: [{ isStale: false }, { isStale: false }], open: [] })
    t.equal((await ship(one.json.id, 'SF1')).status, 204)
    t.match(await ship(one.json.id, 'SF1'), { status: 404, json: { code: 'PACK_NOT_FOUND' } })
    t.equal((await call('GET', `/orders/${split.order.id}`)).json.state, 'paid', 'part of it is on its way')
    t.equal((await ship(two.json.id, 'SF2')).status, 204)
    t.equal((await call('GET', `/orders/${split.order.id}`)).json.state, 'shipped')
    t.same([await parcels('SF1'), await parcels('SF2')], [[{ units: 1 }], [{ units: 2 }]])

    const [a, b, stranger] = [await buy(1), await buy(2), await buy(1, await shop.guest('13900002222'))]
    t.match(await packing(a.order.id), { others: [{ orderId: b.order.id, lines: [{ units: 2 }] }] })
    const mixed = { ...b.units(1), orderId: a.order.id }
    t.match(await plan(mixed), { status: 409, json: { code: 'PACK_TOO_MUCH' } }, 'a line of another order')
    t.match(await plan(a.units(1), stranger.units(1)), { status: 409, json: { code: 'PACK_RECEIVERS' } })
    const both = await plan(a.units(1), b.units(2))
    t.match(await packing(b.order.id), { packs: [{ lines: [{}, {}] }], others: [] })
    const taps = await Promise.all([ship(both.json.id), ship(both.json.id), ship(both.json.id)])
    t.same(taps.map(({ status }) => status).sort(), [204, 404, 404], 'three taps, one parcel')
    t.same(await parcels('SF77'), [{ units: 1 }, { units: 2 }], 'one number on both orders')
    t.match(await plan(a.units(1)), { status: 409, json: { code: 'ORDER_STATE' } }, 'gone is gone')

    const own = await buy(4)
    const [kept, over] = [await plan(own.units(2)), await plan(own.units(1))]
    const slips = async () =>
      (await shop.console('GET', `/print/packing-slips?orders=${own.order.id}`, owner)).text
    t.match(
      await slips(),
      /第 1 个包裹，共 2 个[\s\S]*第 2 个包裹，共 2 个[\s\S]*还没排进包裹/,
      'a slip for each parcel',
    )
    await own.order.ship(2)
    await shop.passEdges()
    const left = await packing(own.order.id)
    t.same(left.open, [], 'the two that are left are planned')
    t.match(
      left.packs?.toSorted((x, y) => Number(isVoid(x)) - Number(isVoid(y))),
      [
        { id: kept.json.id, state: 'planned', isStale: false },
        { id: over.json.id, state: 'void' },
      ],
      'what went beside the plan ends as much of it as does not fit any more',
    )
    t.equal((await slips()).match(/共 1 个/g)?.length, 1)
    t.match(await ship(over.json.id), { status: 404, json: { code: 'PACK_NOT_FOUND' } })
    t.equal((await call('DELETE', `/packs/${over.json.id}`)).status, 204, 'put away')
    await own.order.refund(2)
    await shop.passEdges()
    t.match(await packing(own.order.id), { packs: [{ id: kept.json.id, state: 'void' }] })

    const [here, there] = [await buy(1), await buy(1)]
    const parted = await plan(here.units(1), there.units(1))
    const moved = { name: '王小明', phone: '13900001111', regionCode: '330106', street: '新街 8 号' }
    t.equal((await call('POST', `/orders/${there.order.id}/address`, moved)).status, 204)
    t.match(await packing(here.order.id), { packs: [{ isStale: true }] }, 'two doors, one parcel')
    await shop.passEdges()
    t.match(await packing(here.order.id), { packs: [{ state: 'void' }], open: [{ units: 1 }] })
    t.match(await ship(parted.json.id), { status: 404 })

    const [c, d] = [await buy(1), await buy(1)]
    const raced = await plan(c.units(1), d.units(1))
    const [sent, refunded] = await Promise.all([ship(raced.json.id, 'SF88'), c.order.try.refund()])
    t.ok(refunded.done)
    const went = await parcels('SF88')
    t.equal(went.length, sent.status === 204 ? 2 : 0, 'all of it or none')
    const e = await buy(2)
    const stale = await plan(e.units(2))
    await e.order.refund(1)
    t.match(await packing(e.order.id), { packs: [{ isStale: true }] })
    t.match(await ship(stale.json.id), { status: 409, json: { code: 'PACK_CHANGED' } })
    t.equal((await call('DELETE', `/packs/${stale.json.id}`)).status, 204)
    t.equal((await plan(e.units(1))).status, 201)

    const cancel = (orderId: string, key: string) =>
      shop.console('POST', `/orders/${orderId}/cancel-paid`, owner, {
        body: { reason: '没货了' },
        headers: { 'idempotency-key': key },
      })
    const unpaid = await shop.cart([sku, 1]).by(guest).order()
    t.match(await cancel(unpaid.id, 'desk-none-1'), { status: 409, json: { code: 'ORDER_STATE' } })
    const f = await buy(2)
    const [first, again] = [await cancel(f.order.id, 'desk-once-1'), await cancel(f.order.id, 'desk-once-1')]
    t.equal(first.status, 201)
    t.same(again.json, first.json, 'a repeat is answered the same')
    t.match(await cancel(f.order.id, 'desk-twice-1'), { status: 409, json: { code: 'ORDER_STATE' } })
    t.match((await call('GET', `/orders/${f.order.id}`)).json, {
      state: 'refunded',
      refunded: { amount: 10_000 },
    })
    const { notes } = (await call('GET', `/orders/${f.order.id}`)).json as { notes: { action: string }[] }
    t.match(
      notes.filter(({ action }) => action === 'cancel_paid'),
      [{ note: '没货了' }],
      'its own name in the history',
    )
    const g = await buy(2)
    await g.order.ship(1)
    t.match(await cancel(g.order.id, 'desk-sent-1'), { status: 409, json: { code: 'ORDER_ALREADY_SHIPPED' } })

    const neighbour = await shop.neighbour()
    const theirs = await shop.owner(neighbour)
    t.equal((await shop.console('GET', `/orders/${e.order.id}/packing`, theirs, {}, neighbour)).status, 404)
    t.same(await shop.broken(), [])
  },
)

const isVoid = (pack: unknown) => (pack as { state: string }).state === 'void'
