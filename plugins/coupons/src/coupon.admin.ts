import type { AdminScreens } from '@mamapu/plugin-sdk'

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
      name: 'discount',
      title: words('已优惠', 'Discount given'),
      route: 'GET /figures',
      field: 'discountFen',
      kind: 'money',
    },
  ],
  lists: [
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
          options: { amount: words('立减', 'Amount off'), rate: words('打折', 'Percentage off') },
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
          options: { open: words('发放中', 'Given out'), stopped: words('已停止', 'Stopped') },
        },
      ],
      rowActions: ['stop', 'resume'],
      forms: ['create', 'edit'],
      empty: words('还没有优惠券。做一张「满 99 减 10」试试吧', 'No coupons yet. Try one: 10 off from 99'),
    },
  ],
  forms: [
    { name: 'create', title: words('新建优惠券', 'New coupon'), route: 'POST /coupons' },
    {
      name: 'edit',
      title: words('修改优惠券', 'Change coupon'),
      route: 'PUT /coupons/:id',
      load: 'GET /coupons/:id',
    },
  ],
  actions: [
    {
      name: 'stop',
      title: words('停止发放', 'Stop giving out'),
      route: 'POST /coupons/:id/stop',
      confirm: words(
        '停止后顾客不能再领取,已领取的券仍可使用。确定停止吗?',
        'Nobody can claim it any more; coupons already claimed stay good. Stop it?',
      ),
      isDangerous: true,
      showWhen: { state: ['open'] },
    },
    {
      name: 'resume',
      title: words('继续发放', 'Give out again'),
      route: 'POST /coupons/:id/resume',
      showWhen: { state: ['stopped'] },
    },
  ],
}
