import type { checkout } from '@mamapu/core'
import { type Fen, formatFen, type Locale } from '@mamapu/kernel'
import type { PricedCart, TraceEntry } from '@mamapu/pricing'
import type { Message, PriceLine } from '@mamapu/theme-engine'

const OBSTACLES: Readonly<Record<checkout.LineObstacle, readonly [zh: string, en: string]>> = {
  not_listed: ['已下架', 'No longer on sale'],
  not_started: ['还没到开售时间', 'Not on sale yet'],
  ended: ['已结束销售', 'The sale has ended'],
  sku_inactive: ['这个规格已下架', 'This option is no longer on sale'],
  sku_not_found: ['商品已下架', 'No longer on sale'],
  sold_out: ['已卖完', 'Sold out'],
  not_enough: ['库存不够了,请减少数量', 'Not enough left; please take fewer'],
}

const at = (locale: Locale) => (locale === 'en' ? 1 : 0)

export function obstacleText(obstacle: checkout.LineObstacle, locale: Locale): string {
  return OBSTACLES[obstacle][at(locale)]
}

/** The price, line by line, as the arbiter made it. */
export function breakdownOf(priced: PricedCart, locale: Locale): PriceLine[] {
  const isEnglish = locale === 'en'
  const won = priced.trace.filter(({ outcome, stage }) => outcome === 'won' && stage !== 'unit')
  const lines: PriceLine[] = [
    { kind: 'goods', label: isEnglish ? 'Goods' : '商品金额', amountFen: priced.goodsFen, note: null },
    ...won
      .filter(({ stage }) => stage === 'order')
      .map(({ label, amountFen }) => ({
        kind: 'discount' as const,
        label: label[locale],
        amountFen: -amountFen,
        note: null,
      })),
    {
      kind: 'shipping',
      label: isEnglish ? 'Delivery' : '运费',
      amountFen: priced.shippingFullFen,
      note: shippingNote(priced, isEnglish),
    },
    ...won
      .filter(({ stage }) => stage === 'shipping')
      .map(({ label, amountFen }) => ({
        kind: 'discount' as const,
        label: label[locale],
        amountFen: -amountFen,
        note: null,
      })),
    { kind: 'total', label: isEnglish ? 'Total' : '合计', amountFen: priced.payableFen, note: null },
  ]
  return lines
}

function shippingNote({ shippingState }: PricedCart, isEnglish: boolean): string | null {
  if (shippingState === 'free') return isEnglish ? 'Free' : '包邮'
  if (shippingState === 'unknown_region') return isEnglish ? 'By address' : '填写地址后计算'
  return shippingState === 'not_delivered' ? (isEnglish ? 'Not delivered there' : '暂不配送') : null
}

/** What a little more would bring, nearest first; and what was saved. */
export function sellingMessages(priced: PricedCart, locale: Locale): Message[] {
  const near = priced.trace
    .filter(
      (entry): entry is TraceEntry & { missingFen: Fen } =>
        entry.code === 'below_threshold' && (entry.missingFen ?? 0) > 0,
    )
    .sort((a, b) => a.missingFen - b.missingFen)[0]
  if (!near) return []
  const amount = `¥${formatFen(near.missingFen)}`
  const text =
    locale === 'en'
      ? `${amount} more for “${near.label.en}”`
      : `再买 ${amount} 可用「${near.label['zh-CN']}」`
  return [
    {
      level: 'info',
      text,
      link: { text: locale === 'en' ? 'Find something' : '去凑单', url: '/categories' },
    },
  ]
}
