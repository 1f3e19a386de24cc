import { type CustomerId, idOf, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'
import type { CouponId, CouponTerms, GiftId } from '../coupon.types.js'

const LIST_MAX = 50

export interface Gift {
  readonly id: GiftId
  readonly token: string
  readonly couponId: CouponId
  /** Null: the shop's own. */
  readonly senderId: CustomerId | null
  readonly senderKey: string | null
  readonly terms: CouponTerms
  readonly units: number
  readonly unitFen: number
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly closedAt: Date | null
  readonly returned: number
}

interface GiftRow {
  id: string
  token: string
  coupon_id: string
  sender_id: string | null
  sender_key: string | null
  terms: CouponTerms
  units: number
  unit_fen: number
  created_at: Date
  expires_at: Date
  closed_at: Date | null
  returned: number
}

const COLUMNS = [
  'id',
  'token',
  'coupon_id',
  'sender_id',
  'sender_key',
  'terms',
  'units',
  'unit_fen',
  'created_at',
  'expires_at',
  'closed_at',
  'returned',
]

function toGift(row: GiftRow): Gift {
  return {
    id: idOf('plg', row.id),
    token: row.token,
    couponId: idOf('plg', row.coupon_id),
    senderId: row.sender_id === null ? null : idOf('cus', row.sender_id),
    senderKey: row.sender_key,
    terms: row.terms,
    units: row.units,
    unitFen: row.unit_fen,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    closedAt: row.closed_at,
    returned: row.returned,
  }
}

export async function insertGift(tx: TenantTx, gift: Omit<Gift, 'closedAt' | 'returned'>): Promise<void> {
  await tx.sql`
    insert into coupons_gifts (tenant_id, id, token, coupon_id, sender_id, sender_key, terms, units, unit_fen, created_at,
                               expires_at)
    values (${tx.tenantId}, ${uuidOf(gift.id)}, ${gift.token}, ${uuidOf(gift.couponId)},
            ${gift.senderId && uuidOf(gift.senderId)}, ${gift.senderKey}, ${JSON.stringify(gift.terms)}::text::jsonb,
            ${gift.units}, ${gift.unitFen}, ${gift.createdAt}, ${gift.expiresAt})`
}

export async function findGift(tx: TenantTx, token: string): Promise<Gift | null> {
  const [row] = await tx.sql<GiftRow[]>`
    select ${tx.sql(COLUMNS)} from coupons_gifts where tenant_id = ${tx.tenantId} and token = ${token}`
  return row ? toGift(row) : null
}

/** The gift, held so that it is not closed while someone claims; claims do not wait for each other here. */
export async function shareGift(tx: TenantTx, token: string): Promise<Gift | null> {
  const [row] = await tx.sql<GiftRow[]>`
    select ${tx.sql(COLUMNS)} from coupons_gifts where tenant_id = ${tx.tenantId} and token = ${token} for share`
  return row ? toGift(row) : null
}

/** Open gifts that are over by `at`, held; those being claimed this moment come the next time. */
export async function lockOver(tx: TenantTx, at: Date, limit: number): Promise<Gift[]> {
  const rows = await tx.sql<GiftRow[]>`
    select ${tx.sql(COLUMNS)} from coupons_gifts
     where tenant_id = ${tx.tenantId} and closed_at is null and expires_at <= ${at}
     order by expires_at, id limit ${limit} for update skip locked`
  return rows.map(toGift)
}

/** Open gifts of a coupon made by `before`, held. */
export async function lockOpenOf(
  tx: TenantTx,
  ask: { couponId: CouponId; before: Date; limit: number },
): Promise<Gift[]> {
  const rows = await tx.sql<GiftRow[]>`
    select ${tx.sql(COLUMNS)} from coupons_gifts
     where tenant_id = ${tx.tenantId} and coupon_id = ${uuidOf(ask.couponId)} and closed_at is null
       and created_at <= ${ask.before}
     order by id limit ${ask.limit} for update`
  return rows.map(toGift)
}

export async function closeGift(tx: TenantTx, id: GiftId, returned: number, at: Date): Promise<void> {
  await tx.sql`
    update coupons_gifts set closed_at = ${at}, returned = ${returned}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and closed_at is null`
}

/** A sender's gifts, newest first. */
export async function listGiftsOf(tx: TenantTx, senderId: CustomerId): Promise<Gift[]> {
  const rows = await tx.sql<GiftRow[]>`
    select ${tx.sql(COLUMNS)} from coupons_gifts
     where tenant_id = ${tx.tenantId} and sender_id = ${uuidOf(senderId)} order by id desc limit ${LIST_MAX}`
  return rows.map(toGift)
}

/** All gifts of the shop, newest first. */
export async function listGifts(tx: TenantTx): Promise<Gift[]> {
  const rows = await tx.sql<GiftRow[]>`
    select ${tx.sql(COLUMNS)} from coupons_gifts
     where tenant_id = ${tx.tenantId} order by id desc limit ${LIST_MAX}`
  return rows.map(toGift)
}
