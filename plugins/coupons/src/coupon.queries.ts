import { type Fen, idOf, uuidOf } from '@mamapu/kernel'
import type { TenantTx, TransactionSql } from '@mamapu/plugin-sdk'
import { type Coupon, type CouponId, type CouponTerms, type Occasion, QUOTA } from './coupon.types.js'

const OPEN_MAX = 50
const LIST_MAX = 100
const AUTO_MAX = 20

const COLUMNS = [
  'id',
  'title',
  'title_en',
  'kind',
  'amount_fen',
  'amount_max_fen',
  'off_bps',
  'cap_fen',
  'worth_fen',
  'threshold_fen',
  'scope',
  'scope_ids',
  'except_ids',
  'undiscounted_only',
  'combines',
  'total',
  'per_person',
  'budget_fen',
  'claim',
  'code',
  'auto',
  'auto_from_fen',
  'auto_level',
  'gift_max',
  'claim_from',
  'claim_until',
  'validity',
  'valid_from',
  'valid_until',
  'valid_days',
  'state',
  'recall_at',
  'recall_done_at',
  'version',
]

const COLUMNS_OF_C = COLUMNS.map((column) => `c.${column}`)

export interface CouponRow {
  id: string
  title: string
  title_en: string
  kind: CouponTerms['kind']
  amount_fen: Fen | null
  amount_max_fen: Fen | null
  off_bps: CouponTerms['offBps']
  cap_fen: Fen | null
  worth_fen: Fen | null
  threshold_fen: Fen
  scope: CouponTerms['scope']
  scope_ids: string[]
  except_ids: string[]
  undiscounted_only: boolean
  combines: string[]
  total: number
  per_person: number
  budget_fen: Fen | null
  claim: Coupon['claim']
  code: string | null
  auto: Occasion | null
  auto_from_fen: Fen | null
  auto_level: number | null
  gift_max: number
  claim_from: Date
  claim_until: Date
  validity: 'fixed' | 'relative'
  valid_from: Date | null
  valid_until: Date | null
  valid_days: number | null
  state: 'open' | 'stopped'
  recall_at: Date | null
  recall_done_at: Date | null
  version: number
}

export function toCoupon(row: CouponRow): Coupon {
  return {
    id: idOf('plg', row.id),
    terms: {
      title: { 'zh-CN': row.title, en: row.title_en || row.title },
      kind: row.kind,
      amountFen: row.amount_fen,
      amountMaxFen: row.amount_max_fen,
      offBps: row.off_bps,
      capFen: row.cap_fen,
      worthFen: row.worth_fen,
      thresholdFen: row.threshold_fen,
      scope: row.scope,
      scopeIds: row.scope_ids,
      exceptIds: row.except_ids,
      undiscountedOnly: row.undiscounted_only,
      combinesWith: row.combines,
    },
    total: row.total,
    perPerson: row.per_person,
    budgetFen: row.budget_fen,
    claim: row.claim,
    code: row.code,
    auto: row.auto,
    autoFromFen: row.auto_from_fen,
    autoLevel: row.auto_level,
    giftMax: row.gift_max,
    claimFrom: row.claim_from,
    claimUntil: row.claim_until,
    validity: row.validity,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    validDays: row.valid_days,
    state: row.state,
    recallAt: row.recall_at,
    version: row.version,
  }
}

/** Coupons given out in the shop now or later, and whether one more can be claimed; what is gone comes last. */
export function openQuery(sql: TransactionSql, tenantId: string, at: Date) {
  return sql<(CouponRow & { is_left: boolean })[]>`
    select ${sql(COLUMNS)},
           quota_left(${tenantId}, ${QUOTA.issue}, 'plg_' || replace(id::text, '-', ''), total) > 0
             and (budget_fen is null
                  or quota_left(${tenantId}, ${QUOTA.budget}, 'plg_' || replace(id::text, '-', ''), budget_fen) >= unit_fen)
             as is_left
      from coupons_coupons
     where tenant_id = ${tenantId} and state = 'open' and claim = 'shop' and claim_until > ${at}
     order by is_left desc, created_at desc, id desc limit ${OPEN_MAX}`
}

/** Whether one more of this coupon can be claimed: units and budget, as they stand in this transaction. */
export async function isLeft(tx: TenantTx, couponId: CouponId): Promise<boolean> {
  const [row] = await tx.sql<{ is_left: boolean }[]>`
    select quota_left(${tx.tenantId}, ${QUOTA.issue}, ${couponId}, total) > 0
             and (budget_fen is null or quota_left(${tx.tenantId}, ${QUOTA.budget}, ${couponId}, budget_fen) >= unit_fen)
             as is_left
      from coupons_coupons where tenant_id = ${tx.tenantId} and id = ${uuidOf(couponId)}`
  return row?.is_left ?? false
}

/** The coupon, held so that it is not stopped or changed while it is claimed; claims do not wait for each other here. */
export async function shareCoupon(tx: TenantTx, couponId: CouponId): Promise<Coupon | null> {
  const [row] = await tx.sql<CouponRow[]>`
    select ${tx.sql(COLUMNS)} from coupons_coupons
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(couponId)} for share`
  return row ? toCoupon(row) : null
}

export async function findByCode(tx: TenantTx, code: string): Promise<CouponId | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from coupons_coupons where tenant_id = ${tx.tenantId} and code = ${code}`
  return row ? idOf('plg', row.id) : null
}

/** Coupons that are given out within [from, until), those that begin first coming first. */
export async function listIssued(
  tx: TenantTx,
  { from, until, limit }: { from: Date; until: Date; limit: number },
): Promise<Coupon[]> {
  const rows = await tx.sql<CouponRow[]>`
    select ${tx.sql(COLUMNS)} from coupons_coupons
     where tenant_id = ${tx.tenantId} and claim_from < ${until} and claim_until > ${from}
     order by claim_from, id limit ${limit}`
  return rows.map(toCoupon)
}

/** Coupons the shop gives by itself on this occasion at `at`, held like one that is claimed. */
export async function listAutomatic(tx: TenantTx, occasion: Occasion, at: Date): Promise<Coupon[]> {
  const rows = await tx.sql<CouponRow[]>`
    select ${tx.sql(COLUMNS)} from coupons_coupons
     where tenant_id = ${tx.tenantId} and claim = 'auto' and state = 'open' and auto = ${occasion}
       and claim_from <= ${at} and claim_until > ${at}
     order by id limit ${AUTO_MAX} for share`
  return rows.map(toCoupon)
}

export interface CouponCounts {
  is_left: boolean
  issued: number
  used: number
  discount_fen: number
}

/** Coupons with what became of them, newest first, after the one named. */
export async function listCoupons(
  tx: TenantTx,
  { id, after }: { id?: CouponId; after?: CouponId },
): Promise<(CouponRow & CouponCounts)[]> {
  const rows = await tx.sql<(CouponRow & CouponCounts)[]>`
    select ${tx.sql(COLUMNS_OF_C)}, h.issued, h.used, h.discount_fen,
           quota_left(${tx.tenantId}, ${QUOTA.issue}, 'plg_' || replace(c.id::text, '-', ''), c.total) > 0
             and (c.budget_fen is null
                  or quota_left(${tx.tenantId}, ${QUOTA.budget}, 'plg_' || replace(c.id::text, '-', ''), c.budget_fen) >= c.unit_fen)
             as is_left
      from coupons_coupons c left join lateral (
           select count(*) as issued, count(used_at) as used, coalesce(sum(discount_fen), 0)::bigint as discount_fen
             from coupons_held where tenant_id = ${tx.tenantId} and coupon_id = c.id) h on true
     where c.tenant_id = ${tx.tenantId} and (${id ? uuidOf(id) : null}::uuid is null or c.id = ${id ? uuidOf(id) : null})
       and c.id < ${after ? uuidOf(after) : 'f'.repeat(32)}
     order by c.id desc limit ${LIST_MAX}`
  return [...rows]
}
