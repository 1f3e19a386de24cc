import { DAY, later, shortMoney } from '@mamapu/kernel'
import { coversProduct, type PlannedRound } from '@mamapu/plugin-sdk'
import type { PricedCart } from '@mamapu/pricing'
import { Type } from 'typebox'
import { bundle, page, price, route, slot } from './bundle.mechanic.js'
import { addOnOffers, measuredLines, type RunningBundle, setOffers } from './bundle.price.js'
import { summaryOf } from './bundle.rules.js'

type Locale = 'zh-CN' | 'en'
const PAGE = '/x/bundle/offers'
const SHOWN_MAX = 5

export const setPrice = price({
  name: 'sets',
  stage: 'line',
  facts: {},
  offers: ({ cart, campaigns }) => setOffers(cart, campaigns.running),
})

export const addOnPrice = price({
  name: 'add-ons',
  stage: 'order',
  facts: {},
  offers: ({ cart, campaigns }) => addOnOffers(cart, campaigns.running),
})

/** 第2件半价 beside the price in lists. */
export const cardWords = slot({
  slot: 'product.card',
  facts: {},
  data({ subject: { product }, campaigns, locale }) {
    const found = campaigns.running.find((campaign) => coversProduct(campaign, product))
    return found ? { text: summaryOf(found.config, locale), kind: 'sale' } : null
  },
})

/** The plays this product counts for, below its price. */
export const productRow = slot({
  slot: 'product.price',
  block: 'row',
  facts: {},
  data({ subject: { product }, campaigns, locale }) {
    const offers = campaigns.running
      .filter((campaign) => coversProduct(campaign, product))
      .slice(0, SHOWN_MAX)
    return offers.length === 0 ? null : { url: PAGE, offers: offers.map((one) => shown(one, locale)) }
  },
})

/** Add-ons above the cart: open ones can be put in with one tap, the others say what is missing. */
export const cartAddOns = slot({
  slot: 'cart.above',
  block: 'add-ons',
  facts: {},
  data({ subject: { cart, priced }, campaigns, locale }) {
    const inCart = new Set(cart.lines.map(({ skuId }) => skuId))
    const addOns = campaigns.running
      .filter(({ config }) => config.play === 'add-on')
      .flatMap((campaign) => {
        const worth = worthOf(priced, measuredLines(cart.lines, campaign))
        const missing = Math.max(0, (campaign.config.thresholdFen ?? 0) - worth)
        return campaign.config.addOns
          .filter(({ skuId }) => !inCart.has(skuId))
          .map(({ skuId, title, titleEn, priceFen }) => ({
            skuId,
            title: locale === 'en' ? titleEn || title : title,
            priceFen,
            missing: missing > 0 ? shortMoney(missing) : '',
          }))
      })
    return addOns.length === 0 ? null : { addOns: addOns.slice(0, SHOWN_MAX) }
  },
})

function worthOf(priced: PricedCart, measured: readonly { readonly lineId: string }[]): number {
  const ids = new Set(measured.map(({ lineId }) => lineId))
  return priced.lines
    .filter(({ lineId }) => ids.has(lineId))
    .reduce((sum, { subtotalFen }) => sum + subtotalFen, 0)
}

/** All plays of today and the coming week. */
export const offersPage = page({
  name: 'offers',
  title: { 'zh-CN': '多件优惠', en: 'Bundles' },
  block: 'offers',
  async data({ campaigns, at, locale }) {
    const rounds = await campaigns.rounds(bundle, { from: at, until: later(at, 7 * DAY) })
    const open = rounds.filter(({ state }) => state === 'running' || state === 'announced')
    return {
      offers: open.map((round) => ({ ...shown(round, locale), isRunning: round.state === 'running' })),
    }
  },
})

function shown({ label, config, startsAt, endsAt }: RunningBundle, locale: Locale) {
  return {
    label,
    summary: summaryOf(config, locale),
    withCoupons: config.withCoupons,
    addOns: config.addOns.map(({ title, titleEn, priceFen }) => ({
      title: locale === 'en' ? titleEn || title : title,
      priceFen,
    })),
    from: startsAt.toISOString(),
    until: endsAt.toISOString(),
  }
}

const RoundRow = Type.Object({
  id: Type.String(),
  label: Type.String(),
  summary: Type.String(),
  startsAt: Type.String({ format: 'date-time' }),
  endsAt: Type.String({ format: 'date-time' }),
  state: Type.String(),
})

/** Rounds of the coming month, for the console. */
export const roundsRoute = route({
  audience: 'staff',
  method: 'GET',
  path: '/rounds',
  summary: 'Rounds of bundles in the coming month',
  scope: 'marketing:read',
  reply: Type.Object({ items: Type.Array(RoundRow) }),
  async handle({ campaigns, at, locale }) {
    const rounds = await campaigns.rounds(bundle, { from: at, until: later(at, 30 * DAY) })
    return { body: { items: rounds.map((round) => roundRow(round, locale)) } }
  },
})

function roundRow(
  { id, round, label, config, startsAt, endsAt, state }: PlannedRound<RunningBundle['config']>,
  locale: Locale,
) {
  return {
    id: `${id}:${round}`,
    label,
    summary: summaryOf(config, locale),
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    state,
  }
}
