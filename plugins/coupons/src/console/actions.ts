import type { AdminAction } from '@mamapu/plugin-sdk'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

/** What staff do with one row. Each confirmation says what it means to those who hold a coupon. */
export const couponActions: readonly AdminAction[] = [
  {
    name: 'stop',
    title: words('停止发放', 'Stop giving out'),
    route: 'POST /coupons/:id/stop',
    confirm: words(
      '停止后顾客不能再领取或兑换，也不再自动发放。已领取的券和已发出的红包照样可用，以后可以继续发放。确定停止吗？',
      'Nobody can claim or redeem it any more, and it is not given automatically. Coupons already claimed and gift links already sent stay good, and you can go on later. Stop it?',
    ),
    isDangerous: true,
    showWhen: { state: ['open', 'gone'] },
  },
  {
    name: 'resume',
    title: words('继续发放', 'Give out again'),
    route: 'POST /coupons/:id/resume',
    showWhen: { state: ['stopped', 'recalled'] },
  },
  {
    name: 'recall',
    title: words('收回未使用的', 'Take unused ones back'),
    route: 'POST /coupons/:id/recall',
    confirm: words(
      '顾客手里没用过的券会作废，没领完的红包和没兑换的券码也会作废。已用的和未付款订单占用的不受影响；那些订单取消后，券也会作废。这一步不能撤销，顾客会失去已领到的优惠。确定收回吗？',
      'Coupons that customers hold and have not used become void, and so do open gift links and unredeemed codes. Used ones, and those in unpaid orders, are not touched; when such an order is cancelled its coupon becomes void too. This cannot be undone: customers lose what they were given. Take them back?',
    ),
    isDangerous: true,
    showWhen: { state: ['stopped', 'recalled'] },
  },
  {
    name: 'stop-giving',
    title: words('停止', 'Stop'),
    route: 'POST /givings/:id/stop',
    confirm: words('已经发出的不收回。确定停止吗？', 'What was given stays given. Stop it?'),
    showWhen: { state: ['running'] },
  },
  {
    name: 'download-codes',
    title: words('下载', 'Download'),
    route: 'GET /batches/:id/codes',
    showWhen: { state: ['ready', 'short', 'closed'] },
  },
]
