import { plugins } from '@mamapu/core'
import type { Plugin } from '@mamapu/plugin-sdk'
import type { PricedCart } from '@mamapu/pricing'
import { type House, shopIn } from '../shop/open-shop.js'
import type { SampleShop } from './check.types.js'
import { brokenBy, mustOrder, notReturned, quote, readOrder, refund } from './checks/order-steps.js'
import { ledgerOf } from './checks/rows.js'
import type { ConformanceSamples, SampleSkus } from './samples.js'
import { addSampleSkus, runCampaign, shopOf } from './subject.js'

/** A plugin with its samples, as pairs and the matrix take it. */
export interface Entry {
  readonly plugin: Plugin
  readonly samples: ConformanceSamples
}

/** Each with each other, once. */
export function pairsOf(entries: readonly Entry[]): readonly (readonly [Entry, Entry])[] {
  return entries.flatMap((one, index) => entries.slice(index + 1).map((other) => [one, other] as const))
}

/**
 * What two plugins in one shop do to each other: a mixed cart adds up, switching either off leaves exactly what the other alone gives,
 * and an order of both, refunded to the fen with one of them off, leaves ledgers, quotas and invariants as they were. Faults in
 * English; empty when they keep well.
 */
export async function tryPair(house: House, one: Entry, other: Entry): Promise<readonly string[]> {
  const shop = await openPair(house, one, other)
  const faults: string[] = []
  const turn = async ({ plugin }: Entry, isOn: boolean) => {
    const at = shop.test.clock.now()
    const change = { pluginId: plugin.id, isOn, staffId: null, at }
    await plugins.switchPlugin(shop.test.host, shop.store.storeId, change)
  }
  const reversed = [...shop.skuIds].reverse() as unknown as SampleSkus
  await runCampaign(shop, one.samples.campaigns?.(shop.skuIds as SampleSkus)[0])
  await turn(other, false)
  const alone = await quote(shop, 3)
  await turn(other, true)
  await runCampaign({ ...shop, plugin: other.plugin }, other.samples.campaigns?.(reversed)[0])
  const both = await quote(shop, 3)
  faults.push(...whyNotSound(both, 'both on'))
  await turn(one, false)
  const otherAlone = await quote(shop, 3)
  faults.push(...strangers(otherAlone, one), ...whyNotSound(otherAlone, `without ${one.plugin.id}`))
  await turn(one, true)
  await turn(other, false)
  const again = await quote(shop, 3)
  faults.push(...strangers(again, other))
  if (again.payableFen !== alone.payableFen)
    faults.push(`without ${other.plugin.id} ${again.payableFen} is to be paid, before it ${alone.payableFen}`)
  await turn(other, true)
  for (const [entry, priced] of [
    [one, alone],
    [other, otherAlone],
  ] as const) {
    if (names(priced, entry) && !names(both, entry))
      faults.push(`${entry.plugin.id} is offered alone, and not even named in the reasons beside the other`)
    if (!hasUnitPrices(both) && both.payableFen > priced.payableFen)
      faults.push(`${both.payableFen} with both, ${priced.payableFen} with ${entry.plugin.id} alone`)
  }
  return [...faults, ...(await roundTrip(house, shop, { one, other, turn }))]
}

/** A shop with both on, filled for one and the same shopper. */
async function openPair(house: House, one: Entry, other: Entry): Promise<SampleShop> {
  const base = await shopOf(house, one.plugin)
  const pair = await shopIn(house, [one.plugin, other.plugin], { store: base.store })
  const { clock, host } = pair.test
  await plugins.switchPlugin(host, pair.store.storeId, {
    pluginId: other.plugin.id,
    isOn: true,
    staffId: null,
    at: clock.now(),
  })
  const filledFor = await base.customer()
  const asOne = { ...base, customer: async () => filledFor }
  await one.samples.fill?.(asOne)
  await other.samples.fill?.({ ...asOne, plugin: other.plugin })
  await base.deliver()
  const skuIds = await addSampleSkus({ ...base, filledFor })
  return { ...base, filledFor, skuIds, running: null }
}

/** One order with both on, paid and then refunded bit by bit with one of them off: everything is where it was. */
async function roundTrip(
  house: House,
  shop: SampleShop,
  { one, other, turn }: { one: Entry; other: Entry; turn: (entry: Entry, isOn: boolean) => Promise<void> },
): Promise<readonly string[]> {
  const sound = await brokenIn(house)
  const held = async () =>
    (await Promise.all([one, other].map(({ plugin }) => ledgerOf({ ...shop, plugin })))).join('; ')
  const before = await held()
  const orderId = await mustOrder(shop)
  await shop.deliver()
  await shop.pay(orderId)
  await shop.deliver()
  await turn(other, false)
  const { paidFen, lines } = await readOrder(shop, orderId)
  let back = 0
  for (const { id } of lines) back += await refund(shop, orderId, { lineId: id, units: 1 })
  back += await refund(shop, orderId, 'whole')
  await shop.deliver()
  await turn(other, true)
  const after = await held()
  const broken = [...(await brokenIn(house, 'now'))].filter((fault) => !sound.has(fault))
  return [
    ...(back === paidFen ? [] : [`${paidFen} paid, ${back} refunded`]),
    ...(await notReturned(shop, orderId)),
    ...(after === before ? [] : [`the ledger held ${before || 'nothing'}, now ${after || 'nothing'}`]),
    ...broken,
  ]
}

const lookedAt = new WeakMap<House, ReadonlySet<string>>()

/** Invariants that do not hold in the house, as last looked at, or now: whatever one pair breaks is not told of the next. */
async function brokenIn(house: House, when: 'last time' | 'now' = 'last time'): Promise<ReadonlySet<string>> {
  const known = lookedAt.get(house)
  if (known && when === 'last time') return known
  const found = await brokenBy(house.database, house.installed)
  lookedAt.set(house, found)
  return found
}

function whyNotSound(priced: PricedCart, when: string): string[] {
  const shares = priced.lines.flatMap((line) => line.shares)
  const sum = shares.reduce((total, { amountFen }) => total + amountFen, 0)
  return [
    ...(sum === priced.discountFen ? [] : [`${when}: shares of ${sum}, a discount of ${priced.discountFen}`]),
    ...(priced.payableFen >= 0 ? [] : [`${when}: ${priced.payableFen} to pay`]),
  ]
}

const names = (priced: PricedCart, { plugin }: Entry) =>
  priced.trace.some((entry) => entry.plugin === plugin.id)
const hasUnitPrices = (priced: PricedCart) => priced.trace.some(({ stage }) => stage === 'unit')
const strangers = (priced: PricedCart, off: Entry) =>
  names(priced, off) ? [`${off.plugin.id} prices while it is off`] : []
