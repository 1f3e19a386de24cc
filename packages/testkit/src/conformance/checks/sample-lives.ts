import type { OrderId } from '@mamapu/kernel'
import fc from 'fast-check'
import type { ConformanceSubject, SampleShop } from '../check.types.js'
import { oncePer } from './once.js'
import { expire, mustOrder, notReturned, readOrder, refund } from './order-steps.js'
import { countsOf, ledgerOf, returnableOf } from './rows.js'

/** What lives of orders can show to be wrong. */
export type LifeFault = 'placed' | 'cancelled' | 'expired' | 'refunded' | 'given back'

type Found = readonly [LifeFault, readonly string[]]

/**
 * With each sample one shop and three orders in it: one cancelled, one run out of time, one paid and refunded bit by bit;
 * with the first sample one more, received before it is refunded.
 * Faults by what they show; a sample with which no order is placed shows nothing else.
 */
export const sampleLives = oncePer(async (subject): Promise<ReadonlyMap<LifeFault, readonly string[]>> => {
  const faults = new Map<LifeFault, readonly string[]>()
  for (const config of sampleNumbers(subject)) {
    const where = subject.configs.length === 0 ? '' : `campaign sample ${config}: `
    for (const [kind, found] of await livesWith(subject, config))
      faults.set(kind, [...(faults.get(kind) ?? []), ...found.map((fault) => `${where}${fault}`)])
  }
  return faults
})

/** The numbers of a plugin's sample configs; one for a plugin without campaigns. */
export function sampleNumbers({ configs }: ConformanceSubject): number[] {
  return configs.length === 0 ? [0] : configs.map((_, index) => index)
}

async function livesWith(subject: ConformanceSubject, config: number): Promise<readonly Found[]> {
  let shop: SampleShop
  let cancelled: Ending
  try {
    shop = await subject.sampleShop(config)
    cancelled = await placed(shop)
  } catch (error) {
    return [['placed', [textOf(error)]]]
  }
  return [
    ...(await told('cancelled', () => ended(shop, cancelled, shop.cancel))),
    ...(await told('expired', async () => ended(shop, await placed(shop), (id) => expire(shop, id)))),
    ...(await refunded(shop, config)),
    ...(config > 0 ? [] : await told('given back', () => receivedAndBack(shop))),
  ]
}

interface Ending {
  readonly orderId: OrderId
  readonly before: string
}

async function placed(shop: SampleShop): Promise<Ending> {
  const before = await returnableOf(shop)
  return { before, orderId: await mustOrder(shop) }
}

async function ended(
  shop: SampleShop,
  { orderId, before }: Ending,
  end: (orderId: OrderId) => Promise<void>,
): Promise<readonly string[]> {
  await shop.deliver()
  await end(orderId)
  await shop.deliver()
  const after = await returnableOf(shop)
  return after === before ? [] : [`taken before: ${before || 'nothing'}; after: ${after || 'nothing'}`]
}

async function refunded(shop: SampleShop, seed: number): Promise<readonly Found[]> {
  try {
    const before = await ledgerOf(shop)
    const orderId = await mustOrder(shop)
    await shop.pay(orderId)
    await shop.deliver()
    const { back, paidFen } = await refundAtRandom(shop, orderId, seed)
    await shop.deliver()
    const left = await notReturned(shop, orderId)
    const after = await ledgerOf(shop)
    return [
      ['refunded', back === paidFen ? [] : [`${paidFen} paid, ${back} refunded`]],
      ['given back', left],
      [
        'given back',
        after === before ? [] : [`the ledger held ${before || 'nothing'}, now ${after || 'nothing'}`],
      ],
    ]
  } catch (error) {
    return [['refunded', [textOf(error)]]]
  }
}

/** Sent, received and then refunded whole: what its arrival brought a shopper goes back too, by whatever account. */
async function receivedAndBack(shop: SampleShop): Promise<readonly string[]> {
  const before = await heldByPersons(shop)
  const orderId = await mustOrder(shop)
  await shop.pay(orderId)
  await shop.deliver()
  await shop.receive(orderId)
  await shop.deliver()
  await refund(shop, orderId, 'whole')
  await shop.deliver()
  const after = await heldByPersons(shop)
  return after === before
    ? []
    : [`shoppers held ${before || 'nothing'}, after an order that was received ${after || 'nothing'}`]
}

async function heldByPersons(shop: SampleShop): Promise<string> {
  return (await countsOf(shop)).filter((line) => line.includes(':cus_')).join('; ')
}

/** Units refunded one by one, with the first sample nearly all there are. */
const REFUNDS_MAX = 5

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
  for (const lineId of seed === 0 ? sequence : sequence.slice(0, REFUNDS_MAX))
    back += await refund(shop, orderId, { lineId, units: 1 })
  back += await refund(shop, orderId, 'whole')
  return { back, paidFen }
}

async function told(kind: LifeFault, part: () => Promise<readonly string[]>): Promise<readonly Found[]> {
  try {
    return [[kind, await part()]]
  } catch (error) {
    return [[kind, [textOf(error)]]]
  }
}

const textOf = (error: unknown) => String((error as Error).message)
