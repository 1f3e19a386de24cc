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

const fault = (index: number, name: keyof SaleItem, zh: string, en: string): ConfigFault => ({
  path: `/items/${index}/${name}`,
  words: { 'zh-CN': zh, en },
})

/** What the schema cannot say. */
export function configFaults({ items }: FlashSaleConfig): ConfigFault[] {
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

// #region promises
/** What an edit of an announced round would take back from shoppers. Fewer units are the counters' business. */
export function promisesBroken(was: FlashSaleConfig, will: FlashSaleConfig): ConfigFault[] {
  const before = new Map(was.items.map((item) => [item.skuId, item]))
  const kept = new Set(will.items.map(({ skuId }) => skuId))
  const isMissing = was.items.some(({ skuId }) => !kept.has(skuId))
  return [
    ...(isMissing ? [goodsFixed('撤下', 'taken off')] : []),
    ...will.items.flatMap((item, index) => {
      const old = before.get(item.skuId)
      return old ? tightened(old, item, index) : [goodsFixed('加入', 'added')]
    }),
  ]
}
// #endregion

function goodsFixed(zh: string, en: string): ConfigFault {
  return {
    path: '/items',
    words: {
      'zh-CN': `已经公告的场次不能${zh}商品，请复制成新的一场`,
      en: `Goods cannot be ${en} once a round is announced; copy it into a new one`,
    },
  }
}

function tightened(was: SaleItem, will: SaleItem, index: number): ConfigFault[] {
  const limit = (old: number | undefined, now: number | undefined) =>
    (now ?? Number.POSITIVE_INFINITY) < Math.min(old ?? Number.POSITIVE_INFINITY, will.units)
  return [
    ...(will.priceFen > was.priceFen
      ? [fault(index, 'priceFen', '已经公告的价格只能降，不能涨', 'An announced price can only go down')]
      : []),
    ...(limit(was.perPerson, will.perPerson)
      ? [fault(index, 'perPerson', '限购只能放宽，不能收紧', 'Limits can only be loosened')]
      : []),
    ...(limit(was.perOrder ?? was.perPerson, will.perOrder ?? will.perPerson)
      ? [fault(index, 'perOrder', '限购只能放宽，不能收紧', 'Limits can only be loosened')]
      : []),
  ]
}

export function summaryOf({ items }: FlashSaleConfig, locale: Locale): string {
  const from = shortMoney(Math.min(...items.map(({ priceFen }) => priceFen)))
  const units = items.reduce((sum, one) => sum + one.units, 0)
  return locale === 'zh-CN'
    ? `${items.length}款秒杀，¥${from}起，每场${units}件`
    : `${items.length} goods from ¥${from}, ${units} units a round`
}
