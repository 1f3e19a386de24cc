import { idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import type { FactReader, TenantTx, TransactionSql } from '@mamapu/plugin-sdk'
import {
  type Coupon,
  type CouponId,
  type CouponTerms,
  type HeldCoupon,
  type HeldId,
  QUOTA,
  type TakeState,
} from './coupon.types.js'
import type { CouponInput } from './coupon-input.rules.js'

/** More coupons than this nobody holds at once; the ones that expire first count. */
const HELD_MAX = 50
const OPEN_MAX = 50
const LIST_MAX = 100

export interface CouponRow {
  id: string
  title: string
  title_en: string
  kind: 'amount' | 'rate'
  amount_fen: CouponTerms['amountFen']
  off_bps: CouponTerms['offBps']
  cap_fen: CouponTerms['capFen']
  threshold_fen: CouponTerms['thresholdFen']
  scope: CouponTerms['scope']
  scope_ids: string[]
  total: number
  per_person: number
  claim: 'shop' | 'code'
  code: string | null
  claim_from: Date
  claim_until: Date
  validity: 'fixed' | 'relative'
  valid_from: Date | null
  valid_until: Date | null
  valid_days: number | null
  state: 'open' | 'stopped'
  version: number
}

export interface CouponCounts {
  issued: number
  used: number
  discount_fen: number
}

export interface HeldRow {
  id: string
  coupon_id: string
  terms: CouponTerms
  valid_from: Date
  valid_until: Date
  take_state: TakeState
}

export function toCoupon(row: CouponRow): Coupon {
  return {
    id: idOf('plg', row.id),
    terms: {
      title: { 'zh-CN': row.title, en: row.title_en || row.title },
      kind: row.kind,
      amountFen: row.amount_fen,
      offBps: row.off_bps,
      capFen: row.cap_fen,
      thresholdFen: row.threshold_fen,
      scope: row.scope,
      scopeIds: row.scope_ids,
    },
    total: row.total,
    perPerson: row.per_person,
    claim: row.claim,
    code: row.code,
    claimFrom: row.claim_from,
    claimUntil: row.claim_until,
    validity: row.validity,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    validDays: row.valid_days,
    state: row.state,
    version: row.version,
  }
}

export function toHeld(row: HeldRow): HeldCoupon {
  return {
    id: idOf('plg', row.id),
    couponId: idOf('plg', row.coupon_id),
    terms: row.terms,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    takeState: row.take_state,
  }
}

/** What a customer holds and has not used up or let expire, with what its quota says. For pricing: one statement. */
export function heldQuery({ sql, tenantId, customerId, at }: FactReader) {
  return sql<HeldRow[]>`
    select id, coupon_id, terms, valid_from, valid_until,
           quota_state(${tenantId}, ${QUOTA.use}, 'plg_' || replace(id::text, '-', '')) as take_state
      from coupons_held
     where tenant_id = ${tenantId} and customer_id = ${customerId} and valid_until > ${at} and used_at is null
     order by valid_until, id limit ${HELD_MAX}`
}

/** Coupons given out in the shop now or later, with something left of them. */
export function openQuery(sql: TransactionSql, tenantId: string, at: Date) {
  return sql<CouponRow[]>`
    select id, title, title_en, kind, amount_fen, off_bps, cap_fen, threshold_fen, scope, scope_ids, total, per_person,
           claim, code, claim_from, claim_until, validity, valid_from, valid_until, valid_days, state, version
      from coupons_coupons
     where tenant_id = ${tenantId} and state = 'open' and claim = 'shop' and claim_until > ${at}
       and quota_left(${tenantId}, ${QUOTA.issue}, 'plg_' || replace(id::text, '-', ''), total) > 0
     order by created_at desc, id desc limit ${OPEN_MAX}`
}

/** The coupon, held so that it is not stopped or changed while it is claimed; claims do not wait for each other here. */
export async function shareCoupon(tx: TenantTx, couponId: CouponId): Promise<Coupon | null> {
  const [row] = await tx.sql<CouponRow[]>`
    select id, title, title_en, kind, amount_fen, off_bps, cap_fen, threshold_fen, scope, scope_ids, total, per_person,
           claim, code, claim_from, claim_until, validity, valid_from, valid_until, valid_days, state, version
      from coupons_coupons where tenant_id = ${tx.tenantId} and id = ${uuidOf(couponId)} for share`
  return row ? toCoupon(row) : null
}

export async function findByCode(tx: TenantTx, code: string): Promise<CouponId | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from coupons_coupons where tenant_id = ${tx.tenantId} and code = ${code}`
  return row ? idOf('plg', row.id) : null
}

export async function insertHeld(
  tx: TenantTx,
  held: {
    heldId: HeldId
    coupon: Coupon
    customerId: `cus_${string}`
    source: 'shop' | 'code'
    from: Date
    until: Date
    at: Date
  },
): Promise<void> {
  await tx.sql`
    insert into coupons_held (tenant_id, id, coupon_id, customer_id, terms, source, valid_from, valid_until, claimed_at)
    values (${tx.tenantId}, ${uuidOf(held.heldId)}, ${uuidOf(held.coupon.id)}, ${uuidOf(held.customerId)},
            ${JSON.stringify(held.coupon.terms)}::text::jsonb, ${held.source}, ${held.from}, ${held.until}, ${held.at})`
}

/** Everything a customer ever claimed, newest first. */
export async function listHeld(tx: TenantTx, customerId: `cus_${string}`): Promise<HeldCoupon[]> {
  const rows = await tx.sql<HeldRow[]>`
    select id, coupon_id, terms, valid_from, valid_until,
           quota_state(${tx.tenantId}, ${QUOTA.use}, 'plg_' || replace(id::text, '-', '')) as take_state
      from coupons_held where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)}
     order by claimed_at desc, id desc limit ${LIST_MAX}`
  return rows.map(toHeld)
}

/** Writes a coupon; false when its code belongs to another one. */
export async function insertCoupon(
  tx: TenantTx,
  id: CouponId,
  coupon: CouponInput,
  at: Date,
): Promise<boolean> {
  const { terms } = coupon
  const rows = await tx.sql`
    insert into coupons_coupons (tenant_id, id, title, title_en, kind, amount_fen, off_bps, cap_fen, threshold_fen, scope,
      scope_ids, total, per_person, claim, code, claim_from, claim_until, validity, valid_from, valid_until, valid_days,
      created_at, updated_at)
    values (${tx.tenantId}, ${uuidOf(id)}, ${terms.title['zh-CN']}, ${terms.title.en}, ${terms.kind}, ${terms.amountFen},
      ${terms.offBps}, ${terms.capFen}, ${terms.thresholdFen}, ${terms.scope},
      ${JSON.stringify(terms.scopeIds)}::text::jsonb, ${coupon.total}, ${coupon.perPerson}, ${coupon.claim},
      ${coupon.code}, ${coupon.claimFrom}, ${coupon.claimUntil}, ${coupon.validity}, ${coupon.validFrom},
      ${coupon.validUntil}, ${coupon.validDays}, ${at}, ${at})
    on conflict (tenant_id, code) do nothing returning id`
  return rows.length === 1
}

/** Another coupon that has this code. */
export async function isCodeTaken(tx: TenantTx, code: string, byOtherThan: CouponId): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from coupons_coupons
     where tenant_id = ${tx.tenantId} and code = ${code} and id <> ${uuidOf(byOtherThan)}`
  return rows.length > 0
}

/** Changes a coupon for later claims; false when it is no longer the version the merchant saw. */
export async function updateCoupon(
  tx: TenantTx,
  id: CouponId,
  coupon: CouponInput,
  { seenVersion, at }: { seenVersion: number; at: Date },
): Promise<boolean> {
  const { terms } = coupon
  const rows = await tx.sql`
    update coupons_coupons set title = ${terms.title['zh-CN']}, title_en = ${terms.title.en}, kind = ${terms.kind},
      amount_fen = ${terms.amountFen}, off_bps = ${terms.offBps}, cap_fen = ${terms.capFen},
      threshold_fen = ${terms.thresholdFen}, scope = ${terms.scope},
      scope_ids = ${JSON.stringify(terms.scopeIds)}::text::jsonb, total = ${coupon.total},
      per_person = ${coupon.perPerson}, claim = ${coupon.claim}, code = ${coupon.code}, claim_from = ${coupon.claimFrom},
      claim_until = ${coupon.claimUntil}, validity = ${coupon.validity}, valid_from = ${coupon.validFrom},
      valid_until = ${coupon.validUntil}, valid_days = ${coupon.validDays}, version = version + 1, updated_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and version = ${seenVersion} returning id`
  return rows.length === 1
}

/** Stops or resumes giving a coupon out; false when there is no such coupon. */
export async function setCouponState(
  tx: TenantTx,
  id: CouponId,
  state: 'open' | 'stopped',
  at: Date,
): Promise<boolean> {
  const rows = await tx.sql`
    update coupons_coupons set state = ${state}, version = version + 1, updated_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} returning id`
  return rows.length === 1
}

/** Coupons with what became of them, newest first, after the one named. */
export async function listCoupons(
  tx: TenantTx,
  { id, after }: { id?: CouponId; after?: CouponId },
): Promise<(CouponRow & CouponCounts)[]> {
  const rows = await tx.sql<(CouponRow & CouponCounts)[]>`
    select c.id, c.title, c.title_en, c.kind, c.amount_fen, c.off_bps, c.cap_fen, c.threshold_fen, c.scope, c.scope_ids,
           c.total, c.per_person, c.claim, c.code, c.claim_from, c.claim_until, c.validity, c.valid_from, c.valid_until,
           c.valid_days, c.state, c.version, h.issued, h.used, h.discount_fen
      from coupons_coupons c left join lateral (
           select count(*) as issued, count(used_at) as used, coalesce(sum(discount_fen), 0)::bigint as discount_fen
             from coupons_held where tenant_id = ${tx.tenantId} and coupon_id = c.id) h on true
     where c.tenant_id = ${tx.tenantId} and (${id ? uuidOf(id) : null}::uuid is null or c.id = ${id ? uuidOf(id) : null})
       and c.id < ${after ? uuidOf(after) : 'f'.repeat(32)}
     order by c.id desc limit ${LIST_MAX}`
  return [...rows]
}

export async function sumFigures(tx: TenantTx): Promise<CouponCounts> {
  const [row] = await tx.sql<CouponCounts[]>`
    select count(*) as issued, count(used_at) as used, coalesce(sum(discount_fen), 0)::bigint as discount_fen
      from coupons_held where tenant_id = ${tx.tenantId}`
  return row ?? { issued: 0, used: 0, discount_fen: 0 }
}

/** Notes that an order used a held coupon, and what it was worth. */
export async function markUsed(
  tx: TenantTx,
  use: { heldId: HeldId; orderId: OrderId; discountFen: number; at: Date },
): Promise<void> {
  await tx.sql`
    update coupons_held set used_at = coalesce(used_at, ${use.at}), used_order_id = ${uuidOf(use.orderId)},
           discount_fen = ${use.discountFen}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(use.heldId)}`
}

/** Notes that an order gave a held coupon back; a later order's use of it stays. */
export async function markReturned(tx: TenantTx, heldId: HeldId, orderId: OrderId): Promise<void> {
  await tx.sql`
    update coupons_held set used_at = null, used_order_id = null, discount_fen = 0
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(heldId)} and used_order_id = ${uuidOf(orderId)}`
}
