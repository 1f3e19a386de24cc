import { type CustomerId, type Id, idOf, uuidOf } from '@mamapu/kernel'
import type { TenantTx, TransactionSql } from '@mamapu/plugin-sdk'
import type { Item, ItemWords, Share } from './kit.types.js'

type ItemRow = Omit<Item, 'skuId'> & { sku_id: string | null }

const itemOf = ({ id, sku_id, ...row }: ItemRow): Item => ({
  ...row,
  id: idOf('plg', id),
  skuId: sku_id === null ? null : idOf('sku', sku_id),
})

const uuid = (id: string) => uuidOf(id as Id<'plg'>)

const columns = (sql: TransactionSql) => sql`
  id, kind, title, words, pictures, video_url as "videoUrl", sku_id, template, starts_at as "startsAt",
  ends_at as "endsAt", is_on as "isOn", updated_at as "updatedAt"`

export async function findItem(tx: TenantTx, id: string): Promise<Item | null> {
  const [row] = await tx.sql<ItemRow[]>`
    select ${columns(tx.sql)} from content_kit_items where tenant_id = ${tx.tenantId} and id = ${uuid(id)}`
  return row ? itemOf(row) : null
}

/** The latest first. */
export async function listItems(tx: TenantTx, limit: number): Promise<Item[]> {
  const rows = await tx.sql<ItemRow[]>`
    select ${columns(tx.sql)} from content_kit_items where tenant_id = ${tx.tenantId} order by id desc limit ${limit}`
  return rows.map(itemOf)
}

/** Those that are shown at an instant, the latest first. */
export async function listShown(tx: TenantTx, at: Date, limit: number): Promise<Item[]> {
  const rows = await tx.sql<ItemRow[]>`
    select ${columns(tx.sql)} from content_kit_items
     where tenant_id = ${tx.tenantId} and is_on and (starts_at is null or starts_at <= ${at})
       and (ends_at is null or ends_at > ${at})
     order by id desc limit ${limit}`
  return rows.map(itemOf)
}

/** Counted no further than `most`. */
export async function countItems(tx: TenantTx, most: number): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from (
      select 1 from content_kit_items where tenant_id = ${tx.tenantId} limit ${most}) items`
  return row?.count ?? 0
}

export async function insertItem(tx: TenantTx, id: string, item: ItemWords & { at: Date }): Promise<void> {
  await tx.sql`
    insert into content_kit_items (tenant_id, id, kind, title, words, pictures, video_url, sku_id, template, starts_at,
      ends_at, created_at, updated_at)
    values (${tx.tenantId}, ${uuid(id)}, ${item.kind}, ${item.title}, ${item.words}, ${tx.sql.json(item.pictures as never)},
      ${item.videoUrl}, ${item.skuId && uuidOf(item.skuId)}, ${item.template}, ${item.startsAt}, ${item.endsAt},
      ${item.at}, ${item.at})`
}

/** False when there is no such item. */
export async function writeItem(tx: TenantTx, id: string, item: ItemWords & { at: Date }): Promise<boolean> {
  const rows = await tx.sql`
    update content_kit_items set kind = ${item.kind}, title = ${item.title}, words = ${item.words},
           pictures = ${tx.sql.json(item.pictures as never)}, video_url = ${item.videoUrl},
           sku_id = ${item.skuId && uuidOf(item.skuId)}, template = ${item.template}, starts_at = ${item.startsAt},
           ends_at = ${item.endsAt}, updated_at = ${item.at}
     where tenant_id = ${tx.tenantId} and id = ${uuid(id)} returning id`
  return rows.length === 1
}

/** False when there is no such item. */
export async function writeIsOn(
  tx: TenantTx,
  id: string,
  { isOn, at }: { isOn: boolean; at: Date },
): Promise<boolean> {
  const rows = await tx.sql`
    update content_kit_items set is_on = ${isOn}, updated_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuid(id)} returning id`
  return rows.length === 1
}

/** False when there is no such item. */
export async function deleteItem(tx: TenantTx, id: string): Promise<boolean> {
  const rows = await tx.sql`
    delete from content_kit_items where tenant_id = ${tx.tenantId} and id = ${uuid(id)} returning id`
  return rows.length === 1
}

/** Puts what was made of an item for one person in the place of what was made before. */
export async function upsertShare(tx: TenantTx, share: Share): Promise<void> {
  await tx.sql`
    insert into content_kit_shares (tenant_id, item_id, customer_id, url, path, made_at)
    values (${tx.tenantId}, ${uuid(share.itemId)}, ${uuidOf(share.customerId)}, ${share.url}, ${share.path},
      ${share.madeAt})
    on conflict (tenant_id, item_id, customer_id) do update
      set url = excluded.url, path = excluded.path, made_at = excluded.made_at`
}

export async function findShare(
  tx: TenantTx,
  { itemId, customerId }: Pick<Share, 'itemId' | 'customerId'>,
): Promise<Share | null> {
  const [row] = await tx.sql<Omit<Share, 'itemId' | 'customerId'>[]>`
    select url, path, made_at as "madeAt" from content_kit_shares
     where tenant_id = ${tx.tenantId} and item_id = ${uuid(itemId)} and customer_id = ${uuidOf(customerId)}`
  return row ? { itemId, customerId, ...row } : null
}

/** Which of these items somebody has shared. */
export async function listShared(
  tx: TenantTx,
  { customerId, items }: { customerId: CustomerId; items: readonly string[] },
): Promise<ReadonlySet<string>> {
  const rows = await tx.sql<{ item_id: string }[]>`
    select item_id from content_kit_shares
     where tenant_id = ${tx.tenantId} and item_id = any(${items.map(uuid)}::uuid[])
       and customer_id = ${uuidOf(customerId)} limit 200`
  return new Set(rows.map((row) => idOf('plg', row.item_id)))
}

/** How many people have shared each of these items. */
export async function countSharers(
  tx: TenantTx,
  items: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.sql<{ item_id: string; sharers: number }[]>`
    select item_id, count(*)::int as sharers from content_kit_shares
     where tenant_id = ${tx.tenantId} and item_id = any(${items.map(uuid)}::uuid[]) group by item_id limit 500`
  return new Map(rows.map((row) => [idOf('plg', row.item_id), row.sharers]))
}
