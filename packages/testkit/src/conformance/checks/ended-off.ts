import { type OrderId, uuidOf as uuid } from '@mamapu/kernel'
import type { FilledShop, SampleShop } from '../check.types.js'
import { oncePer } from './once.js'
import { expire, mustOrder, notReturned, readOrder, refund } from './order-steps.js'
import { ledgerOf, newIn, rowsOf } from './rows.js'

interface EndedOff {
  readonly unpaid: readonly string[]
  readonly settled: readonly string[]
  /** What an order of after the switch left behind. */
  readonly started: readonly string[]
}

/** Orders placed while the plugin was on that end while it is off, one way after the other; and one that began while it was off. */
export const endedOff = oncePer(async (subject): Promise<EndedOff> => {
  const shop = await subject.sampleShop()
  const placedThenOff = async () => {
    await shop.switchTo(true)
    const orderId = await mustOrder(shop)
    await shop.switchTo(false)
    return orderId
  }
  const unpaid: string[] = []
  for (const end of ['cancel', 'expire'] as const) {
    const orderId = await placedThenOff()
    await (end === 'cancel' ? shop.cancel(orderId) : expire(shop, orderId))
    await shop.deliver()
    const left = await takesOf(shop, orderId)
    if (left > 0) unpaid.push(`${end}: ${left} takes are not given back`)
  }
  const promised = await placedThenOff()
  await shop.pay(promised)
  await shop.deliver()
  const settled = [...(await settle(shop, promised)), ...(await takenBackOff(shop))]
  return { unpaid, settled, started: await startedOff(shop) }
})

/** Paid while it was on and refunded while it is off, what it posted goes back all the same. */
async function takenBackOff(shop: SampleShop): Promise<readonly string[]> {
  await shop.switchTo(true)
  const before = await ledgerOf(shop)
  const orderId = await mustOrder(shop)
  await shop.pay(orderId)
  await shop.deliver()
  await shop.switchTo(false)
  const faults = await settle(shop, orderId)
  const after = await ledgerOf(shop)
  return after === before
    ? faults
    : [...faults, `the ledger held ${before || 'nothing'}, now ${after || 'nothing'}`]
}

async function startedOff(shop: SampleShop): Promise<readonly string[]> {
  const before = await rowsOf(shop)
  const orderId = await mustOrder(shop)
  await shop.deliver()
  await shop.pay(orderId)
  await shop.deliver()
  const left = newIn(await rowsOf(shop), before)
  return left === '' ? [] : [`an order placed while it was off left ${left}`]
}

async function takesOf({ database, store }: SampleShop, orderId: OrderId): Promise<number> {
  const [left] = await database.admin<{ n: number }[]>`
    select count(*)::int as n from quota_takes
     where tenant_id = ${uuid(store.storeId)} and order_id = ${uuid(orderId)} and state <> 'released'`
  return left?.n ?? 0
}

/** One unit back, then the rest: exactly what was paid, and what comes back with a refund is back. */
export async function settle(
  shop: Omit<FilledShop, 'filledFor'>,
  orderId: OrderId,
): Promise<readonly string[]> {
  const { paidFen, lines } = await readOrder(shop, orderId)
  const [line] = lines
  let back = 0
  if (line) back += await refund(shop, orderId, { lineId: line.id, units: 1 })
  back += await refund(shop, orderId, 'whole')
  await shop.deliver()
  return [
    ...(back === paidFen ? [] : [`${paidFen} paid, ${back} refunded`]),
    ...(await notReturned(shop, orderId)),
  ]
}
