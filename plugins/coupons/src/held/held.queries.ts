import { idOf, uuidOf } from '@mamapu/kernel'
import type { FactReader, TenantTx } from '@mamapu/plugin-sdk'
import {
  type Coupon,
  type CouponId,
  type CouponTerms,
  type HeldCoupon,
  type HeldId,
  QUOTA,
  type Source,
  type TakeState,
} from '../coupon.types.js'

/** Of more coupons than this held at once, those that can be used and are worth most count. */
const HELD_MAX = 200
/** What a voucher, or a percentage without a cap, may be worth for all one knows. */
const WORTH_MOST = 100_000_000
const LIST_MAX = 100

export interface HeldRow {
  id: string
  coupon_id: string
  /** What was claimed before a field came up lacks it. */
  terms: Partial<CouponTerms> & Pick<CouponTerms, 'title' | 'kind' | 'thresholdFen' | 'scope' | 'scopeIds'>
  valid_from: Date
  valid_until: Date
  recalled_at: Date | null
  take_state: TakeState
}

const BEFORE_ALL_FIELDS = {
  amountFen: null,
  amountMaxFen: null,
  offBps: null,
  capFen: null,
  worthFen: null,
  exceptIds: [],
  undiscountedOnly: false,
  combinesWith: ['full-reduction', 'bundle', 'add-on', 'points'],
}

export function toHeld(row: HeldRow): HeldCoupon {
  return {
    id: idOf('plg', row.id),
    couponId: idOf('plg', row.coupon_id),
    terms: { ...BEFORE_ALL_FIELDS, ...row.terms },
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    takeState: row.take_state,
    isRecalled: row.recalled_at !== null,
  }
}

/**
 * What a customer holds and has not used up or let expire, with what its quota says, the first to expire first. Frozen ones
 * and those of a later time push out nothing that can be used. For pricing: one statement.
 */
export function heldQuery({ sql, tenantId, customerId, at }: FactReader) {
  return sql<HeldRow[]>`
    select id, coupon_id, terms, valid_from, valid_until, recalled_at, take_state
      from (select h.*, h.take_state = 'free' and h.valid_from <= ${at} as is_usable
              from (select *, quota_state(${tenantId}, ${QUOTA.use}, 'plg_' || replace(id::text, '-', '')) as take_state
                      from coupons_held
                     where tenant_id = ${tenantId} and customer_id = ${customerId} and valid_until > ${at}
                       and used_at is null and recalled_at is null) h
             order by is_usable desc,
                      coalesce((terms->>'amountFen')::bigint, (terms->>'capFen')::bigint, ${WORTH_MOST}::bigint) desc,
                      valid_until, id limit ${HELD_MAX}) held
     order by valid_until, id`
}

interface NewHeld {
  readonly heldId: HeldId
  readonly coupon: Pick<Coupon, 'id'>
  /** As drawn. */
  readonly terms: CouponTerms
  readonly customerId: `cus_${string}`
  readonly source: Source
  readonly cause: string | null
  /** Whose take of issue and budget it is part of, when not its own. */
  readonly partOf: `plg_${string}` | null
  readonly budgetFen: number
  readonly from: Date
  readonly until: Date
  readonly at: Date
}

export async function insertHeld(tx: TenantTx, held: NewHeld): Promise<void> {
  await tx.sql`
    insert into coupons_held (tenant_id, id, coupon_id, customer_id, terms, source, cause, part_of, budget_fen, valid_from,
                              valid_until, claimed_at)
    values (${tx.tenantId}, ${uuidOf(held.heldId)}, ${uuidOf(held.coupon.id)}, ${uuidOf(held.customerId)},
            ${JSON.stringify(held.terms)}::text::jsonb, ${held.source}, ${held.cause}, ${held.partOf && uuidOf(held.partOf)},
            ${held.budgetFen}, ${held.from}, ${held.until}, ${held.at})`
}

/** Whether a customer was given this coupon for this cause before. */
export async function wasGiven(
  tx: TenantTx,
  { couponId, customerId, cause }: { couponId: CouponId; customerId: `cus_${string}`; cause: string },
): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from coupons_held
     where tenant_id = ${tx.tenantId} and coupon_id = ${uuidOf(couponId)} and customer_id = ${uuidOf(customerId)}
       and cause = ${cause}`
  return rows.length > 0
}

/** Everything a customer ever claimed, newest first. */
export async function listHeld(tx: TenantTx, customerId: `cus_${string}`): Promise<HeldCoupon[]> {
  const rows = await tx.sql<HeldRow[]>`
    select id, coupon_id, terms, valid_from, valid_until, recalled_at,
           quota_state(${tx.tenantId}, ${QUOTA.use}, 'plg_' || replace(id::text, '-', '')) as take_state
      from coupons_held where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)}
     order by claimed_at desc, id desc limit ${LIST_MAX}`
  return rows.map(toHeld)
}
