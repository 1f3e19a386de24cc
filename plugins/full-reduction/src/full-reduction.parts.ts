import { asId, DAY, later } from '@mamapu/kernel'
import { coreFacts, coversProduct, poolId, type RunningCampaign } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import type { FullReductionConfig } from './full-reduction.config.js'
import { fullReduction, page, price, route, slot } from './full-reduction.mechanic.js'
import { fullReductionOffers, GIFT, giftPools, postageOffers } from './full-reduction.price.js'
import { rungTexts, summaryOf } from './full-reduction.words.rules.js'

const SHOWN_MAX = 5
const PAGE = '/x/full-reduction/offers'

const buyer = { isNew: coreFacts.isNew, ordersPaid: coreFacts.ordersPaid }

export const ladderPrice = price({
  name: 'ladder',
  stage: 'order',
  facts: buyer,
  offers: ({ cart, campaigns, facts }) => fullReductionOffers(cart, campaigns.running, facts),
})

export const postagePrice = price({
  name: 'postage',
  stage: 'shipping',
  facts: buyer,
  offers: ({ cart, campaigns, facts }) => postageOffers(cart, campaigns.running, facts),
})

/** What runs for everybody, as a band on the home page. */
export const homeBand = slot({
  slot: 'home.strip',
  block: 'band',
  facts: {},
  data: ({ campaigns, locale }) =>
    campaigns.running.length === 0
      ? null
      : { url: PAGE, offers: shown(campaigns.running, locale).slice(0, SHOWN_MAX) },
})

/** 满199减30 beside the price in lists. */
export const cardWords = slot({
  slot: 'product.card',
  facts: {},
  data({ subject: { product }, campaigns, locale }) {
    const found = campaigns.running.find((campaign) => coversProduct(campaign, product))
    return found ? { text: rungTexts(found.config, locale)[0] ?? '', kind: 'sale' } : null
  },
})

/** The ladders this product counts for, below its price. */
export const productRow = slot({
  slot: 'product.price',
  block: 'row',
  facts: {},
  data({ subject: { product }, campaigns, locale }) {
    const running = campaigns.running.filter((campaign) => coversProduct(campaign, product))
    const soon = campaigns.announced.filter((campaign) => coversProduct(campaign, product))
    if (running.length + soon.length === 0) return null
    return {
      url: PAGE,
      offers: shown(running, locale).slice(0, SHOWN_MAX),
      soon: shown(soon, locale).slice(0, 1),
    }
  },
})

function shown(campaigns: readonly RunningCampaign<FullReductionConfig>[], locale: 'zh-CN' | 'en') {
  return campaigns.map(({ label, config, startsAt, endsAt }) => ({
    label,
    summary: summaryOf(config, locale),
    rungs: rungTexts(config, locale),
    from: startsAt.toISOString(),
    until: endsAt.toISOString(),
  }))
}

/** All ladders of today and the coming week with their rules in full. */
export const offersPage = page({
  name: 'offers',
  title: { 'zh-CN': '满减送', en: 'Offers' },
  block: 'offers',
  async data({ campaigns, at, locale }) {
    const rounds = await campaigns.rounds(fullReduction, { from: at, until: later(at, 7 * DAY) })
    const open = rounds.filter(({ state }) => state === 'running' || state === 'announced')
    return {
      offers: open.map((round) => ({
        ...shown([round], locale)[0],
        isRunning: round.state === 'running',
        withCoupons: round.config.withCoupons,
        giftReturns: round.config.gifts.length > 0 && round.config.giftRefund === 'return',
      })),
    }
  },
})

const GiftRow = Type.Object({
  id: Type.String(),
  label: Type.String(),
  title: Type.String(),
  startsAt: Type.String({ format: 'date-time' }),
  units: Type.Integer(),
  given: Type.Integer(),
  left: Type.Integer(),
})

/** Gifts set aside for rounds of the last month and the next, with what is left of them. */
export const giftsRoute = route({
  audience: 'staff',
  method: 'GET',
  path: '/gifts',
  summary: 'Gifts set aside, with what is left',
  scope: 'marketing:read',
  reply: Type.Object({ items: Type.Array(GiftRow) }),
  async handle({ campaigns, quotas, at }) {
    const rounds = await campaigns.rounds(fullReduction, {
      from: later(at, -30 * DAY),
      until: later(at, 30 * DAY),
    })
    const rows = rounds.flatMap((round) =>
      giftPools(round.config).map(({ skuId, units }) => ({
        round,
        skuId,
        units,
        id: poolId(round.id, skuId, round.round),
      })),
    )
    const counts = await quotas.read(
      GIFT,
      rows.slice(0, 200).map(({ id }) => id),
    )
    const items = rows.slice(0, 200).map(({ round, skuId, units, id }) => {
      const given = counts.get(id)?.taken ?? 0
      return {
        id,
        label: round.label,
        title: round.config.gifts.find((gift) => asId('sku', gift.skuId) === skuId)?.title ?? '',
        startsAt: round.startsAt.toISOString(),
        units,
        given,
        left: (counts.get(id)?.limit ?? units) - given,
      }
    })
    return { body: { items } }
  },
})
