import type { SampleShop } from '../check.types.js'
import { oncePer } from './once.js'
import { order, quote } from './order-steps.js'
import { sampleNumbers } from './sample-lives.js'

interface TradedOff {
  /** Some sample lowers a price or gives something. */
  readonly isCheaper: boolean
  readonly prices: readonly string[]
  /** Null when no sample changes the price of one unit. */
  readonly midCheckout: readonly string[] | null
}

/** What is shown and sold with the plugin on and then off, sample by sample until one tells the difference. */
export const tradedOff = oncePer(async (subject): Promise<TradedOff> => {
  let found: TradedOff = { isCheaper: false, prices: [], midCheckout: null }
  for (const config of sampleNumbers(subject)) {
    const shop = await subject.sampleShop(config)
    const on = { three: await quote(shop, 3), one: await quote(shop, 1) }
    await shop.switchTo(false)
    const off = { three: await quote(shop, 3), one: await quote(shop, 1) }
    const isNamed = [off.three, off.one].some(({ trace, lines }) =>
      [...trace, ...lines.flatMap((line) => line.shares)].some(({ plugin }) => plugin === shop.plugin.id),
    )
    const isCheaper = on.three.payableFen < off.three.payableFen || on.three.gifts.length > 0
    found = {
      isCheaper: found.isCheaper || isCheaper,
      prices: isNamed ? ['a cart is priced by it'] : found.prices,
      midCheckout: isNamed
        ? ['it still prices the cart in the middle of the checkout']
        : (found.midCheckout ?? (await soldAtOldPrice(shop, on.one.payableFen, off.one.payableFen))),
    }
    if (found.isCheaper && found.midCheckout) break
  }
  return found
})

async function soldAtOldPrice(
  shop: SampleShop,
  seenTotalFen: number,
  nowFen: number,
): Promise<readonly string[] | null> {
  if (seenTotalFen === nowFen) return null
  const placed = await order(shop, { quantity: 1, seenTotalFen })
  if (placed.placed) return ['an order was placed at the price of before']
  return placed.code === 'TOTAL_CHANGED' ? [] : [`refused with ${placed.code}, not TOTAL_CHANGED`]
}
