import { DAY, HOUR, later, type OrderId, uuidOf } from '@mamapu/kernel'
import type { PluginEventName } from '@mamapu/plugin-sdk'
import type { SampleShop } from '../check.types.js'
import { oncePer } from './once.js'
import { brokenNow, mustOrder } from './order-steps.js'
import { newIn, rowsOf } from './rows.js'

interface ToldOrder {
  /** Invariants that its life broke. */
  readonly broken: readonly string[]
  readonly toldAgain: readonly string[]
  readonly afterTheEnd: readonly string[]
}

/** One order through its whole life in a shop with one campaign, each of its events told again on the way. */
export const toldOrder = oncePer(async (subject): Promise<ToldOrder> => {
  const shop = await subject.sampleShop()
  const before = await brokenNow(shop)
  const orderId = await mustOrder(shop)
  await shop.deliver()
  await shop.pay(orderId)
  await shop.deliver()
  await shop.refund(orderId, 1)
  await shop.deliver()
  const orderAgain = await tellAgain(shop, [orderId])
  await shop.refund(orderId)
  await shop.deliver()
  const broken = [...(await brokenNow(shop))].filter((fault) => !before.has(fault))
  const afterTheEnd = await cancelledLate(shop, orderId)
  return { broken, toldAgain: [...orderAgain, ...(await campaignAgain(shop))], afterTheEnd }
})

/** Everything the plugin hears and was told of these. */
async function tellAgain(shop: SampleShop, about: readonly string[]): Promise<readonly string[]> {
  const heard = Object.keys(shop.plugin.on ?? {})
  const told = await shop.database.admin<{ name: PluginEventName; payload: never }[]>`
    select name, payload from outbox
     where tenant_id = ${uuidOf(shop.store.storeId)} and name = any(${heard})
       and (payload->>'orderId' = any(${about}) or payload->>'campaignId' = any(${about})) order by id`
  const faults: string[] = []
  let before = await rowsOf(shop)
  for (const { name, payload } of told) {
    await shop.tell(name, payload)
    const after = await rowsOf(shop)
    if (after !== before) faults.push(`${name}: told again it writes more`)
    before = after
  }
  return faults
}

/** The campaign over, and all of it told again. */
async function campaignAgain(shop: SampleShop): Promise<readonly string[]> {
  if (!shop.running) return []
  const { clock } = shop.test
  const now = clock.now()
  clock.set(later(now, DAY + HOUR))
  try {
    await shop.passEdges()
    return await tellAgain(shop, [shop.running.id])
  } finally {
    clock.set(now)
  }
}

async function cancelledLate(shop: SampleShop, orderId: OrderId): Promise<readonly string[]> {
  const before = await rowsOf(shop)
  await shop.tell('order.cancelled', { orderId, customerId: shop.filledFor.id, reason: 'late' })
  const added = newIn(await rowsOf(shop), before)
  return added === '' ? [] : [`it leaves ${added}`]
}
