import type { TenantTx } from '@mamapu/db'
import { uuidv7 } from '@mamapu/kernel'
import type { EventState } from '../track.types.js'

/** A thing that happened, in the sandbox's own books. */
export interface SandboxEvent {
  readonly id: string
  readonly state: EventState
  readonly place: string
  readonly words: string
  readonly at: string
}

export interface SandboxParcel {
  readonly id: string
  readonly merchantRef: string
  readonly carrier: string
  readonly number: string
  readonly notifyUrl: string
  readonly events: readonly SandboxEvent[]
}

interface Raw {
  id: string
  merchant_ref: string
  carrier: string
  number: string
  notify_url: string
  events: SandboxEvent[]
}

const toParcel = (row: Raw): SandboxParcel => ({
  id: row.id.replaceAll('-', ''),
  merchantRef: row.merchant_ref,
  carrier: row.carrier,
  number: row.number,
  notifyUrl: row.notify_url,
  events: row.events,
})

/** Takes a parcel in, or finds the one this reference and number already have. */
export async function acceptParcel(
  tx: TenantTx,
  parcel: Omit<SandboxParcel, 'id' | 'events'>,
  at: Date,
): Promise<SandboxParcel> {
  await tx.sql`
    insert into sandbox_parcels (tenant_id, id, merchant_ref, carrier, number, notify_url, created_at)
    values (${tx.tenantId}, ${uuidv7(at.getTime())}, ${parcel.merchantRef}, ${parcel.carrier}, ${parcel.number},
            ${parcel.notifyUrl}, ${at})
    on conflict (tenant_id, merchant_ref, number) do nothing`
  return (await findByRef(tx, parcel)) as SandboxParcel
}

export async function findByRef(
  tx: TenantTx,
  { merchantRef, number }: Pick<SandboxParcel, 'merchantRef' | 'number'>,
): Promise<SandboxParcel | null> {
  const [row] = await tx.sql<Raw[]>`
    select id, merchant_ref, carrier, number, notify_url, events from sandbox_parcels
     where tenant_id = ${tx.tenantId} and merchant_ref = ${merchantRef} and number = ${number}`
  return row ? toParcel(row) : null
}

export async function findById(tx: TenantTx, id: string): Promise<SandboxParcel | null> {
  const [row] = await tx.sql<Raw[]>`
    select id, merchant_ref, carrier, number, notify_url, events from sandbox_parcels
     where tenant_id = ${tx.tenantId} and id = ${id}`
  return row ? toParcel(row) : null
}

/** Something more has happened; false once there are thirty. */
export async function addEvents(tx: TenantTx, id: string, events: readonly SandboxEvent[]): Promise<boolean> {
  const updated = await tx.sql`
    update sandbox_parcels set events = events || ${tx.sql.json(events.map((event) => ({ ...event })))}
     where tenant_id = ${tx.tenantId} and id = ${id} and jsonb_array_length(events) < 30`
  return updated.count === 1
}
