import type { Sql, TenantTx } from '@mamapu/db'
import { type Fen, type Id, idOf, type Locale, type StoreId, uuidOf } from '@mamapu/kernel'
import type { SettingsPatch, StoreSettings, StoreStatus } from './store.types.js'

export interface SettingsRow {
  name: string
  tagline: string
  locale: Locale
  theme_id: string
  brand_color: string
  logo_id: string | null
  banner_id: string | null
  announcement: string
  story: string
  contact_phone: string
  address: string
  published_at: Date | null
  unpaid_minutes: number
  complete_days: number
  payable_floor_fen: number
  secret: Buffer
  version: number
}

export interface StoreRow {
  id: string
  slug: string
  status: StoreStatus
  currency: string
  zone: string
  config_version: number
  domains: string[]
}

export function settingsOf(row: Omit<SettingsRow, 'secret'>): StoreSettings {
  const medium = (uuid: string | null): Id<'med'> | null => (uuid === null ? null : idOf('med', uuid))
  return {
    name: row.name,
    tagline: row.tagline,
    locale: row.locale,
    themeId: row.theme_id,
    brandColor: row.brand_color,
    logoId: medium(row.logo_id),
    bannerId: medium(row.banner_id),
    announcement: row.announcement,
    story: row.story,
    contactPhone: row.contact_phone,
    address: row.address,
    publishedAt: row.published_at,
    unpaidMinutes: row.unpaid_minutes,
    completeDays: row.complete_days,
    payableFloorFen: row.payable_floor_fen as Fen,
    version: row.version,
  }
}

/** The platform's row of a store. Read before everything else of it, so that its version is never newer than they. */
export function readStore(sql: Sql, tenantId: string): PromiseLike<StoreRow[]> {
  return sql<StoreRow[]>`
    select s.id, s.slug, s.status, s.currency, s.zone, s.config_version,
           array(select d.host from domains d where d.store_id = s.id and d.verified_at is not null
                  order by d.verified_at, d.host limit 20) as domains
      from stores s where s.id = ${tenantId}`
}

export function readSettings(sql: Sql | TenantTx['sql'], tenantId: string): PromiseLike<SettingsRow[]> {
  return sql<SettingsRow[]>`
    select name, tagline, locale, theme_id, brand_color, logo_id, banner_id, announcement, story, contact_phone,
           address, published_at, unpaid_minutes, complete_days, payable_floor_fen, secret, version
      from store_settings where tenant_id = ${tenantId}`
}

/** True when a shop stands at this address, whatever its state. */
export async function isSlugTaken(sql: Sql, slug: string): Promise<boolean> {
  const rows = await sql`select 1 from stores where slug = ${slug}`
  return rows.length > 0
}

/** The store a host leads to: by slug when the host is one of ours, else by verified custom domain. */
export async function findStoreByHost(sql: Sql, host: string, slug: string | null): Promise<StoreId | null> {
  const rows =
    slug === null
      ? await sql<{ id: string }[]>`
          select store_id as id from domains where host = ${host} and verified_at is not null`
      : await sql<{ id: string }[]>`select id from stores where slug = ${slug}`
  return rows[0] ? idOf('sto', rows[0].id) : null
}

export interface ChangedStore {
  id: string
  slug: string
  config_version: number
  domains: string[]
}

/** Stores whose configuration version is above `floor`, oldest change first. */
export function listChangedStores(sql: Sql, floor: number, limit: number): PromiseLike<ChangedStore[]> {
  return sql<ChangedStore[]>`
    select s.id, s.slug, s.config_version,
           array(select d.host from domains d where d.store_id = s.id and d.verified_at is not null limit 20) as domains
      from stores s where s.config_version > ${floor} order by s.config_version limit ${limit}`
}

export async function highestVersion(sql: Sql): Promise<number> {
  const [row] = await sql<{ highest: number }[]>`
    select coalesce(max(config_version), 0)::bigint as highest from stores`
  return row?.highest ?? 0
}

export interface NewStoreRow {
  slug: string
  name: string
  zone: string
  locale: Locale
  secret: Buffer
  placeId: Id<'plc'>
  placeName: string
  at: Date
}

/** False, writing nothing, when the slug is taken. */
export async function insertStore(tx: TenantTx, store: NewStoreRow): Promise<boolean> {
  const [made] = await tx.sql<{ made: boolean }[]>`
    select platform.create_store(${tx.tenantId}, ${store.slug}, ${store.zone}, ${store.at}) as made`
  if (!made?.made) return false
  await tx.sql`
    insert into store_settings (tenant_id, name, locale, secret, updated_at)
    values (${tx.tenantId}, ${store.name}, ${store.locale}, ${store.secret}, ${store.at})`
  await tx.sql`
    insert into places (tenant_id, id, name, is_default, created_at)
    values (${tx.tenantId}, ${uuidOf(store.placeId)}, ${store.placeName}, true, ${store.at})`
  return true
}

/** Gives the store of this transaction its first owner. */
export async function insertOwner(tx: TenantTx, ownerId: Id<'stf'>, at: Date): Promise<void> {
  await tx.sql`select platform.add_member(${tx.tenantId}, ${uuidOf(ownerId)}, 'owner', ${at})`
}

const COLUMNS = {
  name: 'name',
  tagline: 'tagline',
  locale: 'locale',
  themeId: 'theme_id',
  brandColor: 'brand_color',
  announcement: 'announcement',
  story: 'story',
  contactPhone: 'contact_phone',
  address: 'address',
  unpaidMinutes: 'unpaid_minutes',
  completeDays: 'complete_days',
  payableFloorFen: 'payable_floor_fen',
} as const

/** Writes what is given on the version that was seen; null when the row has moved on. */
export async function writeSettings(
  tx: TenantTx,
  version: number,
  { patch, at }: { patch: SettingsPatch; at: Date },
): Promise<StoreSettings | null> {
  const values: Record<string, string | number | Date | null> = { updated_at: at }
  for (const [key, column] of Object.entries(COLUMNS)) {
    const value = patch[key as keyof typeof COLUMNS]
    if (value !== undefined) values[column] = value
  }
  if (patch.logoId !== undefined) values.logo_id = patch.logoId && uuidOf(patch.logoId)
  if (patch.bannerId !== undefined) values.banner_id = patch.bannerId && uuidOf(patch.bannerId)
  const published = patch.published ?? null
  const [row] = await tx.sql<SettingsRow[]>`
    update store_settings set ${tx.sql(values)}, version = version + 1,
           published_at = case when ${published}::boolean is null then published_at
                               when ${published}::boolean then coalesce(published_at, ${at}::timestamptz) end
     where tenant_id = ${tx.tenantId} and version = ${version}
    returning name, tagline, locale, theme_id, brand_color, logo_id, banner_id, announcement, story, contact_phone,
              address, published_at, unpaid_minutes, complete_days, payable_floor_fen, secret, version`
  return row ? settingsOf(row) : null
}

/** True when every one of these pictures is this shop's. */
export async function ownsMedia(tx: TenantTx, ids: readonly Id<'med'>[]): Promise<boolean> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return true
  const rows = await tx.sql`
    select id from media where tenant_id = ${tx.tenantId} and id in ${tx.sql(wanted.map(uuidOf))} limit 10`
  return rows.length === wanted.length
}

/** Raises the configuration version of the store of this transaction; every process notices within a second. */
export async function raiseConfigVersion(tx: TenantTx): Promise<number> {
  const [row] = await tx.sql<{ version: number }[]>`
    select platform.raise_config_version(${tx.tenantId}) as version`
  return row?.version ?? 0
}

/** Stores in the order of their ids, after one. */
export async function listStoreIds(sql: Sql, after: StoreId | null, limit: number): Promise<StoreId[]> {
  const rows = await sql<{ id: string }[]>`
    select id from stores
     where id > ${after ? uuidOf(after) : '00000000-0000-0000-0000-000000000000'} order by id limit ${limit}`
  return rows.map((row) => idOf('sto', row.id))
}
