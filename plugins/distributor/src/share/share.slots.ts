import { formatFen, toFen } from '@mamapu/kernel'
import { coreFacts, type ProductSubject } from '@mamapu/plugin-sdk'
import { ratesFact, tiesFact } from '../distributor.facts.js'
import { type DistributorSettings, hooks } from '../distributor.settings.js'
import { PATHS } from '../paths.js'
import { earnedBy, type RateBook, scaleOf, shareOf } from '../rates/rate.rules.js'

const facts = { plan: coreFacts.plan, book: ratesFact }

interface Shown {
  readonly subject: { readonly product: ProductSubject }
  readonly facts: { readonly plan: string; readonly book: RateBook }
  readonly settings: DistributorSettings
}

/** What sharing brings, on the card of every product, for distributors alone. */
export const cardShare = hooks.slot({
  slot: 'product.card',
  facts,
  data(shown) {
    const earned = leastEarned(shown)
    return earned === 0
      ? null
      : { text: shown.t('card.earn', { amount: formatFen(toFen(earned)) }), kind: 'plain' }
  },
})

/** 分享赚 on the product's page, leading to link, QR code, posters and text. */
export const productShare = hooks.slot({
  slot: 'product.actions',
  block: 'earn',
  facts,
  data(shown) {
    const sku = shown.subject.product.skus[0]
    const earned = leastEarned(shown)
    return earned === 0 || !sku ? null : { amountFen: earned, url: `${PATHS.share}?s=${sku.id}` }
  },
})

/** What one of the product brings at least, at the price shown; 0 for whoever is no distributor. */
function leastEarned({ subject, facts: { plan, book }, settings }: Shown): number {
  const [what, level = ''] = plan.split(':')
  const { product } = subject
  if (what !== 'distributor' || product.skus.length === 0) return 0
  const scale = scaleOf(settings, book)
  const amounts = product.skus.map(({ unitFen, commission: campaign }) => {
    const { id: productId, categoryIds } = product
    const earned = earnedBy({ productId, categoryIds, campaign }, level, scale)
    return earned === null ? 0 : shareOf(earned, unitFen)
  })
  return Math.min(...amounts)
}

/** 推广 among the shopper's own pages, and who recommends to her; whoever is none is invited to join while the shop recruits. */
export const accountLink = hooks.slot({
  slot: 'account.links',
  block: 'link',
  facts: { plan: coreFacts.plan, ties: tiesFact },
  personal: true,
  data({ customer, facts: { plan, ties }, settings, t }) {
    if (customer === null) return null
    const links = []
    if (plan.startsWith('distributor'))
      links.push({ url: PATHS.centre, title: t('link.centre'), note: t('link.centre_note') })
    else if (settings.isRecruiting)
      links.push({ url: PATHS.join, title: t('link.join'), note: t('link.join_note') })
    if (ties.own)
      links.push({ url: PATHS.relation, title: t('link.relation'), note: t('link.relation_note') })
    return links.length > 0 ? { links } : null
  },
})
