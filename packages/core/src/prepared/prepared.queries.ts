import type { Sql, TenantTx } from '@mamapu/db'
import {
  type CustomerId,
  type Fen,
  type Id,
  idOf,
  type OrderId,
  type SkuId,
  type StoreId,
  uuidOf,
} from '@mamapu/kernel'
import type { CampaignId } from '@mamapu/plugin-sdk'
import type { CartOwner } from '../carts/index.js'

export type PreparedId = Id<'prp'>

/** What one shopper laid ready for one variant of one round. */
export interface Prepared {
  readonly id: PreparedId
  readonly campaignId: CampaignId
  readonly round: string
  readonly skuId: SkuId
  readonly quantity: number
  readonly totalFen: Fen
  readonly contactMasked: string
  readonly startsAt: Date
  readonly expiresAt: Date
  /** The order it became. */
  readonly orderId: OrderId | null
}

interface RawPrepared {
  id: string
  campaign_id: string
  round: string
  sku_id: string
  quantity: number
  total_fen: Fen
  contact_masked: string
  starts_at: Date
  expires_at: Date
  order_id: string | null
}

const toPrepared = (row: RawPrepared): Prepared => ({
  id: idOf('prp', row.id),
  campaignId: idOf('cmp', row.campaign_id),
  round: row.round,
  skuId: idOf('sku', row.sku_id),
  quantity: row.quantity,
  totalFen: row.total_fen,
  contactMasked: row.contact_masked,
  startsAt: row.starts_at,
  expiresAt: row.expires_at,
  orderId: row.order_id === null ? null : idOf('ord', row.order_id),
})

const customerOf = (owner: CartOwner) => ('customerId' in owner ? uuidOf(owner.customerId) : null)
const sessionOf = (owner: CartOwner) => ('sessionHash' in owner ? owner.sessionHash : null)

export type NewPrepared = Omit<Prepared, 'orderId'> & {
  readonly owner: CartOwner
  readonly sealed: Buffer
  readonly at: Date
}

/** Puts it in the place of what this owner had ready for the same variant and round. */
export async function replacePrepared(tx: TenantTx, one: NewPrepared): Promise<void> {
  const [customerId, sessionHash] = [customerOf(one.owner), sessionOf(one.owner)]
  await tx.sql`
    delete from prepared_purchases
     where tenant_id = ${tx.tenantId} and campaign_id = ${uuidOf(one.campaignId)} and round = ${one.round}
       and sku_id = ${uuidOf(one.skuId)}
       and (customer_id = ${customerId} or session_hash = decode(${sessionHash}, 'hex'))`
  await tx.sql`
    insert into prepared_purchases (tenant_id, id, customer_id, session_hash, campaign_id, round, sku_id, quantity,
      total_fen, contact_sealed, contact_masked, starts_at, expires_at, prepared_at)
    values (${tx.tenantId}, ${uuidOf(one.id)}, ${customerId}, decode(${sessionHash}, 'hex'), ${uuidOf(one.campaignId)},
            ${one.round}, ${uuidOf(one.skuId)}, ${one.quantity}, ${one.totalFen}, ${one.sealed}, ${one.contactMasked},
            ${one.startsAt}, ${one.expiresAt}, ${one.at})
    on conflict do nothing`
}

/** Everything of an owner that is not over, the latest prepared first. */
export async function listPrepared(
  tx: TenantTx,
  owner: CartOwner,
  { at, limit }: { readonly at: Date; readonly limit: number },
): Promise<Prepared[]> {
  const rows = await tx.sql<RawPrepared[]>`
    select id, campaign_id, round, sku_id, quantity, total_fen, contact_masked, starts_at, expires_at, order_id
      from prepared_purchases
     where tenant_id = ${tx.tenantId} and expires_at > ${at}
       and (customer_id = ${customerOf(owner)} or session_hash = decode(${sessionOf(owner)}, 'hex'))
     order by prepared_at desc, id limit ${limit}`
  return rows.map(toPrepared)
}

/** One of an owner's own with its sealed address; null when it is none of theirs, or over. */
export async function findPrepared(
  tx: TenantTx,
  owner: CartOwner,
  { id, at }: { readonly id: PreparedId; readonly at: Date },
): Promise<(Prepared & { readonly sealed: Buffer }) | null> {
  const [row] = await tx.sql<(RawPrepared & { contact_sealed: Buffer })[]>`
    select id, campaign_id, round, sku_id, quantity, total_fen, contact_masked, starts_at, expires_at, order_id, contact_sealed
      from prepared_purchases
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and expires_at > ${at}
       and (customer_id = ${customerOf(owner)} or session_hash = decode(${sessionOf(owner)}, 'hex'))`
  return row ? { ...toPrepared(row), sealed: row.contact_sealed } : null
}

export async function deletePrepared(
  tx: TenantTx,
  owner: CartOwner,
  ids: readonly PreparedId[],
): Promise<void> {
  await tx.sql`
    delete from prepared_purchases
     where tenant_id = ${tx.tenantId} and id = any(${ids.map(uuidOf)}::uuid[])
       and (customer_id = ${customerOf(owner)} or session_hash = decode(${sessionOf(owner)}, 'hex'))`
}

export async function writeBought(tx: TenantTx, id: PreparedId, orderId: OrderId): Promise<void> {
  await tx.sql`
    update prepared_purchases set order_id = ${uuidOf(orderId)}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and order_id is null`
}

/** A guest's become the customer's own; where the customer has one already, that one stays. */
export async function moveToCustomer(
  tx: TenantTx,
  { sessionHash, customerId }: { readonly sessionHash: string; readonly customerId: CustomerId },
): Promise<void> {
  await tx.sql`
    update prepared_purchases g set session_hash = null, customer_id = ${uuidOf(customerId)}
     where g.tenant_id = ${tx.tenantId} and g.session_hash = decode(${sessionHash}, 'hex')
       and not exists (
         select from prepared_purchases o
          where o.tenant_id = ${tx.tenantId} and o.customer_id = ${uuidOf(customerId)}
            and o.campaign_id = g.campaign_id and o.round = g.round and o.sku_id = g.sku_id)`
}

/** Forgets those whose rounds are over, at most `limit`; how many. */
export async function deleteOver(tx: TenantTx, at: Date, limit: number): Promise<number> {
  const result = await tx.sql`
    delete from prepared_purchases where tenant_id = ${tx.tenantId} and id in (
      select id from prepared_purchases where tenant_id = ${tx.tenantId} and expires_at <= ${at} limit ${limit})`
  return result.count
}

/** Shops with some whose rounds are over; one row names a shop. */
export async function listOver(
  sweep: Sql,
  at: Date,
  limit: number,
): Promise<readonly { storeId: StoreId; id: PreparedId }[]> {
  const rows = await sweep<{ tenant_id: string; id: string }[]>`
    select tenant_id, id from (
      select distinct on (tenant_id) tenant_id, id, expires_at from prepared_purchases
       where expires_at <= ${at} order by tenant_id, expires_at) due
     order by expires_at limit ${limit}`
  return rows.map((row) => ({ storeId: idOf('sto', row.tenant_id), id: idOf('prp', row.id) }))
}
