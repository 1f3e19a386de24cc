import { definePlugin } from '@mamapu/plugin-sdk'
import { centrePage } from './centre/centre.page.js'
import { customersPage } from './centre/customers.page.js'
import { ordersPage } from './centre/orders.page.js'
import { teamPage } from './centre/team.page.js'
import { peopleStaffRoutes } from './console/people.staff.js'
import { rateStaffRoutes } from './console/rate.staff.js'
import { relationStaffRoutes } from './console/relation.staff.js'
import { distributorScreens } from './console/screens.js'
import { distributorErrors } from './distributor.errors.js'
import { inviterFact, ratesFact, tiesFact } from './distributor.facts.js'
import { distributorSettings } from './distributor.settings.js'
import { distributorChecks } from './distributor.verify.queries.js'
import { earningEvents } from './earning.events.js'
import { checkSettings } from './guard/guard.errors.js'
import { settleLevels } from './levels/level.jobs.js'
import { joinPage } from './people/join.page.js'
import { leavePage } from './people/leave.page.js'
import { ownRoutes } from './people/people.routes.js'
import { commission } from './rates/commission.js'
import { relationEvents } from './relation/relation.events.js'
import { forgetBrowsers, handOver } from './relation/relation.jobs.js'
import { relationPage } from './relation/relation.page.js'
import { postersRoute } from './share/posters.js'
import { sharePage } from './share/share.page.js'
import { accountLink, cardShare, productShare } from './share/share.slots.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

export default definePlugin({
  id: 'distributor',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('分销员', 'Distributors'),
  description: words(
    '老顾客免费成为分销员，分享专属链接、二维码和海报；朋友买了，她按实付金额得佣金，退款时一分不差地扣回。',
    'Regulars become distributors for free and share links, codes and posters of their own; what friends pay earns commission, and refunds take their exact part back.',
  ),
  category: 'share',
  scopes: [
    'earnings:promise',
    'earnings:read',
    'earnings:hold',
    'links:make',
    'posters:make',
    'customers:read',
    'customers:write',
    'messages:send',
  ],
  enhancedBy: ['bulletin', 'content-kit', 'coupons', 'training', 'visitor-trail'],
  settings: distributorSettings,
  checkSettings,
  errors: distributorErrors,
  facts: [tiesFact, ratesFact, inviterFact],
  commissions: [commission],
  on: { ...relationEvents, ...earningEvents },
  jobs: [handOver, forgetBrowsers, settleLevels],
  routes: [...ownRoutes, postersRoute, ...peopleStaffRoutes, ...relationStaffRoutes, ...rateStaffRoutes],
  slots: [cardShare, productShare, accountLink],
  blocks: {
    join: { title: words('招募页', 'Recruit page') },
    centre: { title: words('推广中心', 'Sharing centre') },
    orders: { title: words('推广订单', 'Orders brought') },
    customers: { title: words('我的顾客', 'Customers') },
    team: { title: words('我邀请的人', 'Invited people') },
    share: { title: words('分享', 'Share') },
    leave: { title: words('退出分销', 'Leave') },
    relation: { title: words('谁在给我推荐', 'Who recommends') },
    earn: { title: words('分享赚', 'Share and earn') },
    link: { title: words('推广入口', 'Link to sharing') },
  },
  pages: [joinPage, centrePage, ordersPage, customersPage, teamPage, sharePage, leavePage, relationPage],
  admin: distributorScreens,
  verify: distributorChecks,
  migrations: new URL('../migrations/', import.meta.url),
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
