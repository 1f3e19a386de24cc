import { withTenant } from '@mamapu/db'
import { DAY, type Id, MINUTE, newId, type OrderId, toFen, ZERO_FEN } from '@mamapu/kernel'
import { addTestSku, buyAndPay, lookAt, openTill, placeOne } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { insertPayment } from '../payments/index.js'
import { addGift } from './add-gift.js'
import {
  actionRow,
  cancelOrder,
  completeOrder,
  decideAction,
  expireOrder,
  ORDER_ACTIONS,
  ORDER_SITUATIONS,
  type OrderAction,
  type OrderSituation,
  receiveOrder,
  refundOrder,
  settlePayment,
  shipOrder,
  startPayment,
} from './index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')

/** What a door answered: nothing where it opened, or its reason. */
type Answer = Promise<string | null>
type Door = (orderId: OrderId) => Answer

async function open(t: Test) {
  const till = await openTill(t, { at })
  const { app, providers, clock } = till
  const { storeId } = till.store
  const sku = await addTestSku(till.database.db, storeId, at, { stock: 500 })
  const gift = await addTestSku(till.database.db, storeId, at, { stock: 500 })
  const later = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
    clock.advance(ms)
    const result = await work()
    clock.advance(-ms)
    return result
  }
  const lineOf = async (orderId: OrderId) => {
    const [line] = await till.database.admin<{ id: string }[]>`
      select replace(id::text, '-', '') as id from order_lines where order_id = ${orderId.slice(4)} order by position`
    return `lin_${line?.id}` as Id<'lin'>
  }
  const ship = (orderId: OrderId, lines?: { lineId: Id<'lin'>; units: number }[]) =>
    shipOrder(app, storeId, {
      orderId,
      carrier: '顺丰',
      trackingNumber: 'SF1',
      actor: 'stf_test',
      at: clock.now(),
      ...(lines ? { lines } : {}),
    })
  const reason = (result: object): string | null => (result as { reason?: string }).reason ?? null
  const doors = {
    start_payment: async (orderId) =>
      reason(
        await startPayment(app, providers, till.snapshot, {
          orderId,
          provider: 'sandbox',
          device: { ip: '127.0.0.1', isPhone: true },
          at,
        }),
      ),
    expire: (orderId) =>
      later(31 * MINUTE, async () => reason(await expireOrder(app, providers, storeId, orderId))),
    cancel: async (orderId) =>
      reason(await cancelOrder(app, providers, storeId, { orderId, actor: 'shopper', reason: '测试', at })),
    gift: async (orderId) =>
      reason(
        await withTenant(app.db, storeId, (tx) =>
          addGift(tx, {
            orderId,
            skuId: gift.skuId,
            units: 1,
            onRefund: 'keep',
            added: { plugin: 'test', key: 'one', words: { 'zh-CN': '送', en: 'Gift' } },
            takes: [],
            offSince: null,
            at,
          }),
        ),
      ),
    ship: async (orderId) => reason(await ship(orderId)),
    receive: async (orderId) => reason(await receiveOrder(app, storeId, { orderId, actor: 'shopper', at })),
    complete: (orderId) => later(11 * DAY, async () => reason(await completeOrder(app, storeId, orderId))),
    refund: async (orderId) =>
      reason(
        await refundOrder(app, storeId, {
          orderId,
          lines: [{ lineId: await lineOf(orderId), units: 2 }],
          shippingFen: ZERO_FEN,
          reason: '测试',
          actor: 'x',
          at,
        }),
      ),
  } satisfies Partial<Record<OrderAction, Door>>
  const bought = async () => (await buyAndPay(till, sku.skuId, { quantity: 2 })).orderId
  const after = async (make: () => Promise<OrderId>, step: Door) => {
    const orderId = await make()
    const refused = await step(orderId)
    if (refused) throw new Error(refused)
    return orderId
  }
  const place = () => placeOne(till, sku.skuId)
  const shipped = () => after(bought, doors.ship)
  const received = () => after(shipped, doors.receive)
  const make: Record<OrderSituation, () => Promise<OrderId>> = {
    unpaid: place,
    paid: bought,
    part_sent: () =>
      after(bought, async (orderId) =>
        reason(await ship(orderId, [{ lineId: await lineOf(orderId), units: 1 }])),
      ),
    shipped,
    received,
    completed: () => after(received, doors.complete),
    expired: () => after(place, doors.expire),
    cancelled: () => after(place, doors.cancel),
    refunded: () => after(bought, doors.refund),
  }
  /** Money for the order, whatever has become of it: what the shop makes of it. */
  const money = async (orderId: OrderId) => {
    const [order] = await till.database.admin<{ fen: number }[]>`
      select payable_fen::int as fen from orders where id = ${orderId.slice(4)}`
    const paymentId = newId('pay', at)
    const amountFen = toFen(order?.fen ?? 0)
    await withTenant(app.db, storeId, (tx) =>
      insertPayment(tx, { id: paymentId, orderId, provider: 'sandbox', amountFen, expiresAt: at, at }),
    )
    const settled = await settlePayment(app, storeId, { paymentId, transactionId: paymentId, amountFen }, at)
    return settled.settled ? settled.as : settled.reason
  }
  const standing = async (orderId: OrderId) => {
    const [row] = await till.database.admin<
      { state: 'paid'; cancelledBy: 'expire' | 'cancel' | null; sent: number }[]
    >`
      select state, cancelled_by as "cancelledBy",
             (select coalesce(sum(shipped_units), 0)::int from order_lines l where l.order_id = o.id) as sent
        from orders o where id = ${orderId.slice(4)}`
    if (!row) throw new Error('no order')
    return { state: row.state, cancelledBy: row.cancelledBy, isPartSent: row.sent > 0 }
  }
  return { make, doors, money, standing, look: (orderId: OrderId) => lookAt(till.database.admin, orderId) }
}

t.test('every action at its own door, wherever an order stands: as the table says', async (t) => {
  const shop = await open(t)
  for (const [index, situation] of ORDER_SITUATIONS.entries()) {
    // Who is refused leaves the order as it is: it serves the next door, too.
    let still: OrderId | null = null
    for (const [action, door] of Object.entries(shop.doors) as [OrderAction, Door][]) {
      const orderId: OrderId = still ?? (await shop.make[situation]())
      const before = await shop.look(orderId)
      const decision = decideAction(await shop.standing(orderId), action)
      t.same(decision, actionRow(action).cells[index], `${situation} is where it stands`)
      const refused = await door(orderId)
      // What was refunded whole is refundable in the table for the postage that was kept; its goods are not there twice.
      const isDone = situation === 'refunded' && action === 'refund'
      t.equal(refused === null, decision.allowed && !isDone, `${action}, ${situation}: ${refused ?? 'done'}`)
      const now = await shop.look(orderId)
      if (refused !== null) t.same(now, before, `${action}, ${situation}: a refusal writes nothing`)
      else if (decision.allowed) t.equal(now.state, decision.to, `${action}, ${situation}`)
      still = refused === null ? null : orderId
    }
  }
})

t.test('money that comes pays, revives, or goes back by itself', async (t) => {
  const shop = await open(t)
  for (const situation of ORDER_SITUATIONS) {
    const orderId = await shop.make[situation]()
    const standing = await shop.standing(orderId)
    const before = await shop.look(orderId)
    const pays = decideAction(standing, 'pay').allowed
    const revives = decideAction(standing, 'revive').allowed
    t.equal(await shop.money(orderId), pays ? 'paid' : revives ? 'revived' : 'returned', situation)
    t.equal((await shop.look(orderId)).state, pays || revives ? 'paid' : before.state)
  }
})

t.test('the table names an actor and words for every action, and a code for every refusal', async (t) => {
  for (const action of ORDER_ACTIONS) {
    const { by, words, cells } = actionRow(action)
    t.ok(by.length > 0 && words['zh-CN'] && words.en, action)
    t.equal(cells.length, ORDER_SITUATIONS.length)
    for (const cell of cells) if (!cell.allowed) t.match(cell.code, /^ORDER_/)
  }
})
