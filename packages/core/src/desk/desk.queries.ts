import type { TenantTx } from '@mamapu/db'
import { type Id, idOf, newId, type OrderId, uuidOf } from '@mamapu/kernel'

export const TAG_COLORS = ['red', 'orange', 'gold', 'green', 'cyan', 'blue', 'purple', 'grey'] as const
export type TagColor = (typeof TAG_COLORS)[number]

export interface OrderTag {
  readonly id: Id<'otg'>
  readonly name: string
  readonly color: TagColor
}

export async function listTags(tx: TenantTx, limit: number): Promise<OrderTag[]> {
  const rows = await tx.sql<{ id: string; name: string; color: TagColor }[]>`
    select id, name, color from order_tags where tenant_id = ${tx.tenantId} order by id limit ${limit}`
  return rows.map((row) => ({ ...row, id: idOf('otg', row.id) }))
}

/** False, writing nothing, when there is a tag of that name. */
export async function insertTag(tx: TenantTx, tag: OrderTag & { readonly at: Date }): Promise<boolean> {
  const rows = await tx.sql`
    insert into order_tags (tenant_id, id, name, color, created_at)
    values (${tx.tenantId}, ${uuidOf(tag.id)}, ${tag.name}, ${tag.color}, ${tag.at})
    on conflict (tenant_id, name) do nothing returning 1`
  return rows.length === 1
}

/** Takes the tag off every order with it. */
export async function deleteTag(tx: TenantTx, id: Id<'otg'>, term: string): Promise<boolean> {
  await tx.sql`delete from order_terms where tenant_id = ${tx.tenantId} and term = ${term}`
  const { count } =
    await tx.sql`delete from order_tags where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return count === 1
}

/** False when there is no such order or tag, or the order wears it. */
export async function tagOrder(
  tx: TenantTx,
  tagged: { readonly orderId: OrderId; readonly tagId: Id<'otg'>; readonly actor: string; readonly at: Date },
): Promise<boolean> {
  const [order] = await tx.sql`
    select 1 from orders o join order_tags t on t.tenant_id = ${tx.tenantId} and t.id = ${uuidOf(tagged.tagId)}
     where o.tenant_id = ${tx.tenantId} and o.id = ${uuidOf(tagged.orderId)}`
  if (!order) return false
  const rows = await tx.sql`
    insert into order_tagged (tenant_id, order_id, tag_id, actor, at)
    values (${tx.tenantId}, ${uuidOf(tagged.orderId)}, ${uuidOf(tagged.tagId)}, ${tagged.actor}, ${tagged.at})
    on conflict do nothing returning 1`
  return rows.length === 1
}

export async function untagOrder(tx: TenantTx, orderId: OrderId, tagId: Id<'otg'>): Promise<boolean> {
  const { count } = await tx.sql`
    delete from order_tagged where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and tag_id = ${uuidOf(tagId)}`
  return count === 1
}

export interface OrderNote {
  readonly id: Id<'onb'>
  readonly body: string
  readonly actor: string
  readonly at: Date
}

export async function listNotes(tx: TenantTx, orderId: OrderId, limit: number): Promise<OrderNote[]> {
  const rows = await tx.sql<{ id: string; body: string; actor: string; at: Date }[]>`
    select id, body, actor, at from order_notes
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} order by id desc limit ${limit}`
  return rows.map((row) => ({ ...row, id: idOf('onb', row.id) }))
}

export async function insertNote(
  tx: TenantTx,
  note: { readonly orderId: OrderId; readonly body: string; readonly actor: string; readonly at: Date },
): Promise<Id<'onb'>> {
  const id = newId('onb', note.at)
  await tx.sql`
    insert into order_notes (tenant_id, id, order_id, body, actor, at)
    values (${tx.tenantId}, ${uuidOf(id)}, ${uuidOf(note.orderId)}, ${note.body}, ${note.actor}, ${note.at})`
  return id
}

export async function countNotes(tx: TenantTx, orderId: OrderId): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*) from order_notes where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)}`
  return row?.count ?? 0
}

/** What a list shows beside an order's card. */
export interface Beside {
  readonly tags: readonly OrderTag[]
  readonly lastNote: string | null
  readonly remark: string
}

export async function readBeside(
  tx: TenantTx,
  orderIds: readonly OrderId[],
): Promise<ReadonlyMap<OrderId, Beside>> {
  if (orderIds.length === 0) return new Map()
  const ids = tx.sql(orderIds.map(uuidOf))
  const rows = await tx.sql<{ id: string; remark: string; note: string | null }[]>`
    select o.id, o.remark, (select n.body from order_notes n where n.tenant_id = ${tx.tenantId} and n.order_id = o.id
                             order by n.id desc limit 1) as note
      from orders o where o.tenant_id = ${tx.tenantId} and o.id in ${ids}`
  const tagged = await tx.sql<{ order_id: string; id: string; name: string; color: TagColor }[]>`
    select d.order_id, t.id, t.name, t.color
      from order_tagged d join order_tags t on t.tenant_id = ${tx.tenantId} and t.id = d.tag_id
     where d.tenant_id = ${tx.tenantId} and d.order_id in ${ids} order by t.id`
  return new Map(
    rows.map(({ id, remark, note }) => [
      idOf('ord', id),
      {
        remark,
        lastNote: note,
        tags: tagged
          .filter(({ order_id }) => order_id === id)
          .map(({ id: tag, name, color }) => ({ id: idOf('otg', tag), name, color })),
      },
    ]),
  )
}

export interface SavedView {
  readonly id: Id<'ovw'>
  readonly name: string
  /** The list's address after `?`. */
  readonly query: string
  readonly isShared: boolean
  readonly isMine: boolean
}

export async function listViews(tx: TenantTx, staffId: Id<'stf'>, limit: number): Promise<SavedView[]> {
  const rows = await tx.sql<
    { id: string; name: string; query: string; is_shared: boolean; is_mine: boolean }[]
  >`
    select id, name, query, is_shared, staff_id = ${uuidOf(staffId)} as is_mine from order_views
     where tenant_id = ${tx.tenantId} and (staff_id = ${uuidOf(staffId)} or is_shared) order by id limit ${limit}`
  return rows.map((row) => ({
    id: idOf('ovw', row.id),
    name: row.name,
    query: row.query,
    isShared: row.is_shared,
    isMine: row.is_mine,
  }))
}

export async function countViews(tx: TenantTx, staffId: Id<'stf'>): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*) from order_views where tenant_id = ${tx.tenantId} and staff_id = ${uuidOf(staffId)}`
  return row?.count ?? 0
}

export async function insertView(
  tx: TenantTx,
  view: Pick<SavedView, 'id' | 'name' | 'query' | 'isShared'> & {
    readonly staffId: Id<'stf'>
    readonly at: Date
  },
): Promise<void> {
  await tx.sql`
    insert into order_views (tenant_id, id, staff_id, name, query, is_shared, created_at)
    values (${tx.tenantId}, ${uuidOf(view.id)}, ${uuidOf(view.staffId)}, ${view.name}, ${view.query}, ${view.isShared}, ${view.at})`
}

/** One's own alone. */
export async function deleteView(tx: TenantTx, staffId: Id<'stf'>, id: Id<'ovw'>): Promise<boolean> {
  const { count } = await tx.sql`
    delete from order_views
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and staff_id = ${uuidOf(staffId)}`
  return count === 1
}
