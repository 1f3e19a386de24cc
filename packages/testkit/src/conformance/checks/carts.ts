import { toFen } from '@mamapu/kernel'
import type { Cart } from '@mamapu/pricing'
import fc from 'fast-check'

interface Line {
  readonly which: number
  readonly quantity: number
  readonly unit: number
  readonly tag: string
}

function cartOf(lines: readonly Line[]): Cart {
  return {
    regionCode: null,
    lines: lines.map(({ which, quantity, unit, tag }, index) => ({
      lineId: `line-${index}`,
      skuId: `sku_${which}`,
      productId: `prd_${which}`,
      categoryIds: [`cat_${which % 2}`],
      tags: tag === '' ? [] : [tag],
      quantity,
      unitPriceFen: toFen(unit),
      floorFen: toFen(Math.trunc(unit / 2)),
      weightGram: 100,
    })),
  }
}

const line = fc.record({
  which: fc.integer({ min: 0, max: 3 }),
  quantity: fc.integer({ min: 1, max: 20 }),
  unit: fc.integer({ min: 0, max: 100_000 }),
  tag: fc.constantFrom('', 'new', 'sale'),
})

/** The same carts in every run: empty ones, free goods and odd fen among them. */
export const SAMPLE_CARTS: readonly Cart[] = fc
  .sample(fc.array(line, { maxLength: 8 }), { numRuns: 40, seed: 1 })
  .map(cartOf)

/** Twenty lines of what a config names. */
export function longCart(skuIds: readonly string[]): Cart {
  const cart = cartOf(
    Array.from({ length: 20 }, (_, index) => ({
      which: index,
      quantity: 3,
      unit: 9900 + index,
      tag: '',
    })),
  )
  return {
    ...cart,
    lines: cart.lines.map((one, index) => ({ ...one, skuId: skuIds[index % 4] ?? one.skuId })),
  }
}
