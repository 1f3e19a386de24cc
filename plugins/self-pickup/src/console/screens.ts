import type { AdminColumn, AdminScreens } from '@mamapu/plugin-sdk'
import { words } from '../method/words.js'

const order: AdminColumn = { field: 'order', title: words('订单', 'Order'), kind: 'order' }
const point: AdminColumn = { field: 'point', title: words('自提点', 'Point'), kind: 'text' }
const when: AdminColumn = { field: 'when', title: words('约定时间', 'Agreed time'), kind: 'text' }
const customer: AdminColumn = { field: 'customer', title: words('顾客', 'Customer'), kind: 'text' }
const state: AdminColumn = {
  field: 'state',
  title: words('状态', 'State'),
  kind: 'state',
  options: {
    preparing: words('备货中', 'To prepare'),
    ready: words('可取货', 'Ready'),
    part: words('部分已取', 'Partly collected'),
    overdue: words('逾期未取', 'Overdue'),
    handed: words('已取货', 'Collected'),
    closed: words('已结束', 'Over'),
  },
}
const answer: AdminColumn = {
  field: 'answer',
  title: words('顾客的答复', 'What the shopper answered'),
  kind: 'choice',
  options: {
    none: words('还没问', 'Not asked yet'),
    open: words('等她答复', 'Waits for an answer'),
    taken: words('已改期', 'Took another time'),
    declined: words('要退款', 'Wants the money back'),
    withdrawn: words('已撤回', 'Withdrawn'),
  },
}
const OPEN = { state: ['preparing', 'ready', 'overdue'] }

const lists: NonNullable<AdminScreens['lists']> = [
  {
    name: 'pickups',
    title: words('自提单', 'Pickups'),
    route: 'GET /pickups',
    columns: [order, point, when, customer, state],
    rowActions: [],
    forms: ['propose', 'short'],
    empty: words('还没有自提单', 'No pickups yet'),
  },
  {
    name: 'upset',
    title: words('要和顾客商量', 'To be settled'),
    route: 'GET /upset',
    columns: [
      order,
      point,
      when,
      customer,
      state,
      {
        field: 'why',
        title: words('为什么', 'Why'),
        kind: 'choice',
        options: {
          closed: words('自提点关闭了', 'The point is closed'),
          day_off: words('那天不营业', 'Closed that day'),
          short: words('货不够', 'Not enough goods'),
          asked: words('你问过她', 'You asked her'),
        },
      },
      answer,
    ],
    rowActions: ['refund'],
    forms: ['propose'],
    empty: words('都好好的，没有要商量的', 'Everything is as agreed'),
  },
  {
    name: 'overdue',
    title: words('逾期未取', 'Overdue'),
    route: 'GET /overdue',
    columns: [
      order,
      point,
      when,
      customer,
      { field: 'keptUntil', title: words('保留到', 'Kept until'), kind: 'datetime' },
      answer,
    ],
    rowActions: ['refund'],
    forms: ['extend', 'propose'],
    empty: words('没有逾期的', 'Nothing is overdue'),
  },
  {
    name: 'points',
    title: words('自提点', 'Points'),
    route: 'GET /points',
    columns: [
      { field: 'name', title: words('名称', 'Name'), kind: 'text' },
      {
        field: 'state',
        title: words('状态', 'State'),
        kind: 'state',
        options: { open: words('开放', 'Open'), closed: words('关闭', 'Closed') },
      },
      { field: 'address', title: words('地址', 'Address'), kind: 'text' },
      { field: 'hours', title: words('营业', 'Hours'), kind: 'text' },
      { field: 'slots', title: words('时段', 'Slots'), kind: 'text' },
    ],
    rowActions: ['open', 'close'],
    forms: ['point', 'edit-point', 'day-off', 'add-staff', 'stock'],
    empty: words(
      '先加一个自提点，顾客结算时就能选到店自提',
      'Add a point, and shoppers can choose to collect',
    ),
  },
  {
    name: 'days-off',
    title: words('休息日', 'Days off'),
    route: 'GET /days-off',
    columns: [
      { field: 'day', title: words('日期', 'Day'), kind: 'date' },
      point,
      { field: 'reason', title: words('原因', 'Why'), kind: 'text' },
    ],
    rowActions: ['reopen-day'],
    forms: [],
    empty: words(
      '没有额外的休息日；在「自提点」里可以加',
      'None beyond the usual hours; add them under Points',
    ),
  },
  {
    name: 'staff',
    title: words('核销员工', 'Staff'),
    route: 'GET /staff',
    columns: [point, { field: 'staffId', title: words('员工', 'Who'), kind: 'staff' }],
    rowActions: ['remove-staff'],
    forms: [],
    empty: words(
      '店主和店长在每个点都能核销；给店员分配自提点，请到「自提点」里加',
      'Owners and managers hand over everywhere; under Points you say where clerks may',
    ),
  },
  {
    name: 'stock',
    title: words('到店库存', 'Stock at points'),
    route: 'GET /stock',
    columns: [
      { field: 'product', title: words('商品', 'Goods'), kind: 'text' },
      { field: 'options', title: words('规格', 'Variant'), kind: 'text' },
      point,
      { field: 'left', title: words('还可卖', 'Left'), kind: 'count' },
      { field: 'units', title: words('一共放过', 'Put in so far'), kind: 'count' },
    ],
    rowActions: [],
    forms: [],
    empty: words('没有单独算库存的自提点', 'No point counts a stock of its own'),
  },
  {
    name: 'log',
    title: words('核销记录', 'Log'),
    route: 'GET /log',
    columns: [
      { field: 'at', title: words('时间', 'When'), kind: 'datetime' },
      order,
      {
        field: 'what',
        title: words('什么事', 'What'),
        kind: 'choice',
        options: {
          ready: words('备好了', 'Made ready'),
          unready: words('撤回备好', 'Not ready after all'),
          handed: words('交付', 'Handed over'),
          handed_undone: words('交付（已撤销）', 'Handed over, undone'),
          undone: words('撤销交付', 'Hand-over undone'),
          code: words('换了取货码', 'New code'),
          moved: words('改了时间', 'Moved'),
          extended: words('延长保留', 'Kept longer'),
          short: words('缺货', 'Not enough goods'),
          express: words('改快递', 'Sent by express'),
          closed: words('结束', 'Closed'),
          proposed: words('请顾客改期', 'Asked to move'),
          declined: words('顾客要退款', 'Declined'),
        },
      },
      { field: 'units', title: words('件数', 'Units'), kind: 'count' },
      { field: 'staffId', title: words('经手', 'By'), kind: 'staff' },
      { field: 'note', title: words('说明', 'Note'), kind: 'text' },
    ],
    rowActions: [],
    forms: [],
    empty: words('还没有记录', 'Nothing yet'),
  },
]

/** The merchant's screens, drawn by the console. */
export const pickupScreens: AdminScreens = {
  figures: (['preparing', 'ready', 'overdue'] as const).map((name) => ({
    name,
    title: {
      preparing: words('待备货', 'To prepare'),
      ready: words('等顾客来取', 'Waits to be collected'),
      overdue: words('逾期未取', 'Overdue'),
    }[name],
    route: 'GET /figures',
    field: name,
    kind: 'count',
  })),
  lists,
  forms: [
    { name: 'point', title: words('新自提点', 'New point'), route: 'POST /points', leadsTo: 'points' },
    {
      name: 'edit-point',
      title: words('修改', 'Edit'),
      route: 'PUT /points/:id',
      load: 'GET /points/:id',
      leadsTo: 'points',
    },
    {
      name: 'day-off',
      title: words('某天休息', 'Close a day'),
      route: 'POST /points/:id/days-off',
      leadsTo: 'days-off',
    },
    {
      name: 'add-staff',
      title: words('加核销员工', 'Add staff'),
      route: 'POST /points/:id/staff',
      leadsTo: 'staff',
    },
    {
      name: 'stock',
      title: words('填到店库存', 'Set stock'),
      route: 'POST /points/:id/stock',
      leadsTo: 'stock',
    },
    { name: 'extend', title: words('延长保留', 'Keep longer'), route: 'POST /pickups/:id/extend' },
    {
      name: 'propose',
      title: words('请顾客改期', 'Ask for another time'),
      route: 'POST /pickups/:id/propose',
      showWhen: OPEN,
    },
    {
      name: 'short',
      title: words('货不够', 'Not enough goods'),
      route: 'POST /pickups/:id/short',
      showWhen: OPEN,
    },
  ],
  actions: [
    {
      name: 'refund',
      title: words('退款', 'Refund'),
      route: 'POST /pickups/:id/refund',
      confirm: words(
        '没取走的商品全部退款，自提单结束',
        'Everything that was not collected is paid back, and the pickup ends',
      ),
      isDangerous: true,
      showWhen: { state: ['preparing', 'ready', 'part', 'overdue'] },
    },
    {
      name: 'open',
      title: words('开放', 'Open'),
      route: 'POST /points/:id/open',
      showWhen: { state: ['closed'] },
    },
    {
      name: 'close',
      title: words('关闭', 'Close'),
      route: 'POST /points/:id/close',
      confirm: words(
        '不再接新的自提单；已经约好的会列在「要和顾客商量」',
        'No new pickups; those agreed already are listed to be settled',
      ),
      isDangerous: true,
      showWhen: { state: ['open'] },
    },
    { name: 'reopen-day', title: words('照常营业', 'Open after all'), route: 'DELETE /days-off/:id' },
    {
      name: 'remove-staff',
      title: words('移除', 'Remove'),
      route: 'DELETE /staff/:id',
      confirm: words('她就不能在这个点核销了', 'She can no longer hand over there'),
    },
  ],
}
