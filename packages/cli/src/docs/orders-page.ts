import { orders } from '@mamapu/core'
import type { Locale } from '@mamapu/kernel'

const SITUATIONS: Readonly<Record<orders.OrderSituation, readonly [zh: string, en: string]>> = {
  unpaid: ['待付款', 'unpaid'],
  paid: ['待发货', 'paid'],
  part_sent: ['部分发货', 'sent in part'],
  shipped: ['待收货', 'shipped'],
  received: ['已收货', 'received'],
  completed: ['已完成', 'completed'],
  expired: ['超时关闭', 'closed: not paid in time'],
  cancelled: ['已取消', 'cancelled'],
  refunded: ['已全部退款', 'refunded'],
}
const ACTORS: Readonly<Record<orders.OrderActor, readonly [zh: string, en: string]>> = {
  shopper: ['顾客', 'shopper'],
  merchant: ['商家', 'merchant'],
  plugin: ['插件', 'plugin'],
  provider: ['支付渠道', 'payment provider'],
  system: ['系统', 'system'],
}
const TEXTS = {
  'zh-CN': {
    title: '订单：什么时候能做什么',
    lead: '由 `npm run docs` 从 `packages/core/src/orders/order-actions.rules.ts` 生成，测试逐格走真实入口核对。✓ 表示可以做，→ 后面是做完以后的状态（部分退款、部分发货不改变状态）；其余格子写的是拒绝时的错误码，说明见 [errors.md](errors.md)。',
    head: ['动作', '谁来做'],
    note: '支付渠道的钱来得不是时候（不能付款、也不能恢复）：不拒收，记下来并自动原路退回。当面交付或自动发放以后，要是还有包裹在路上，订单先是已发货，等都到手了才算已收货。',
    at: 0,
  },
  en: {
    title: 'Orders: what may be done when',
    lead: 'Made by `npm run docs` from `packages/core/src/orders/order-actions.rules.ts`; a test walks the cells at the real doors. ✓ is allowed, → names the state it ends in (a partial refund or parcel changes no state); other cells hold the code of the refusal, explained in [errors.md](errors.md).',
    head: ['Action', 'By'],
    note: 'Money that comes when it neither pays nor revives is not refused: it is written down and goes back by itself. With the last of it handed over or delivered while a parcel is still on its way, an order is shipped until that is there, too.',
    at: 1,
  },
} as const

/** docs/orders.md and its Chinese twin: the table of (where an order stands × action), from the rules that decide. */
export function ordersPage(locale: Locale): string {
  const { title, lead, head, note, at } = TEXTS[locale]
  const columns = orders.ORDER_SITUATIONS.map((situation) => SITUATIONS[situation][at])
  const rows = orders.ORDER_ACTIONS.map((action) => {
    const { by, words, cells } = orders.actionRow(action)
    const actors = by.map((actor) => ACTORS[actor][at]).join(at === 0 ? '、' : ', ')
    return [
      `${words[locale]} \`${action}\``,
      actors,
      ...cells.map((cell, index) => cellText(cell, index, at)),
    ]
  })
  const lines = [[...head, ...columns], [...head, ...columns].map(() => '---'), ...rows]
  return `# ${title}\n\n${lead}\n\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n${note}\n`
}

function cellText(cell: orders.ActionDecision, index: number, at: 0 | 1): string {
  if (!cell.allowed) return `\`${cell.code}\``
  const situation = orders.ORDER_SITUATIONS[index]
  const isSame = situation === cell.to || (situation === 'part_sent' && cell.to === 'paid')
  return isSame ? '✓' : `✓ → ${SITUATIONS[cell.to][at]}`
}
