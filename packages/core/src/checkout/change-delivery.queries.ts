import type { TenantTx } from '@mamapu/db'
import { type Id, idOf, type OrderId, uuidOf, type Words } from '@mamapu/kernel'
import type { HeldTake } from './place-units.rules.js'

/** More than any method takes, and lines of an order. */
const TAKES_READ = 200

export interface DeliveryRow {
  readonly addressSealed: Buffer
}

/** Where an order goes as it stands; the order is held. */
export async function readDelivered(tx: TenantTx, orderId: OrderId): Promise<DeliveryRow | null> {
  const [row] = await tx.sql<{ address_sealed: Buffer }[]>`
    select address_sealed from orders where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}`
  return row ? { addressSealed: row.address_sealed } : null
}

/** What an order still has for its delivery; units that are not sold again are none of it. */
export function listDeliveryTakes(tx: TenantTx, orderId: OrderId): Promise<HeldTake[]> {
  return listHeld(tx, orderId, tx.sql`of_delivery`)
}

/** What an order still has off the shelf, by its lines. */
export function listShelved(tx: TenantTx, orderId: OrderId): Promise<HeldTake[]> {
  return listHeld(tx, orderId, tx.sql`kind = 'stock' and line_id is not null and not of_delivery`)
}

type Fragment = ReturnType<TenantTx['sql']>

async function listHeld(tx: TenantTx, orderId: OrderId, which: Fragment): Promise<HeldTake[]> {
  const rows = await tx.sql<
    { id: string; kind: string; quota_id: string; units: number; line_id: string | null }[]
  >`
    select id, kind, quota_id, (units - released - written_off)::int as units, line_id from quota_takes
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and state <> 'released' and released + written_off < units
       and ${which}
     order by kind, quota_id, created_at, id limit ${TAKES_READ}`
  return rows.map(({ id, kind, quota_id: quotaId, units, line_id: lineId }) => ({
    ...{ kind, quotaId, units },
    id: idOf('tak', id),
    lineId: lineId === null ? null : idOf('lin', lineId),
  }))
}

/** Says of a take what it was for, and where it stands in the lock order. */
export async function markTake(
  tx: TenantTx,
  takeId: Id<'tak'>,
  { rank, isOfDelivery }: { readonly rank: number; readonly isOfDelivery: boolean },
): Promise<void> {
  await tx.sql`
    update quota_takes set of_delivery = ${isOfDelivery}, rank = ${rank}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(takeId)}`
}

/** Units of a line that were given back because another take of the order stands for them. */
export async function markMoved(tx: TenantTx, takeId: Id<'tak'>, units: number): Promise<void> {
  await tx.sql`
    update quota_takes set moved = moved + ${units}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(takeId)}`
}

/** What was agreed anew, and who it is for. The order is held. */
export async function writeDelivery(
  tx: TenantTx,
  orderId: OrderId,
  to: {
    readonly method: string
    readonly frozen: object
    readonly words: Words
    readonly addressSealed: Buffer
    readonly regionCode: string
    readonly addressHash: Buffer | null
    readonly phoneHash: Buffer | null
    readonly phoneLast4Hash: Buffer | null
    readonly contactMasked: string
  },
): Promise<void> {
  await tx.sql`
    update orders
       set delivery = ${to.method}, delivery_frozen = ${JSON.stringify(to.frozen)}::text::jsonb,
           delivery_words = ${JSON.stringify(to.words)}::text::jsonb, address_sealed = ${to.addressSealed},
           region_code = ${to.regionCode}, address_hash = ${to.addressHash}, phone_hash = ${to.phoneHash},
           phone_last4_hash = ${to.phoneLast4Hash}, contact_masked = ${to.contactMasked}, ready_at = null
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}`
}
