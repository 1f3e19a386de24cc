import { definePlugin } from '@mamapu/plugin-sdk'
import { batchRoutes } from './batch/batch.routes.js'
import { couponCalendar } from './console/calendar.js'
import { couponStaffRoutes } from './console/coupon.routes.js'
import { couponScreens } from './console/screens.js'
import { couponErrors } from './coupon.errors.js'
import { couponEvents } from './coupon.events.js'
import { heldFact, openFact } from './coupon.facts.js'
import { couponJobs } from './coupon.jobs.js'
import { couponPrice } from './coupon.price.js'
import { couponSettings } from './coupon.settings.js'
import { QUOTA } from './coupon.types.js'
import { giftPage } from './gift/gift.page.js'
import { giftRoutes } from './gift/gift.routes.js'
import { givingRoutes } from './give/giving.routes.js'
import { reportRoutes } from './report/report.routes.js'
import { couponCentre } from './shop/centre.page.js'
import { shopRoutes } from './shop/shop.routes.js'
import { accountLink, checkoutChoices, homeStrip, productRow } from './shop/slots.js'

export default definePlugin({
  id: 'coupons',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: { 'zh-CN': '优惠券', en: 'Coupons' },
  description: {
    'zh-CN': '满减、随机、折扣和兑换券：领取、券码、红包、自动发放，下单时自动选最划算的。',
    en: 'Amount, random, percentage and exchange coupons: claimed, by code, as gifts, given automatically; the best is chosen at checkout.',
  },
  category: 'discount',
  scopes: ['quotas:take', 'quotas:read', 'orders:read', 'customers:read', 'messages:send'],
  enhancedBy: ['distributor', 'levels'],
  offerMessages: ['given', 'expiring', 'code'],
  settings: couponSettings,
  quotas: [
    { kind: QUOTA.use, title: { 'zh-CN': '用券', en: 'Use of a coupon' }, heat: 20 },
    { kind: QUOTA.friend, title: { 'zh-CN': '红包每人一张', en: 'One per person and gift' }, heat: 21 },
    { kind: QUOTA.person, title: { 'zh-CN': '每人限领', en: 'Claims per person' }, heat: 22 },
    { kind: QUOTA.sender, title: { 'zh-CN': '每人可发红包', en: 'Given away per person' }, heat: 23 },
    { kind: QUOTA.gift, title: { 'zh-CN': '红包张数', en: 'Coupons in a gift' }, heat: 50 },
    { kind: QUOTA.budget, title: { 'zh-CN': '优惠券预算', en: 'Budget of a coupon' }, heat: 58 },
    { kind: QUOTA.issue, title: { 'zh-CN': '发放总量', en: 'Coupons given out' }, heat: 60 },
  ],
  errors: couponErrors,
  facts: [heldFact, openFact],
  prices: [couponPrice],
  on: couponEvents,
  jobs: couponJobs,
  routes: [
    ...shopRoutes,
    ...giftRoutes,
    ...couponStaffRoutes,
    ...givingRoutes,
    ...batchRoutes,
    ...reportRoutes,
  ],
  slots: [homeStrip, productRow, checkoutChoices, accountLink],
  blocks: {
    strip: { title: { 'zh-CN': '优惠券条', en: 'Coupon strip' } },
    row: { title: { 'zh-CN': '商品优惠券', en: 'Coupons of a product' } },
    choices: { title: { 'zh-CN': '选择优惠券', en: 'Choose a coupon' } },
    centre: { title: { 'zh-CN': '领券中心', en: 'Coupon centre' } },
    gift: { title: { 'zh-CN': '红包', en: 'Gift' } },
    link: { title: { 'zh-CN': '我的优惠券', en: 'My coupons' } },
  },
  pages: [couponCentre, giftPage],
  admin: couponScreens,
  calendar: couponCalendar,
  migrations: new URL('../migrations/', import.meta.url),
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
