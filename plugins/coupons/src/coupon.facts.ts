import { defineFact } from '@mamapu/plugin-sdk'
import { type CouponRow, type HeldRow, heldQuery, openQuery, toCoupon, toHeld } from './coupon.queries.js'
import type { Coupon, HeldCoupon } from './coupon.types.js'

/** What the shopper holds; guests hold nothing. */
export const heldFact = defineFact<HeldRow, readonly HeldCoupon[]>({
  name: 'held',
  about: 'person',
  none: [],
  query: (reader) => (reader.customerId === null ? null : heldQuery(reader)),
  map: (rows) => rows.map(toHeld),
})

/** What the shop gives out, now or later. */
export const openFact = defineFact<CouponRow, readonly Coupon[]>({
  name: 'open',
  about: 'store',
  none: [],
  query: ({ sql, tenantId, at }) => openQuery(sql, tenantId, at),
  map: (rows) => rows.map(toCoupon),
})
