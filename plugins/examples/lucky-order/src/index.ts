import { definePlugin } from '@mamapu/plugin-sdk'
import { luckyScreens, winnersRoute } from './lucky-order.admin.js'
import { luckyEvents } from './lucky-order.events.js'
import { luckyOrder, luckySettings, QUOTA, words } from './lucky-order.mechanic.js'
import { cartStrip, homeStrip } from './lucky-order.slots.js'

export default definePlugin({
  id: 'lucky-order',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('第 N 单惊喜', 'Lucky order'),
  description: words(
    '每天付款的订单里，每到第 N 单就多送一份惊喜和一枚徽章；单数真实可见，送完为止。',
    'Of the orders paid each day, every n-th wins a gift and a badge; the count is live and real, while gifts last.',
  ),
  category: 'campaign',
  scopes: ['orders:read', 'orders:gift', 'orders:badge', 'quotas:take', 'messages:send'],
  settings: luckySettings,
  campaign: luckyOrder,
  quotas: [
    { kind: QUOTA.orders, title: words('一天付款的订单', 'Paid orders of a day'), heat: 50 },
    { kind: QUOTA.gifts, title: words('留出的惊喜', 'Gifts set aside'), heat: 60 },
  ],
  on: luckyEvents,
  routes: [winnersRoute],
  slots: [homeStrip, cartStrip],
  blocks: { strip: { title: words('第 N 单惊喜', 'Lucky order') } },
  admin: luckyScreens,
  migrations: new URL('../migrations/', import.meta.url),
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
