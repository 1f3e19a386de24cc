import { type CustomerId, idOf, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'
import type { BatchId, CouponId, CouponTerms, HeldId } from '../coupon.types.js'
import type { Whom, WhomKind } from '../give/whom.js'

const LIST_MAX = 100

export interface Batch {
  readonly id: BatchId
  readonly couponId: CouponId
  readonly name: string
  readonly terms: CouponTerms
  /** For whom a code each is made; null: codes for whoever has them. */
  readonly whom: Whom<PersonalTo> | null
  readonly tells: boolean
  /** The last customer looked at. */
  readonly after: CustomerId | null
  /** Codes that have a coupon set aside. Of a batch for customers that ended: as many as were made. */
  readonly codesTotal: number
  readonly codesMade: number
  readonly unitFen: number
  readonly createdAt: Date
  /** When no customer was left to look at, or no coupon for them. */
  readonly endedAt: Date | null
  readonly isShort: boolean
  readonly closedAt: Date | null
}

export type PersonalTo = Exclude<WhomKind, 'birthday'>

interface BatchRow {
  id: string
  coupon_id: string
  name: string
  terms: CouponTerms
  who: PersonalTo | null
  value: string
  customer_ids: CustomerId[]
  tells: boolean
  after: string | null
  codes_total: number
  codes_made: number
  unit_fen: number
  created_at: Date
  ended_at: Date | null
  is_short: boolean
  closed_at: Date | null
}

const COLUMNS = [
  'id',
  'coupon_id',
  'name',
  'terms',
  'who',
  'value',
  'customer_ids',
  'tells',
  'after',
  'codes_total',
  'codes_made',
  'unit_fen',
  'created_at',
  'ended_at',
  'is_short',
  'closed_at',
]

const COLUMNS_OF_B = COLUMNS.map((column) => `b.${column}`)

function toBatch(row: BatchRow): Batch {
  return {
    id: idOf('plg', row.id),
    couponId: idOf('plg', row.coupon_id),
    name: row.name,
    terms: row.terms,
    whom: row.who && { who: row.who, value: row.value, customerIds: row.customer_ids },
    tells: row.tells,
    after: row.after === null ? null : idOf('cus', row.after),
    codesTotal: row.codes_total,
    codesMade: row.codes_made,
    unitFen: row.unit_fen,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    isShort: row.is_short,
    closedAt: row.closed_at,
  }
}

type NewBatch = Pick<
  Batch,
  'id' | 'couponId' | 'name' | 'terms' | 'whom' | 'tells' | 'codesTotal' | 'unitFen'
>

export async function insertBatch(tx: TenantTx, batch: NewBatch & { at: Date }): Promise<void> {
  const { whom } = batch
  await tx.sql`
    insert into coupons_batches (tenant_id, id, coupon_id, name, terms, who, value, customer_ids, tells, codes_total,
                                 unit_fen, created_at)
    values (${tx.tenantId}, ${uuidOf(batch.id)}, ${uuidOf(batch.couponId)}, ${batch.name},
            ${JSON.stringify(batch.terms)}::text::jsonb, ${whom?.who ?? null}, ${whom?.value ?? ''},
            ${JSON.stringify(whom?.customerIds ?? [])}::text::jsonb, ${batch.tells}, ${batch.codesTotal},
            ${batch.unitFen}, ${batch.at})`
}

/** The oldest batch that lacks codes; those for customers only when something new may begin. */
export async function findUnfinished(
  tx: TenantTx,
  { isOn }: { isOn: boolean },
): Promise<{ id: BatchId; couponId: CouponId } | null> {
  const [row] = await tx.sql<{ id: string; coupon_id: string }[]>`
    select id, coupon_id from coupons_batches
     where tenant_id = ${tx.tenantId} and closed_at is null
       and ((who is null and codes_made < codes_total) or (${isOn} and who is not null and ended_at is null))
     order by id limit 1`
  return row ? { id: idOf('plg', row.id), couponId: idOf('plg', row.coupon_id) } : null
}

/** A batch that still lacks codes, held; null when it is done meanwhile or somebody else is making them. */
export async function lockUnfinished(tx: TenantTx, id: BatchId): Promise<Batch | null> {
  const [row] = await tx.sql<BatchRow[]>`
    select ${tx.sql(COLUMNS)} from coupons_batches
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and closed_at is null
       and ((who is null and codes_made < codes_total) or (who is not null and ended_at is null))
       for update skip locked`
  return row ? toBatch(row) : null
}

export interface NewCode {
  readonly code: string
  /** Whose alone it is; null: whoever has it. */
  readonly customerId: CustomerId | null
}

/** Adds codes to a batch; those that exist already are left out. Which were added. */
export async function insertCodes(
  tx: TenantTx,
  batchId: BatchId,
  codes: readonly NewCode[],
): Promise<ReadonlySet<string>> {
  const texts = codes.map(({ code }) => code)
  const shared = await tx.sql<{ code: string }[]>`
    select code from coupons_coupons where tenant_id = ${tx.tenantId} and code = any(${texts}::text[]) limit 1000`
  const known = new Set(shared.map(({ code }) => code))
  const rows = codes
    .filter(({ code }) => !known.has(code))
    .map(({ code, customerId }) => ({
      tenant_id: tx.tenantId,
      code,
      batch_id: uuidOf(batchId),
      customer_id: customerId && uuidOf(customerId),
    }))
  if (rows.length === 0) return new Set()
  const added = await tx.sql<{ code: string }[]>`
    insert into coupons_codes ${tx.sql(rows)} on conflict (tenant_id, code) do nothing returning code`
  return new Set(added.map(({ code }) => code))
}

/** Notes how many codes were made, and the last customer they were made for. */
export async function addMade(
  tx: TenantTx,
  batchId: BatchId,
  { made, after }: { made: number; after: CustomerId | null },
): Promise<void> {
  await tx.sql`
    update coupons_batches set codes_made = codes_made + ${made}, after = ${after && uuidOf(after)}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(batchId)}`
}

/** Ends a batch for customers with the codes it has. How many coupons set aside for it were not needed. */
export async function endBatch(
  tx: TenantTx,
  batchId: BatchId,
  { at, isShort }: { at: Date; isShort: boolean },
): Promise<number> {
  const [row] = await tx.sql<{ left: number }[]>`
    update coupons_batches b set ended_at = ${at}, is_short = ${isShort}, codes_total = b.codes_made
      from (select id, codes_total - codes_made as left from coupons_batches
             where tenant_id = ${tx.tenantId} and id = ${uuidOf(batchId)}) before
     where b.tenant_id = ${tx.tenantId} and b.id = before.id and b.ended_at is null
    returning before.left`
  return row?.left ?? 0
}

interface BatchProgress extends Batch {
  readonly title: string
  readonly redeemed: number
}

/** Batches with how far they are, newest first. */
export async function listBatches(tx: TenantTx): Promise<BatchProgress[]> {
  const rows = await tx.sql<(BatchRow & { title: string; redeemed: number })[]>`
    select ${tx.sql(COLUMNS_OF_B)}, c.title,
           (select count(*) from coupons_codes k
             where k.tenant_id = ${tx.tenantId} and k.batch_id = b.id and k.held_id is not null) as redeemed
      from coupons_batches b join coupons_coupons c on c.tenant_id = ${tx.tenantId} and c.id = b.coupon_id
     where b.tenant_id = ${tx.tenantId} order by b.id desc limit ${LIST_MAX}`
  return rows.map((row) => ({ ...toBatch(row), title: row.title, redeemed: row.redeemed }))
}

export async function findBatch(tx: TenantTx, id: BatchId): Promise<Batch | null> {
  const [row] = await tx.sql<BatchRow[]>`
    select ${tx.sql(COLUMNS)} from coupons_batches
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return row ? toBatch(row) : null
}

interface Code {
  readonly code: string
  readonly customerId: CustomerId | null
  readonly redeemedAt: Date | null
}

/** Codes of a batch in their order, after the one named. */
export async function listCodes(
  tx: TenantTx,
  ask: { batchId: BatchId; after: string; limit: number },
): Promise<Code[]> {
  const rows = await tx.sql<{ code: string; customer_id: string | null; redeemed_at: Date | null }[]>`
    select code, customer_id, redeemed_at from coupons_codes
     where tenant_id = ${tx.tenantId} and batch_id = ${uuidOf(ask.batchId)} and code > ${ask.after}
     order by code limit ${ask.limit}`
  return rows.map((row) => ({
    code: row.code,
    customerId: row.customer_id === null ? null : idOf('cus', row.customer_id),
    redeemedAt: row.redeemed_at,
  }))
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
): Promise<{ batchId: BatchId; customerId: CustomerId | null; isRedeemed: boolean } | null> {
  const [row] = await tx.sql<{ batch_id: string; customer_id: string | null; held_id: string | null }[]>`
    select batch_id, customer_id, held_id from coupons_codes where tenant_id = ${tx.tenantId} and code = ${code} for update`
  return row
    ? {
        batchId: idOf('plg', row.batch_id),
        customerId: row.customer_id === null ? null : idOf('cus', row.customer_id),
        isRedeemed: row.held_id !== null,
      }
    : null
}

/** Holds a batch so that it is not closed while a code of it is redeemed. */
export async function shareBatch(tx: TenantTx, id: BatchId): Promise<Batch | null> {
  const [row] = await tx.sql<BatchRow[]>`
    select ${tx.sql(COLUMNS)} from coupons_batches
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
