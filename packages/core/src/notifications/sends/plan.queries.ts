import type { TenantTx } from '@mamapu/db'
import { type CustomerId, type Id, type Locale, uuidOf } from '@mamapu/kernel'
import type { Category, OutboundChannel } from '../channels/channel.types.js'

/** What decides where a message goes and in whose words: the settings' row and the merchant's own wordings, if any. */
export async function readPlan(
  tx: TenantTx,
  { event, locale }: { event: string; locale: Locale },
): Promise<{
  readonly row: { readonly settings: Record<string, unknown>; readonly version: number } | null
  readonly ownText: string | null
  /** Of text messages alone. */
  readonly ownSms: string | null
}> {
  const [row] = await tx.sql<
    {
      settings: Record<string, unknown> | null
      version: number | null
      text: string | null
      sms: string | null
    }[]
  >`
    select m.settings, m.version, t.text, s.text as sms from (values (1)) one(n)
      left join versioned_settings m on m.tenant_id = ${tx.tenantId} and m.part = 'messages'
      left join message_texts t on t.tenant_id = ${tx.tenantId} and t.event = ${event} and t.locale = ${locale}
                                and t.channel = ''
      left join message_texts s on s.tenant_id = ${tx.tenantId} and s.event = ${event} and s.locale = ${locale}
                                and s.channel = 'sms'`
  const settings = row?.settings ?? null
  return {
    row: settings && { settings, version: row?.version ?? 0 },
    ownText: row?.text ?? null,
    ownSms: row?.sms ?? null,
  }
}

/** On which channels a customer can be reached, and where she asked for offers. */
export async function readReach(
  tx: TenantTx,
  customerId: CustomerId,
): Promise<readonly { channel: OutboundChannel; isReachable: boolean; wantsOffers: boolean }[]> {
  const rows = await tx.sql<
    { channel: OutboundChannel; has_address: boolean; wants_offers: boolean; has_phone: boolean }[]
  >`
    select k.channel, c.verified_at is not null as has_address, coalesce(c.wants_offers, false) as wants_offers,
           u.phone_sealed is not null as has_phone
      from (values ('sms'), ('email'), ('wechat')) k(channel)
      join customers u on u.tenant_id = ${tx.tenantId} and u.id = ${uuidOf(customerId)}
      left join message_contacts c
        on c.tenant_id = ${tx.tenantId} and c.customer_id = ${uuidOf(customerId)} and c.channel = k.channel`
  return rows.map(({ channel, has_address, has_phone, wants_offers }) => ({
    channel,
    isReachable: channel === 'sms' ? has_phone : has_address,
    wantsOffers: wants_offers,
  }))
}

export interface NewSend {
  readonly id: Id<'snd'>
  readonly messageId: Id<'msg'>
  readonly channel: OutboundChannel
  readonly provider: string
  readonly event: string
  readonly category: Category
  readonly locale: Locale
  readonly customerId: CustomerId | null
  readonly sealed: Buffer | null
  /** What it says there, where that is not what the message says. */
  readonly ownText: string | null
  readonly addressMasked: string
  /** Why it is not sent at all; null when it is. */
  readonly skipped: string | null
  readonly worthUntil: Date
  readonly at: Date
}

/** Writes down one message for one channel; it is tried from `at` on. */
export async function insertSend(tx: TenantTx, send: NewSend): Promise<void> {
  const { skipped, at } = send
  await tx.sql`
    insert into message_sends (tenant_id, id, message_id, channel, provider, event, category, locale, customer_id, sealed,
                               own_text, address_masked, state, reason, worth_until, due_at, created_at, ended_at)
    values (${tx.tenantId}, ${uuidOf(send.id)}, ${uuidOf(send.messageId)}, ${send.channel}, ${send.provider}, ${send.event},
            ${send.category}, ${send.locale}, ${send.customerId && uuidOf(send.customerId)}, ${send.sealed},
            ${send.ownText}, ${send.addressMasked}, ${skipped === null ? 'queued' : 'skipped'}, ${skipped ?? ''}, ${send.worthUntil},
            ${skipped === null ? at : null}, ${at}, ${skipped === null ? null : at})`
}
