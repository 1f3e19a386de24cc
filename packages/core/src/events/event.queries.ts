import { type Database, readTenant, type Sql, type TenantTx } from '@mamapu/db'
import { type Id, idOf, type StoreId, uuidOf } from '@mamapu/kernel'
import type { EventName, StoreEvent } from './event.types.js'

/** An event that has to be delivered, as the role sweep sees it. */
export interface UndeliveredEvent {
  readonly storeId: StoreId
  readonly eventId: Id<'evt'>
}

export async function insertEvent(tx: TenantTx, event: StoreEvent): Promise<void> {
  await tx.sql`
    insert into outbox (tenant_id, id, name, payload, at)
    values (${tx.tenantId}, ${uuidOf(event.id)}, ${event.name}, ${JSON.stringify(event.payload)}::text::jsonb, ${event.at})`
}

/** Events nobody has sent yet, oldest first, across shops. */
export async function listWaiting(sweep: Sql, limit: number): Promise<readonly UndeliveredEvent[]> {
  const rows = await sweep<{ tenant_id: string; id: string }[]>`
    select tenant_id, id from outbox where state = 'waiting' order by at, id limit ${limit}`
  return rows.map(undelivered)
}

/** Events sent before an instant and not done since: their job was lost, or is parked. */
export async function listOverdue(
  sweep: Sql,
  sentBefore: Date,
  limit: number,
): Promise<readonly UndeliveredEvent[]> {
  const rows = await sweep<{ tenant_id: string; id: string }[]>`
    select tenant_id, id from outbox where state = 'sent' and sent_at <= ${sentBefore}
     order by sent_at limit ${limit}`
  return rows.map(undelivered)
}

function undelivered(row: { tenant_id: string; id: string }): UndeliveredEvent {
  return { storeId: idOf('sto', row.tenant_id), eventId: idOf('evt', row.id) }
}

/** Notes that these were sent; one that has been done in the meantime stays done. */
export async function markSent(tx: TenantTx, eventIds: readonly Id<'evt'>[], at: Date): Promise<void> {
  await tx.sql`
    update outbox set state = 'sent', sent_at = ${at}
     where tenant_id = ${tx.tenantId} and id = any(${eventIds.map(uuidOf)}::uuid[]) and state <> 'done'`
}

/** Events of one shop that nobody has sent yet, oldest first. */
export async function listWaitingOf(
  db: Database,
  storeId: StoreId,
  limit: number,
): Promise<readonly { id: Id<'evt'>; name: EventName; at: Date }[]> {
  const [rows] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<{ id: string; name: EventName; at: Date }[]>`
      select id, name, at from outbox
       where tenant_id = ${tenantId} and state = 'waiting' order by at, id limit ${limit}`,
  ])
  return rows.map(({ id, name, at }) => ({ id: idOf('evt', id), name, at }))
}

/** Notes that nothing is left to do for these. */
export async function markAllDone(tx: TenantTx, eventIds: readonly Id<'evt'>[]): Promise<void> {
  await tx.sql`
    update outbox set state = 'done'
     where tenant_id = ${tx.tenantId} and id = any(${eventIds.map(uuidOf)}::uuid[]) and state <> 'done'`
}

export async function markDone(tx: TenantTx, eventId: Id<'evt'>): Promise<void> {
  await tx.sql`
    update outbox set state = 'done'
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(eventId)} and state <> 'done'`
}

/** The event and who has handled it; null when it does not exist (any more) or is done. */
export async function findOpenEvent(
  db: Database,
  storeId: StoreId,
  eventId: Id<'evt'>,
): Promise<{ event: StoreEvent; handledBy: ReadonlySet<string> } | null> {
  const [events, effects] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<{ name: EventName; payload: object; at: Date }[]>`
      select name, payload, at from outbox
       where tenant_id = ${tenantId} and id = ${uuidOf(eventId)} and state <> 'done'`,
    sql<{ handler: string }[]>`
      select handler from event_effects where tenant_id = ${tenantId} and event_id = ${uuidOf(eventId)}`,
  ])
  const row = events[0]
  if (!row) return null
  return {
    event: { id: eventId, name: row.name, payload: row.payload, at: row.at } as StoreEvent,
    handledBy: new Set(effects.map((effect) => effect.handler)),
  }
}

/** True for the one transaction that may handle the event; a twin waits for it and then gets false. */
export async function claimEffect(
  tx: TenantTx,
  eventId: Id<'evt'>,
  handler: string,
  at: Date,
): Promise<boolean> {
  const rows = await tx.sql`
    insert into event_effects (tenant_id, event_id, handler, at)
    values (${tx.tenantId}, ${uuidOf(eventId)}, ${handler}, ${at})
    on conflict do nothing returning handler`
  return rows.length === 1
}

/** Deletes done events made before `olderThan` (an id made at that instant) together with their effects. */
export async function deleteDoneEvents(tx: TenantTx, olderThan: Id<'evt'>, limit: number): Promise<number> {
  const [row] = await tx.sql<{ deleted: number }[]>`
    with gone as (
      delete from outbox where tenant_id = ${tx.tenantId} and id in (
        select id from outbox
         where tenant_id = ${tx.tenantId} and id < ${uuidOf(olderThan)} and state = 'done' order by id limit ${limit})
      returning id),
    effects as (
      delete from event_effects where tenant_id = ${tx.tenantId} and event_id in (select id from gone))
    select count(*)::int as deleted from gone`
  return row?.deleted ?? 0
}

/** The stores after one, in the order of their ids. */
export async function listStoresAfter(
  sql: Sql,
  after: StoreId | null,
  limit: number,
): Promise<readonly StoreId[]> {
  const rows = await sql<{ id: string }[]>`
    select id from stores where id > ${after ? uuidOf(after) : '00000000000000000000000000000000'}
     order by id limit ${limit}`
  return rows.map((row) => idOf('sto', row.id))
}
