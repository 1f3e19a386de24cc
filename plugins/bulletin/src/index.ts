import { definePlugin } from '@mamapu/plugin-sdk'
import { bulletinScreens } from './bulletin.admin.js'
import { bulletinErrors } from './bulletin.errors.js'
import { recountPublished } from './bulletin.jobs.js'
import { resultPage } from './bulletin.page.js'
import { bulletinRoutes } from './bulletin.routes.js'
import { bulletinSettings } from './bulletin.settings.js'
import { homeNews, latestFact } from './bulletin.slots.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

export default definePlugin({
  id: 'bulletin',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('战报', 'Sale bulletin'),
  description: words(
    '活动结束后一键写战报：件数、顾客、省下多少，全部来自真实订单，退款已扣除；海报直接发群和朋友圈。',
    'After a sale, one tap tells how it went: real paid orders only, refunds taken off, as a page and posters to share.',
  ),
  category: 'content',
  scopes: ['campaigns:read', 'posters:make'],
  enhancedBy: ['flash-sale', 'member-day'],
  settings: bulletinSettings,
  errors: bulletinErrors,
  facts: [latestFact],
  jobs: [recountPublished],
  routes: bulletinRoutes,
  slots: [homeNews],
  blocks: {
    news: { title: words('首页战报', 'Bulletin on the home page') },
    result: { title: words('战报', 'Bulletin') },
  },
  pages: [resultPage],
  admin: bulletinScreens,
  migrations: new URL('../migrations/', import.meta.url),
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
