import { checkout } from '@mamapu/core'
import type { Fen, Locale } from '@mamapu/kernel'
import type { PricedCart, TraceEntry } from '@mamapu/pricing'
import type { Message, PriceLine } from '@mamapu/theme-engine'

export function obstacleText(obstacle: checkout.LineObstacle, locale: Locale): string {
  return checkout.obstacleWords(obstacle)[locale]
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
  const text = checkout.traceWords(near)[locale]
  return [
    {
      level: 'info',
      text,
      link: { text: locale === 'en' ? 'Find something' : '去凑单', url: '/categories' },
    },
  ]
}
