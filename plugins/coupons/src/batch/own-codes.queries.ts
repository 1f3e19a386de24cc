import { type CustomerId, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'
import type { CouponRow } from '../coupon.queries.js'
import type { Coupon, CouponTerms } from '../coupon.types.js'

const OWN_MAX = 50

/** A code made for one customer. */
export interface OwnCode {
  readonly code: string
  /** As promised when the batch was begun. */
  readonly terms: CouponTerms
  readonly coupon: Pick<Coupon, 'state' | 'claim' | 'claimFrom' | 'claimUntil'>
}

type OwnRow = Pick<CouponRow, 'state' | 'claim' | 'claim_from' | 'claim_until'> & {
  code: string
  terms: CouponTerms
}

/** Codes made for this customer that are neither redeemed, void nor over at `at`; the newest first. */
export async function listOwnCodes(
  tx: TenantTx,
  { customerId, at }: { customerId: CustomerId; at: Date },
): Promise<OwnCode[]> {
  const rows = await tx.sql<OwnRow[]>`
    select k.code, b.terms, c.state, c.claim, c.claim_from, c.claim_until
      from coupons_codes k
      join coupons_batches b on b.tenant_id = ${tx.tenantId} and b.id = k.batch_id
      join coupons_coupons c on c.tenant_id = ${tx.tenantId} and c.id = b.coupon_id
     where k.tenant_id = ${tx.tenantId} and k.customer_id = ${uuidOf(customerId)} and k.held_id is null
       and b.closed_at is null and c.claim_until > ${at}
     order by k.batch_id desc limit ${OWN_MAX}`
  return rows.map((row) => ({
    code: row.code,
    terms: row.terms,
    coupon: { state: row.state, claim: row.claim, claimFrom: row.claim_from, claimUntil: row.claim_until },
  }))
}
