import { definePlugin } from '@mamapu/plugin-sdk'
import { staffRoutes, trailScreens } from './trail.admin.js'
import { trailEvents } from './trail.events.js'
import { forgetTrails } from './trail.jobs.js'
import { privacyPage, visitorsPage } from './trail.pages.js'
import { trailSettings } from './trail.settings.js'
import { accountLink, followedFact, keptFact } from './trail.slots.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

export default definePlugin({
  id: 'visitor-trail',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('访客足迹', 'Visitor trail'),
  description: words(
    '分享的人看得到朋友看过哪些商品，好帮着挑；先问过朋友，只显示昵称第一个字，最多留 30 天，随时能收回。',
    'Whoever shared sees which products friends look at, to help them choose: only after asking, by the first letter of the nickname, for 30 days at most, and taken back at any time.',
  ),
  category: 'tool',
  scopes: ['customers:read'],
  enhancedBy: ['distributor'],
  settings: trailSettings,
  facts: [followedFact, keptFact],
  on: trailEvents,
  jobs: [forgetTrails],
  routes: staffRoutes,
  slots: [accountLink],
  blocks: {
    visitors: { title: words('访客足迹', 'Visitors') },
    privacy: { title: words('足迹与隐私', 'Being seen, and your privacy') },
    link: { title: words('访客足迹', 'Visitors') },
  },
  pages: [visitorsPage, privacyPage],
  admin: trailScreens,
  migrations: new URL('../migrations/', import.meta.url),
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
