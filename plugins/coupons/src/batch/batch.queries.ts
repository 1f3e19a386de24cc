import { idOf, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'
import type { BatchId, CouponId, CouponTerms, HeldId } from '../coupon.types.js'

const LIST_MAX = 100

export interface Batch {
  readonly id: BatchId
  readonly couponId: CouponId
  readonly name: string
  readonly terms: CouponTerms
  readonly codesTotal: number
  readonly codesMade: number
  readonly unitFen: number
  readonly createdAt: Date
  readonly closedAt: Date | null
}

interface BatchRow {
  id: string
  coupon_id: string
  name: string
  terms: CouponTerms
  codes_total: number
  codes_made: number
  unit_fen: number
  created_at: Date
  closed_at: Date | null
}

function toBatch(row: BatchRow): Batch {
  return {
    id: idOf('plg', row.id),
    couponId: idOf('plg', row.coupon_id),
    name: row.name,
    terms: row.terms,
    codesTotal: row.codes_total,
    codesMade: row.codes_made,
    unitFen: row.unit_fen,
    createdAt: row.created_at,
    closedAt: row.closed_at,
  }
}

export async function insertBatch(
  tx: TenantTx,
  batch: Omit<Batch, 'codesMade' | 'createdAt' | 'closedAt'> & { at: Date },
): Promise<void> {
  await tx.sql`
    insert into coupons_batches (tenant_id, id, coupon_id, name, terms, codes_total, unit_fen, created_at)
    values (${tx.tenantId}, ${uuidOf(batch.id)}, ${uuidOf(batch.couponId)}, ${batch.name},
            ${JSON.stringify(batch.terms)}::text::jsonb, ${batch.codesTotal},
            ${batch.unitFen}, ${batch.at})`
}

/** The oldest batch that lacks codes and that nobody else is making, held. */
export async function lockUnfinished(tx: TenantTx): Promise<Batch | null> {
  const [row] = await tx.sql<BatchRow[]>`
    select id, coupon_id, name, terms, codes_total, codes_made, unit_fen, created_at, closed_at from coupons_batches
     where tenant_id = ${tx.tenantId} and codes_made < codes_total and closed_at is null
     order by id limit 1 for update skip locked`
  return row ? toBatch(row) : null
}

/** Adds codes to a batch; those that exist already are left out. How many were added. */
export async function insertCodes(tx: TenantTx, batchId: BatchId, codes: readonly string[]): Promise<number> {
  const shared = await tx.sql<{ code: string }[]>`
    select code from coupons_coupons where tenant_id = ${tx.tenantId} and code = any(${[...codes]}::text[]) limit 1000`
  const known = new Set(shared.map(({ code }) => code))
  const rows = codes
    .filter((code) => !known.has(code))
    .map((code) => ({ tenant_id: tx.tenantId, code, batch_id: uuidOf(batchId) }))
  if (rows.length === 0) return 0
  const result = await tx.sql`
    insert into coupons_codes ${tx.sql(rows)} on conflict (tenant_id, code) do nothing returning code`
  return result.length
}

export async function addMade(tx: TenantTx, batchId: BatchId, made: number): Promise<void> {
  await tx.sql`
    update coupons_batches set codes_made = codes_made + ${made}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(batchId)}`
}

interface BatchProgress extends Batch {
  readonly title: string
  readonly redeemed: number
}

/** Batches with how far they are, newest first. */
export async function listBatches(tx: TenantTx): Promise<BatchProgress[]> {
  const rows = await tx.sql<(BatchRow & { title: string; redeemed: number })[]>`
    select b.id, b.coupon_id, b.name, b.terms, b.codes_total, b.codes_made, b.unit_fen, b.created_at, b.closed_at, c.title,
           (select count(*) from coupons_codes k
             where k.tenant_id = ${tx.tenantId} and k.batch_id = b.id and k.held_id is not null) as redeemed
      from coupons_batches b join coupons_coupons c on c.tenant_id = ${tx.tenantId} and c.id = b.coupon_id
     where b.tenant_id = ${tx.tenantId} order by b.id desc limit ${LIST_MAX}`
  return rows.map((row) => ({ ...toBatch(row), title: row.title, redeemed: row.redeemed }))
}

export async function findBatch(tx: TenantTx, id: BatchId): Promise<Batch | null> {
  const [row] = await tx.sql<BatchRow[]>`
    select id, coupon_id, name, terms, codes_total, codes_made, unit_fen, created_at, closed_at from coupons_batches
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return row ? toBatch(row) : null
}

interface CodeRow {
  readonly code: string
  readonly redeemed_at: Date | null
}

/** Codes of a batch in their order, after the one named. */
export async function listCodes(
  tx: TenantTx,
  ask: { batchId: BatchId; after: string; limit: number },
): Promise<readonly CodeRow[]> {
  return tx.sql<CodeRow[]>`
    select code, redeemed_at from coupons_codes
     where tenant_id = ${tx.tenantId} and batch_id = ${uuidOf(ask.batchId)} and code > ${ask.after}
     order by code limit ${ask.limit}`
}

/** Which coupon a code that works once is for. */
export async function findCodeCoupon(tx: TenantTx, code: string): Promise<CouponId | null> {
  const [row] = await tx.sql<{ coupon_id: string }[]>`
    select b.coupon_id from coupons_codes k join coupons_batches b on b.tenant_id = ${tx.tenantId} and b.id = k.batch_id
     where k.tenant_id = ${tx.tenantId} and k.code = ${code}`
  return row ? idOf('plg', row.coupon_id) : null
}

/** A code that works once, held until it is redeemed or not. */
export async function lockCode(
  tx: TenantTx,
  code: string,
): Promise<{ batchId: BatchId; isRedeemed: boolean } | null> {
  const [row] = await tx.sql<{ batch_id: string; held_id: string | null }[]>`
    select batch_id, held_id from coupons_codes where tenant_id = ${tx.tenantId} and code = ${code} for update`
  return row ? { batchId: idOf('plg', row.batch_id), isRedeemed: row.held_id !== null } : null
}

/** Holds a batch so that it is not closed while a code of it is redeemed. */
export async function shareBatch(tx: TenantTx, id: BatchId): Promise<Batch | null> {
  const [row] = await tx.sql<BatchRow[]>`
    select id, coupon_id, name, terms, codes_total, codes_made, unit_fen, created_at, closed_at from coupons_batches
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} for share`
  return row ? toBatch(row) : null
}

export async function markRedeemed(tx: TenantTx, code: string, heldId: HeldId, at: Date): Promise<void> {
  await tx.sql`
    update coupons_codes set held_id = ${uuidOf(heldId)}, redeemed_at = ${at}
     where tenant_id = ${tx.tenantId} and code = ${code} and held_id is null`
}

/** Ends a coupon's batches made by `before`; each with how many of its codes nobody redeemed. */
export async function closeBatches(
  tx: TenantTx,
  ask: { couponId: CouponId; before: Date; at: Date; limit: number },
): Promise<{ id: BatchId; unitFen: number; left: number }[]> {
  const rows = await tx.sql<{ id: string; unit_fen: number; left: number }[]>`
    update coupons_batches b set closed_at = ${ask.at}
      from (select id from coupons_batches
             where tenant_id = ${tx.tenantId} and coupon_id = ${uuidOf(ask.couponId)} and closed_at is null
               and created_at <= ${ask.before}
             order by id limit ${ask.limit} for update) due
     where b.tenant_id = ${tx.tenantId} and b.id = due.id
    returning b.id, b.unit_fen, b.codes_total - (select count(*) from coupons_codes k
      where k.tenant_id = ${tx.tenantId} and k.batch_id = b.id and k.held_id is not null) as left`
  return rows.map((row) => ({ id: idOf('plg', row.id), unitFen: row.unit_fen, left: row.left }))
}
