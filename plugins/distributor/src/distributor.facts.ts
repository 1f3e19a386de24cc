import { defineFact } from '@mamapu/plugin-sdk'
import { type NoticeRow, noticeQuery } from './rates/notice.queries.js'
import { type RateRow, ratesQuery, toRates } from './rates/rate.queries.js'
import { bookOf, type RateBook } from './rates/rate.rules.js'
import { type TieRow, type Ties, tieQuery, toTies } from './relation/tie.queries.js'

const NO_TIES: Ties = { self: null, own: null, browser: null }

/** What ties the shopper to distributors. */
export const tiesFact = defineFact<TieRow, Ties>({
  name: 'ties',
  about: 'person',
  none: NO_TIES,
  query: tieQuery,
  map: toTies,
})

/** Rates of products and categories. */
export const ratesFact = defineFact<RateRow, RateBook>({
  name: 'rates',
  about: 'store',
  none: bookOf([]),
  query: ({ sql, tenantId }) => ratesQuery(sql, tenantId),
  map: (rows) => bookOf(toRates(rows)),
})

/** What an inviter earns; 0 while that is off, as it is until somebody read the notice and agreed. */
export const inviterFact = defineFact<NoticeRow, number>({
  name: 'inviter',
  about: 'store',
  none: 0,
  query: ({ sql, tenantId }) => noticeQuery(sql, tenantId),
  map: ([row]) => (row?.is_on ? (row.inviter_bps ?? 0) : 0),
})
