import type { TenantTx } from '@mamapu/db'

/** What a channel signs in with, sealed; null when nothing was filled in for this provider. */
export async function findCredentials(
  tx: TenantTx,
  { channel, provider }: { channel: string; provider: string },
): Promise<Buffer | null> {
  const [row] = await tx.sql<{ sealed: Buffer }[]>`
    select sealed from message_credentials
     where tenant_id = ${tx.tenantId} and channel = ${channel} and provider = ${provider}`
  return row?.sealed ?? null
}

export async function writeCredentials(
  tx: TenantTx,
  {
    channel,
    provider,
    sealed,
    at,
  }: { readonly channel: string; readonly provider: string; readonly sealed: Buffer; readonly at: Date },
): Promise<void> {
  await tx.sql`
    insert into message_credentials (tenant_id, channel, provider, sealed, updated_at)
    values (${tx.tenantId}, ${channel}, ${provider}, ${sealed}, ${at})
    on conflict (tenant_id, channel) do update set provider = excluded.provider, sealed = excluded.sealed,
      updated_at = excluded.updated_at`
}

/** Where a wording of the merchant's own is used: wherever a message goes, or by text message instead of that. */
export type TextPlace = '' | 'sms'

interface OwnText {
  readonly event: string
  readonly locale: string
  readonly place: TextPlace
}

/** A merchant's own wordings, at most `limit`. */
export async function listOwnTexts(
  tx: TenantTx,
  limit: number,
): Promise<readonly (OwnText & { readonly text: string })[]> {
  return tx.sql<(OwnText & { readonly text: string })[]>`
    select event, locale, channel as place, text from message_texts
     where tenant_id = ${tx.tenantId} order by event, locale, channel limit ${limit}`
}

export async function writeOwnText(
  tx: TenantTx,
  { event, locale, place, text, at }: OwnText & { readonly text: string; readonly at: Date },
): Promise<void> {
  await tx.sql`
    insert into message_texts (tenant_id, event, locale, channel, text, updated_at)
    values (${tx.tenantId}, ${event}, ${locale}, ${place}, ${text}, ${at})
    on conflict (tenant_id, event, locale, channel) do update set text = excluded.text, updated_at = excluded.updated_at`
}

/** False when the wording was ours already. */
export async function deleteOwnText(tx: TenantTx, { event, locale, place }: OwnText): Promise<boolean> {
  const gone = await tx.sql`
    delete from message_texts
     where tenant_id = ${tx.tenantId} and event = ${event} and locale = ${locale} and channel = ${place}`
  return gone.count === 1
}
