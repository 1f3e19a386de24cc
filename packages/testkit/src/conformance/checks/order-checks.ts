import type { OrderId } from '@mamapu/kernel'
import type { ConformanceCheck, ConformanceSubject } from '../check.types.js'
import { mustOrder } from './order-steps.js'
import { plain, rowsOf } from './rows.js'
import { type LifeFault, sampleLives } from './sample-lives.js'
import { toldOrder } from './told-order.js'
import { tradedOff } from './traded-off.js'
import { check } from './words-of.js'

/** What an order keeps that has the plugin's offers in it, until nothing of it is left. */
export const ORDER_CHECKS: readonly ConformanceCheck[] = [
  check(
    'orders.placed',
    ['带着它的优惠能下单，价格如所见', 'An order with its offers is placed at the price shown'],
    [
      '优惠取用的额度要有余量；validator 只拒绝自己的行',
      'Offer what its quotas still have; refuse only what it governs',
    ],
    (subject) => lived(subject, 'placed'),
  ),
  check(
    'orders.samples-work',
    ['样例真的降低某个价格', 'The samples lower some price'],
    ['给出会生效的活动、事实或 fill', 'Give campaigns, settings or a fill that take effect'],
    async (subject) => {
      if ((subject.plugin.prices ?? []).length === 0) return null
      return (await tradedOff(subject)).isCheaper
        ? []
        : ['no sample lowers a price or gives a gift: the checks of orders would prove nothing']
    },
  ),
  check(
    'refunds.exact',
    ['任意顺序的部分退款加起来等于实付', 'Any sequence of refunds adds up to what was paid'],
    ['不要自己退款；核心按冻结的分摊退', 'Refund nothing yourself: core refunds by the frozen shares'],
    (subject) => lived(subject, 'refunded'),
  ),
  check(
    'refunds.give-back',
    [
      '全退后，写明随退款归还的额度与积分回到原处',
      'After the last refund the ledger and the quotas said to come back with a refund are back',
    ],
    [
      "随退款归还的写 giveBack: 'refund'（写 cancel 的用过不还）；账本在 order.refunded 里冲回",
      "Say giveBack: 'refund' for what comes back with one ('cancel' stays used); reverse the ledger on order.refunded",
    ],
    (subject) => lived(subject, 'given back'),
  ),
  check(
    'orders.cancel-gives-back',
    ['取消把一切还回', 'Cancelling gives everything back'],
    ['只经 takes 和账本取用有限之物', 'Take limited things by takes and the ledger alone'],
    (subject) => lived(subject, 'cancelled'),
  ),
  check(
    'orders.expiry-gives-back',
    ['过期把一切还回', 'Expiry gives everything back'],
    ['只经 takes 和账本取用有限之物', 'Take limited things by takes and the ledger alone'],
    (subject) => lived(subject, 'expired'),
  ),
  check(
    'orders.verify',
    ['一生走完后所有不变量都成立', 'Every invariant holds when the order’s life is over'],
    ['见 npm run verify 的说明', 'See what npm run verify says'],
    async (subject) => (await toldOrder(subject)).broken,
  ),
  check(
    'events.out-of-order',
    ['事件乱序，结果相同', 'Events out of order end the same'],
    ['看现在的状态，不要相信先后', 'Look at the state as it is now, not at what came before'],
    async (subject) => {
      if (!subject.plugin.on) return null
      const ends: string[] = []
      for (const direction of ['in order', 'backwards'] as const) {
        const shop = await subject.sampleShop()
        const { clock } = shop.test
        const orderId = await mustOrder(shop)
        // What was told is put in order by its instant.
        for (const step of [shop.pay, (id: OrderId) => shop.refund(id, 1), shop.refund]) {
          clock.advance(1000)
          await step(orderId)
        }
        await shop.deliver(direction)
        ends.push(plain((await rowsOf(shop)).split(/\n|(?<=\}) (?=\{)|(?<=: )(?=\{)/)))
        clock.set(subject.at)
      }
      return ends[0] === ends[1]
        ? []
        : [`in order: ${ends[0] || 'nothing'}; backwards: ${ends[1] || 'nothing'}`]
    },
  ),
  check(
    'events.known-twice',
    ['真实订单的事件再听一次，什么也不变', 'What was told of a real order, told again, changes nothing'],
    ['用事实的 id 作唯一键与 cause', 'Let the fact’s own id be the unique key and the cause'],
    async (subject) =>
      Object.keys(subject.plugin.on ?? {}).length === 0 ? null : (await toldOrder(subject)).toldAgain,
  ),
  check(
    'events.after-the-end',
    ['退款之后的取消事件不再改变什么', 'A cancellation told after the refund changes nothing'],
    ['按订单现在的状态处理', 'Handle by the order’s state as it is now'],
    async (subject) => {
      const { on } = subject.plugin
      return on?.['order.cancelled'] || on?.['order.paid'] ? (await toldOrder(subject)).afterTheEnd : null
    },
  ),
]

async function lived(subject: ConformanceSubject, kind: LifeFault): Promise<readonly string[]> {
  return (await sampleLives(subject)).get(kind) ?? []
}
