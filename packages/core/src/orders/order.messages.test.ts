import { withTenant } from '@mamapu/db'
import { must } from '@mamapu/kernel'
import { addTestSku, buyAndPay, openTill, placeOne, type Till } from '@mamapu/testkit'
import t from 'tap'
import { admitCustomer } from '../customers/index.js'
import { deliverHere, handlerRegistry } from '../events/index.js'
import { openOrder, orderMessageHandlers, refundOrder, shipOrder } from './index.js'

const registry = handlerRegistry(orderMessageHandlers)
const tellAll = (till: Till) => deliverHere(till.app, registry, till.store.storeId)
const sent = (till: Till) =>
  till.database.admin<
    { channel: string; template: string; text: string; address_masked: string; data: object }[]
  >`
    select channel, template, text, address_masked, data from messages order by created_at, template`

t.test('a guest is sent the link that opens the order, and told by phone what becomes of it', async (t) => {
  const till = await openTill(t)
  const sku = await addTestSku(till.database.db, till.store.storeId, till.clock.now(), { priceFen: 1990 })
  const { orderId } = await buyAndPay(till, sku.skuId)
  await tellAll(till)
  const [link, paid] = await sent(till)
  t.match(link, { channel: 'log', template: 'order-link', address_masked: '138****1234', data: {} })
  const token = must(/\/o\/([\w-]{22})/.exec(link?.text ?? '')?.[1], 'a link')
  const opened = await openOrder(till.app, till.snapshot, {
    token,
    opener: { customerId: null, sessionHash: null },
  })
  t.match(
    opened,
    { opened: false, reason: 'locked' },
    'the link finds it; a new device is still asked for four digits',
  )
  t.match(paid, { channel: 'log', template: 'order-paid', text: /19\.90/ })

  const at = till.clock.now()
  await shipOrder(till.app, till.store.storeId, {
    orderId,
    carrier: '中通快递',
    trackingNumber: 'ZT1',
    actor: 'staff',
    at,
  })
  await refundOrder(till.app, till.store.storeId, {
    orderId,
    lines: [],
    shippingFen: 0 as never,
    whole: true,
    reason: '',
    actor: 'staff',
    at,
  })
  await tellAll(till)
  await till.database.admin`update outbox set state = 'waiting'`
  await till.database.admin`delete from event_effects`
  await tellAll(till)
  t.same(
    (await sent(till)).map(({ template }) => template).sort(),
    ['order-link', 'order-paid', 'order-refunded', 'order-shipped'],
    'each once, however often it is told',
  )
})

t.test('a customer finds it in the inbox; the link goes to the phone alone', async (t) => {
  const till = await openTill(t)
  const { storeId } = till.store
  const sku = await addTestSku(till.database.db, storeId, till.clock.now())
  const person = { phone: '13800001234', name: '林小满', at: till.clock.now() }
  const customerId = await withTenant(till.database.db, storeId, (tx) =>
    admitCustomer(tx, till.snapshot.keys, person),
  )
  await placeOne(till, sku.skuId, { customerId: must(customerId, 'admitted') })
  await buyAndPay(till, sku.skuId, { customerId: must(customerId, 'admitted') })
  await tellAll(till)
  const messages = await sent(till)
  t.same(messages.map(({ channel, template }) => `${channel} ${template}`).sort(), [
    'inbox order-paid',
    'log order-link',
    'log order-link',
  ])
})
