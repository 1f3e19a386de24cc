import { Type } from 'typebox'
import { CouponUpdate } from './coupon.schema.js'

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** A coupon as staff see it; absent fields are left out, so that the form opens with exactly this. */
export const CouponView = Type.Object({
  id: Type.String(),
  ...CouponUpdate.properties,
  state: Type.String(),
  issued: Type.Integer(),
  used: Type.Integer(),
  discountFen: Type.Integer(),
})

const TermsView = {
  title: Type.String(),
  kind: Type.String(),
  amountFen: Nullable(Type.Integer()),
  offBps: Nullable(Type.Integer()),
  capFen: Nullable(Type.Integer()),
  amountMaxFen: Nullable(Type.Integer()),
  thresholdFen: Type.Integer(),
  scope: Type.String(),
}
export const ClaimableView = Type.Object({
  id: Type.String(),
  ...TermsView,
  claimUntil: Type.String(),
  /** Null when it can be claimed now, otherwise the code it would be refused with. */
  obstacle: Nullable(Type.String()),
})
export const OwnCodeView = Type.Object({
  code: Type.String(),
  ...TermsView,
  claimUntil: Type.String(),
  /** Null when it can be redeemed now, otherwise the code it would be refused with. */
  obstacle: Nullable(Type.String()),
})
export const HeldView = Type.Object({
  id: Type.String(),
  couponId: Type.String(),
  ...TermsView,
  state: Type.String(),
  validFrom: Type.String(),
  validUntil: Type.String(),
})
export const ListOf = <T extends Parameters<typeof Type.Array>[0]>(schema: T) =>
  Type.Object({ items: Type.Array(schema) })
export const RedeemBody = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 40 }) },
  { additionalProperties: false },
)
