import type { Sql, TenantTx } from '@mamapu/db'
import { type CustomerId, type Id, idOf, type LocalDate, type Locale, uuidOf } from '@mamapu/kernel'
import type { Due } from '../../events/index.js'
import type { Category, OutboundChannel } from '../channels/channel.types.js'
import type { SendState } from './send.rules.js'

export interface HeldSend {
  readonly id: Id<'snd'>
  readonly channel: OutboundChannel
  readonly event: string
  readonly category: Category
  readonly locale: Locale
  readonly customerId: CustomerId | null
  readonly sealed: Buffer | null
  readonly state: SendState
  readonly round: number
  readonly tries: number
  readonly countedOn: LocalDate | null
  readonly worthUntil: Date
  readonly dueAt: Date | null
  /** What it says on this channel. */
  readonly text: string
  /** Of the message. */
  readonly data: Readonly<Record<string, unknown>>
  /** Of the shop. */
  readonly shopName: string
  readonly slug: string
  readonly zone: string
  readonly storeSecret: Buffer
  /** Of the account, sealed; null without one. */
  readonly phoneSealed: Buffer | null
  readonly contactSealed: Buffer | null
  readonly wantsOffers: boolean
}

interface Row extends Omit<HeldSend, 'id' | 'customerId'> {
  readonly id: string
  readonly customerId: string | null
}

/** One message for one channel with everything that decides about it; its row is held until the transaction ends. */
export async function lockSend(tx: TenantTx, id: Id<'snd'>): Promise<HeldSend | null> {
  const [row] = await tx.sql<Row[]>`
    select s.id, s.channel, s.event, s.category, s.locale, s.customer_id as "customerId", s.sealed, s.state, s.round, s.tries,
           s.counted_on::text as "countedOn", s.worth_until as "worthUntil", s.due_at as "dueAt", coalesce(s.own_text, m.text) as text,
           m.data,
           t.name as "shopName", p.slug, p.zone, t.secret as "storeSecret", u.phone_sealed as "phoneSealed",
           case when c.verified_at is not null then c.address_sealed end as "contactSealed",
           coalesce(c.wants_offers, false) as "wantsOffers"
      from message_sends s
      join messages m on m.tenant_id = ${tx.tenantId} and m.id = s.message_id
      join store_settings t on t.tenant_id = ${tx.tenantId}
      join stores p on p.id = ${tx.tenantId}
      left join customers u on u.tenant_id = ${tx.tenantId} and u.id = s.customer_id
      left join message_contacts c
        on c.tenant_id = ${tx.tenantId} and c.customer_id = s.customer_id and c.channel = s.channel
     where s.tenant_id = ${tx.tenantId} and s.id = ${uuidOf(id)}
       for update of s`
  if (!row) return null
  return { ...row, id, customerId: row.customerId === null ? null : idOf('cus', row.customerId) }
}

/** Counts one more offer of that person's day; false, counting nothing, when that day is full. */
export async function countOffer(
  tx: TenantTx,
  { customerId, day, max }: { customerId: CustomerId; day: LocalDate; max: number },
): Promise<boolean> {
  if (max < 1) return false
  const counted = await tx.sql`
    insert into message_days as d (tenant_id, customer_id, day, sent)
    values (${tx.tenantId}, ${uuidOf(customerId)}, ${day}, 1)
    on conflict (tenant_id, customer_id, day) do update set sent = d.sent + 1 where d.sent < ${max}`
  return counted.count === 1
}

/** Gives back what surely did not go out. */
export async function uncountOffer(
  tx: TenantTx,
  { customerId, day }: { customerId: CustomerId; day: LocalDate },
): Promise<void> {
  await tx.sql`
    update message_days set sent = sent - 1
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} and day = ${day} and sent > 0`
}

/** Takes it in hand until `leaseUntil`. The row is held. */
export async function beginSend(
  tx: TenantTx,
  send: {
    readonly id: Id<'snd'>
    readonly provider: string
    readonly addressMasked: string
    readonly countedOn: LocalDate | null
    readonly leaseUntil: Date
  },
): Promise<void> {
  await tx.sql`
    update message_sends
       set state = 'sending', tries = tries + 1, provider = ${send.provider}, address_masked = ${send.addressMasked},
           counted_on = ${send.countedOn}, due_at = ${send.leaseUntil}, reason = ''
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(send.id)}`
}

/** It waits until then. The row is held. */
export async function holdSend(tx: TenantTx, id: Id<'snd'>, until: Date): Promise<void> {
  await tx.sql`
    update message_sends set state = 'held', due_at = ${until}, reason = 'quiet'
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

export interface SendEnd {
  readonly id: Id<'snd'>
  readonly state: 'skipped' | 'failed' | 'unknown'
  readonly reason: string
  /** What was kept sealed is needed no more. */
  readonly isWiped: boolean
  readonly at: Date
}

/** It is over without having gone out, or without anybody knowing. Only from the state it was held in. */
export async function endSend(tx: TenantTx, { id, state, reason, isWiped, at }: SendEnd): Promise<void> {
  await tx.sql`
    update message_sends
       set state = ${state}, reason = ${reason.slice(0, 60)}, due_at = null, ended_at = ${at},
           sealed = case when ${isWiped} then null else sealed end
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and state in ('queued', 'held', 'sending')`
}

/** The provider has it. What was delivered meanwhile stays so. */
export async function writeSent(
  tx: TenantTx,
  { id, tries, ref, at }: { id: Id<'snd'>; tries: number; ref: string; at: Date },
): Promise<void> {
  await tx.sql`
    update message_sends set state = 'sent', provider_ref = ${ref.slice(0, 200)}, sent_at = ${at}, due_at = null, sealed = null
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and state = 'sending' and tries = ${tries}`
}

/** It is tried again then. */
export async function writeAgain(
  tx: TenantTx,
  { id, tries, reason, dueAt }: { id: Id<'snd'>; tries: number; reason: string; dueAt: Date },
): Promise<void> {
  await tx.sql`
    update message_sends set state = 'queued', reason = ${reason.slice(0, 60)}, due_at = ${dueAt}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and state = 'sending' and tries = ${tries}`
}

/**
 * What a provider says of a message it was handed: delivered is the last word, failed stands until then. False when there is no
 * such message of that provider, or it is known there by another name.
 */
export async function writeDelivery(
  tx: TenantTx,
  notice: {
    readonly id: Id<'snd'>
    readonly round: number
    readonly channel: string
    readonly provider: string
    readonly ref: string
    readonly state: 'delivered' | 'failed'
    readonly reason: string
    readonly at: Date
  },
): Promise<boolean> {
  const isDelivered = notice.state === 'delivered'
  const reason = isDelivered ? '' : notice.reason.slice(0, 60) || 'undelivered'
  const known = await tx.sql`
    update message_sends
       set state = case when state = 'delivered' or (state = 'failed' and ${!isDelivered}) then state else ${notice.state} end,
           reason = case when state = 'delivered' then reason else ${reason} end,
           provider_ref = coalesce(provider_ref, ${notice.ref}), sent_at = coalesce(sent_at, ${notice.at}),
           ended_at = coalesce(ended_at, ${notice.at}), due_at = null, sealed = null
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(notice.id)} and round = ${notice.round}
       and channel = ${notice.channel} and provider = ${notice.provider}
       and coalesce(provider_ref, ${notice.ref}) = ${notice.ref}
       and (state in ('sending', 'sent', 'unknown', 'delivered', 'failed') or (state = 'queued' and tries > 0))`
  return known.count === 1
}

/** Messages a job has to look at. */
export async function findSendsDue(sweep: Sql, at: Date, limit: number): Promise<Due[]> {
  const rows = await sweep<{ tenant_id: string; id: string }[]>`
    select tenant_id, id from message_sends where due_at <= ${at} order by due_at limit ${limit}`
  return rows.map((row) => ({ storeId: idOf('sto', row.tenant_id), id: idOf('snd', row.id) }))
}
