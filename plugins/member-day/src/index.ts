import { definePlugin, roundsList } from '@mamapu/plugin-sdk'
import { dayEvents } from './member-day.coupon.js'
import { memberDay, memberDaySettings } from './member-day.mechanic.js'
import { daysPage, daysRoute } from './member-day.page.js'
import { dayLimits, dayPoints, dayPriceRule, PERSON } from './member-day.price.js'
import { cardWords, cartWords, homeBand, productBand } from './member-day.slots.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

export default definePlugin({
  id: 'member-day',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('会员日 / 限时折扣', 'Member day'),
  description: words(
    '每周三会员价、每月 8 号双倍积分，或者一次限时折扣；给会员、某个等级以上或所有人。',
    'Member prices every Wednesday, double points on the 8th, or a discount for a while; for members, a level and above, or everyone.',
  ),
  category: 'member',
  scopes: ['quotas:take', 'customers:read', 'occasions:tell'],
  enhancedBy: ['coupons', 'levels', 'points'],
  settings: memberDaySettings,
  campaign: memberDay,
  quotas: [{ kind: PERSON, title: words('会员日每人限购', 'Member day, per person'), heat: 20 }],
  errors: {
    MEMBER_DAY_LIMIT: {
      status: 409,
      ...words('超过了会员日每人的限购数量', 'More than one person may have on this day'),
    },
  },
  prices: [dayPriceRule],
  validators: [dayLimits],
  earns: [dayPoints],
  on: dayEvents,
  routes: [daysRoute],
  slots: [homeBand, cardWords, productBand, cartWords],
  blocks: {
    strip: { title: words('会员日横条', 'Member day on the home page') },
    band: { title: words('商品会员日', 'Member day of a product') },
    days: { title: words('会员日', 'Member days') },
  },
  pages: [daysPage],
  admin: {
    figures: [
      {
        name: 'count',
        title: words('两个月内的会员日', 'Days in two months'),
        route: 'GET /days',
        field: 'count',
        kind: 'count',
      },
    ],
    lists: [
      roundsList({
        name: 'days',
        title: words('近期会员日', 'Coming days'),
        route: 'GET /days',
        about: words('优惠', 'Price'),
        empty: words(
          '还没有会员日。从「每周三 8.8 折」开始吧',
          'No member day yet. Start with every Wednesday',
        ),
      }),
    ],
  },
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
