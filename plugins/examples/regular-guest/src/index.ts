import { asId, idPattern, localDateOf, type OrderId } from '@mamapu/kernel'
import { definePlugin, field, forSettings, type OrderView, type PluginContext } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'
import { countOrder, uncountOrder } from './regular-guest.queries.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

const settings = Type.Object(
  {
    ordersMin: Type.Integer({
      ...field('付过几单算老朋友', 'Paid orders of a regular', { ui: 'count' }),
      minimum: 2,
      maximum: 100,
      default: 3,
    }),
    tag: Type.String({ ...field('标签', 'Tag'), minLength: 1, maxLength: 20, default: '老朋友' }),
    giftSkuId: Type.Optional(
      Type.String({ ...field('送什么', 'Gift', { ui: 'sku' }), pattern: idPattern('sku') }),
    ),
    giftsPerDay: Type.Integer({
      ...field('一天最多送几份', 'Gifts a day', { ui: 'count' }),
      minimum: 1,
      maximum: 1000,
      default: 20,
    }),
  },
  { additionalProperties: false },
)
type Ctx = PluginContext<Static<typeof settings>>

const { on } = forSettings(settings)

const GIFTS = 'regular-guest.gifts'
const BADGE = words('老朋友', 'Regular')

// #region settle
const STANDS = new Set(['paid', 'shipped', 'received', 'completed'])

/** Brings count, tag and badge in line with the order as it stands now: whatever came first, whatever came twice. */
async function settle(ctx: Ctx, orderId: OrderId): Promise<void> {
  const { tx, orders, customers, settings } = ctx
  const order = await orders.find(orderId)
  if (!order?.customerId) return
  const { customerId } = order
  const counted = { orderId, customerId }
  if (STANDS.has(order.state)) {
    const count = await countOrder(tx, counted)
    if (count === null || count < settings.ordersMin) return
    await customers.addTag(customerId, settings.tag)
    if (count === settings.ordersMin) await celebrate(ctx, order)
  } else {
    const count = await uncountOrder(tx, counted)
    if (count === null) return
    if (count < settings.ordersMin) await customers.removeTag(customerId, settings.tag)
    await orders.setBadge(orderId, null)
  }
}
// #endregion

// #region gift
/** The order that made a regular has a badge, and a gift while there are gifts for the day it was paid on. */
async function celebrate(
  { orders, settings, zone, log }: Ctx,
  { id: orderId, paidAt }: OrderView,
): Promise<void> {
  await orders.setBadge(orderId, BADGE)
  const { giftSkuId, giftsPerDay } = settings
  if (giftSkuId === undefined || paidAt === null) return
  const today = localDateOf(paidAt, zone)
  const given = await orders.addGift({
    orderId,
    skuId: asId('sku', giftSkuId),
    units: 1,
    key: 'regular',
    words: words('送给老朋友', 'For a regular'),
    onRefund: 'return',
    // Made by the first take of the day, and given back together with the gift.
    takes: [{ kind: GIFTS, id: today, units: 1, limit: giftsPerDay }],
  })
  // Sold out, sent already, nothing left for today: an ordinary outcome, and the badge stays.
  if (!given.added) log.info({ orderId, reason: given.reason }, 'no gift')
}
// #endregion

const settles = { handle: (ctx: Ctx, told: { orderId: OrderId }) => settle(ctx, told.orderId) }

// #region plugin
export default definePlugin({
  id: 'regular-guest',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('老朋友', 'Regular guests'),
  description: words(
    '付过几单的顾客自动打上标签，那一单还送份礼；退款的订单不算。',
    'Customers who paid so many orders get a tag, and that order a gift; refunded orders do not count.',
  ),
  category: 'member',
  scopes: ['orders:read', 'orders:gift', 'orders:badge', 'customers:write', 'quotas:take'],
  settings,
  quotas: [{ kind: GIFTS, title: words('一天的礼物', 'Gifts of a day'), heat: 60 }],
  on: {
    'order.paid': on('order.paid', settles),
    'order.late_money': on('order.late_money', settles),
    'order.refunded': on('order.refunded', settles),
  },
  migrations: new URL('../migrations/', import.meta.url),
})
// #endregion
