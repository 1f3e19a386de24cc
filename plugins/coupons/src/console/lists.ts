import type { AdminList } from '@mamapu/plugin-sdk'
import { CODES_FOR } from '../batch/batch.routes.js'
import { WHOM } from '../give/whom.fields.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

/** Coupons, what they brought, and what is on its way to customers. */
export const couponLists: readonly AdminList[] = [
  {
    name: 'coupons',
    title: words('优惠券', 'Coupons'),
    route: 'GET /coupons',
    columns: [
      { field: 'title', title: words('名称', 'Title'), kind: 'text' },
      {
        field: 'kind',
        title: words('方式', 'Kind'),
        kind: 'choice',
        options: {
          amount: words('立减', 'Amount off'),
          random: words('随机', 'Random'),
          rate: words('打折', 'Percentage off'),
          voucher: words('兑换', 'Exchange'),
        },
      },
      { field: 'amountFen', title: words('减', 'Off'), kind: 'money' },
      { field: 'offBps', title: words('减百分之几', 'Off in %'), kind: 'percent-off' },
      { field: 'thresholdFen', title: words('满', 'From'), kind: 'money' },
      { field: 'code', title: words('券码', 'Code'), kind: 'text' },
      { field: 'issued', title: words('已领', 'Claimed'), kind: 'count' },
      { field: 'total', title: words('总量', 'Of'), kind: 'count' },
      { field: 'used', title: words('已用', 'Used'), kind: 'count' },
      { field: 'discountFen', title: words('已优惠', 'Discount given'), kind: 'money' },
      { field: 'claimUntil', title: words('领取截止', 'Claim until'), kind: 'datetime' },
      {
        field: 'state',
        title: words('状态', 'State'),
        kind: 'state',
        options: {
          open: words('发放中', 'Given out'),
          gone: words('已领完', 'All gone'),
          stopped: words('已停止', 'Stopped'),
          recalling: words('收回中', 'Being taken back'),
          recalled: words('已收回', 'Taken back'),
        },
      },
    ],
    rowActions: ['stop', 'resume', 'recall'],
    forms: ['create', 'edit', 'give', 'send', 'codes'],
    empty: words('还没有优惠券。做一张「满 99 减 10」试试吧', 'No coupons yet. Try one: 10 off from 99'),
  },
  {
    name: 'report',
    title: words('效果', 'Report'),
    route: 'GET /report',
    columns: [
      { field: 'title', title: words('名称', 'Title'), kind: 'text' },
      { field: 'issued', title: words('已领', 'Claimed'), kind: 'count' },
      { field: 'used', title: words('已用', 'Used'), kind: 'count' },
      { field: 'orders', title: words('订单', 'Orders'), kind: 'count' },
      { field: 'salesFen', title: words('销售额（已扣退款）', 'Sales, refunds taken off'), kind: 'money' },
      { field: 'discountFen', title: words('已优惠', 'Discount given'), kind: 'money' },
      { field: 'budgetFen', title: words('已用预算', 'Budget used'), kind: 'money' },
      { field: 'taken', title: words('已占用总量', 'Taken of the total'), kind: 'count' },
      { field: 'recalled', title: words('已收回', 'Taken back'), kind: 'count' },
    ],
    rowActions: [],
    forms: [],
    empty: words('还没有数据', 'Nothing yet'),
  },
  {
    name: 'givings',
    title: words('发放记录', 'Given'),
    route: 'GET /givings',
    columns: [
      { field: 'title', title: words('优惠券', 'Coupon'), kind: 'text' },
      {
        field: 'who',
        title: words('发给', 'To'),
        kind: 'choice',
        options: { ...WHOM, birthday: words('今天生日的顾客', 'Customers whose birthday it is') },
      },
      { field: 'value', title: words('等级/标签/日期', 'Level, tag or day'), kind: 'text' },
      { field: 'given', title: words('已发', 'Given'), kind: 'count' },
      {
        field: 'skipped',
        title: words('跳过（已有或达上限）', 'Skipped: had it, or at the limit'),
        kind: 'count',
      },
      { field: 'createdAt', title: words('开始', 'Begun'), kind: 'datetime' },
      {
        field: 'state',
        title: words('状态', 'State'),
        kind: 'state',
        options: {
          running: words('发放中', 'Going on'),
          done: words('已完成', 'Done'),
          short: words('券不够，已停', 'Ended: all gone'),
          stopped: words('已停止', 'Stopped'),
        },
      },
    ],
    rowActions: ['stop-giving'],
    forms: [],
    empty: words('还没有发放过', 'Nothing given yet'),
  },
  {
    name: 'gifts',
    title: words('红包', 'Gift links'),
    route: 'GET /gifts',
    columns: [
      { field: 'title', title: words('优惠券', 'Coupon'), kind: 'text' },
      { field: 'path', title: words('链接', 'Link'), kind: 'text' },
      { field: 'units', title: words('共', 'Of'), kind: 'count' },
      { field: 'claimed', title: words('已领', 'Claimed'), kind: 'count' },
      { field: 'returned', title: words('已退回', 'Returned'), kind: 'count' },
      { field: 'expiresAt', title: words('截止', 'Until'), kind: 'datetime' },
      {
        field: 'state',
        title: words('状态', 'State'),
        kind: 'state',
        options: { open: words('可领', 'Open'), over: words('已结束', 'Over') },
      },
    ],
    rowActions: [],
    forms: [],
    empty: words(
      '还没有红包。在优惠券那一行点「发红包」',
      'None yet. Use “Gift link” in the row of a coupon',
    ),
  },
  {
    name: 'batches',
    title: words('券码', 'Codes'),
    route: 'GET /batches',
    columns: [
      { field: 'name', title: words('名称', 'Name'), kind: 'text' },
      { field: 'title', title: words('优惠券', 'Coupon'), kind: 'text' },
      { field: 'who', title: words('给谁用', 'For'), kind: 'choice', options: CODES_FOR },
      { field: 'codesMade', title: words('已生成', 'Made'), kind: 'count' },
      { field: 'codesTotal', title: words('共', 'Of'), kind: 'count' },
      { field: 'redeemed', title: words('已兑换', 'Redeemed'), kind: 'count' },
      { field: 'createdAt', title: words('创建', 'Created'), kind: 'datetime' },
      {
        field: 'state',
        title: words('状态', 'State'),
        kind: 'state',
        options: {
          making: words('生成中', 'Being made'),
          ready: words('可下载', 'Ready'),
          short: words('只做了一部分', 'Made in part'),
          closed: words('已作废', 'Void'),
        },
      },
    ],
    rowActions: ['download-codes'],
    forms: [],
    empty: words(
      '还没有券码。在「一码一用」的优惠券那一行点「生成券码」',
      'None yet. Use “Make codes” in the row of a coupon that goes by codes',
    ),
  },
]
