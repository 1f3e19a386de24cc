import { type Fen, idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'
import { type CouponId, type HeldId, QUOTA, type Source } from '../coupon.types.js'
import type { HeldRow } from './held.queries.js'

/** Notes that an order used a held coupon, what it was worth, and what the order brought. */
export async function markUsed(
  tx: TenantTx,
  use: { heldId: HeldId; orderId: OrderId; discountFen: number; salesFen: number; at: Date },
): Promise<void> {
  await tx.sql`
    update coupons_held set used_at = coalesce(used_at, ${use.at}), used_order_id = ${uuidOf(use.orderId)},
           discount_fen = ${use.discountFen}, sales_fen = ${use.salesFen}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(use.heldId)}`
}

export interface ReturnedRow {
  readonly coupon_id: string
  readonly customer_id: string
  readonly claimed_at: Date
  readonly valid_until: Date
  readonly extended_at: Date | null
  readonly recalled_at: Date | null
  readonly cause: string | null
}

/** Notes that an order gave a held coupon back; a later order's use of it stays. The row as it is then, held. */
export async function markReturned(
  tx: TenantTx,
  heldId: HeldId,
  orderId: OrderId,
): Promise<ReturnedRow | null> {
  await tx.sql`
    update coupons_held set used_at = null, used_order_id = null, discount_fen = 0, sales_fen = 0
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(heldId)} and used_order_id = ${uuidOf(orderId)}`
  const [row] = await tx.sql<ReturnedRow[]>`
    select coupon_id, customer_id, claimed_at, valid_until, extended_at, recalled_at, cause from coupons_held
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(heldId)} and used_at is null for update`
  return row ?? null
}

/** Gives a returned coupon more time, once in its life. */
export async function extendHeld(tx: TenantTx, heldId: HeldId, until: Date, at: Date): Promise<void> {
  await tx.sql`
    update coupons_held set valid_until = ${until}, extended_at = ${at}, noticed_at = null
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(heldId)} and extended_at is null`
}

interface ExpiringRow {
  readonly id: string
  readonly customer_id: string
  readonly terms: HeldRow['terms']
  readonly valid_until: Date
}

/** Unused coupons that end before `until` and lived longer than the notice, not told yet; they are noted as told. */
export async function noticeExpiring(
  tx: TenantTx,
  { at, until, days, limit }: { at: Date; until: Date; days: number; limit: number },
): Promise<readonly ExpiringRow[]> {
  return tx.sql<ExpiringRow[]>`
    update coupons_held h set noticed_at = ${at}
      from (select id from coupons_held
             where tenant_id = ${tx.tenantId} and used_at is null and recalled_at is null and noticed_at is null
               and valid_until > ${at} and valid_until <= ${until}
               and valid_until > claimed_at + make_interval(days => ${days})
               and quota_state(${tx.tenantId}, ${QUOTA.use}, 'plg_' || replace(id::text, '-', '')) = 'free'
             order by valid_until limit ${limit} for update skip locked) due
     where h.tenant_id = ${tx.tenantId} and h.id = due.id
    returning h.id, h.customer_id, h.terms, h.valid_until`
}

/** What a held coupon took of issue and budget, and from whom: for giving it back. */
export interface HeldTakes {
  readonly id: HeldId
  readonly couponId: CouponId
  readonly customerId: `cus_${string}`
  readonly partOf: `plg_${string}` | null
  readonly budgetFen: Fen
  readonly source: Source
}

interface TakesRow {
  id: string
  coupon_id: string
  customer_id: string
  part_of: string | null
  budget_fen: Fen
  source: Source
}

function toTakes(row: TakesRow): HeldTakes {
  return {
    id: idOf('plg', row.id),
    couponId: idOf('plg', row.coupon_id),
    customerId: idOf('cus', row.customer_id),
    partOf: row.part_of === null ? null : idOf('plg', row.part_of),
    budgetFen: row.budget_fen,
    source: row.source,
  }
}

/** Unused coupons of this kind claimed by `before`, ascending by id after the one named. */
export async function listUnused(
  tx: TenantTx,
  ask: { couponId: CouponId; before: Date; after: string | null; limit: number },
): Promise<HeldTakes[]> {
  const rows = await tx.sql<TakesRow[]>`
    select id, coupon_id, customer_id, part_of, budget_fen, source from coupons_held
     where tenant_id = ${tx.tenantId} and coupon_id = ${uuidOf(ask.couponId)} and used_at is null and recalled_at is null
       and claimed_at <= ${ask.before} and id > ${ask.after ?? '0'.repeat(32)}
     order by id limit ${ask.limit}`
  return rows.map(toTakes)
}

/** Unused coupons given for a cause. */
export async function listByCause(tx: TenantTx, cause: string, limit: number): Promise<HeldTakes[]> {
  const rows = await tx.sql<TakesRow[]>`
    select id, coupon_id, customer_id, part_of, budget_fen, source from coupons_held
     where tenant_id = ${tx.tenantId} and cause = ${cause} and used_at is null and recalled_at is null
     order by id limit ${limit}`
  return rows.map(toTakes)
}

export async function findTakes(tx: TenantTx, heldId: HeldId): Promise<HeldTakes | null> {
  const [row] = await tx.sql<TakesRow[]>`
    select id, coupon_id, customer_id, part_of, budget_fen, source from coupons_held
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(heldId)}`
  return row ? toTakes(row) : null
}

export async function markRecalled(tx: TenantTx, heldId: HeldId, at: Date): Promise<void> {
  await tx.sql`
    update coupons_held set recalled_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(heldId)} and used_at is null`
}
