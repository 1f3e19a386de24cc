import { type Id, idOf, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'

export interface Proposal {
  readonly id: Id<'plg'>
  readonly reason: string
  /** Sent instead, at the shop's expense. */
  readonly mayExpress: boolean
}

/** False when the shopper is being asked already. */
export async function insertProposal(
  tx: TenantTx,
  one: Proposal & { readonly pickupId: Id<'plg'>; readonly at: Date },
): Promise<boolean> {
  const rows = await tx.sql`
    insert into self_pickup_proposals (tenant_id, id, pickup_id, reason, may_express, at)
    values (${tx.tenantId}, ${uuidOf(one.id)}, ${uuidOf(one.pickupId)}, ${one.reason}, ${one.mayExpress}, ${one.at})
    on conflict do nothing returning id`
  return rows.length === 1
}

export async function findProposal(tx: TenantTx, pickupId: Id<'plg'>): Promise<Proposal | null> {
  const [row] = await tx.sql<{ id: string; reason: string; may_express: boolean }[]>`
    select id, reason, may_express from self_pickup_proposals
     where tenant_id = ${tx.tenantId} and pickup_id = ${uuidOf(pickupId)} and state = 'open'`
  return row ? { id: idOf('plg', row.id), reason: row.reason, mayExpress: row.may_express } : null
}

/** Ends what the shopper was asked, however it was answered. */
export async function answerProposal(
  tx: TenantTx,
  pickupId: Id<'plg'>,
  { state, at }: { readonly state: 'taken' | 'declined' | 'withdrawn'; readonly at: Date },
): Promise<boolean> {
  const rows = await tx.sql`
    update self_pickup_proposals set state = ${state}, answered_at = ${at}
     where tenant_id = ${tx.tenantId} and pickup_id = ${uuidOf(pickupId)} and state = 'open' returning id`
  return rows.length === 1
}

/** What shoppers answered to the last question, by pickup. */
export async function listAnswers(
  tx: TenantTx,
  pickupIds: readonly Id<'plg'>[],
): Promise<ReadonlyMap<string, 'open' | 'taken' | 'declined' | 'withdrawn'>> {
  const rows = await tx.sql<{ pickup_id: string; state: 'open' | 'taken' | 'declined' | 'withdrawn' }[]>`
    select distinct on (pickup_id) pickup_id, state from self_pickup_proposals
     where tenant_id = ${tx.tenantId} and pickup_id = any(${pickupIds.map(uuidOf)}::uuid[])
     order by pickup_id, at desc limit 200`
  return new Map(rows.map((row) => [idOf('plg', row.pickup_id), row.state]))
}
