import { defineFact } from '@mamapu/plugin-sdk'
import { PRIVACY_PAGE, VISITORS_PAGE } from './trail.pages.js'
import { followedQuery, keptQuery } from './trail.queries.js'
import { slot } from './trail.settings.js'

/** Visitors of this customer who have a trail. */
export const followedFact = defineFact({
  name: 'followed',
  about: 'person',
  none: 0,
  query: ({ sql, tenantId, customerId }) =>
    customerId === null ? null : followedQuery(sql, tenantId, customerId),
  map: (rows: readonly { visitors: number }[]) => rows[0]?.visitors ?? 0,
})

/** Products kept of this shopper. */
export const keptFact = defineFact({
  name: 'kept',
  about: 'person',
  none: 0,
  query: ({ sql, tenantId, customerId, visitorKey = null }) =>
    customerId === null && visitorKey === null ? null : keptQuery(sql, { tenantId, customerId, visitorKey }),
  map: (rows: readonly { kept: number }[]) => rows[0]?.kept ?? 0,
})

/** Only for whom there is something behind it. */
export const accountLink = slot({
  slot: 'account.links',
  block: 'link',
  facts: { visitors: followedFact, kept: keptFact },
  personal: true,
  data: ({ facts: { visitors, kept } }) =>
    visitors + kept === 0 ? null : { visitors, kept, visitorsUrl: VISITORS_PAGE, privacyUrl: PRIVACY_PAGE },
})
