import type { Fen, Locale } from '@mamapu/kernel'
import type { OthersCampaign, ProductSubject } from '@mamapu/plugin-sdk'
import type { CartLine, PricedLine } from '@mamapu/pricing'
import { slot } from './member-day.mechanic.js'
import { type MemberDay, pricesOf, summaryOf } from './member-day.rules.js'

export const PAGE = '/x/member-day/days'
const SHOWN_MAX = 3

/** The day, or the next one, on the home page; for others too, with whom it is for. */
export const homeBand = slot({
  slot: 'home.strip',
  block: 'strip',
  facts: {},
  data({ campaigns, locale }) {
    const days = [
      ...campaigns.running.map((day) => ({ ...head(day, locale), state: 'running', who: '' })),
      ...campaigns.forOthers.map((day) => ({ ...head(day, locale), state: 'others', who: day.who[locale] })),
      ...campaigns.announced.map((day) => ({ ...head(day, locale), state: 'soon', who: '' })),
    ].slice(0, SHOWN_MAX)
    return days.length === 0 ? null : { url: PAGE, days }
  },
})

export function head({ label, config, startsAt, endsAt }: MemberDay, locale: Locale) {
  return {
    label,
    summary: summaryOf(config, locale),
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
  }
}

/** The best price of a product's variants on these days, where the page shows no better one: a flash sale may run. */
function bestOf<D extends MemberDay>(
  { id: productId, categoryIds, tags, skus }: ProductSubject,
  days: readonly D[],
) {
  return skus
    .flatMap(({ id: skuId, everydayFen, unitFen }) =>
      pricesOf(days, { skuId, productId, categoryIds, tags }, everydayFen)
        .slice(0, 1)
        .filter(({ priceFen }) => priceFen <= unitFen),
    )
    .sort((a, b) => a.priceFen - b.priceFen)[0]
}

export const cardWords = slot({
  slot: 'product.card',
  facts: {},
  data: ({ subject: { product }, campaigns, t }) =>
    bestOf(product, campaigns.running) ? { text: t('tag'), kind: 'member' } : null,
})

/** The band of the product's page: the day is on, coming, or on for others at this price. */
export const productBand = slot({
  slot: 'product.campaign',
  block: 'band',
  facts: {},
  data({ subject: { product }, campaigns, locale }) {
    const { path } = product
    const running = bestOf(product, campaigns.running)
    if (running) return { ...band(running, locale), path, state: 'running' }
    const others = bestOf(product, campaigns.forOthers)
    if (others) return { ...band(others, locale), path, state: 'others', ...othersOf(others.day, locale) }
    const soon = bestOf(product, campaigns.announced)
    return soon ? { ...band(soon, locale), path, state: 'soon' } : null
  },
})

const othersOf = ({ who, joins }: Pick<OthersCampaign, 'who' | 'joins'>, locale: Locale) => ({
  who: who[locale],
  joins,
})

function band({ day, priceFen }: { readonly day: MemberDay; readonly priceFen: Fen }, locale: Locale) {
  const limit = day.config.limit === 'none' ? 0 : day.config.limitUnits
  return { ...head(day, locale), url: PAGE, priceFen, limit }
}

export const cartWords = slot({
  slot: 'cart.line',
  facts: {},
  data({ subject: { line, priced }, campaigns, t }) {
    const [best] = pricesOf(campaigns.running, line, line.unitPriceFen)
    if (!best) return null
    const { limit, limitUnits } = best.day.config
    if (limit === 'normal')
      return { text: splitWords(unitsAtPrice(best, line, priced), line.quantity, t), kind: 'member' }
    return { text: limit === 'none' ? t('tag') : t('limit', { limit: limitUnits }), kind: 'member' }
  },
})

/** How many units of a line have the day's price: all of them, or as far as the person's limit went. */
function unitsAtPrice(
  { day, priceFen }: { readonly day: MemberDay; readonly priceFen: Fen },
  { quantity, unitPriceFen }: CartLine,
  { unitFen, shares }: PricedLine,
): number {
  if (unitFen < unitPriceFen) return quantity
  const share = shares.find(({ stage, campaignId }) => stage === 'unit' && campaignId === day.id)
  return share ? Math.round(share.amountFen / (unitPriceFen - priceFen)) : 0
}

type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string

function splitWords(units: number, quantity: number, t: Say): string {
  if (units === quantity) return t('tag')
  return units === 0 ? t('used_up') : t('split', { units, rest: quantity - units })
}
