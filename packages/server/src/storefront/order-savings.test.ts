import { notifications, orders, payments } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { HOUR, later, must, newId, toFen } from '@mamapu/kernel'
import { definePlugin } from '@mamapu/plugin-sdk'
import type { Offer } from '@mamapu/pricing'
import { buy, skuInput } from '@mamapu/testkit'
import t from 'tap'
import { Type } from 'typebox'
import { openTestShop, readable } from './test-shop.test.js'

const at = new Date('2026-03-04T02:00:00Z')
const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

/** A unit price, money off the order that leaves no room for a second one, and half the delivery. */
const offers: Readonly<Record<string, (lineIds: readonly string[]) => readonly object[]>> = {
  unit: (lineIds) => [
    { lineId: lineIds[0], unitPriceFen: toFen(9000), label: words('秒杀价', 'Flash price') },
  ],
  order: (lineIds) => [
    off(lineIds, { id: 'big', label: words('满百减十', 'Ten off'), amount: 1000 }),
    off(lineIds, { id: 'small', label: words('满百减五', 'Five off'), amount: 500 }),
    {
      ...off(lineIds, { id: 'far', label: words('满千减百', 'Far away'), amount: 10_000 }),
      tiers: [{ thresholdFen: 100_000, reduction: { amountFen: 10_000 } }],
    },
  ],
}

const off = (
  lineIds: readonly string[],
  { id, label, amount }: { id: string; label: object; amount: number },
) => ({
  id: `thrift:${id}`,
  label,
  class: 'full',
  combinesWith: [],
  lineIds,
  applies: 'always',
  tiers: [{ thresholdFen: 0, reduction: { amountFen: amount } }],
})

const thrift = definePlugin({
  id: 'thrift',
  version: '0.1.0',
  api: 1,
  engine: '^0.1',
  title: words('省钱', 'Thrift'),
  description: words('测试用', 'For tests'),
  category: 'discount',
  scopes: [],
  settings: Type.Object({}),
  prices: Object.entries(offers).map(([stage, make]) => ({
    name: stage,
    stage,
    facts: {},
    offers: ({ cart }: { cart: { lines: readonly { lineId: string }[] } }) =>
      make(cart.lines.map(({ lineId }) => lineId)).map((offer) => ({
        id: `thrift:${stage}`,
        plugin: 'thrift',
        stage,
        ...offer,
      })) as unknown as Offer[],
  })) as never,
})

t.test('an order says what was saved and why, once it is placed and once it is paid', async (t) => {
  const shop = await openTestShop(t, [thrift], at)
  const { test, store, db } = shop
  const { skuIds } = await shop.product({
    title: '奶瓶',
    skus: [skuInput({ priceFen: toFen(10_000), initialStock: 5 })],
  })
  const { visitor, customerId } = await shop.member()
  const placed = await buy(test, store, must(skuIds[0], 'a SKU'), { customerId, quantity: 2 })
  if (!placed.placed) throw new Error(placed.code)
  const see = async (path: string, language = 'zh-CN') =>
    readable((await visitor.get(path, { headers: { 'accept-language': language } })).body)
  const order = await see(`/o/${placed.token}`)
  t.match(order, /本单已省 ¥30(?!\d)/, 'ten each by the unit price, ten off the order')
  t.match(order, /为什么是这个价.*已享「秒杀价」.*已享「满百减十」，省 ¥10.*「满百减五」/)
  t.notMatch(order, /满千减百/, 'what one might have bought more of is no longer said')
  t.match(await see(`/o/${placed.token}`, 'en'), /Why this price.*“Ten off” takes.*You saved ¥30/)
  t.notMatch(await see(`/pay/${placed.token}`), /本单已省/, 'not before it is paid')

  const paymentId = newId('pay', at)
  const money = { paymentId, transactionId: paymentId, amountFen: toFen(17_000) }
  await withTenant(db, store.storeId, (tx) =>
    payments.insertPayment(tx, {
      id: paymentId,
      orderId: placed.orderId,
      provider: 'test',
      amountFen: toFen(17_000),
      expiresAt: later(at, HOUR),
      at,
    }),
  )
  t.match(await orders.settlePayment(test.app, store.storeId, money, at), { settled: true })
  t.match(await see(`/pay/${placed.token}`), /付款成功.*本单已省 ¥30.*已享「满百减十」/)

  const { number } = await withTenant(db, store.storeId, async (tx) => {
    const [row] = await tx.sql<
      { number: string }[]
    >`select number from orders where tenant_id = ${tx.tenantId}`
    return must(row, 'an order')
  })
  const tell = (to: typeof customerId) =>
    withTenant(db, store.storeId, (tx) =>
      notifications.notify(tx, {
        ...{ customerId: to, template: 'order-cancelled', data: { number }, dedupeKey: to, at },
      }),
    )
  const stranger = await shop.member()
  await tell(customerId)
  await tell(stranger.customerId)
  const inbox = (who: typeof visitor) => who.get('/account/messages').then(({ body }) => body)
  t.match(await inbox(visitor), `href="/o/${placed.token}"`, 'a message about her order leads to it')
  t.notMatch(await inbox(stranger.visitor), placed.token, 'whoever else hears the number gets no way in')
})

t.test('an order at everyday prices claims no saving', async (t) => {
  const shop = await openTestShop(t, [], at)
  const { skuIds } = await shop.product({ title: '奶瓶', skus: [skuInput({ initialStock: 5 })] })
  const { visitor, customerId } = await shop.member()
  const placed = await buy(shop.test, shop.store, must(skuIds[0], 'a SKU'), { customerId })
  if (!placed.placed) throw new Error(placed.code)
  t.notMatch(readable((await visitor.get(`/o/${placed.token}`)).body), /已省|为什么/)
})
