import { defineFact } from '@mamapu/plugin-sdk'
import { type CouponRow, openQuery, toCoupon } from './coupon.queries.js'
import type { Coupon, HeldCoupon } from './coupon.types.js'
import { type HeldRow, heldQuery, toHeld } from './held/held.queries.js'

/** What the shopper holds; guests hold nothing. */
export const heldFact = defineFact<HeldRow, readonly HeldCoupon[]>({
  name: 'held',
  about: 'person',
  none: [],
  query: (reader) => (reader.customerId === null ? null : heldQuery(reader)),
  map: (rows) => rows.map(toHeld),
})

/** A coupon the shop gives out, and whether one more can be claimed. */
export interface OpenCoupon extends Coupon {
  readonly isLeft: boolean
}

export function toOpen(row: CouponRow & { is_left: boolean }): OpenCoupon {
  return { ...toCoupon(row), isLeft: row.is_left }
}

/** What the shop gives out, now or later. The last claim raises the version under which this is kept. */
export const openFact = defineFact<CouponRow & { is_left: boolean }, readonly OpenCoupon[]>({
  name: 'open',
  about: 'store',
  none: [],
  query: ({ sql, tenantId, at }) => openQuery(sql, tenantId, at),
  map: (rows) => rows.map(toOpen),
})
