import type { AdminScreens } from '@mamapu/plugin-sdk'
import { couponActions } from './actions.js'
import { couponLists } from './lists.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

/** The merchant's screens, drawn by the console. */
export const couponScreens: AdminScreens = {
  figures: [
    {
      name: 'issued',
      title: words('已领取', 'Claimed'),
      route: 'GET /figures',
      field: 'issued',
      kind: 'count',
    },
    { name: 'used', title: words('已使用', 'Used'), route: 'GET /figures', field: 'used', kind: 'count' },
    {
      name: 'sales',
      title: words('带来销售', 'Sales'),
      route: 'GET /figures',
      field: 'salesFen',
      kind: 'money',
    },
    {
      name: 'discount',
      title: words('已优惠', 'Discount given'),
      route: 'GET /figures',
      field: 'discountFen',
      kind: 'money',
    },
  ],
  charts: [
    {
      name: 'used-days',
      title: words('每日用券', 'Used by day'),
      route: 'GET /days',
      kind: 'bar',
      x: 'day',
      y: 'used',
    },
    {
      name: 'sales-days',
      title: words('每日用券销售', 'Sales with coupons by day'),
      route: 'GET /days',
      kind: 'line',
      x: 'day',
      y: 'salesFen',
    },
  ],
  lists: couponLists,
  forms: [
    { name: 'create', title: words('新建优惠券', 'New coupon'), route: 'POST /coupons' },
    {
      name: 'edit',
      title: words('修改优惠券', 'Change coupon'),
      route: 'PUT /coupons/:id',
      load: 'GET /coupons/:id',
    },
    {
      name: 'give',
      title: words('发给顾客', 'Give to customers'),
      route: 'POST /coupons/:id/givings',
      leadsTo: 'givings',
      showWhen: { state: ['open'] },
    },
    {
      name: 'send',
      title: words('发红包', 'Gift link'),
      route: 'POST /coupons/:id/gifts',
      leadsTo: 'gifts',
      // As the rule about gift links has it.
      showWhen: { state: ['open'], claim: ['shop', 'give'] },
    },
    {
      name: 'codes',
      title: words('生成券码', 'Make codes'),
      route: 'POST /coupons/:id/codes',
      leadsTo: 'batches',
      showWhen: { state: ['open'], claim: ['codes'] },
    },
  ],
  actions: couponActions,
}
