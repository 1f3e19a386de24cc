import type { TenantTx } from '@mamapu/db'
import { type CustomerId, type Id, idOf, type Locale, type OrderId, uuidOf } from '@mamapu/kernel'

/** What telling somebody about an order needs: its number, who it belongs to, and how to reach them. */
export interface ToldOrder {
  readonly number: string
  readonly customerId: CustomerId | null
  readonly addressSealed: Buffer
  readonly slug: string
  readonly storeSecret: Buffer
  readonly locale: Locale
}

export async function findToldOrder(tx: TenantTx, orderId: OrderId): Promise<ToldOrder | null> {
  const [row] = await tx.sql<
    {
      number: string
      customer_id: string | null
      address_sealed: Buffer
      slug: string
      secret: Buffer
      locale: Locale
    }[]
  >`
    select o.number, o.customer_id, o.address_sealed, s.slug, t.secret, t.locale
      from orders o
      join store_settings t on t.tenant_id = ${tx.tenantId}
      join stores s on s.id = ${tx.tenantId}
     where o.tenant_id = ${tx.tenantId} and o.id = ${uuidOf(orderId)}`
  if (!row) return null
  return {
    number: row.number,
    customerId: row.customer_id === null ? null : idOf('cus', row.customer_id),
    addressSealed: row.address_sealed,
    slug: row.slug,
    storeSecret: row.secret,
    locale: row.locale,
  }
}

export async function findParcel(
  tx: TenantTx,
  shipmentId: Id<'shp'>,
): Promise<{ carrier: string; trackingNumber: string } | null> {
  const [row] = await tx.sql<{ carrier: string; tracking_number: string }[]>`
    select carrier, tracking_number from shipments where tenant_id = ${tx.tenantId} and id = ${uuidOf(shipmentId)}`
  return row ? { carrier: row.carrier, trackingNumber: row.tracking_number } : null
}
