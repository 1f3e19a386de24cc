import { plugins } from '@mamapu/core'
import { type PluginEventName, SLOTS, type SlotName } from '@mamapu/plugin-sdk'
import type { ConformanceCheck, Faults, FilledShop } from '../check.types.js'
import { shopOf } from '../subject.js'
import { endedOff, settle } from './ended-off.js'
import { payloadOf } from './event-checks.js'
import { mustOrder, order, quote } from './order-steps.js'
import { askRoute, hasBody, smallestOf } from './route-asks.js'
import { rowsOf } from './rows.js'
import { subjectsOf } from './slot-subjects.js'
import { tradedOff } from './traded-off.js'
import { check } from './words-of.js'

/** Switched off it starts nothing new, and all it promised is still settled; removed too. */
export const OFF_CHECKS: readonly ConformanceCheck[] = [
  check(
    'off.prices',
    ['关闭后没有价格', 'Switched off it prices nothing'],
    ['规则由平台调用，不要绕过', 'Rules are asked by core alone'],
    async (subject) =>
      (subject.plugin.prices ?? []).length === 0 ? null : (await tradedOff(subject)).prices,
  ),
  check(
    'off.slots',
    ['关闭后不出现在任何位置', 'Switched off it appears in no slot'],
    ['区块由平台调用，不要绕过', 'Slots are asked by core alone'],
    async (subject) => {
      if ((subject.plugin.slots ?? []).length === 0) return null
      return whileOff(await subject.filled(), async (shop) => {
        const active = await shop.active()
        const asked = { at: shop.test.clock.now(), locale: 'zh-CN' as const, customer: null }
        return (Object.keys(SLOTS) as SlotName[]).flatMap((slot) => {
          const input = { ...asked, subject: subjectsOf([])[slot] }
          const { parts } = plugins.collectSlot(shop.test.host, active, slot, input as never)
          return parts.some(({ plugin }) => plugin === shop.plugin.id) ? [`it shows in ${slot}`] : []
        })
      })
    },
  ),
  check(
    'off.pages',
    ['关闭后没有页面', 'Switched off it has no pages'],
    ['只有结清承诺的页面才写 whileOff', 'whileOff is for pages that settle what was promised'],
    async (subject) => {
      const pages = (subject.plugin.pages ?? []).filter(({ whileOff: stays }) => !stays)
      if (pages.length === 0) return null
      return whileOff(await subject.filled(), async (shop) => {
        const faults: string[] = []
        const customer = await shop.customer()
        for (const { name } of pages)
          if ((await shop.page(name, customer)).found) faults.push(`the page ${name} is found`)
        return faults
      })
    },
  ),
  check(
    'off.routes',
    ['关闭后路由不应答', 'Switched off its routes answer nothing'],
    ['只有结清承诺的路由才写 whileOff', 'whileOff is for routes that settle what was promised'],
    async (subject) => {
      const routes = (subject.plugin.routes ?? []).filter(({ whileOff: stays }) => !stays)
      if (routes.length === 0) return null
      return whileOff(await subject.filled(), async (shop) => {
        const faults: string[] = []
        const [customer, owner] = [await shop.customer(), await shop.owner()]
        for (const route of routes) {
          const body =
            hasBody(route) && route.body ? { body: smallestOf(route.body, `plg_${'0'.repeat(32)}`) } : {}
          const answer = await askRoute(shop, route, route.audience === 'staff' ? owner : customer, body)
          // What does not fit is refused before the switch is looked at.
          if (answer.status !== 404 && answer.status !== 400)
            faults.push(`${route.method} ${route.path} answers ${answer.status}`)
        }
        return faults
      })
    },
  ),
  check(
    'off.events',
    ['关闭后不理会新的事件', 'Switched off it hears nothing new'],
    ['只有结清承诺的才写 whileOff', 'whileOff is for handlers that settle what was promised'],
    async (subject) => {
      const events = Object.entries(subject.plugin.on ?? {})
      if (events.length === 0) return null
      return whileOff(await subject.filled(), async (shop) => {
        const before = await rowsOf(shop)
        for (const [event] of events)
          await shop.tell(event as PluginEventName, payloadOf(event as PluginEventName, shop))
        return (await rowsOf(shop)) === before ? [] : ['it wrote something for an event of after']
      })
    },
  ),
  check(
    'off.jobs',
    ['关闭后任务不开始新的事', 'Switched off its jobs begin nothing'],
    ['只有结清承诺的才写 whileOff', 'whileOff is for jobs that settle what was promised'],
    async (subject) => {
      const { jobs = [] } = subject.plugin
      if (jobs.length === 0) return null
      return whileOff(await subject.filled(), async (shop) => {
        const before = await rowsOf(shop)
        for (const { name } of jobs) await shop.runJob(name)
        return (await rowsOf(shop)) === before ? [] : ['a job wrote something']
      })
    },
  ),
  check(
    'off.settles',
    [
      '关闭后照样结清：退款、取消、过期都精确',
      'Switched off it still settles: refund, cancel, expiry, all exact',
    ],
    [
      '有限之物经 takes 与账本，承诺随订单冻结',
      'Limited things by takes and ledger; promises freeze with the order',
    ],
    async (subject) => (await endedOff(subject)).settled,
  ),
  check(
    'off.unpaid-ends',
    ['关闭后未付的单能取消和过期', 'Switched off, unpaid orders are cancelled and expire'],
    ['有限之物只经 takes', 'Limited things by takes alone'],
    async (subject) => (await endedOff(subject)).unpaid,
  ),
  check(
    'off.starts-nothing',
    [
      '关闭后才下的单：不送礼、不打标、不占额度、不留记录',
      'An order placed while off gets no gift, badge, units or row of it',
    ],
    [
      'whileOff 的处理只看关闭前的承诺；其余看 ctx.isOn',
      'Settle under whileOff what was promised before; look at ctx.isOn for the rest',
    ],
    async (subject) => (await endedOff(subject)).started,
  ),
  check(
    'off.mid-checkout',
    ['结算途中关闭：绝不按旧价成交', 'Switched off in mid-checkout: never sold at the old price'],
    ['价格只来自规则', 'Prices come from rules alone'],
    async (subject) =>
      (subject.plugin.prices ?? []).length === 0 ? null : (await tradedOff(subject)).midCheckout,
  ),
  check(
    'removed.settles',
    [
      '从安装中移除后，页面、购物车、订单和退款照常',
      'Removed from the installation, carts, orders and refunds still work',
    ],
    ['有限之物经 takes 与账本，不靠自己的代码归还', 'What core keeps it gives back without your code'],
    async (subject) => {
      const shop = await subject.sampleShop()
      const orderId = await mustOrder(shop)
      await shop.pay(orderId)
      await shop.deliver()
      const house = await subject.served(null)
      const after = await shopOf(house, shop.plugin, shop.store)
      house.test.clock.set(shop.test.clock.now())
      await quote({ ...shop, test: house.test }, 1)
      const bought = await order({ ...shop, test: house.test }, { quantity: 1 })
      return [
        ...(bought.placed ? [] : [`no order is placed any more: ${bought.code}`]),
        ...(await settle(after, orderId)),
      ]
    },
  ),
]

async function whileOff(
  shop: FilledShop,
  look: (shop: FilledShop) => Promise<readonly string[]>,
): Promise<Faults> {
  await shop.switchTo(false)
  try {
    return await look(shop)
  } finally {
    await shop.switchTo(true)
  }
}
