import type { AdminColumn, AdminScreens } from '@mamapu/plugin-sdk'
import { words } from './replies.js'

const REASONS = {
  first: words('第一次点开分享', 'First link opened'),
  again: words('过期后重新绑定', 'Bound anew'),
  'take-over': words('过了保护期，由别人绑定', 'Taken over after the protection'),
  merchant: words('店家调整', 'By the shop'),
  released: words('店家解除', 'Set free by the shop'),
  left: words('分销员退出', 'The distributor left'),
  joined: words('通过邀请加入', 'Joined by invitation'),
}

const state: AdminColumn = {
  field: 'state',
  title: words('状态', 'State'),
  kind: 'state',
  options: {
    applied: words('待审核', 'Waits'),
    approved: words('推广中', 'Sells'),
    declined: words('未通过', 'Declined'),
    frozen: words('已暂停', 'Paused'),
    left: words('已退出', 'Left'),
  },
}
const nickname: AdminColumn = { field: 'nickname', title: words('称呼', 'Called'), kind: 'text' }
const about: AdminColumn = { field: 'about', title: words('自我介绍', 'About'), kind: 'text' }
const inviter: AdminColumn = { field: 'inviter', title: words('邀请人', 'Invited by'), kind: 'text' }
const appliedAt: AdminColumn = { field: 'appliedAt', title: words('申请时间', 'Applied'), kind: 'datetime' }
const customer: AdminColumn = { field: 'customer', title: words('顾客', 'Customer'), kind: 'text' }

const lists: NonNullable<AdminScreens['lists']> = [
  {
    name: 'applications',
    title: words('待审核', 'Applications'),
    route: 'GET /applications',
    columns: [nickname, customer, about, inviter, appliedAt],
    rowActions: ['approve'],
    forms: ['decline'],
    empty: words('没有等你审核的申请', 'Nobody waits for your decision'),
  },
  {
    name: 'people',
    title: words('分销员', 'Distributors'),
    route: 'GET /people',
    columns: [
      nickname,
      customer,
      state,
      { field: 'customers', title: words('顾客数', 'Customers'), kind: 'count' },
      { field: 'orders', title: words('订单', 'Orders'), kind: 'count' },
      { field: 'salesFen', title: words('销售额（已扣退款）', 'Sales, refunds taken off'), kind: 'money' },
      { field: 'commissionFen', title: words('佣金', 'Commission'), kind: 'money' },
      { field: 'level', title: words('等级', 'Level'), kind: 'text' },
      { field: 'code', title: words('邀请码', 'Code'), kind: 'text' },
      inviter,
      {
        field: 'trust',
        title: words('提前结算', 'Early release'),
        kind: 'state',
        options: { trusted: words('可以', 'Allowed'), usual: words('按规则', 'Usual') },
      },
      { field: 'termsVersion', title: words('须知版本', 'Terms'), kind: 'count' },
      { field: 'note', title: words('备注', 'Note'), kind: 'text' },
    ],
    rowActions: ['approve', 'resume', 'trust', 'distrust'],
    forms: ['freeze', 'customers', 'inviter'],
    empty: words(
      '还没有分销员。把招募页发给老顾客试试',
      'No distributors yet. Send the recruit page to your regulars',
    ),
  },
  {
    name: 'relations',
    title: words('顾客归属', 'Whose customers'),
    route: 'GET /relations',
    columns: [
      { field: 'customer', title: words('顾客', 'Customer'), kind: 'text' },
      { field: 'promoter', title: words('分销员', 'Distributor'), kind: 'text' },
      { field: 'boundAt', title: words('绑定', 'Since'), kind: 'datetime' },
      { field: 'protectedUntil', title: words('保护到', 'Protected until'), kind: 'datetime' },
      { field: 'validUntil', title: words('有效到', 'Valid until'), kind: 'datetime' },
      {
        field: 'state',
        title: words('状态', 'State'),
        kind: 'state',
        options: {
          protected: words('保护期内', 'Protected'),
          open: words('有效', 'Valid'),
          over: words('已过期', 'Over'),
        },
      },
    ],
    rowActions: [],
    forms: ['transfer', 'release'],
    empty: words('还没有顾客来自分享', 'No customers came by a link yet'),
  },
  {
    name: 'changes',
    title: words('归属变更', 'Changes'),
    route: 'GET /changes',
    columns: [
      { field: 'at', title: words('时间', 'When'), kind: 'datetime' },
      {
        field: 'about',
        title: words('什么', 'What'),
        kind: 'choice',
        options: { customer: words('顾客归属', 'Whose customer'), inviter: words('邀请关系', 'Who invited') },
      },
      { field: 'who', title: words('谁', 'Who'), kind: 'text' },
      { field: 'from', title: words('从', 'From'), kind: 'text' },
      { field: 'to', title: words('到', 'To'), kind: 'text' },
      { field: 'reason', title: words('原因', 'Why'), kind: 'choice', options: REASONS },
      { field: 'note', title: words('说明', 'Note'), kind: 'text' },
      { field: 'staffId', title: words('操作人', 'By'), kind: 'text' },
    ],
    rowActions: [],
    forms: [],
    empty: words('还没有变更', 'No changes yet'),
  },
  {
    name: 'rates',
    title: words('单独佣金', 'Rates of their own'),
    route: 'GET /rates',
    columns: [
      {
        field: 'target',
        title: words('给谁定', 'For'),
        kind: 'choice',
        options: { product: words('商品', 'Product'), category: words('类目', 'Category') },
      },
      { field: 'targetId', title: words('编号', 'Id'), kind: 'text' },
      {
        field: 'kind',
        title: words('怎么算', 'How'),
        kind: 'choice',
        options: {
          rate: words('按比例', 'A share'),
          unit: words('每件固定', 'Per unit'),
          none: words('不给佣金', 'None'),
        },
      },
      { field: 'bps', title: words('比例', 'Share'), kind: 'percent' },
      { field: 'perUnitFen', title: words('每件', 'Per unit'), kind: 'money' },
      { field: 'isFirm', title: words('各等级一样', 'Same for every level'), kind: 'yes-no' },
    ],
    rowActions: ['remove-rate'],
    forms: ['rate'],
    empty: words('所有商品都按店铺的比例', 'Everything earns the shop’s usual share'),
  },
  {
    name: 'notices',
    title: words('邀请奖励', 'The inviter’s part'),
    route: 'GET /notices',
    columns: [
      { field: 'at', title: words('时间', 'When'), kind: 'datetime' },
      {
        field: 'state',
        title: words('状态', 'State'),
        kind: 'state',
        options: {
          on: words('已开启', 'On'),
          'was-on': words('曾开启', 'Was on'),
          off: words('关闭', 'Off'),
        },
      },
      { field: 'inviterBps', title: words('邀请人得', 'Inviters get'), kind: 'percent' },
      { field: 'notice', title: words('告知版本', 'Notice'), kind: 'count' },
      { field: 'staffId', title: words('确认人', 'Confirmed by'), kind: 'text' },
    ],
    rowActions: ['stop-inviter-part'],
    forms: ['inviter-part'],
    empty: words('没有开启：只有推广的人得佣金', 'Off: only who promotes earns'),
  },
]

/** The merchant's screens, drawn by the console. */
export const distributorScreens: AdminScreens = {
  figures: [
    {
      name: 'waiting',
      title: words('待审核', 'Waiting'),
      route: 'GET /figures',
      field: 'waiting',
      kind: 'count',
    },
    {
      name: 'selling',
      title: words('分销员', 'Distributors'),
      route: 'GET /figures',
      field: 'selling',
      kind: 'count',
    },
    {
      name: 'sales',
      title: words('本月带来销售', 'Sales this month'),
      route: 'GET /figures',
      field: 'salesFen',
      kind: 'money',
    },
    {
      name: 'commission',
      title: words('本月佣金', 'Commission this month'),
      route: 'GET /figures',
      field: 'commissionFen',
      kind: 'money',
    },
  ],
  charts: [
    {
      name: 'best',
      title: words('本月推广销售前十', 'Who sold most this month'),
      route: 'GET /best',
      kind: 'bar',
      x: 'nickname',
      y: 'salesFen',
    },
  ],
  lists,
  forms: [
    {
      name: 'decline',
      title: words('不通过', 'Decline'),
      route: 'POST /people/:id/decline',
      showWhen: { state: ['applied'] },
    },
    {
      name: 'freeze',
      title: words('暂停', 'Pause'),
      route: 'POST /people/:id/freeze',
      showWhen: { state: ['approved'] },
    },
    {
      name: 'customers',
      title: words('移交全部顾客', 'Hand all customers over'),
      route: 'POST /people/:id/customers',
    },
    {
      name: 'inviter',
      title: words('改邀请人', 'Change inviter'),
      route: 'POST /people/:id/inviter',
      showWhen: { state: ['approved', 'frozen'] },
    },
    { name: 'transfer', title: words('移交给别人', 'Hand over'), route: 'POST /relations/:id/transfer' },
    { name: 'release', title: words('解除归属', 'Set free'), route: 'POST /relations/:id/release' },
    { name: 'rate', title: words('设置佣金', 'Set a rate'), route: 'POST /rates' },
    { name: 'inviter-part', title: words('开启邀请奖励', 'Let inviters earn'), route: 'POST /inviter-part' },
    { name: 'guard', title: words('合规自查', 'Check a text'), route: 'POST /guard' },
  ],
  actions: [
    {
      name: 'approve',
      title: words('通过', 'Approve'),
      route: 'POST /people/:id/approve',
      showWhen: { state: ['applied', 'declined'] },
    },
    {
      name: 'resume',
      title: words('恢复', 'Resume'),
      route: 'POST /people/:id/resume',
      showWhen: { state: ['frozen'] },
    },
    {
      name: 'trust',
      title: words('允许提前结算', 'Allow early release'),
      route: 'POST /people/:id/trust',
      showWhen: { trust: ['usual'], state: ['approved'] },
    },
    {
      name: 'distrust',
      title: words('取消提前结算', 'No early release'),
      route: 'POST /people/:id/distrust',
      showWhen: { trust: ['trusted'], state: ['approved'] },
    },
    {
      name: 'remove-rate',
      title: words('删除', 'Remove'),
      route: 'POST /rates/:id/remove',
      confirm: words(
        '删掉后按类目或店铺的比例算，已下的订单不变。确定吗？',
        'The category’s or the shop’s share holds again; placed orders stay as they are. Remove it?',
      ),
    },
    {
      name: 'stop-inviter-part',
      title: words('关闭', 'Switch off'),
      route: 'POST /inviter-part/:id/stop',
      confirm: words(
        '新订单不再给邀请人佣金，已经约定的照付。确定吗？',
        'New orders pay inviters nothing; what was promised is paid. Switch it off?',
      ),
      showWhen: { state: ['on'] },
    },
  ],
}
