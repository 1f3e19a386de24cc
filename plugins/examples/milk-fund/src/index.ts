import { addDays, instantOf, localDateOf, type OrderId } from '@mamapu/kernel'
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

const { on, slot } = forSettings(settings)

// #region counter
const ORDERS = 'milk-fund.orders'
/** Never reached: the counter counts, it does not limit. */
const COUNT_MAX = 1_000_000

/** The counter of a day of the shop: every order that gave on it is one. */
const counterOf = (at: Date, zone: string): string => localDateOf(at, zone)
// #endregion

// #region accounts
const FUND = 'payee:milk-fund'
const SHOP = 'expense:milk-fund'
// #endregion

// #region settle
/** What was promised is set aside once the order is paid, and goes back when nothing of it is left. */
async function settle(ctx: Ctx, orderId: OrderId): Promise<void> {
  const { orders, ledger, zone } = ctx
  const order = await orders.find(orderId)
  const amount = order?.promised?.['perOrderFen'] ?? 0
  if (!order?.paidAt || amount === 0) return
  const today = counterOf(order.paidAt, zone)
  await countOnce(ctx, today, orderId)
  await ledger.post({ unit: 'CNY', debit: SHOP, credit: FUND, amount, cause: `milk-fund:${orderId}` })
  if (order.state !== 'refunded') return
  await ledger.post({ unit: 'CNY', debit: FUND, credit: SHOP, amount, cause: `milk-fund-back:${orderId}` })
  await ctx.quotas.release(ORDERS, today, orderId)
}

/** The order's owner name is its id: however often it is told, it is one. */
async function countOnce({ quotas, log }: Ctx, today: string, orderId: OrderId): Promise<void> {
  const take = { kind: ORDERS, id: today, units: 1, limit: COUNT_MAX, owner: orderId }
  const { taken } = await quotas.take([take])
  if (!taken) log.warn({ orderId }, 'more orders in a day than are counted')
}
// #endregion

// #region today
/** How many orders gave today, live: the name of the counter changes at midnight, the number while the page is sent. */
const homeCount = slot({
  slot: 'home.strip',
  block: 'today',
  facts: {},
  data: ({ at, zone }) => ({ counter: `${ORDERS}:${counterOf(at, zone)}` }),
  changesAt: ({ at, zone }) => instantOf(addDays(localDateOf(at, zone), 1), 0, zone),
})
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
  scopes: ['ledger:post', 'orders:read', 'quotas:take'],
  settings,
  quotas: [{ kind: ORDERS, title: words('今天捐出的订单', 'Orders that gave today'), heat: 60 }],
  // Kept with each order: what the merchant changes later changes nothing for this one.
  promises: ({ perOrderFen }) => ({ perOrderFen }),
  on: {
    'order.paid': on('order.paid', settles),
    'order.late_money': on('order.late_money', settles),
    'order.refunded': on('order.refunded', settles),
  },
  slots: [homeCount],
  blocks: { today: { title: words('今天的公益', 'Given today') } },
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
// #endregion
