import { checkout } from '@mamapu/core'
import { formatFen, type Locale } from '@mamapu/kernel'
import { type PricedCart, price } from '@mamapu/pricing'
import type { GiftLine, Message, PointsChoice, PriceLine, WhyLine } from '@mamapu/theme-engine'

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
      .filter(({ stage }) => stage === 'line' || stage === 'order' || stage === 'points')
      .map(({ label, amountFen, stage }) => ({
        kind: stage === 'points' ? ('points' as const) : ('discount' as const),
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

const HINTS_MAX = 2

/** What a little more would bring, and what was saved. */
export function sellingMessages(priced: PricedCart, locale: Locale): Message[] {
  const isEnglish = locale === 'en'
  const hints = priced.hints.slice(0, HINTS_MAX).map((hint) => ({
    level: 'info' as const,
    text: checkout.hintWords(hint)[locale],
    link: { text: isEnglish ? 'Find something' : '去凑单', url: '/categories' },
  }))
  if (priced.savedFen <= 0) return hints
  const saved = formatFen(priced.savedFen)
  const text = isEnglish ? `You save ¥${saved} on this order` : `本单已省 ¥${saved}`
  return [...hints, { level: 'success', text, link: null }]
}

const WHY_MAX = 30

/** Why it costs what it costs: what won first, then what lost and what does not fit, each said once. */
export function whyLines(priced: Pick<PricedCart, 'trace'>, locale: Locale): WhyLine[] {
  const rank = { won: 0, lost: 1, refused: 2 }
  const lines = priced.trace
    .filter(({ code }) => code !== 'offer_invalid')
    .map((entry) => ({ outcome: entry.outcome, text: checkout.traceWords(entry)[locale] }))
    .sort((a, b) => rank[a.outcome] - rank[b.outcome])
  return [...new Map(lines.map((line) => [line.text, line])).values()].slice(0, WHY_MAX)
}

/** What only helps before one buys. */
const ADVICE: ReadonlySet<string> = new Set(['below_threshold', 'below_units', 'no_line_in_scope'])

/** Why an order cost what it cost: what was used, and what was not in its favour. */
export function whyBought(priced: PricedCart, locale: Locale): WhyLine[] {
  return whyLines({ trace: priced.trace.filter(({ code }) => !ADVICE.has(code)) }, locale)
}

export function giftLines(priced: PricedCart, locale: Locale): GiftLine[] {
  const labels = new Map(priced.trace.map(({ offerId, label }) => [offerId, label]))
  return priced.gifts.map(({ title, units, offerId }) => ({
    title: title[locale],
    quantity: units,
    from: labels.get(offerId)?.[locale] ?? '',
  }))
}

/** What the most points would be worth here; null where none can be used. */
export function pointsChoice({ cart, offers, policy, priced }: checkout.Basket): PointsChoice | null {
  if (!offers.some(({ stage }) => stage === 'points')) return null
  const most = priced.points ?? price(cart, offers, { ...policy, points: 'most' }).points
  if (!most || most.points === 0) return null
  return { points: most.points, amountFen: most.amountFen, used: priced.points !== null }
}
