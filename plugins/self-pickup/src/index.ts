import { definePlugin } from '@mamapu/plugin-sdk'
import { pickupRoutes } from './console/pickup.routes.js'
import { pickupScreens } from './console/screens.js'
import { deskRoutes } from './desk/desk.routes.js'
import { pickupMethod } from './method/method.js'
import { words } from './method/words.js'
import { pickupErrors } from './pickup.errors.js'
import { pickupSettings } from './pickup.settings.js'
import { pickupEvents } from './pickups/make.js'
import { watchOverdue } from './pickups/pickup.jobs.js'
import { pickupChecks } from './pickups/pickup.verify.queries.js'
import { placesFact, QUOTA, slotsFact, stockFact } from './points/point.facts.js'
import { pointRoutes } from './points/point.routes.js'
import { changePage } from './shopper/change.page.js'
import { codePage } from './shopper/code.page.js'
import { expressPage } from './shopper/express.page.js'
import { ofOrderFact, orderSlots } from './shopper/order.slot.js'
import { passPage } from './shopper/pass.page.js'
import { shopperRoutes } from './shopper/shopper.routes.js'

export default definePlugin({
  id: 'self-pickup',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('到店自提', 'Self-pickup'),
  description: words(
    '网上下单，选好自提点和时间，凭取货码到店取；店员用手机扫码核销，时段不会约超。',
    'Bought online, collected at a point and a time of one’s choice, by a code that staff scan with a phone; no slot is ever overbooked.',
  ),
  category: 'delivery',
  scopes: [
    'quotas:take',
    'quotas:read',
    'orders:read',
    'orders:deliver',
    'orders:hand-over',
    'orders:refund',
    'customers:read',
    'messages:send',
  ],
  settings: pickupSettings,
  quotas: [
    { kind: QUOTA.slot, title: words('自提时段', 'Pickup slots'), heat: 50 },
    { kind: QUOTA.stock, title: words('到店库存', 'Stock at points'), heat: 55 },
  ],
  errors: pickupErrors,
  facts: [placesFact, slotsFact, stockFact, ofOrderFact],
  deliveryMethods: [pickupMethod],
  on: pickupEvents,
  jobs: [watchOverdue],
  verify: pickupChecks,
  routes: [...shopperRoutes, ...pointRoutes, ...pickupRoutes, ...deskRoutes],
  slots: orderSlots,
  blocks: {
    order: { title: words('订单里的自提', 'Pickup on an order') },
    code: { title: words('取货码', 'Pickup code') },
    pass: { title: words('帮忙取货', 'Collect for a friend') },
    change: { title: words('改取货时间', 'Another pickup time') },
    express: { title: words('改成快递', 'Have it sent instead') },
  },
  pages: [codePage, passPage, changePage, expressPage],
  // #region staff-page
  staffPages: [
    {
      name: 'desk',
      title: words('自提核销', 'Pickup desk'),
      scope: 'pickups:verify',
      script: 'desk.js',
      style: 'desk.css',
    },
  ],
  // #endregion
  assets: {
    ...Object.fromEntries(
      ['desk.js', 'card.js', 'day.js', 'api.js', 'scan.js', 'words.js', 'desk.css'].map((name) => [
        name,
        new URL(`../assets/${name}`, import.meta.url),
      ]),
    ),
    'jsqr.js': new URL(import.meta.resolve('jsqr')),
  },
  admin: pickupScreens,
  migrations: new URL('../migrations/', import.meta.url),
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
