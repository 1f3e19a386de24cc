import type { OrderId } from '@mamapu/kernel'
import { definePlugin, field, forSettings, type PluginContext } from '@mamapu/plugin-sdk'
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
  },
  { additionalProperties: false },
)
type Ctx = PluginContext<Static<typeof settings>>

const { on } = forSettings(settings)

// #region settle
const STANDS = new Set(['paid', 'shipped', 'received', 'completed'])

/** Brings count and tag in line with the order as it stands now: whatever came first, whatever came twice. */
async function settle({ tx, orders, customers, settings }: Ctx, orderId: OrderId): Promise<void> {
  const order = await orders.find(orderId)
  if (!order?.customerId) return
  const { customerId } = order
  const counted = { orderId, customerId }
  const count = STANDS.has(order.state) ? await countOrder(tx, counted) : await uncountOrder(tx, counted)
  if (count === null) return
  if (count >= settings.ordersMin) await customers.addTag(customerId, settings.tag)
  else await customers.removeTag(customerId, settings.tag)
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
    '付过几单的顾客自动打上标签，退款的订单不算。',
    'Customers who paid so many orders get a tag; refunded orders do not count.',
  ),
  category: 'member',
  scopes: ['orders:read', 'customers:write'],
  settings,
  on: {
    'order.paid': on('order.paid', settles),
    'order.late_money': on('order.late_money', settles),
    'order.refunded': on('order.refunded', settles),
  },
  migrations: new URL('../migrations/', import.meta.url),
})
// #endregion
