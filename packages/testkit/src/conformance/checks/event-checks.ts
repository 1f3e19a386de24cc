import { newId, ZERO_FEN } from '@mamapu/kernel'
import type { PluginEventName, PluginEvents } from '@mamapu/plugin-sdk'
import type { ConformanceCheck, ConformanceSubject } from '../check.types.js'
import type { PluginShop } from '../plugin-shop.js'
import { rowsOf } from './rows.js'
import { check } from './words-of.js'

/** What handlers keep: events come at least once and in any order. */
export const EVENT_CHECKS: readonly ConformanceCheck[] = [
  check(
    'events.unknown',
    ['听到不认识的订单也不抛错', 'An event about something it does not know is no error'],
    ['找不到就什么也不做', 'Do nothing for what is not there'],
    (subject) => eachEvent(subject, async (shop, event) => tell(shop, event, payloadOf(event, shop))),
  ),
  check(
    'events.twice',
    ['同一事实听两次等于一次', 'The same fact told twice is told once'],
    ['用事实的 id 作唯一键', 'Let the fact’s own id be a unique key'],
    (subject) =>
      eachEvent(subject, async (shop, event) => {
        const payload = payloadOf(event, shop)
        await tell(shop, event, payload)
        const once = await rowsOf(shop)
        // Under another event id: what a handler does must rest on the fact, not on the delivery.
        await tell(shop, event, payload, 2)
        return (await rowsOf(shop)) === once ? [] : ['told twice is not what it is told once']
      }),
  ),
]

async function eachEvent(
  subject: ConformanceSubject,
  look: (shop: PluginShop, event: PluginEventName) => Promise<readonly string[]>,
): Promise<readonly string[] | null> {
  const names = Object.keys(subject.plugin.on ?? {}) as PluginEventName[]
  if (names.length === 0) return null
  const shop = await subject.filled()
  const faults: string[] = []
  for (const event of names) faults.push(...(await look(shop, event)).map((fault) => `${event}: ${fault}`))
  return faults
}

async function tell(
  shop: PluginShop,
  event: PluginEventName,
  payload: PluginEvents[PluginEventName],
  times = 1,
): Promise<string[]> {
  try {
    await shop.tell(event, payload as never, times)
    return []
  } catch (error) {
    return [String((error as Error).message)]
  }
}

const VISITOR = 'f'.repeat(32)

/** An event about an order, a refund, a campaign, a visitor that nobody knows. */
export function payloadOf<E extends PluginEventName>(event: E, shop: PluginShop): PluginEvents[E] {
  const at = shop.test.clock.now()
  const owner = newId('cus', at)
  const visitor = { owner, visitorKey: VISITOR, customerId: null, at: at.toISOString() }
  return {
    orderId: newId('ord', at),
    payableFen: ZERO_FEN,
    paidFen: ZERO_FEN,
    amountFen: ZERO_FEN,
    shippingFen: ZERO_FEN,
    refundId: newId('ref', at),
    shipmentId: newId('shp', at),
    isComplete: true,
    isWhole: true,
    outcome: 'revived',
    reason: event,
    lines: [],
    campaignId: newId('cmp', at),
    plugin: shop.plugin.id,
    round: '20260304T1000',
    startsAt: at.toISOString(),
    endsAt: at.toISOString(),
    ...visitor,
    code: 'abcdefgh',
    scene: 'share',
    target: '/',
    mayFollow: false,
    looks: [{ ...visitor, productId: newId('prd', at) }],
    earningId: newId('ern', at),
    payee: owner,
    role: 'promoter',
    state: 'estimated',
    returnedFen: ZERO_FEN,
  } as unknown as PluginEvents[E]
}
