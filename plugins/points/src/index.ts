import { definePlugin } from '@mamapu/plugin-sdk'
import { pointsScreens, staffRoutes } from './points.admin.js'
import { pointsErrors } from './points.errors.js'
import { pointsEvents } from './points.events.js'
import { balanceFact } from './points.facts.js'
import { expirePoints, tellOfEnd } from './points.jobs.js'
import { minePage } from './points.page.js'
import { pointsPrice } from './points.price.js'
import { pointsRoutes } from './points.routes.js'
import { pointsSettings } from './points.settings.js'
import { accountLink, cartNote } from './points.slots.js'
import { QUOTA } from './points.types.js'
import { pointsChecks } from './points.verify.queries.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

export default definePlugin({
  id: 'points',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('积分', 'Points'),
  description: words(
    '购物得积分、每日签到得积分，下单时当钱用；有有效期，退款时一分不差地收回和退回。',
    'Points for purchases and for checking in, spent like money at checkout; they expire, and refunds settle them exactly.',
  ),
  category: 'member',
  scopes: ['quotas:take', 'quotas:read', 'ledger:post', 'orders:read', 'messages:send', 'customers:read'],
  enhancedBy: ['levels', 'member-day'],
  settings: pointsSettings,
  quotas: [{ kind: QUOTA.spend, title: words('使用积分', 'Points spent'), heat: 20 }],
  errors: pointsErrors,
  facts: [balanceFact],
  prices: [pointsPrice],
  promises: ({ earnPerYuan }) => (earnPerYuan > 0 ? { earnPerYuan } : null),
  on: pointsEvents,
  jobs: [expirePoints, tellOfEnd],
  routes: [...pointsRoutes, ...staffRoutes],
  slots: [cartNote, accountLink],
  blocks: {
    earns: { title: words('可得积分', 'Points to come') },
    link: { title: words('我的积分', 'My points') },
    mine: { title: words('积分明细', 'Points') },
  },
  pages: [minePage],
  admin: pointsScreens,
  verify: pointsChecks,
  migrations: new URL('../migrations/', import.meta.url),
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
