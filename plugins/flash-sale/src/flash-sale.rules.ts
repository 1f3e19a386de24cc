import { type Locale, shortMoney } from '@mamapu/kernel'
import type { ConfigFault, RunningCampaign } from '@mamapu/plugin-sdk'
import type { FlashSaleConfig, SaleItem } from './flash-sale.config.js'

export type Sale = RunningCampaign<FlashSaleConfig>

/** An item in a round of a sale. */
export interface Offered {
  readonly sale: Sale
  readonly item: SaleItem
}

/** Every item of these SKUs in these rounds, the cheapest first. */
export function itemsOf(sales: readonly Sale[], skuIds: readonly string[]): Offered[] {
  return sales
    .flatMap((sale) => sale.config.items.map((item) => ({ sale, item })))
    .filter(({ item }) => skuIds.includes(item.skuId))
    .sort((a, b) => a.item.priceFen - b.item.priceFen)
}

/** What the schema cannot say. */
export function configFaults({ items }: FlashSaleConfig): ConfigFault[] {
  const fault = (index: number, name: keyof SaleItem, zh: string, en: string): ConfigFault => ({
    path: `/items/${index}/${name}`,
    words: { 'zh-CN': zh, en },
  })
  return items.flatMap(({ skuId, units, perPerson = units, perOrder = perPerson }, index) => [
    ...(items.findIndex((one) => one.skuId === skuId) < index
      ? [fault(index, 'skuId', '这件商品已经选过了', 'These goods are there already')]
      : []),
    ...(perPerson > units
      ? [fault(index, 'perPerson', '每人限购不能多于件数', 'The limit per person is above the units')]
      : []),
    ...(perOrder > perPerson
      ? [
          fault(
            index,
            'perOrder',
            '每单限购不能多于每人限购',
            'The limit per order is above the one per person',
          ),
        ]
      : []),
  ])
}

export function summaryOf({ items }: FlashSaleConfig, locale: Locale): string {
  const from = shortMoney(Math.min(...items.map(({ priceFen }) => priceFen)))
  const units = items.reduce((sum, one) => sum + one.units, 0)
  return locale === 'zh-CN'
    ? `${items.length}款秒杀，¥${from}起，每场${units}件`
    : `${items.length} goods from ¥${from}, ${units} units a round`
}
