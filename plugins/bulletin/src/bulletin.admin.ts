import type { AdminScreens } from '@mamapu/plugin-sdk'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

/** Rounds that may be told of, and the bulletins there are. */
export const bulletinScreens: AdminScreens = {
  lists: [
    {
      name: 'rounds',
      title: words('结束的活动', 'Rounds that ended'),
      route: 'GET /rounds',
      columns: [
        { field: 'label', title: words('活动', 'Campaign'), kind: 'text' },
        { field: 'startsAt', title: words('开始', 'From'), kind: 'datetime' },
        { field: 'endsAt', title: words('结束', 'Until'), kind: 'datetime' },
        { field: 'units', title: words('卖出（件）', 'Units kept'), kind: 'count' },
        { field: 'orders', title: words('有效订单', 'Orders kept'), kind: 'count' },
        { field: 'refundedFen', title: words('已退款', 'Refunded'), kind: 'money' },
        {
          field: 'state',
          title: words('战报', 'Bulletin'),
          kind: 'state',
          options: {
            open: words('可以写', 'Ready to write'),
            told: words('已写', 'Written'),
            empty: words('没有订单', 'No orders'),
          },
        },
      ],
      rowActions: ['make'],
      forms: [],
      empty: words('最近 30 天没有结束的活动', 'No round ended in the last 30 days'),
    },
    {
      name: 'bulletins',
      title: words('战报', 'Bulletins'),
      route: 'GET /bulletins',
      columns: [
        { field: 'title', title: words('标题', 'Title'), kind: 'text' },
        { field: 'startsAt', title: words('开始', 'From'), kind: 'datetime' },
        { field: 'endsAt', title: words('结束', 'Until'), kind: 'datetime' },
        { field: 'units', title: words('卖出（件）', 'Units kept'), kind: 'count' },
        { field: 'orders', title: words('有效订单', 'Orders kept'), kind: 'count' },
        { field: 'poster', title: words('海报', 'Poster'), kind: 'link' },
        { field: 'page', title: words('页面', 'Page'), kind: 'link' },
        { field: 'countedAt', title: words('统计于', 'Counted'), kind: 'datetime' },
        {
          field: 'state',
          title: words('状态', 'State'),
          kind: 'state',
          options: {
            drawing: words('正在画海报', 'Being drawn'),
            draft: words('未公开', 'Not shown'),
            published: words('已公开', 'Shown'),
          },
        },
      ],
      rowActions: ['publish', 'withdraw', 'recount', 'remove'],
      forms: ['words'],
      busy: ['drawing'],
      empty: words('还没有战报。在「结束的活动」里选一场', 'No bulletin yet. Choose a round that ended'),
    },
  ],
  actions: [
    {
      name: 'make',
      title: words('写战报', 'Write bulletin'),
      route: 'POST /rounds/:id/bulletin',
      showWhen: { state: ['open'] },
    },
    {
      name: 'publish',
      title: words('公开', 'Show'),
      route: 'POST /bulletins/:id/publish',
      showWhen: { state: ['draft'] },
    },
    {
      name: 'withdraw',
      title: words('收回', 'Hide'),
      route: 'POST /bulletins/:id/withdraw',
      showWhen: { state: ['published'] },
    },
    {
      name: 'recount',
      title: words('重新统计', 'Count anew'),
      route: 'POST /bulletins/:id/recount',
      showWhen: { state: ['draft', 'published'] },
    },
    {
      name: 'remove',
      title: words('删除', 'Delete'),
      route: 'POST /bulletins/:id/remove',
      confirm: words('删除这份战报？它的页面会打不开', 'Delete this bulletin? Its page will be gone'),
      isDangerous: true,
    },
  ],
  forms: [
    {
      name: 'words',
      title: words('修改战报', 'Change bulletin'),
      route: 'PUT /bulletins/:id',
      load: 'GET /bulletins/:id',
      leadsTo: 'bulletins',
    },
  ],
}
