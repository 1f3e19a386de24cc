import type { TenantTx } from '@mamapu/db'
import { type Id, idOf, type OrderId, uuidOf } from '@mamapu/kernel'

export interface OrderDoor {
  readonly regionCode: string
  readonly addressSealed: Buffer
  readonly addressHash: Buffer
  readonly phoneHash: Buffer
  readonly phoneLast4Hash: Buffer
  readonly contactMasked: string
}

export async function findDoor(
  tx: TenantTx,
  orderId: OrderId,
): Promise<{
  readonly delivery: string
  readonly regionCode: string
  readonly addressSealed: Buffer
} | null> {
  const [row] = await tx.sql<{ delivery: string; region_code: string; address_sealed: Buffer }[]>`
    select delivery, region_code, address_sealed from orders where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}`
  return row
    ? { delivery: row.delivery, regionCode: row.region_code, addressSealed: row.address_sealed }
    : null
}

/** By which template each product of an order that is sent goes. */
export async function templatesOf(tx: TenantTx, orderId: OrderId): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.sql<{ id: string; delivery_template: string }[]>`
    select distinct p.id, p.delivery_template from order_lines l
      join products p on p.tenant_id = ${tx.tenantId} and p.id = l.product_id and p.delivery_kind = 'physical'
     where l.tenant_id = ${tx.tenantId} and l.order_id = ${uuidOf(orderId)}`
  return new Map(rows.map((row) => [idOf('prd', row.id), row.delivery_template]))
}

export interface AddressChange {
  readonly id: Id<'oac'>
  readonly orderId: OrderId
  readonly beforeSealed: Buffer
  /** Which of name, phone, region and street, parted by commas. */
  readonly parts: string
  readonly actor: string
  readonly at: Date
}

/** Sends an order, whose row the caller holds, to another door, and writes down from where to where. */
export async function moveDoor(tx: TenantTx, change: AddressChange, door: OrderDoor): Promise<void> {
  await tx.sql`
    insert into order_address_changes (tenant_id, id, order_id, before_sealed, after_sealed, parts, actor, at)
    values (${tx.tenantId}, ${uuidOf(change.id)}, ${uuidOf(change.orderId)}, ${change.beforeSealed}, ${door.addressSealed},
            ${change.parts}, ${change.actor}, ${change.at})`
  await tx.sql`
    update orders set region_code = ${door.regionCode}, address_sealed = ${door.addressSealed},
           address_hash = ${door.addressHash}, phone_hash = ${door.phoneHash}, phone_last4_hash = ${door.phoneLast4Hash},
           contact_masked = ${door.contactMasked}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(change.orderId)}`
}

/** Who changed an order's address, which parts of it, and when; the latest first. */
export async function listAddressChanges(
  tx: TenantTx,
  orderId: OrderId,
  limit: number,
): Promise<{ readonly parts: string; readonly actor: string; readonly at: Date }[]> {
  return tx.sql<{ parts: string; actor: string; at: Date }[]>`
    select parts, actor, at from order_address_changes
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} order by id desc limit ${limit}`
}
