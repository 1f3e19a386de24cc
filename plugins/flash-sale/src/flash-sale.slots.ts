import { asId } from '@mamapu/kernel'
import type { CampaignsNow, ProductSubject } from '@mamapu/plugin-sdk'
import type { FlashSaleConfig } from './flash-sale.config.js'
import { counterOf, QUOTA } from './flash-sale.counters.js'
import { slot } from './flash-sale.mechanic.js'
import { itemsOf, type Offered, type Sale } from './flash-sale.rules.js'

export const PAGE = '/x/flash-sale/sale'
const ROUNDS_MAX = 3
/** Pictures of a round on the home page. */
const PICTURES_MAX = 4

/** Names of counters for the gaps that are filled while a page is sent. */
export function counters(offered: readonly Offered[]): string {
  return offered.map((one) => `${QUOTA.units}:${counterOf(one)}`).join(' ')
}

export function remindUrl({ sale, item }: Offered): string {
  return `/x/flash-sale/remind/${sale.id}/${sale.round}/${item.skuId}`
}

/** Straight to a checkout that holds one. */
export function buyUrl(skuId: string): string {
  return `/checkout?sku=${skuId}&quantity=1`
}

/** Before it begins: address and total are laid ready, so that one tap buys. Once it has begun this leads to the checkout. */
export function prepareUrl(skuId: string): string {
  return `/prepare?sku=${skuId}&quantity=1&back=${encodeURIComponent(PAGE)}`
}

const skusOf = ({ skus }: ProductSubject) => skus.map(({ id }) => id)

const allOf = (sale: Sale): Offered[] => sale.config.items.map((item) => ({ sale, item }))

// #region strip
/** The running round and the next ones, on the home page. */
export const homeSale = slot({
  slot: 'home.sale',
  block: 'strip',
  facts: {},
  goods: ({ campaigns }) =>
    stripRounds(campaigns).flatMap(({ config }) => shownItems(config).map(({ skuId }) => asId('sku', skuId))),
  data({ campaigns, goods }) {
    const rounds = stripRounds(campaigns).map((sale) => ({
      ...head(sale),
      isRunning: campaigns.running.includes(sale),
      items: shownItems(sale.config).flatMap(({ skuId, priceFen }) => {
        const found = goods.get(skuId)
        return found ? [{ title: found.title, picture: found.picture, priceFen }] : []
      }),
    }))
    return rounds.length === 0 ? null : { url: PAGE, rounds }
  },
})
// #endregion

const stripRounds = ({ running, announced }: CampaignsNow<FlashSaleConfig>) =>
  [...running, ...announced].slice(0, ROUNDS_MAX)

const shownItems = ({ items }: FlashSaleConfig) => items.slice(0, PICTURES_MAX)

function head(sale: Sale) {
  const { label, config, startsAt, endsAt } = sale
  return {
    label,
    fromFen: Math.min(...config.items.map(({ priceFen }) => priceFen)),
    count: config.items.length,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    counters: counters(allOf(sale)),
    showProgress: config.showProgress,
  }
}

export const cardWords = slot({
  slot: 'product.card',
  facts: {},
  data: ({ subject: { product }, campaigns, t }) =>
    itemsOf(campaigns.running, skusOf(product)).length > 0 ? { text: t('tag'), kind: 'sale' } : null,
})

/** The band of the product's page: running, about to begin, or for others. */
export const productBand = slot({
  slot: 'product.campaign',
  block: 'band',
  facts: {},
  data({ subject: { product }, campaigns, locale }) {
    const skuIds = skusOf(product)
    const running = itemsOf(campaigns.running, skuIds)
    if (running[0]) return { ...band(running, product), state: 'running' }
    const soon = itemsOf(campaigns.announced, skuIds)
    if (soon[0])
      return {
        ...band(soon, product),
        state: 'soon',
        remindUrl: remindUrl(soon[0]),
        prepareUrl: prepareUrl(soon[0].item.skuId),
      }
    const [others] = campaigns.forOthers.filter((sale) => itemsOf([sale], skuIds).length > 0)
    return others
      ? { ...band(itemsOf([others], skuIds), product), state: 'others', who: others.who[locale] }
      : null
  },
})

function band(offered: readonly Offered[], { path }: ProductSubject) {
  const { sale, item } = offered[0] as Offered
  return {
    url: PAGE,
    path,
    label: sale.label,
    priceFen: item.priceFen,
    isFrom: offered.some((one) => one.item.priceFen !== item.priceFen),
    limit: item.perPerson ?? 0,
    startsAt: sale.startsAt.toISOString(),
    endsAt: sale.endsAt.toISOString(),
    counters: counters(offered.filter((one) => one.sale === sale)),
    showProgress: sale.config.showProgress,
  }
}

export const cartWords = slot({
  slot: 'cart.line',
  facts: {},
  data({ subject: { line }, campaigns, t }) {
    const [offered] = itemsOf(campaigns.running, [line.skuId])
    const limit = offered && (offered.item.perOrder ?? offered.item.perPerson)
    if (!offered) return null
    return { text: limit === undefined ? t('tag') : t('limit', { limit }), kind: 'sale' }
  },
})

/** At checkout before it begins: when, at which price, and the way to lay everything ready instead of buying now. */
export const checkoutPrepare = slot({
  slot: 'checkout.choices',
  block: 'prepare',
  facts: {},
  data({ subject: { cart }, campaigns }) {
    const [soon] = itemsOf(
      campaigns.announced,
      cart.lines.map(({ skuId }) => skuId),
    )
    if (!soon) return null
    return {
      label: soon.sale.label,
      priceFen: soon.item.priceFen,
      startsAt: soon.sale.startsAt.toISOString(),
      prepareUrl: prepareUrl(soon.item.skuId),
    }
  },
})
