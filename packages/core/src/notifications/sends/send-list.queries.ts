import type { TenantTx } from '@mamapu/db'
import { type CustomerId, type Id, idOf, uuidOf } from '@mamapu/kernel'
import type { Category, OutboundChannel } from '../channels/channel.types.js'
import type { SendState } from './send.rules.js'

/** One message on one channel, as staff may see it. */
export interface ListedSend {
  readonly id: Id<'snd'>
  readonly channel: OutboundChannel
  readonly provider: string
  readonly event: string
  readonly category: Category
  readonly customerId: CustomerId | null
  readonly addressMasked: string
  readonly state: SendState
  readonly reason: string
  readonly tries: number
  readonly text: string
  readonly createdAt: Date
  readonly dueAt: Date | null
  readonly sentAt: Date | null
  readonly endedAt: Date | null
}

type Row = Omit<ListedSend, 'id' | 'customerId'> & { readonly id: string; readonly customerId: string | null }

/** The latest first, of one state or channel or of all, from before `before` on. */
export async function listSends(
  tx: TenantTx,
  {
    before,
    limit,
    state,
    channel,
  }: {
    readonly before: { readonly at: Date; readonly id: Id<'snd'> } | null
    readonly limit: number
    readonly state: SendState | null
    readonly channel: OutboundChannel | null
  },
): Promise<readonly ListedSend[]> {
  const at = before?.at ?? new Date(253_402_214_400_000)
  const id = before ? uuidOf(before.id) : 'f'.repeat(32)
  const rows = await tx.sql<Row[]>`
    select s.id, s.channel, s.provider, s.event, s.category, s.customer_id as "customerId", s.address_masked as "addressMasked",
           s.state, s.reason, s.tries, coalesce(s.own_text, m.text) as text, s.created_at as "createdAt", s.due_at as "dueAt", s.sent_at as "sentAt",
           s.ended_at as "endedAt"
      from message_sends s
      join messages m on m.tenant_id = ${tx.tenantId} and m.id = s.message_id
     where s.tenant_id = ${tx.tenantId} and (s.created_at, s.id) < (${at}, ${id})
       and (${state}::text is null or s.state = ${state}) and (${channel}::text is null or s.channel = ${channel})
     order by s.created_at desc, s.id desc limit ${limit}`
  return rows.map((row) => ({
    ...row,
    id: idOf('snd', row.id),
    customerId: row.customerId === null ? null : idOf('cus', row.customerId),
  }))
}

/** How many messages came to what since then, by channel. */
export async function countSends(
  tx: TenantTx,
  since: Date,
): Promise<readonly { channel: OutboundChannel; state: SendState; count: number }[]> {
  return tx.sql<{ channel: OutboundChannel; state: SendState; count: number }[]>`
    select channel, state, count(*)::int as count from message_sends
     where tenant_id = ${tx.tenantId} and created_at >= ${since} group by channel, state order by channel, state`
}

/**
 * Begins a new round of one that ended without arriving; false when it has not, was a code, or was asked for too often. Where an address
 * was kept it is still there, else the account has it.
 */
export async function sendAgain(
  tx: TenantTx,
  { id, roundsMax, worthUntil, at }: { id: Id<'snd'>; roundsMax: number; worthUntil: Date; at: Date },
): Promise<boolean> {
  const begun = await tx.sql`
    update message_sends
       set state = 'queued', reason = '', round = round + 1, tries = 0, provider_ref = null, due_at = ${at},
           worth_until = ${worthUntil}, sent_at = null, ended_at = null, counted_on = null
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and category <> 'secret' and round < ${roundsMax}
       and state in ('failed', 'unknown', 'skipped') and (customer_id is not null or sealed is not null)`
  return begun.count === 1
}
