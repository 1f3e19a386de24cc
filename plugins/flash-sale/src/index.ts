import { definePlugin } from '@mamapu/plugin-sdk'
import { saleScreens, staffRoutes } from './flash-sale.admin.js'
import { QUOTA } from './flash-sale.counters.js'
import { flashSale, flashSaleSettings } from './flash-sale.mechanic.js'
import { salePage } from './flash-sale.page.js'
import { saleLimits, salePrice } from './flash-sale.price.js'
import { remindRoute, saleEvents, sendReminders } from './flash-sale.reminders.js'
import { cardWords, cartWords, checkoutPrepare, homeSale, productBand } from './flash-sale.slots.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

export default definePlugin({
  id: 'flash-sale',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('限时秒杀', 'Flash sale'),
  description: words(
    '到点开抢、限量限购、真实进度，不超卖；可以预告和预约提醒，一天几场也行。',
    'Limited units from a second on, limits per person, real progress, never oversold; announced, with reminders, several rounds a day.',
  ),
  category: 'campaign',
  scopes: ['quotas:take', 'quotas:read', 'messages:send'],
  settings: flashSaleSettings,
  campaign: flashSale,
  quotas: [
    { kind: QUOTA.person, title: words('秒杀每人限购', 'Flash sale, per person'), heat: 20 },
    { kind: QUOTA.units, title: words('秒杀库存', 'Flash sale units'), heat: 60 },
  ],
  errors: {
    FLASH_SALE_LIMIT: {
      status: 409,
      ...words('超过了本场秒杀每单的限购数量', 'More than one order may have in this sale'),
    },
    FLASH_SALE_NOT_FOUND: {
      status: 404,
      ...words('没有找到这场秒杀', 'This round of the sale does not exist'),
    },
    FLASH_SALE_STARTED: {
      status: 409,
      ...words('已经开抢了，直接去买吧', 'It has begun already; go and buy'),
    },
  },
  prices: [salePrice],
  validators: [saleLimits],
  on: saleEvents,
  jobs: [sendReminders],
  routes: [remindRoute, ...staffRoutes],
  slots: [homeSale, cardWords, productBand, cartWords, checkoutPrepare],
  blocks: {
    strip: { title: words('首页秒杀', 'Sale on the home page') },
    band: { title: words('商品秒杀条', 'Sale of a product') },
    prepare: { title: words('开抢前准备', 'Before it begins') },
    sale: { title: words('秒杀专场', 'Flash sale') },
  },
  pages: [salePage],
  admin: saleScreens,
  migrations: new URL('../migrations/', import.meta.url),
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
