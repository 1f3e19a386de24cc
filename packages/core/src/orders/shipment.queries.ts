import type { TenantTx } from '@mamapu/db'
import { assert, type Id, idOf, type OrderId, uuidOf } from '@mamapu/kernel'

export const SHIPMENT_KINDS = ['parcel', 'handed', 'virtual'] as const
/** How goods left the shop: in a parcel, from hand to hand, or as a code or link. */
export type ShipmentKind = (typeof SHIPMENT_KINDS)[number]

/** Units of lines that leave the shop together. */
export type SentLines = readonly { readonly lineId: Id<'lin'>; readonly units: number }[]

export interface ShipmentToWrite {
  readonly id: Id<'shp'>
  readonly orderId: OrderId
  readonly kind: ShipmentKind
  /** Empty, as the number is, for what goes in no parcel. */
  readonly carrier: string
  readonly trackingNumber: string
  readonly handOverKey: string | null
  readonly actor: string
  readonly at: Date
  readonly lines: SentLines
}

/** Writes what was sent and counts it on its lines; what is no parcel is received with it. */
export async function insertShipment(tx: TenantTx, shipment: ShipmentToWrite): Promise<void> {
  const { kind, at } = shipment
  await tx.sql`
    insert into shipments (tenant_id, id, order_id, kind, carrier, tracking_number, hand_over_key, actor, shipped_at, received_at)
    values (${tx.tenantId}, ${uuidOf(shipment.id)}, ${uuidOf(shipment.orderId)}, ${kind}, ${shipment.carrier},
            ${shipment.trackingNumber}, ${shipment.handOverKey}, ${shipment.actor}, ${at}, ${kind === 'parcel' ? null : at})`
  for (const line of shipment.lines) {
    await tx.sql`
      insert into shipment_lines (tenant_id, shipment_id, order_id, line_id, units)
      values (${tx.tenantId}, ${uuidOf(shipment.id)}, ${uuidOf(shipment.orderId)}, ${uuidOf(line.lineId)}, ${line.units})`
    const updated = await tx.sql`
      update order_lines set shipped_units = shipped_units + ${line.units}
       where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(shipment.orderId)} and id = ${uuidOf(line.lineId)}
         and shipped_units + ${line.units} <= quantity`
    assert(updated.count === 1, 'more units than the line has')
  }
}

/** A shipment as it is decided on; its order's lock holds it. */
export interface ShipmentRow {
  readonly id: Id<'shp'>
  readonly orderId: OrderId
  readonly kind: ShipmentKind
  readonly carrier: string
  readonly trackingNumber: string
  readonly shippedAt: Date
  readonly isVoided: boolean
}

interface RawShipment {
  id: string
  order_id: string
  kind: ShipmentKind
  carrier: string
  tracking_number: string
  shipped_at: Date
  is_voided: boolean
}

const toShipment = (row: RawShipment): ShipmentRow => ({
  id: idOf('shp', row.id),
  orderId: idOf('ord', row.order_id),
  kind: row.kind,
  carrier: row.carrier,
  trackingNumber: row.tracking_number,
  shippedAt: row.shipped_at,
  isVoided: row.is_voided,
})

export async function findShipment(tx: TenantTx, id: Id<'shp'>): Promise<ShipmentRow | null> {
  const [row] = await tx.sql<RawShipment[]>`
    select id, order_id, kind, carrier, tracking_number, shipped_at, voided_at is not null as is_voided
      from shipments where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return row ? toShipment(row) : null
}

/** By the name its hand-over was given, undone or not. */
export async function findHandOver(tx: TenantTx, key: string): Promise<ShipmentRow | null> {
  const [row] = await tx.sql<RawShipment[]>`
    select id, order_id, kind, carrier, tracking_number, shipped_at, voided_at is not null as is_voided
      from shipments where tenant_id = ${tx.tenantId} and hand_over_key = ${key}`
  return row ? toShipment(row) : null
}

/** Whether everything that was sent of an order is in the shopper's hands. */
export async function isAllReceived(tx: TenantTx, orderId: OrderId): Promise<boolean> {
  const [row] = await tx.sql<{ open: number; all: number }[]>`
    select count(*) filter (where received_at is null) as open, count(*) as "all" from shipments
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and voided_at is null`
  return row !== undefined && row.all > 0 && row.open === 0
}

/** The shopper has it all. */
export async function markReceived(tx: TenantTx, orderId: OrderId, at: Date): Promise<void> {
  await tx.sql`
    update shipments set received_at = ${at}
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and received_at is null and voided_at is null`
}

/** Whether anything of what a shipment carries was refunded since it left. */
export async function isRefundedSince(tx: TenantTx, shipment: ShipmentRow): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from shipment_lines s
      join refund_lines r on r.tenant_id = ${tx.tenantId} and r.order_id = s.order_id and r.line_id = s.line_id
      join refunds f on f.tenant_id = ${tx.tenantId} and f.id = r.refund_id
     where s.tenant_id = ${tx.tenantId} and s.shipment_id = ${uuidOf(shipment.id)}
       and f.created_at >= ${shipment.shippedAt} and r.units > 0 limit 1`
  return rows.length > 0
}

/** Whether other goods were sent for some of what a shipment carries. */
export async function isExchangedSince(tx: TenantTx, shipment: ShipmentRow): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from shipment_lines s
      join order_lines l on l.tenant_id = ${tx.tenantId} and l.order_id = s.order_id and l.id = s.line_id
     where s.tenant_id = ${tx.tenantId} and s.shipment_id = ${uuidOf(shipment.id)}
       and l.exchanged_units > 0 and l.shipped_units - s.units < l.returned_units + l.exchanged_units limit 1`
  return rows.length > 0
}

/** Takes a shipment back: its units wait to be sent again. The row stays, for whoever asks what happened. */
export async function voidShipment(
  tx: TenantTx,
  shipment: ShipmentRow,
  { actor, at }: { actor: string; at: Date },
): Promise<void> {
  const voided = await tx.sql`
    update shipments set voided_at = ${at}, voided_by = ${actor}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(shipment.id)} and voided_at is null`
  assert(voided.count === 1, 'a shipment is taken back once')
  await tx.sql`
    update order_lines l set shipped_units = l.shipped_units - s.units
      from shipment_lines s
     where l.tenant_id = ${tx.tenantId} and l.order_id = s.order_id and l.id = s.line_id
       and s.tenant_id = ${tx.tenantId} and s.shipment_id = ${uuidOf(shipment.id)}`
}

/** Gives a parcel another carrier and number. False when its order has a parcel with that number already. */
export async function updateNumber(
  tx: TenantTx,
  shipment: ShipmentRow,
  { carrier, trackingNumber }: { readonly carrier: string; readonly trackingNumber: string },
): Promise<boolean> {
  const updated = await tx.sql`
    update shipments s set carrier = ${carrier}, tracking_number = ${trackingNumber}
     where s.tenant_id = ${tx.tenantId} and s.id = ${uuidOf(shipment.id)} and not exists (
           select from shipments o where o.tenant_id = ${tx.tenantId} and o.order_id = ${uuidOf(shipment.orderId)}
              and o.id <> s.id and o.tracking_number = ${trackingNumber} and o.voided_at is null)`
  return updated.count === 1
}

/** The parcel of an order that goes by this number, unless it was taken back. */
export async function findByNumber(
  tx: TenantTx,
  orderId: OrderId,
  trackingNumber: string,
): Promise<Id<'shp'> | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from shipments
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and tracking_number = ${trackingNumber}
       and kind = 'parcel' and voided_at is null limit 1`
  return row ? idOf('shp', row.id) : null
}
