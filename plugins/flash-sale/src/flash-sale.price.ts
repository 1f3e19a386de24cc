import { toFen } from '@mamapu/kernel'
import type { Refusal } from '@mamapu/plugin-sdk'
import type { Cart, CartLine, UnitPriceOffer } from '@mamapu/pricing'
import { counterOf, QUOTA } from './flash-sale.counters.js'
import { price, validator } from './flash-sale.mechanic.js'
import { itemsOf, type Offered, type Sale } from './flash-sale.rules.js'

// #region price
/** While a round runs, its goods have the sale price alone where that is the lower one, and each unit is one of the round's. */
export const salePrice = price({
  name: 'sale-price',
  stage: 'unit',
  facts: {},
  offers: ({ cart, campaigns }) =>
    cart.lines.flatMap((line) =>
      itemsOf(campaigns.running, [line.skuId])
        .filter(({ item }) => item.priceFen < line.unitPriceFen)
        .map((offered) => offerOf(offered, line)),
    ),
})

function offerOf(offered: Offered, { lineId, quantity }: CartLine): UnitPriceOffer {
  const { sale, item } = offered
  const id = counterOf(offered)
  const common = { id, units: quantity, giveBack: 'refund' as const, lineId }
  return {
    id: offerId(sale, lineId),
    plugin: 'flash-sale',
    campaignId: sale.id,
    stage: 'unit',
    label: { 'zh-CN': sale.label, en: 'Flash sale' },
    priority: sale.priority,
    lineId,
    unitPriceFen: toFen(item.priceFen),
    exclusive: true,
    takes: [
      { ...common, kind: QUOTA.units, limit: null, insteadOfStock: sale.config.stock === 'own' },
      ...(item.perPerson === undefined
        ? []
        : [{ ...common, kind: QUOTA.person, limit: item.perPerson, perPerson: true }]),
    ],
  }
}

function offerId({ id }: Sale, lineId: string): string {
  return `flash-sale:${id}:${lineId}`
}
// #endregion

// #region validator
/**
 * More than one order may have is refused by name where the sale price won; once the units are gone goods have their
 * everyday price and no limit. What a person had before is their counter's business.
 */
export const saleLimits = validator({
  name: 'sale-limits',
  facts: {},
  governs: ({ skuId }, _settings, { running }) => itemsOf(running, [skuId]).length > 0,
  check: ({ cart, campaigns, won }) =>
    cart.lines.flatMap((line) => {
      const offered = itemsOf(campaigns.running, [line.skuId]).find(({ sale }) =>
        won.includes(offerId(sale, line.lineId)),
      )
      return offered ? overLimit(cart, offered, line) : []
    }),
})

function overLimit(cart: Cart, offered: Offered, { lineId, skuId }: CartLine): Refusal[] {
  const limit = offered.item.perOrder ?? offered.item.perPerson
  if (limit === undefined) return []
  const wanted = cart.lines
    .filter((one) => one.skuId === skuId)
    .reduce((sum, { quantity }) => sum + quantity, 0)
  if (wanted <= limit) return []
  return [
    {
      code: 'FLASH_SALE_LIMIT',
      lineId,
      words: { 'zh-CN': `本场秒杀每单限购 ${limit} 件`, en: `At most ${limit} per order in this sale` },
    },
  ]
}
// #endregion
