import type { TenantTx } from '@mamapu/db'
import { type CustomerId, type Id, idOf, type Locale, type OrderId, uuidOf } from '@mamapu/kernel'
import type { ShipmentKind } from './shipment.queries.js'

/** What telling somebody about an order needs: its number, who it belongs to, and how to reach them. */
export interface ToldOrder {
  readonly number: string
  readonly customerId: CustomerId | null
  readonly addressSealed: Buffer
  readonly slug: string
  readonly storeSecret: Buffer
  readonly locale: Locale
  /** How it is delivered. */
  readonly delivery: string
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
      delivery: string
    }[]
  >`
    select o.number, o.customer_id, o.address_sealed, s.slug, t.secret, t.locale, o.delivery
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
    delivery: row.delivery,
  }
}

export async function findParcel(
  tx: TenantTx,
  shipmentId: Id<'shp'>,
): Promise<{ kind: ShipmentKind; carrier: string; trackingNumber: string } | null> {
  const [row] = await tx.sql<{ kind: ShipmentKind; carrier: string; tracking_number: string }[]>`
    select kind, carrier, tracking_number from shipments where tenant_id = ${tx.tenantId} and id = ${uuidOf(shipmentId)}`
  return row ? { kind: row.kind, carrier: row.carrier, trackingNumber: row.tracking_number } : null
}

/** A customer's own orders among these numbers. */
export async function listOrdersByNumber(
  tx: TenantTx,
  { customerId, numbers }: { readonly customerId: CustomerId; readonly numbers: readonly string[] },
): Promise<readonly { readonly id: OrderId; readonly number: string }[]> {
  const rows = await tx.sql<{ id: string; number: string }[]>`
    select id, number from orders
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} and number = any(${[...numbers]}::text[])
     limit ${numbers.length}`
  return rows.map(({ id, number }) => ({ id: idOf('ord', id), number }))
}
