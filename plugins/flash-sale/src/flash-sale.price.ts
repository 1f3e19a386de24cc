import { toFen } from '@mamapu/kernel'
import type { Refusal } from '@mamapu/plugin-sdk'
import type { Cart, CartLine, UnitPriceOffer } from '@mamapu/pricing'
import { counterOf, QUOTA } from './flash-sale.counters.js'
import { price, validator } from './flash-sale.mechanic.js'
import { itemsOf, type Offered, type Sale } from './flash-sale.rules.js'

/** While a round runs, its goods have the sale price alone, and each unit is one of the round's. */
export const salePrice = price({
  name: 'sale-price',
  stage: 'unit',
  facts: {},
  offers: ({ cart, campaigns }) =>
    cart.lines.flatMap((line) =>
      itemsOf(campaigns.running, [line.skuId]).map((offered) => offerOf(offered, line)),
    ),
})

function offerOf(offered: Offered, { lineId, quantity }: CartLine): UnitPriceOffer {
  const { sale, item } = offered
  const id = counterOf(offered)
  const common = { id, units: quantity, giveBack: 'refund' as const, lineId }
  return {
    id: `flash-sale:${sale.id}:${lineId}`,
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

/** More than one order may have is refused by name; what a person had before is their counter's business. */
export const saleLimits = validator({
  name: 'sale-limits',
  facts: {},
  check: ({ cart, campaigns }) => cart.lines.flatMap((line) => overLimit(cart, campaigns.running, line)),
})

function overLimit(cart: Cart, running: readonly Sale[], { lineId, skuId }: CartLine): Refusal[] {
  const [offered] = itemsOf(running, [skuId])
  const limit = offered && (offered.item.perOrder ?? offered.item.perPerson)
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
