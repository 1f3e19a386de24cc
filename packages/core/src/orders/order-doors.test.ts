import { withTenant } from '@mamapu/db'
import { DAY, HOUR, type Id, later, must, uuidOf } from '@mamapu/kernel'
import { type Answered, CaseDesk, openShop, TEST_CONTACT, type TestOrder } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { changeDelivery } from '../checkout/index.js'
import { askInvoice } from '../invoices/index.js'
import { changeKind, deliverVirtual, saveGoods } from '../virtual/index.js'
import {
  actionRow,
  completeOrder,
  expireOrder,
  handOver,
  ORDER_ACTIONS,
  ORDER_SITUATIONS,
  type OrderAction,
  type OrderSituation,
  undoHandOver,
} from './index.js'

t.setTimeout(120_000)

/** What a door answered: nothing where it opened, or why not. */
type Door = (order: TestOrder) => Promise<string | null>
/** How the goods of an order leave the shop. */
type Way = 'parcel' | 'hand' | 'virtual'

async function open(t: Test) {
  const shop = await openShop(t)
  const desk = await CaseDesk.of(shop)
  const { app, clock, providers, store } = shop
  const { storeId } = store
  const owner = await shop.owner()
  const sku = await shop.sku({ priceFen: 2000, stock: 1000 })
  const course = await shop.sku({ priceFen: 2000, stock: 1000 })
  const { productId, skuId } = course
  await changeKind(app, storeId, { productId, kind: 'virtual', actor: 'stf_test', at: clock.now() })
  await saveGoods(app, await shop.snapshot(), {
    ...{ skuId, kind: 'text', text: 'https://class.example', howTo: '', lowUnits: 0, returns: 'unseen' },
    ...{ actor: 'stf_test', at: clock.now() },
  })
  const CODE = { currency: 'CNY' }
  const answer = ({ status, json }: Answered) => (status < 300 ? null : String(json['code']))
  const post = async (path: string, body: object) => answer(await shop.console('POST', path, owner, { body }))
  const inShop = <T>(work: Parameters<typeof withTenant<T>>[2]) => withTenant(shop.db, storeId, work)
  const reason = (result: object): string | null => (result as { reason?: string }).reason ?? null
  const shipmentOf = async (order: TestOrder) => {
    const [row] = await shop.database.admin<{ id: string; key: string | null }[]>`
      select replace(id::text, '-', '') as id, hand_over_key as key from shipments
       where order_id = ${uuidOf(order.id)} order by hand_over_key is null limit 1`
    return { id: `shp_${row?.id ?? '0'.repeat(32)}` as Id<'shp'>, key: row?.key ?? `none-${order.id}` }
  }
  const hand = (order: TestOrder, units?: number, name = 'first') =>
    inShop(async (tx) => {
      const [line] = await order.try.lines()
      const lines = units === undefined ? undefined : [{ lineId: must(line, 'a line').id, units }]
      const key = `${order.id}:${name}`
      return reason(await handOver(tx, { orderId: order.id, lines, key, actor: 'stf_test', at: clock.now() }))
    })
  const at = () => clock.now()
  const doors = {
    change_price: ({ id }) =>
      post(`/orders/${id}/price`, {
        ...{ goods: { amount: 3000, ...CODE }, shipping: { amount: 0, ...CODE }, reason: '老顾客' },
      }),
    edit_address: ({ id }) => {
      const { name, phone, regionCode } = TEST_CONTACT
      return post(`/orders/${id}/address`, { name, phone, regionCode, street: '新街 8 号' })
    },
    change_delivery: async ({ id: orderId }) => {
      const deps = { host: shop.host, store: await shop.snapshot(), plugins: await shop.active() }
      const ask = { orderId, method: 'express', choice: {}, actor: 'stf_test', at: at() }
      return inShop(async (tx) => reason(await changeDelivery(tx, deps, ask)))
    },
    note: ({ id }) => post(`/orders/${id}/notes`, { body: '先别发' }),
    print: async ({ id }) => answer(await shop.console('GET', `/print/receipts?orders=${id}`, owner)),
    cancel: ({ id }) => post(`/orders/${id}/cancel`, { reason: '缺货' }),
    cancel_paid: async ({ id }) => {
      const headers = { 'idempotency-key': `cancel-paid-${id}` }
      const body = { reason: '缺货' }
      return answer(await shop.console('POST', `/orders/${id}/cancel-paid`, owner, { body, headers }))
    },
    ship: ({ id }) => post(`/orders/${id}/ship`, { carrier: '顺丰', trackingNumber: 'SF123456' }),
    hand_over: (order) => hand(order, undefined, 'door'),
    undo_hand_over: async (order) => {
      const { key } = await shipmentOf(order)
      return inShop(async (tx) => reason(await undoHandOver(tx, { key, actor: 'stf_test', at: at() })))
    },
    deliver: ({ id }) =>
      inShop(async (tx) => ((await deliverVirtual(tx, app, id, at())) ? null : 'nothing is given')),
    invoice: async ({ id: orderId }) => {
      const buyer = { kind: 'personal', title: '林小满', taxNumber: '', email: 'lin@example.com' } as const
      const asked = await askInvoice(app, await shop.snapshot(), { ...buyer, orderId, at: at() })
      return asked.done ? null : asked.code
    },
    edit_parcel: async (order) =>
      post(`/orders/${order.id}/parcels/${(await shipmentOf(order)).id}/correct`, {
        ...{ carrier: '圆通', trackingNumber: 'YT7654321' },
      }),
    void_parcel: async (order) =>
      post(`/orders/${order.id}/parcels/${(await shipmentOf(order)).id}/void`, {}),
    ask_aftersale: async (order) => {
      const isSent = (await order.try.lines()).some(({ shipped }) => shipped > 0)
      const unsent = { kind: 'refund', wasSent: false, reason: 'changed_mind' } as const
      const asked = await desk.ask(order.id, isSent ? { kind: 'refund', reason: 'missing' } : unsent)
      return asked.asked ? null : asked.code
    },
  } satisfies Partial<Record<OrderAction, Door>>
  const passes = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
    const now = clock.now()
    clock.set(later(now, ms))
    const result = await work()
    clock.set(now)
    return result
  }
  // Something to carry beside what is virtual, where it has to go in parts.
  const place = (way: Way, isMixed = false) => {
    if (way !== 'virtual') return shop.cart([sku, 2]).order()
    return isMixed ? shop.cart(sku, course).order() : shop.cart([course, 2]).order()
  }
  const bought = async (way: Way, isMixed = false) => (await place(way, isMixed)).pay()
  const sent = async (way: Way, units?: number) => {
    const order = await bought(way, units !== undefined)
    if (way === 'virtual' && units === undefined) must((await doors.deliver(order)) === null, 'given')
    else if (way !== 'parcel') must((await hand(order, units)) === null, 'handed over')
    else await order.ship(units)
    return order
  }
  const received = async (way: Way) => {
    const order = await sent(way)
    return way === 'parcel' ? order.receive() : order
  }
  const make: Record<OrderSituation, (way: Way) => Promise<TestOrder>> = {
    unpaid: (way) => place(way),
    paid: (way) => bought(way),
    part_sent: (way) => sent(way, 1),
    async shipped(way) {
      if (way === 'parcel') return sent(way)
      const order = way === 'virtual' ? await bought(way, true) : await sent(way, 1)
      if (way === 'virtual') must((await doors.deliver(order)) === null, 'given')
      return order.ship()
    },
    received,
    async completed(way) {
      const order = await received(way)
      await passes(11 * DAY, () => completeOrder(app, storeId, order.id))
      return order
    },
    async expired(way) {
      const order = await place(way)
      await passes(HOUR, () => expireOrder(app, providers, storeId, order.id))
      return order
    },
    cancelled: async (way) => (await place(way)).cancel(),
    refunded: async (way) => (await sent(way)).refund(),
  }
  return { shop, doors, make }
}

/** How the goods must have gone behind which doors. */
function wayOf(action: string): Way {
  if (action === 'deliver') return 'virtual'
  return action.endsWith('hand_over') ? 'hand' : 'parcel'
}

t.test(
  'the doors of desk, parcels, pickup and after-sale open and stay shut as the table says',
  async (t) => {
    const { shop, doors, make } = await open(t)
    t.same(
      ORDER_ACTIONS.filter((action) => !(action in doors)),
      ['start_payment', 'pay', 'revive', 'expire', 'gift', 'receive', 'complete', 'refund'],
      'those are walked by order-actions.test',
    )
    for (const [index, situation] of ORDER_SITUATIONS.entries()) {
      const still = new Map<Way, TestOrder>()
      for (const [action, door] of Object.entries(doors) as [OrderAction, Door][]) {
        const decision = must(actionRow(action).cells[index], 'a cell')
        const way = wayOf(action)
        // Who is refused leaves the order as it is: it serves the next door, too.
        const order = (!decision.allowed && still.get(way)) || (await make[situation](way))
        if (!decision.allowed) still.set(way, order)
        const before = await order.look()
        const why = await door(order)
        // Of what was refunded whole an invoice could only be over postage that was kept.
        const isEmpty = situation === 'refunded' && why === 'INVOICE_NOTHING'
        t.equal(why === null || isEmpty, decision.allowed, `${action}, ${situation}: ${why ?? 'done'}`)
        const now = await order.look()
        if (why !== null) t.same(now, before, `${action}, ${situation}: a refusal writes nothing`)
        else if (decision.allowed) t.equal(now.state, decision.to, `${action}, ${situation}`)
        if (why?.startsWith('ORDER_') && !decision.allowed)
          t.equal(why, decision.code, `${action}, ${situation}`)
      }
    }
    t.same(await shop.broken(), [])
  },
)
