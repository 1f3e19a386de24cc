import { type Database, readTenant, type Sql, type TenantTx } from '@mamapu/db'
import { type Id, idOf, must, type OrderId, type StoreId, uuidOf } from '@mamapu/kernel'
import type { Due } from '../events/index.js'
import type { EventState, TrackEvent, TrackState } from './track.types.js'

/** What is asked of a provider about one parcel. */
export interface TrackRow {
  readonly shipmentId: Id<'shp'>
  readonly orderId: OrderId
  readonly provider: string
  readonly carrier: string
  readonly number: string
  readonly state: TrackState
  readonly isSubscribed: boolean
  readonly attempts: number
  readonly createdAt: Date
}

interface RawTrack {
  shipment_id: string
  order_id: string
  provider: string
  carrier: string
  number: string
  state: TrackState
  is_subscribed: boolean
  attempts: number
  created_at: Date
}

const toTrack = (row: RawTrack): TrackRow => ({
  shipmentId: idOf('shp', row.shipment_id),
  orderId: idOf('ord', row.order_id),
  provider: row.provider,
  carrier: row.carrier,
  number: row.number,
  state: row.state,
  isSubscribed: row.is_subscribed,
  attempts: row.attempts,
  createdAt: row.created_at,
})

/** Begins to follow a parcel; one that is followed stays as it is. */
export async function insertTrack(
  tx: TenantTx,
  track: Pick<TrackRow, 'shipmentId' | 'orderId' | 'provider' | 'carrier' | 'number'> & { readonly at: Date },
): Promise<void> {
  await tx.sql`
    insert into parcel_tracks (tenant_id, shipment_id, order_id, provider, carrier, number, next_try_at, changed_at, created_at)
    values (${tx.tenantId}, ${uuidOf(track.shipmentId)}, ${uuidOf(track.orderId)}, ${track.provider}, ${track.carrier},
            ${track.number}, ${track.at}, ${track.at}, ${track.at})
    on conflict (tenant_id, shipment_id) do nothing`
}

export async function findTrack(tx: TenantTx, shipmentId: Id<'shp'>): Promise<TrackRow | null> {
  const [row] = await tx.sql<RawTrack[]>`
    select shipment_id, order_id, provider, carrier, number, state, is_subscribed, attempts, created_at
      from parcel_tracks where tenant_id = ${tx.tenantId} and shipment_id = ${uuidOf(shipmentId)}`
  return row ? toTrack(row) : null
}

/** Follows the parcel by another carrier and number; what was told of the old ones counts no more. */
export async function renumberTrack(
  tx: TenantTx,
  { shipmentId, carrier, number, at }: Pick<TrackRow, 'shipmentId' | 'carrier' | 'number'> & { at: Date },
): Promise<void> {
  await tx.sql`
    update parcel_tracks set carrier = ${carrier}, number = ${number}, state = 'waiting', is_subscribed = false, attempts = 0,
           next_try_at = ${at}, changed_at = ${at}
     where tenant_id = ${tx.tenantId} and shipment_id = ${uuidOf(shipmentId)}`
}

/** A parcel that was taken back is asked about no more. */
export async function endTrack(tx: TenantTx, shipmentId: Id<'shp'>, at: Date): Promise<void> {
  await tx.sql`
    update parcel_tracks set state = 'ended', next_try_at = null, changed_at = ${at}
     where tenant_id = ${tx.tenantId} and shipment_id = ${uuidOf(shipmentId)}`
}

/** What came of asking, of the number that was asked about; nothing when it has another by now. */
export async function noteAsked(
  tx: TenantTx,
  track: Pick<TrackRow, 'shipmentId' | 'number'>,
  asked: { readonly isSubscribed: boolean; readonly attempts: number; readonly nextTryAt: Date | null },
): Promise<void> {
  await tx.sql`
    update parcel_tracks set is_subscribed = ${asked.isSubscribed}, attempts = ${asked.attempts}, next_try_at = ${asked.nextTryAt}
     where tenant_id = ${tx.tenantId} and shipment_id = ${uuidOf(track.shipmentId)} and number = ${track.number}
       and state <> 'ended'`
}

export async function setTrackState(
  tx: TenantTx,
  shipmentId: Id<'shp'>,
  { state, at }: { readonly state: TrackState; readonly at: Date },
): Promise<void> {
  await tx.sql`
    update parcel_tracks set state = ${state}, changed_at = ${at},
           next_try_at = case when ${state} = 'delivered' then null else next_try_at end
     where tenant_id = ${tx.tenantId} and shipment_id = ${uuidOf(shipmentId)}`
}

/** Writes what was not known yet, as long as there is room. How many were new. */
export async function insertEvents(
  tx: TenantTx,
  { shipmentId, provider, number }: Pick<TrackRow, 'shipmentId' | 'provider' | 'number'>,
  { events, most, at }: { readonly events: readonly TrackEvent[]; readonly most: number; readonly at: Date },
): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*) from shipment_events where tenant_id = ${tx.tenantId} and shipment_id = ${uuidOf(shipmentId)}`
  let written = 0
  for (const event of events.slice(0, Math.max(0, most - (row?.count ?? 0)))) {
    const inserted = await tx.sql`
      insert into shipment_events (tenant_id, shipment_id, provider, event_id, number, state, place, words, happened_at, heard_at)
      values (${tx.tenantId}, ${uuidOf(shipmentId)}, ${provider}, ${event.eventId}, ${number}, ${event.state}, ${event.place},
              ${event.words}, ${event.at}, ${at})
      on conflict (tenant_id, provider, event_id) do nothing`
    written += inserted.count
  }
  return written
}

interface RawEvent {
  shipment_id: string
  event_id: string
  state: EventState
  place: string
  words: string
  happened_at: Date
}

const toEvent = (row: RawEvent): TrackEvent => ({
  eventId: row.event_id,
  state: row.state,
  place: row.place,
  words: row.words,
  at: row.happened_at,
})

/** What is known of a parcel by the number it has. */
export async function listEvents(
  tx: TenantTx,
  { shipmentId, number }: Pick<TrackRow, 'shipmentId' | 'number'>,
): Promise<TrackEvent[]> {
  const rows = await tx.sql<RawEvent[]>`
    select shipment_id, event_id, state, place, words, happened_at from shipment_events
     where tenant_id = ${tx.tenantId} and shipment_id = ${uuidOf(shipmentId)} and number = ${number}
     order by happened_at limit 200`
  return rows.map(toEvent)
}

/** Whether every parcel of an order that was not taken back was delivered. */
export async function areAllDelivered(tx: TenantTx, orderId: OrderId): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from shipments s
      left join parcel_tracks k on k.tenant_id = ${tx.tenantId} and k.shipment_id = s.id
     where s.tenant_id = ${tx.tenantId} and s.order_id = ${uuidOf(orderId)} and s.voided_at is null and s.kind = 'parcel'
       and k.state is distinct from 'delivered' limit 1`
  return rows.length === 0
}

/** A parcel that is followed, with what is known of it, the latest first. */
export interface ParcelTrack {
  readonly shipmentId: Id<'shp'>
  readonly provider: string
  readonly carrier: string
  readonly number: string
  readonly state: TrackState
  readonly events: readonly TrackEvent[]
}

/** Where the parcels of an order are, in one flush; those nobody follows are missing. */
export async function readTracks(
  db: Database,
  storeId: StoreId,
  orderId: OrderId,
): Promise<readonly ParcelTrack[]> {
  const id = uuidOf(orderId)
  const [tracks, events] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<RawTrack[]>`
      select shipment_id, order_id, provider, carrier, number, state, is_subscribed, attempts, created_at
        from parcel_tracks where tenant_id = ${tenantId} and order_id = ${id} and state <> 'ended' order by created_at, shipment_id
       limit 200`,
    sql<(RawEvent & { number: string })[]>`
      select e.shipment_id, e.event_id, e.state, e.place, e.words, e.happened_at, e.number
        from shipments s join shipment_events e on e.tenant_id = ${tenantId} and e.shipment_id = s.id
       where s.tenant_id = ${tenantId} and s.order_id = ${id} order by e.happened_at desc, e.event_id desc limit 1000`,
  ])
  return tracks.map(toTrack).map(({ shipmentId, provider, carrier, number, state }) => ({
    shipmentId,
    provider,
    carrier,
    number,
    state,
    events: events
      .filter((row) => idOf('shp', row.shipment_id) === shipmentId && row.number === number)
      .map(toEvent),
  }))
}

/** Parcels that are to be subscribed or asked about now. */
export async function findTracksDue(sweep: Sql, at: Date, limit: number): Promise<Due[]> {
  const rows = await sweep<{ tenant_id: string; shipment_id: string }[]>`
    select tenant_id, shipment_id from parcel_tracks where next_try_at <= ${at} order by next_try_at limit ${limit}`
  return rows.map((row) => ({ storeId: idOf('sto', row.tenant_id), id: idOf('shp', row.shipment_id) }))
}

/** What the shop is called in its address. */
export async function slugOf(tx: TenantTx): Promise<string> {
  const [row] = await tx.sql<{ slug: string }[]>`select slug from stores where id = ${tx.tenantId}`
  return must(row, 'a shop has a slug').slug
}
