import { type Database, withTenant } from '@mamapu/db'
import { type CustomerId, type Id, type Locale, parseId, type StoreId } from '@mamapu/kernel'
import { makeCursor, parseCursor } from '../http/index.js'
import {
  listInboxOf,
  listMessages,
  type MessageCursor,
  type MessageRow,
  markMessageRead,
  markMessagesRead,
} from './message.queries.js'
import { isSecretTemplate } from './notification.templates.js'
import { HIDDEN_TEXT } from './text.rules.js'

export const MESSAGES_MAX = 100

export interface MessagePage {
  readonly items: readonly MessageRow[]
  readonly nextCursor: string | null
}

/**
 * What the shop has sent, newest first. One-time codes and order links are shown to the operator alone: a member of
 * staff who could read them could sign in as the shopper.
 */
export async function listSent(
  db: Database,
  storeId: StoreId,
  page: { after: MessageCursor | null; limit: number; locale: Locale; withSecrets: boolean },
): Promise<MessagePage> {
  const rows = await listMessages(db, storeId, { after: page.after, limit: limitOf(page.limit) })
  const shown = page.withSecrets
    ? rows
    : rows.map((row) => (isSecretTemplate(row.template) ? { ...row, text: HIDDEN_TEXT[page.locale] } : row))
  return pageOf(shown, page.limit)
}

/** A customer's own inbox, newest first, with how many are unread (counted up to 100). */
export async function listInbox(
  db: Database,
  storeId: StoreId,
  page: { customerId: CustomerId; after: MessageCursor | null; limit: number },
): Promise<MessagePage & { readonly unread: number }> {
  const { messages, unread } = await listInboxOf(db, storeId, { ...page, limit: limitOf(page.limit) })
  return { ...pageOf(messages, page.limit), unread }
}

/** Notes that she has read it; false when it is not hers. */
export function markRead(
  db: Database,
  storeId: StoreId,
  message: { customerId: CustomerId; id: Id<'msg'>; at: Date },
): Promise<boolean> {
  return withTenant(db, storeId, (tx) => markMessageRead(tx, message))
}

/** Opens a page of her inbox: what is shown counts as read from now on, and is still told apart in this answer. */
export async function openInbox(
  db: Database,
  storeId: StoreId,
  page: { customerId: CustomerId; after: MessageCursor | null; limit: number; at: Date },
): Promise<MessagePage> {
  const { items, nextCursor } = await listInbox(db, storeId, page)
  const { customerId, at } = page
  const ids = items.filter(({ readAt }) => readAt === null).map(({ id }) => id)
  if (ids.length > 0) await withTenant(db, storeId, (tx) => markMessagesRead(tx, { customerId, ids, at }))
  return { items, nextCursor }
}

/** The place a cursor names; null when the text is no cursor of ours. */
export function parseMessageCursor(text: string): MessageCursor | null {
  const parts = parseCursor(text)
  if (parts?.length !== 2) return null
  const [time, uuid] = parts
  if (typeof time !== 'number' || typeof uuid !== 'string') return null
  const createdAt = new Date(time)
  const id = parseId('msg', `msg_${uuid}`)
  return id && !Number.isNaN(createdAt.getTime()) ? { createdAt, id } : null
}

/** One more than asked for, to see whether there is a next page. */
function limitOf(limit: number): number {
  return Math.min(limit, MESSAGES_MAX) + 1
}

function pageOf(rows: readonly MessageRow[], limit: number): MessagePage {
  const items = rows.slice(0, Math.min(limit, MESSAGES_MAX))
  const last = items.at(-1)
  const nextCursor =
    last && rows.length > items.length ? makeCursor([last.createdAt.getTime(), last.id.slice(4)]) : null
  return { items, nextCursor }
}
