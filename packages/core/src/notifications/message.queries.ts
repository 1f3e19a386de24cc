import { type Database, readTenant, type TenantTx } from '@mamapu/db'
import { type CustomerId, type Id, idOf, type StoreId, uuidOf } from '@mamapu/kernel'

export interface MessageRow {
  readonly id: Id<'msg'>
  readonly channel: 'inbox' | 'log'
  readonly customerId: CustomerId | null
  readonly template: string
  readonly addressMasked: string
  readonly text: string
  readonly data: Readonly<Record<string, unknown>>
  readonly createdAt: Date
  readonly readAt: Date | null
}

export type NewMessage = Omit<MessageRow, 'readAt'> & { readonly dedupeKey: string }

/** Where the next page begins: after this message, newest first. */
export interface MessageCursor {
  readonly createdAt: Date
  readonly id: Id<'msg'>
}

/** False, writing nothing, when this channel has sent the key before. */
export async function insertMessage(tx: TenantTx, message: NewMessage): Promise<boolean> {
  const rows = await tx.sql`
    insert into messages
      (tenant_id, id, channel, customer_id, template, address_masked, text, data, dedupe_key, created_at)
    values (${tx.tenantId}, ${uuidOf(message.id)}, ${message.channel},
      ${message.customerId && uuidOf(message.customerId)}, ${message.template}, ${message.addressMasked}, ${message.text},
      ${JSON.stringify(message.data)}::text::jsonb, ${message.dedupeKey}, ${message.createdAt})
    on conflict (tenant_id, channel, dedupe_key) do nothing returning id`
  return rows.length === 1
}

interface Row {
  id: string
  channel: 'inbox' | 'log'
  customer_id: string | null
  template: string
  address_masked: string
  text: string
  data: Record<string, unknown>
  created_at: Date
  read_at: Date | null
}

/** What the shop has sent on every channel, newest first. */
export async function listMessages(
  db: Database,
  storeId: StoreId,
  page: { after: MessageCursor | null; limit: number },
): Promise<readonly MessageRow[]> {
  const { createdAt, id } = startOf(page.after)
  const [rows] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<Row[]>`
      select id, channel, customer_id, template, address_masked, text, data, created_at, read_at from messages
       where tenant_id = ${tenantId} and (created_at, id) < (${createdAt}, ${id})
       order by created_at desc, id desc limit ${page.limit}`,
  ])
  return rows.map(messageOf)
}

/** One customer's inbox, newest first, and how much of it is unread. */
export async function listInboxOf(
  db: Database,
  storeId: StoreId,
  page: { customerId: CustomerId; after: MessageCursor | null; limit: number },
): Promise<{ messages: readonly MessageRow[]; unread: number }> {
  const { createdAt, id } = startOf(page.after)
  const customerId = uuidOf(page.customerId)
  const [rows, counts] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<Row[]>`
      select id, channel, customer_id, template, address_masked, text, data, created_at, read_at from messages
       where tenant_id = ${tenantId} and customer_id = ${customerId} and (created_at, id) < (${createdAt}, ${id})
       order by created_at desc, id desc limit ${page.limit}`,
    sql<{ unread: number }[]>`
      select count(*)::int as unread from (
        select from messages
         where tenant_id = ${tenantId} and customer_id = ${customerId} and read_at is null limit 100) few`,
  ])
  return { messages: rows.map(messageOf), unread: counts[0]?.unread ?? 0 }
}

/** Notes that a customer has read a message; false when it is not hers. */
export async function markMessageRead(
  tx: TenantTx,
  message: { customerId: CustomerId; id: Id<'msg'>; at: Date },
): Promise<boolean> {
  const rows = await tx.sql`
    update messages set read_at = coalesce(read_at, ${message.at})
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(message.id)} and customer_id = ${uuidOf(message.customerId)}
     returning id`
  return rows.length === 1
}

/** Notes that these of hers were read; those read before keep their time. */
export async function markMessagesRead(
  tx: TenantTx,
  message: { customerId: CustomerId; ids: readonly Id<'msg'>[]; at: Date },
): Promise<void> {
  await tx.sql`
    update messages set read_at = ${message.at}
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(message.customerId)}
       and id = any(${message.ids.map(uuidOf)}::uuid[]) and read_at is null`
}

/** The last day of the year 9999, in milliseconds. */
const END_OF_TIME = new Date(253_402_214_400_000)

function startOf(after: MessageCursor | null): { createdAt: Date; id: string } {
  return after
    ? { createdAt: after.createdAt, id: uuidOf(after.id) }
    : { createdAt: END_OF_TIME, id: 'ffffffffffffffffffffffffffffffff' }
}

function messageOf(row: Row): MessageRow {
  return {
    id: idOf('msg', row.id),
    channel: row.channel,
    customerId: row.customer_id === null ? null : idOf('cus', row.customer_id),
    template: row.template,
    addressMasked: row.address_masked,
    text: row.text,
    data: row.data,
    createdAt: row.created_at,
    readAt: row.read_at,
  }
}
