import type { TenantTx } from '@mamapu/db'
import { type CustomerId, uuidOf } from '@mamapu/kernel'
import type { OutboundChannel } from '../channels/channel.types.js'

export interface Contact {
  readonly channel: OutboundChannel
  readonly addressMasked: string
  readonly isVerified: boolean
  readonly wantsOffers: boolean
  readonly pendingSealed: Buffer | null
}

/** How a customer is reached beside her phone, by channel; what she never touched is missing. */
export async function listContacts(tx: TenantTx, customerId: CustomerId): Promise<readonly Contact[]> {
  return tx.sql<Contact[]>`
    select channel, address_masked as "addressMasked", verified_at is not null as "isVerified",
           wants_offers as "wantsOffers", pending_sealed as "pendingSealed"
      from message_contacts
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)}`
}

/** The phone of the account, sealed; null without one. */
export async function findAccountPhone(tx: TenantTx, customerId: CustomerId): Promise<Buffer | null> {
  const [row] = await tx.sql<{ sealed: Buffer | null }[]>`
    select phone_sealed as sealed from customers where tenant_id = ${tx.tenantId} and id = ${uuidOf(customerId)}`
  return row?.sealed ?? null
}

/** Notes her yes or no to offers on a channel, how she said it and when; false without such a customer. */
export async function writeOffers(
  tx: TenantTx,
  wish: {
    readonly customerId: CustomerId
    readonly channel: OutboundChannel
    readonly wants: boolean
    readonly by: string
    readonly at: Date
  },
): Promise<void> {
  const { customerId, channel, wants, by, at } = wish
  await tx.sql`
    insert into message_contacts as c (tenant_id, customer_id, channel, wants_offers, offers_by, offers_at)
    values (${tx.tenantId}, ${uuidOf(customerId)}, ${channel}, ${wants}, ${by}, ${at})
    on conflict (tenant_id, customer_id, channel) do update
      set wants_offers = excluded.wants_offers, offers_by = excluded.offers_by, offers_at = excluded.offers_at
      where c.wants_offers <> excluded.wants_offers`
}

export interface NewCode {
  readonly customerId: CustomerId
  readonly pendingSealed: Buffer
  readonly codeHash: Buffer
  readonly at: Date
  readonly expiresAt: Date
  readonly hourAgo: Date
  readonly resendBefore: Date
  readonly sentMax: number
}

/** Keeps an address that waits for its code; false, writing nothing, when the last one was sent too lately or too many in an hour. */
export async function writeEmailCode(tx: TenantTx, code: NewCode): Promise<boolean> {
  const written = await tx.sql`
    insert into message_contacts as c (tenant_id, customer_id, channel, pending_sealed, code_hash, code_expires_at,
                                       code_sent_at, codes_sent, hour_from)
    values (${tx.tenantId}, ${uuidOf(code.customerId)}, 'email', ${code.pendingSealed}, ${code.codeHash}, ${code.expiresAt},
            ${code.at}, 1, ${code.at})
    on conflict (tenant_id, customer_id, channel) do update
      set pending_sealed = excluded.pending_sealed, code_hash = excluded.code_hash, code_tries = 0,
          code_expires_at = excluded.code_expires_at, code_sent_at = excluded.code_sent_at,
          codes_sent = case when c.hour_from > ${code.hourAgo} then c.codes_sent + 1 else 1 end,
          hour_from = case when c.hour_from > ${code.hourAgo} then c.hour_from else excluded.hour_from end
      where (c.code_sent_at is null or c.code_sent_at <= ${code.resendBefore})
        and (c.hour_from is null or c.hour_from <= ${code.hourAgo} or c.codes_sent < ${code.sentMax})`
  return written.count === 1
}

/** Spends one guess of a code that still holds; null when there is none left to guess at. */
export async function takeEmailTry(
  tx: TenantTx,
  { customerId, triesMax, at }: { customerId: CustomerId; triesMax: number; at: Date },
): Promise<{ readonly codeHash: Buffer; readonly pendingSealed: Buffer } | null> {
  const [row] = await tx.sql<{ codeHash: Buffer; pendingSealed: Buffer }[]>`
    update message_contacts set code_tries = code_tries + 1
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} and channel = 'email'
       and pending_sealed is not null and code_tries < ${triesMax} and code_expires_at > ${at}
    returning code_hash as "codeHash", pending_sealed as "pendingSealed"`
  return row ?? null
}

/** The address that waited is hers from now on. */
export async function verifyPending(
  tx: TenantTx,
  { customerId, masked, at }: { customerId: CustomerId; masked: string; at: Date },
): Promise<void> {
  await tx.sql`
    update message_contacts
       set address_sealed = pending_sealed, address_masked = ${masked}, verified_at = ${at}, pending_sealed = null,
           code_hash = null, code_expires_at = null
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} and channel = 'email'`
}

/** Puts an address under a channel that proves it by itself. */
export async function writeContact(
  tx: TenantTx,
  contact: {
    readonly customerId: CustomerId
    readonly channel: 'wechat'
    readonly sealed: Buffer
    readonly masked: string
    readonly at: Date
  },
): Promise<void> {
  await tx.sql`
    insert into message_contacts (tenant_id, customer_id, channel, address_sealed, address_masked, verified_at)
    values (${tx.tenantId}, ${uuidOf(contact.customerId)}, ${contact.channel}, ${contact.sealed}, ${contact.masked}, ${contact.at})
    on conflict (tenant_id, customer_id, channel) do update
      set address_sealed = excluded.address_sealed, address_masked = excluded.address_masked,
          verified_at = excluded.verified_at`
}

/** Forgets an address and the wish that went with it. */
export async function forgetContact(
  tx: TenantTx,
  { customerId, channel, at }: { customerId: CustomerId; channel: 'email' | 'wechat'; at: Date },
): Promise<void> {
  await tx.sql`
    update message_contacts
       set address_sealed = null, address_masked = '', verified_at = null, pending_sealed = null, code_hash = null,
           code_expires_at = null, wants_offers = false, offers_by = 'forgotten', offers_at = ${at}
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} and channel = ${channel}`
}
