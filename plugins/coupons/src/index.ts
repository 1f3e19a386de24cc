import { definePlugin } from '@mamapu/plugin-sdk'
import { couponScreens } from './coupon.admin.js'
import { couponErrors } from './coupon.errors.js'
import { couponEvents } from './coupon.events.js'
import { heldFact, openFact } from './coupon.facts.js'
import { couponCentre } from './coupon.page.js'
import { couponPrice } from './coupon.price.js'
import { couponRoutes } from './coupon.routes.js'
import { couponSettings } from './coupon.settings.js'
import { accountLink, checkoutChoices, homeStrip, productRow } from './coupon.slots.js'
import { QUOTA } from './coupon.types.js'

export default definePlugin({
  id: 'coupons',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: { 'zh-CN': '优惠券', en: 'Coupons' },
  description: {
    'zh-CN': '满减券和折扣券:店里领取或用券码兑换,下单时自动选最划算的一张。',
    en: 'Amount and percentage coupons, claimed in the shop or by code; the best one is chosen at checkout.',
  },
  category: 'discount',
  scopes: ['quotas:take', 'quotas:read', 'orders:read'],
  settings: couponSettings,
  quotas: [
    { kind: QUOTA.use, title: { 'zh-CN': '用券', en: 'Use of a coupon' }, heat: 20 },
    { kind: QUOTA.person, title: { 'zh-CN': '每人限领', en: 'Claims per person' }, heat: 20 },
    { kind: QUOTA.issue, title: { 'zh-CN': '发放总量', en: 'Coupons given out' }, heat: 60 },
  ],
  errors: couponErrors,
  facts: [heldFact, openFact],
  prices: [couponPrice],
  on: couponEvents,
  routes: couponRoutes,
  slots: [homeStrip, productRow, checkoutChoices, accountLink],
  blocks: {
    strip: { title: { 'zh-CN': '优惠券条', en: 'Coupon strip' } },
    row: { title: { 'zh-CN': '商品优惠券', en: 'Coupons of a product' } },
    choices: { title: { 'zh-CN': '选择优惠券', en: 'Choose a coupon' } },
    centre: { title: { 'zh-CN': '领券中心', en: 'Coupon centre' } },
    link: { title: { 'zh-CN': '我的优惠券', en: 'My coupons' } },
  },
  pages: [couponCentre],
  admin: couponScreens,
  migrations: new URL('../migrations/', import.meta.url),
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
