import type { OrderId } from '@mamapu/kernel'
import { uuidOf } from '@mamapu/kernel'
import type { PluginEventName } from '@mamapu/plugin-sdk'
import fc from 'fast-check'
import type { ConformanceCheck, ConformanceSubject, SampleShop } from '../check.types.js'
import { brokenNow, expire, mustOrder, quote, readOrder, refund } from './order-steps.js'
import { countsOf, rowsOf } from './rows.js'
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
    (subject) =>
      eachSample(subject, async (shop) => {
        await mustOrder(shop)
        return []
      }),
  ),
  check(
    'orders.samples-work',
    ['样例真的降低某个价格', 'The samples lower some price'],
    ['给出会生效的活动、事实或 fill', 'Give campaigns, settings or a fill that take effect'],
    async (subject) => {
      if ((subject.plugin.prices ?? []).length === 0) return null
      for (const config of sampleNumbers(subject)) {
        const shop = await subject.sampleShop(config)
        const on = await quote(shop, 3)
        await shop.switchTo(false)
        const off = await quote(shop, 3)
        if (on.payableFen < off.payableFen || on.gifts.length > 0) return []
      }
      return ['no sample lowers a price or gives a gift: the checks of orders would prove nothing']
    },
  ),
  check(
    'refunds.exact',
    ['任意顺序的部分退款加起来等于实付', 'Any sequence of refunds adds up to what was paid'],
    ['不要自己退款；核心按冻结的分摊退', 'Refund nothing yourself: core refunds by the frozen shares'],
    (subject) =>
      eachSample(subject, async (shop, config) => {
        const orderId = await mustOrder(shop)
        await shop.pay(orderId)
        await shop.deliver()
        const { back, paidFen } = await refundAtRandom(shop, orderId, config)
        return back === paidFen ? [] : [`${paidFen} paid, ${back} refunded`]
      }),
  ),
  check(
    'refunds.give-back',
    ['全退后额度与积分回到原处', 'After the last refund its quotas and its ledger are back'],
    [
      'giveBack 写明何时归还；账本在 order.refunded 里冲回',
      'Say giveBack in the take; reverse what you posted on order.refunded',
    ],
    (subject) =>
      eachSample(subject, async (shop, config) => {
        const before = await ledgerOf(shop)
        const orderId = await mustOrder(shop)
        await shop.pay(orderId)
        await shop.deliver()
        await refundAtRandom(shop, orderId, config + 100)
        await shop.deliver()
        const left = await shop.database.admin<{ kind: string }[]>`
          select kind from quota_takes
           where order_id = ${uuidOf(orderId)} and give_back = 'refund' and state <> 'released' limit 20`
        const after = await ledgerOf(shop)
        return [
          ...left.map(({ kind }) => `${kind} is still taken`),
          ...(after === before ? [] : [`the ledger held ${before || 'nothing'}, now ${after || 'nothing'}`]),
        ]
      }),
  ),
  check(
    'orders.cancel-gives-back',
    ['取消把一切还回', 'Cancelling gives everything back'],
    ['只经 takes 和账本取用有限之物', 'Take limited things by takes and the ledger alone'],
    (subject) => givenBack(subject, (shop, orderId) => shop.cancel(orderId)),
  ),
  check(
    'orders.expiry-gives-back',
    ['过期把一切还回', 'Expiry gives everything back'],
    ['只经 takes 和账本取用有限之物', 'Take limited things by takes and the ledger alone'],
    (subject) => givenBack(subject, expire),
  ),
  check(
    'orders.verify',
    ['一生走完后所有不变量都成立', 'Every invariant holds when the order’s life is over'],
    ['见 npm run verify 的说明', 'See what npm run verify says'],
    async (subject) => {
      const shop = await subject.sampleShop()
      const before = await brokenNow(shop)
      const orderId = await mustOrder(shop)
      await shop.deliver()
      await shop.pay(orderId)
      await shop.deliver()
      await shop.refund(orderId, 1)
      await shop.deliver()
      await shop.refund(orderId)
      await shop.deliver()
      return [...(await brokenNow(shop))].filter((fault) => !before.has(fault))
    },
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
    async (subject) => {
      const heard = Object.keys(subject.plugin.on ?? {})
      if (heard.length === 0) return null
      const shop = await subject.sampleShop()
      const orderId = await mustOrder(shop)
      await shop.pay(orderId)
      await shop.refund(orderId, 1)
      await shop.deliver()
      const told = await shop.database.admin<{ name: PluginEventName; payload: never }[]>`
        select name, payload from outbox
         where tenant_id = ${uuidOf(shop.store.storeId)} and name = any(${heard})
           and payload->>'orderId' = ${orderId} order by id`
      const faults: string[] = []
      for (const { name, payload } of told) {
        const before = await rowsOf(shop)
        await shop.tell(name, payload)
        if ((await rowsOf(shop)) !== before) faults.push(`${name}: told again it writes more`)
      }
      return faults
    },
  ),
  check(
    'events.after-the-end',
    ['退款之后的取消事件不再改变什么', 'A cancellation told after the refund changes nothing'],
    ['按订单现在的状态处理', 'Handle by the order’s state as it is now'],
    async (subject) => {
      const { on } = subject.plugin
      if (!on?.['order.cancelled'] && !on?.['order.paid']) return null
      const shop = await subject.sampleShop()
      const orderId = await mustOrder(shop)
      await shop.pay(orderId)
      await shop.refund(orderId)
      await shop.deliver()
      const before = plain(await countsOf(shop))
      const of = { orderId, customerId: shop.filledFor.id }
      await shop.tell('order.cancelled', { ...of, reason: 'late' })
      const after = plain(await countsOf(shop))
      return after === before ? [] : [`before: ${before || 'nothing'}; after: ${after || 'nothing'}`]
    },
  ),
]

function sampleNumbers({ configs }: ConformanceSubject): number[] {
  return configs.length === 0 ? [0] : configs.map((_, index) => index)
}

async function eachSample(
  subject: ConformanceSubject,
  look: (shop: SampleShop, config: number) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const faults: string[] = []
  for (const config of sampleNumbers(subject)) {
    const where = subject.configs.length === 0 ? '' : `campaign sample ${config}: `
    try {
      const found = await look(await subject.sampleShop(config), config)
      faults.push(...found.map((fault) => `${where}${fault}`))
    } catch (error) {
      faults.push(`${where}${String((error as Error).message)}`)
    }
  }
  return faults
}

/** Unit by unit in an order of chance that is the same in every run, and the rest at once. */
async function refundAtRandom(
  shop: SampleShop,
  orderId: OrderId,
  seed: number,
): Promise<{ back: number; paidFen: number }> {
  const { paidFen, lines } = await readOrder(shop, orderId)
  const units = lines.flatMap(({ id, quantity }) => Array.from({ length: quantity }, () => id))
  const [sequence = []] = fc.sample(
    fc.shuffledSubarray(units, { minLength: Math.max(0, units.length - 2) }),
    { numRuns: 1, seed },
  )
  let back = 0
  for (const lineId of sequence) back += await refund(shop, orderId, { lineId, units: 1 })
  back += await refund(shop, orderId, 'whole')
  return { back, paidFen }
}

async function givenBack(
  subject: ConformanceSubject,
  end: (shop: SampleShop, orderId: OrderId) => Promise<void>,
): Promise<readonly string[]> {
  return eachSample(subject, async (shop) => {
    const before = (await countsOf(shop)).join('; ')
    const orderId = await mustOrder(shop)
    await shop.deliver()
    await end(shop, orderId)
    await shop.deliver()
    const after = (await countsOf(shop)).join('; ')
    return after === before ? [] : [`taken before: ${before || 'nothing'}; after: ${after || 'nothing'}`]
  })
}

async function ledgerOf(shop: SampleShop): Promise<string> {
  return (await countsOf(shop)).filter((line) => !line.startsWith(`${shop.plugin.id}.`)).join('; ')
}

/** Without the ids, instants and names of rounds that differ from shop to shop. */
function plain(counts: readonly string[]): string {
  return counts
    .map((line) =>
      line
        .replace(/[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/g, '#')
        .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|\+00:00)/g, '@')
        .replace(/\b\d{8}T\d{4}\b/g, '@'),
    )
    .sort()
    .join('; ')
}
