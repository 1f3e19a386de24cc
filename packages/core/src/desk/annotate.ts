import type { TenantTx } from '@mamapu/db'
import { type Id, newId, type OrderId } from '@mamapu/kernel'
import { lockOrder } from '../orders/index.js'
import {
  countNotes,
  countViews,
  deleteTag,
  insertNote,
  insertTag,
  insertView,
  listTags,
  type OrderTag,
  tagOrder,
  untagOrder,
} from './desk.queries.js'
import { tagTerm, textTerms } from './order-terms.js'
import { addTerms, dropTerms } from './term.queries.js'

export const NOTES_MAX = 50
export const TAGS_MAX = 50
export const VIEWS_MAX = 20

interface By {
  readonly actor: string
  readonly at: Date
}

/** Writes a note beside an order, for the shop's staff alone; it is found by its words. */
export async function addNote(
  tx: TenantTx,
  note: By & { readonly orderId: OrderId; readonly body: string },
): Promise<
  { added: true; id: Id<'onb'> } | { added: false; reason: 'ORDER_NOT_FOUND' | 'ORDER_NOTES_TOO_MANY' }
> {
  const order = await lockOrder(tx, note.orderId)
  if (!order) return { added: false, reason: 'ORDER_NOT_FOUND' }
  if ((await countNotes(tx, order.id)) >= NOTES_MAX) return { added: false, reason: 'ORDER_NOTES_TOO_MANY' }
  await addTerms(tx, order.id, textTerms(note.body))
  return { added: true, id: await insertNote(tx, note) }
}

export async function createTag(
  tx: TenantTx,
  tag: Pick<OrderTag, 'name' | 'color'> & { readonly at: Date },
): Promise<
  { created: true; tag: OrderTag } | { created: false; reason: 'ORDER_TAG_TAKEN' | 'ORDER_TAGS_TOO_MANY' }
> {
  if ((await listTags(tx, TAGS_MAX)).length >= TAGS_MAX)
    return { created: false, reason: 'ORDER_TAGS_TOO_MANY' }
  const made: OrderTag = { id: newId('otg', tag.at), name: tag.name, color: tag.color }
  if (!(await insertTag(tx, { ...made, at: tag.at }))) return { created: false, reason: 'ORDER_TAG_TAKEN' }
  return { created: true, tag: made }
}

/** Deletes a tag; every order it was on loses it. */
export function removeTag(tx: TenantTx, id: Id<'otg'>): Promise<boolean> {
  return deleteTag(tx, id, tagTerm(id))
}

/** Puts a tag on an order or takes it off; false when nothing changed. */
export async function setTag(
  tx: TenantTx,
  { orderId, tagId, isOn, ...by }: By & { orderId: OrderId; tagId: Id<'otg'>; isOn: boolean },
): Promise<boolean> {
  const term = tagTerm(tagId)
  if (isOn) {
    if (!(await tagOrder(tx, { orderId, tagId, ...by }))) return false
    await addTerms(tx, orderId, [term])
    return true
  }
  if (!(await untagOrder(tx, orderId, tagId))) return false
  await dropTerms(tx, orderId, [term])
  return true
}

export async function saveView(
  tx: TenantTx,
  view: { staffId: Id<'stf'>; name: string; query: string; isShared: boolean; at: Date },
): Promise<Id<'ovw'> | null> {
  if ((await countViews(tx, view.staffId)) >= VIEWS_MAX) return null
  const id = newId('ovw', view.at)
  await insertView(tx, { ...view, id })
  return id
}
