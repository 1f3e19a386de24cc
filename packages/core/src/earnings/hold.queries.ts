import type { TenantTx } from '@mamapu/db'
import { type CustomerId, idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import type { EarningState, HoldReason } from '@mamapu/plugin-sdk'
import type { Earning, EarningId, Hold, HoldId } from './earning.types.js'

export interface RawHold {
  id: string
  earning_id: string | null
  payee_id: string | null
  reason: HoldReason
  note: string
  opened_by: string
  opened_at: Date
  decision: 'allowed' | 'refused' | null
  closing_note: string
  closed_by: string | null
  closed_at: Date | null
}

export const toHold = (row: RawHold): Hold => ({
  id: idOf('hld', row.id),
  earningId: row.earning_id === null ? null : idOf('ern', row.earning_id),
  payeeId: row.payee_id === null ? null : idOf('cus', row.payee_id),
  reason: row.reason,
  note: row.note,
  openedBy: row.opened_by,
  openedAt: row.opened_at,
  decision: row.decision,
  closingNote: row.closing_note,
  closedBy: row.closed_by,
  closedAt: row.closed_at,
})

export interface NewHold {
  readonly id: HoldId
  readonly earningId: EarningId | null
  readonly payeeId: CustomerId | null
  readonly reason: HoldReason
  readonly source: string
  readonly note: string
  readonly by: string
  readonly at: Date
}

/** False when the same is held already. */
export async function insertHold(tx: TenantTx, hold: NewHold): Promise<boolean> {
  const rows = await tx.sql`
    insert into earning_holds (tenant_id, id, earning_id, payee_id, reason, source, note, opened_by, opened_at)
    values (${tx.tenantId}, ${uuidOf(hold.id)}, ${hold.earningId && uuidOf(hold.earningId)},
            ${hold.payeeId && uuidOf(hold.payeeId)}, ${hold.reason}, ${hold.source}, ${hold.note}, ${hold.by}, ${hold.at})
    on conflict do nothing returning id`
  return rows.length === 1
}

export interface Closing {
  readonly decision: 'allowed' | 'refused'
  readonly note: string
  readonly by: string
  readonly at: Date
}

/** Ends an open hold; null when there is none. */
export async function endHold(tx: TenantTx, holdId: HoldId, closing: Closing): Promise<Hold | null> {
  const [row] = await tx.sql<RawHold[]>`
    update earning_holds set decision = ${closing.decision}, closing_note = ${closing.note}, closed_by = ${closing.by},
           closed_at = ${closing.at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(holdId)} and closed_at is null
    returning id, earning_id, payee_id, reason, note, opened_by, opened_at, decision, closing_note, closed_by, closed_at`
  return row ? toHold(row) : null
}

/** Ends every hold that is still open on an earning. */
export async function endHoldsOf(tx: TenantTx, earningId: EarningId, closing: Closing): Promise<void> {
  await tx.sql`
    update earning_holds set decision = ${closing.decision}, closing_note = ${closing.note}, closed_by = ${closing.by},
           closed_at = ${closing.at}
     where tenant_id = ${tx.tenantId} and earning_id = ${uuidOf(earningId)} and closed_at is null`
}

/** The open hold of an earning for a reason and its source. */
export async function findOpenHold(
  tx: TenantTx,
  { earningId, reason, source }: { earningId: EarningId; reason: HoldReason; source: string },
): Promise<HoldId | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from earning_holds
     where tenant_id = ${tx.tenantId} and earning_id = ${uuidOf(earningId)} and reason = ${reason} and source = ${source}
       and closed_at is null`
  return row ? idOf('hld', row.id) : null
}

/** The open pause of a payee by one source; by any when none is named. */
export async function findPause(
  tx: TenantTx,
  payeeId: CustomerId,
  source: string | null = null,
): Promise<HoldId | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from earning_holds
     where tenant_id = ${tx.tenantId} and payee_id = ${uuidOf(payeeId)} and closed_at is null
       and (${source}::text is null or source = ${source})
     limit 1`
  return row ? idOf('hld', row.id) : null
}

/** Whether anything holds an earning or its payee. */
export async function isHeld(
  tx: TenantTx,
  { id, payeeId }: Pick<Earning, 'id' | 'payeeId'>,
): Promise<boolean> {
  const [row] = await tx.sql<{ held: boolean }[]>`
    select exists (select from earning_holds where tenant_id = ${tx.tenantId} and earning_id = ${uuidOf(id)} and closed_at is null)
        or exists (select from earning_holds where tenant_id = ${tx.tenantId} and payee_id = ${uuidOf(payeeId)} and closed_at is null)
           as held`
  return (row as { held: boolean }).held
}

/** What the job put away because something held it is looked at again. Waits for a batch that has it in hand. */
export async function wakeEarning(tx: TenantTx, earningId: EarningId): Promise<void> {
  await tx.sql`
    update earnings set wake_at = due_at
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(earningId)} and state = 'frozen'`
}

/** As `wakeEarning`, everything of a payee; in the order of ids, so that two who do so never wait in a circle. */
export async function wakePayee(tx: TenantTx, payeeId: CustomerId): Promise<void> {
  await tx.sql`
    with held as (
      select id from earnings where tenant_id = ${tx.tenantId} and payee_id = ${uuidOf(payeeId)} and state = 'frozen'
       order by id for update)
    update earnings e set wake_at = due_at from held
     where e.tenant_id = ${tx.tenantId} and e.id = held.id`
}

/** Holds the earnings of one line until the transaction ends. */
export async function lockLineEarnings(
  tx: TenantTx,
  orderId: OrderId,
  lineId: string,
): Promise<readonly EarningId[]> {
  const rows = await tx.sql<{ id: string }[]>`
    select id from earnings
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and line_id = ${lineId}
     order by payee_id, id for update`
  return rows.map(({ id }) => idOf('ern', id))
}

/** Holds one earning until the transaction ends and says where it stands; null when there is none. */
export async function lockEarning(tx: TenantTx, earningId: EarningId): Promise<EarningState | null> {
  const [row] = await tx.sql<{ state: EarningState }[]>`
    select state from earnings where tenant_id = ${tx.tenantId} and id = ${uuidOf(earningId)} for update`
  return row?.state ?? null
}

/** Every hold an earning ever had, and the open ones of its payee, the latest first. */
export async function selectHoldsOf(
  tx: TenantTx,
  { id, payee }: { readonly id: EarningId; readonly payee: CustomerId },
): Promise<readonly Hold[]> {
  const rows = await tx.sql<RawHold[]>`
    select id, earning_id, payee_id, reason, note, opened_by, opened_at, decision, closing_note, closed_by, closed_at
      from earning_holds
     where tenant_id = ${tx.tenantId}
       and (earning_id = ${uuidOf(id)} or (payee_id = ${uuidOf(payee)} and closed_at is null))
     order by opened_at desc, id desc limit 50`
  return rows.map(toHold)
}

/** Holds that wait for a decision, the latest first, after the one named, with whose money they keep. */
export async function selectOpenHolds(
  tx: TenantTx,
  { after, limit }: { readonly after: HoldId | null; readonly limit: number },
): Promise<readonly (Hold & { readonly payee: CustomerId })[]> {
  const { sql, tenantId } = tx
  const rows = await sql<(RawHold & { payee: string })[]>`
    select h.id, h.earning_id, h.payee_id, h.reason, h.note, h.opened_by, h.opened_at, h.decision, h.closing_note, h.closed_by,
           h.closed_at, coalesce(h.payee_id, e.payee_id) as payee
      from earning_holds h
      left join earnings e on e.tenant_id = ${tenantId} and e.id = h.earning_id
     where h.tenant_id = ${tenantId} and h.closed_at is null
       and (h.payee_id is not null or e.state in ('promised', 'estimated', 'frozen'))
       ${
         after
           ? sql`and (h.opened_at, h.id) < (select a.opened_at, a.id from earning_holds a
               where a.tenant_id = ${tenantId} and a.id = ${uuidOf(after)})`
           : sql``
       }
     order by h.opened_at desc, h.id desc limit ${limit}`
  return rows.map((row) => ({ ...toHold(row), payee: idOf('cus', row.payee) }))
}

/** Whose money a hold keeps, open or decided; null when there is no such hold. */
export async function findHeldPayee(tx: TenantTx, holdId: HoldId): Promise<CustomerId | null> {
  const { sql, tenantId } = tx
  const [row] = await sql<{ payee: string }[]>`
    select coalesce(h.payee_id, e.payee_id) as payee
      from earning_holds h
      left join earnings e on e.tenant_id = ${tenantId} and e.id = h.earning_id
     where h.tenant_id = ${tenantId} and h.id = ${uuidOf(holdId)}`
  return row ? idOf('cus', row.payee) : null
}

/** How a hold was decided; null while it is open, and for one there never was. */
export async function findDecision(tx: TenantTx, holdId: HoldId): Promise<Closing['decision'] | null> {
  const [row] = await tx.sql<{ decision: Closing['decision'] | null }[]>`
    select decision from earning_holds where tenant_id = ${tx.tenantId} and id = ${uuidOf(holdId)}`
  return row?.decision ?? null
}

/** An open hold as it stands. */
export async function findHold(tx: TenantTx, holdId: HoldId): Promise<Hold | null> {
  const [row] = await tx.sql<RawHold[]>`
    select id, earning_id, payee_id, reason, note, opened_by, opened_at, decision, closing_note, closed_by, closed_at
      from earning_holds where tenant_id = ${tx.tenantId} and id = ${uuidOf(holdId)} and closed_at is null`
  return row ? toHold(row) : null
}
