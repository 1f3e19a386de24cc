import type { OrderId } from '@mamapu/kernel'
import { definePlugin, field, forSettings, type PluginContext } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

const settings = Type.Object(
  {
    perOrderFen: Type.Integer({
      ...field('每单捐多少', 'Given per order', { ui: 'money' }),
      minimum: 1,
      maximum: 100_000,
      default: 100,
    }),
  },
  { additionalProperties: false },
)
type Ctx = PluginContext<Static<typeof settings>>

const { on } = forSettings(settings)

// #region accounts
const FUND = 'payee:milk-fund'
const SHOP = 'expense:milk-fund'
// #endregion

// #region settle
/** What was promised is set aside once the order is paid, and goes back when nothing of it is left. */
async function settle({ orders, ledger }: Ctx, orderId: OrderId): Promise<void> {
  const order = await orders.find(orderId)
  const amount = order?.promised?.['perOrderFen'] ?? 0
  if (!order || amount === 0 || order.state === 'unpaid' || order.state === 'cancelled') return
  await ledger.post({ unit: 'CNY', debit: SHOP, credit: FUND, amount, cause: `milk-fund:${orderId}` })
  if (order.state === 'refunded')
    await ledger.post({ unit: 'CNY', debit: FUND, credit: SHOP, amount, cause: `milk-fund-back:${orderId}` })
}
// #endregion

// #region handlers
const settles = {
  whileOff: true,
  handle: (ctx: Ctx, told: { orderId: OrderId }) => settle(ctx, told.orderId),
}
// #endregion

// #region plugin
export default definePlugin({
  id: 'milk-fund',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('母乳库公益', 'Milk fund'),
  description: words(
    '每个付款的订单为母乳库留出一笔钱，整单退款时退回。',
    'Sets an amount aside for a milk bank with every paid order; a full refund takes it back.',
  ),
  category: 'content',
  scopes: ['ledger:post', 'orders:read'],
  settings,
  // Kept with each order: what the merchant changes later changes nothing for this one.
  promises: ({ perOrderFen }) => ({ perOrderFen }),
  on: {
    'order.paid': on('order.paid', settles),
    'order.late_money': on('order.late_money', settles),
    'order.refunded': on('order.refunded', settles),
  },
})
// #endregion
