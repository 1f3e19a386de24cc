import { type Fen, type Locale, mulBps, offText, shortMoney, subFen, toFen } from '@mamapu/kernel'
import type { ConfigFault, RunningCampaign } from '@mamapu/plugin-sdk'
import type { CartLine } from '@mamapu/pricing'
import type { MemberDayConfig } from './member-day.config.js'

export type MemberDay = RunningCampaign<MemberDayConfig>

const STEPS = { fen: 1, jiao: 10, yuan: 100 } as const

/** What one unit costs on the day; null when the day has no better price for it. Never above the everyday price. */
export function dayPrice(
  { kind, offBps, minusFen = 0, items, roundTo }: MemberDayConfig,
  { skuId, everydayFen }: { readonly skuId: string; readonly everydayFen: Fen },
): Fen | null {
  const price =
    kind === 'fixed'
      ? (items.find((item) => item.skuId === skuId)?.priceFen ?? everydayFen)
      : kind === 'minus'
        ? everydayFen - minusFen
        : rounded(subFen(everydayFen, mulBps(everydayFen, offBps, 'down')), roundTo)
  return price > 0 && price < everydayFen ? toFen(price) : null
}

/** Down to whole jiao or yuan, where anything is left then. */
function rounded(price: Fen, roundTo: keyof typeof STEPS): number {
  const down = price - (price % STEPS[roundTo])
  return down > 0 ? down : price
}

type Goods = Pick<CartLine, 'skuId' | 'productId' | 'categoryIds' | 'tags'>

export interface Priced {
  readonly day: MemberDay
  readonly priceFen: Fen
}

/** The days that have a better price for these goods, the best first. */
export function pricesOf<D extends MemberDay>(
  days: readonly D[],
  goods: Goods,
  everydayFen: Fen,
): { readonly day: D; readonly priceFen: Fen }[] {
  return days
    .filter((day) => day.covers(goods))
    .flatMap((day) => {
      const priceFen = dayPrice(day.config, { skuId: goods.skuId, everydayFen })
      return priceFen === null ? [] : [{ day, priceFen }]
    })
    .sort((a, b) => a.priceFen - b.priceFen)
}

/** What the schema cannot say. */
export function configFaults({ kind, minusFen, items }: MemberDayConfig): ConfigFault[] {
  const fault = (path: string, zh: string, en: string): ConfigFault => ({ path, words: { 'zh-CN': zh, en } })
  if (kind === 'minus' && minusFen === undefined)
    return [fault('/minusFen', '写上每件减多少', 'Say how much is taken off')]
  if (kind !== 'fixed') return []
  if (items.length === 0) return [fault('/items', '选上商品并定价', 'Choose goods and their prices')]
  return items.flatMap(({ skuId }, index) =>
    items.findIndex((one) => one.skuId === skuId) < index
      ? [fault(`/items/${index}/skuId`, '这件商品已经定过价了', 'These goods have a price already')]
      : [],
  )
}

/** The day in a line: 会员日8.8折,积分×2. */
export function summaryOf(config: MemberDayConfig, locale: Locale): string {
  const { kind, offBps, minusFen = 0, items, pointsBps } = config
  const isChinese = locale === 'zh-CN'
  const price =
    kind === 'percent'
      ? offText(offBps, locale)
      : kind === 'minus'
        ? isChinese
          ? `每件减${shortMoney(minusFen)}`
          : `¥${shortMoney(minusFen)} off each`
        : isChinese
          ? `${items.length}款会员价`
          : `member prices for ${items.length}`
  if (pointsBps === 10_000) return price
  const times = shortMoney(pointsBps / 100)
  return isChinese ? `${price}，积分×${times}` : `${price}, points ×${times}`
}
