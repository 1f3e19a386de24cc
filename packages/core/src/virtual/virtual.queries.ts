import { type Database, readTenant, type Sql, type TenantTx } from '@mamapu/db'
import {
  type Id,
  idOf,
  newId,
  type OrderId,
  type ProductId,
  type SkuId,
  type StoreId,
  uuidOf,
} from '@mamapu/kernel'

export type VirtualKind = 'codes' | 'text'

/** What a SKU delivers. */
export interface VirtualGoods {
  readonly skuId: SkuId
  readonly kind: VirtualKind
  /** With placeholders; null for codes. */
  readonly textSealed: Buffer | null
  readonly howTo: string
  readonly lowUnits: number
  readonly returns: 'unseen' | 'never'
}

interface RawGoods {
  sku_id: string
  kind: VirtualKind
  text_sealed: Buffer | null
  how_to: string
  low_units: number
  returns: 'unseen' | 'never'
}

/** What a SKU delivers, its row held so that codes come and go one after the other; null when nobody said so yet. */
export async function lockGoods(tx: TenantTx, skuId: SkuId): Promise<VirtualGoods | null> {
  const [row] = await tx.sql<RawGoods[]>`
    select sku_id, kind, text_sealed, how_to, low_units, returns from virtual_goods
     where tenant_id = ${tx.tenantId} and sku_id = ${uuidOf(skuId)} for update`
  return row
    ? {
        skuId,
        kind: row.kind,
        textSealed: row.text_sealed,
        howTo: row.how_to,
        lowUnits: row.low_units,
        returns: row.returns,
      }
    : null
}

export async function upsertGoods(tx: TenantTx, goods: VirtualGoods, at: Date): Promise<void> {
  await tx.sql`
    insert into virtual_goods as g (tenant_id, sku_id, kind, text_sealed, how_to, low_units, returns, updated_at)
    values (${tx.tenantId}, ${uuidOf(goods.skuId)}, ${goods.kind}, ${goods.textSealed}, ${goods.howTo}, ${goods.lowUnits},
            ${goods.returns}, ${at})
    on conflict (tenant_id, sku_id) do update
       set kind = excluded.kind, text_sealed = excluded.text_sealed, how_to = excluded.how_to, low_units = excluded.low_units,
           returns = excluded.returns, updated_at = excluded.updated_at`
}

/** Whether the SKU is of a product that is delivered without a parcel. */
export async function isVirtualSku(tx: TenantTx, skuId: SkuId): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from skus k join products p on p.tenant_id = ${tx.tenantId} and p.id = k.product_id
     where k.tenant_id = ${tx.tenantId} and k.id = ${uuidOf(skuId)} and p.delivery_kind = 'virtual'`
  return rows.length > 0
}

/**
 * Makes a product physical or virtual. False when some of it was bought already: what was ordered keeps its way. Orders decided on
 * what it was are refused, as after any other edit.
 */
export async function setKind(
  tx: TenantTx,
  productId: ProductId,
  { kind, at }: { readonly kind: 'physical' | 'virtual'; readonly at: Date },
): Promise<boolean> {
  const id = uuidOf(productId)
  // Whoever sold it meanwhile had the version that is raised here.
  await tx.sql`update skus set version = version + 1 where tenant_id = ${tx.tenantId} and product_id = ${id}`
  const changed = await tx.sql`
    update products set delivery_kind = ${kind}, version = version + 1, updated_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${id} and (delivery_kind = ${kind} or not exists (
           select from order_lines where tenant_id = ${tx.tenantId} and product_id = ${id}))`
  if (changed.count === 0) return false
  await tx.sql`select platform.raise_config_version(${tx.tenantId})`
  return true
}

/** What a product is delivered as, with its variants; null without such a product. */
export async function findKind(
  tx: TenantTx,
  productId: ProductId,
): Promise<{ readonly kind: 'physical' | 'virtual'; readonly isSold: boolean } | null> {
  const [row] = await tx.sql<{ kind: 'physical' | 'virtual'; sold: boolean }[]>`
    select delivery_kind as kind, exists (select from order_lines where tenant_id = ${tx.tenantId} and product_id = p.id) as sold
      from products p where tenant_id = ${tx.tenantId} and id = ${uuidOf(productId)}`
  return row ? { kind: row.kind, isSold: row.sold } : null
}

/** Puts codes on the shelf; those the shop has or had already, of this SKU or another, are left out. How many are new. */
export async function insertCodes(
  tx: TenantTx,
  skuId: SkuId,
  codes: readonly { readonly sealed: Buffer; readonly hash: Buffer }[],
  at: Date,
): Promise<number> {
  let added = 0
  for (let start = 0; start < codes.length; start += 500) {
    const rows = codes.slice(start, start + 500).map(({ sealed, hash }) => ({
      tenant_id: tx.tenantId,
      id: uuidOf(newId('vco', at)),
      sku_id: uuidOf(skuId),
      code_sealed: sealed,
      code_hash: hash,
      state: 'free',
      created_at: at,
    }))
    const inserted = await tx.sql`
      insert into virtual_codes ${tx.sql(rows)} on conflict (tenant_id, code_hash) do nothing`
    added += inserted.count
  }
  return added
}

/** Takes up to so many free codes for units of a line, the first that came first; those others hold at this moment are passed over. */
export async function takeCodes(
  tx: TenantTx,
  take: {
    readonly skuId: SkuId
    readonly orderId: OrderId
    readonly lineId: Id<'lin'>
    readonly units: number
    readonly at: Date
  },
): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    with free as (
      select id from virtual_codes
       where tenant_id = ${tx.tenantId} and sku_id = ${uuidOf(take.skuId)} and state = 'free'
       order by id limit ${take.units} for update skip locked),
    numbered as (
      select id, row_number() over (order by id) + (
               select coalesce(max(c.unit), 0) from virtual_codes c
                where c.tenant_id = ${tx.tenantId} and c.line_id = ${uuidOf(take.lineId)}) as unit from free),
    sold as (
      update virtual_codes v set state = 'sold', order_id = ${uuidOf(take.orderId)}, line_id = ${uuidOf(take.lineId)},
             unit = n.unit, delivered_at = ${take.at}
        from numbered n where v.tenant_id = ${tx.tenantId} and v.id = n.id returning 1)
    select count(*) from sold`
  return row?.count ?? 0
}

/** Gives units of a line a text each. */
export async function insertTexts(
  tx: TenantTx,
  give: {
    readonly skuId: SkuId
    readonly orderId: OrderId
    readonly lineId: Id<'lin'>
    readonly texts: readonly Buffer[]
    readonly at: Date
  },
): Promise<void> {
  const [before] = await tx.sql<{ unit: number }[]>`
    select coalesce(max(unit), 0) as unit from virtual_codes
     where tenant_id = ${tx.tenantId} and line_id = ${uuidOf(give.lineId)}`
  const rows = give.texts.map((sealed, index) => ({
    tenant_id: tx.tenantId,
    id: uuidOf(newId('vco', give.at)),
    sku_id: uuidOf(give.skuId),
    code_sealed: sealed,
    state: 'sold',
    order_id: uuidOf(give.orderId),
    line_id: uuidOf(give.lineId),
    unit: (before?.unit ?? 0) + index + 1,
    delivered_at: give.at,
    created_at: give.at,
  }))
  await tx.sql`insert into virtual_codes ${tx.sql(rows)}`
}

export async function countFree(tx: TenantTx, skuId: SkuId): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*) from virtual_codes
     where tenant_id = ${tx.tenantId} and sku_id = ${uuidOf(skuId)} and state = 'free'`
  return row?.count ?? 0
}

/** Units of a SKU that orders hold which are to be paid, or to be given what they bought. */
export async function countOwed(tx: TenantTx, skuId: SkuId): Promise<number> {
  const [row] = await tx.sql<{ units: number }[]>`
    select coalesce(sum(l.quantity - (l.refunded_units - l.returned_units) - l.shipped_units), 0) as units
      from order_lines l join orders o on o.tenant_id = ${tx.tenantId} and o.id = l.order_id
     where l.tenant_id = ${tx.tenantId} and l.sku_id = ${uuidOf(skuId)} and o.state in ('unpaid', 'paid')
       and l.quantity > l.refunded_units - l.returned_units + l.shipped_units`
  return Number(row?.units ?? 0)
}

/** Codes of a SKU by what became of them. */
export async function countCodes(
  tx: TenantTx,
  skuId: SkuId,
): Promise<{ readonly free: number; readonly sold: number; readonly retired: number }> {
  const [row] = await tx.sql<{ free: number; sold: number; retired: number }[]>`
    select count(*) filter (where state = 'free') as free, count(*) filter (where state = 'sold') as sold,
           count(*) filter (where state = 'retired') as retired
      from virtual_codes where tenant_id = ${tx.tenantId} and sku_id = ${uuidOf(skuId)}`
  return row ?? { free: 0, sold: 0, retired: 0 }
}

/** Takes codes off the shelf for good, the last that came first. How many. */
export async function retireFreeCodes(
  tx: TenantTx,
  skuId: SkuId,
  { units, at }: { readonly units: number; readonly at: Date },
): Promise<number> {
  const retired = await tx.sql`
    update virtual_codes set state = 'retired', retired_at = ${at}
     where tenant_id = ${tx.tenantId} and id in (
           select id from virtual_codes where tenant_id = ${tx.tenantId} and sku_id = ${uuidOf(skuId)} and state = 'free'
            order by id desc limit ${units} for update)`
  return retired.count
}

/** Retires what a line was given and gives back, what nobody has seen first, until so many of it are retired. */
export async function retireSold(
  tx: TenantTx,
  { orderId, lineId, units, at }: { orderId: OrderId; lineId: Id<'lin'>; units: number; at: Date },
): Promise<void> {
  await tx.sql`
    update virtual_codes set state = 'retired', retired_at = ${at}
     where tenant_id = ${tx.tenantId} and id in (
           select id from virtual_codes
            where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and line_id = ${uuidOf(lineId)} and state = 'sold'
            order by seen_at is not null, unit desc
            limit greatest(0, ${units} - (
                  select count(*) from virtual_codes r where r.tenant_id = ${tx.tenantId} and r.order_id = ${uuidOf(orderId)}
                     and r.line_id = ${uuidOf(lineId)} and r.state = 'retired')))`
}

/** Opens what an order was given, but for what is asked back or paid back: who has her money has no code. The order is held. */
export async function setSeen(tx: TenantTx, orderId: OrderId, at: Date): Promise<void> {
  await tx.sql`
    update virtual_codes c set seen_at = ${at}
     where c.tenant_id = ${tx.tenantId} and c.order_id = ${uuidOf(orderId)} and c.state = 'sold' and c.seen_at is null
       and not ${isGoingBack(tx.sql, tx.tenantId)}`
}

/** Whether a code is of a line that an open after-sale asks back, or that was paid back and is not retired yet. */
function isGoingBack(sql: Sql | TenantTx['sql'], tenantId: string) {
  return sql`(
       exists (select from aftersale_lines a
                where a.tenant_id = ${tenantId} and a.order_id = c.order_id and a.line_id = c.line_id and a.is_open)
       or exists (select from order_lines l
                   where l.tenant_id = ${tenantId} and l.order_id = c.order_id and l.id = c.line_id
                     and l.returned_units > (select count(*) from virtual_codes r
                                              where r.tenant_id = ${tenantId} and r.line_id = c.line_id and r.state = 'retired')))`
}

/** Paid orders that wait for codes of a SKU, the oldest first. */
export async function listWaitingOrders(tx: TenantTx, skuId: SkuId, limit: number): Promise<OrderId[]> {
  const rows = await tx.sql<{ id: string }[]>`
    select distinct o.id, o.paid_at from orders o join order_lines l on l.tenant_id = ${tx.tenantId} and l.order_id = o.id
     where o.tenant_id = ${tx.tenantId} and o.state = 'paid' and l.sku_id = ${uuidOf(skuId)}
       and l.quantity - (l.refunded_units - l.returned_units) - l.shipped_units > 0
     order by o.paid_at limit ${limit}`
  return rows.map(({ id }) => idOf('ord', id))
}

export interface DeliveredRow {
  readonly line_id: string
  readonly code_sealed: Buffer
  readonly how_to: string
  readonly is_seen: boolean
}

/** What the lines of an order were given and still have; nothing unseen of what is going back. */
export async function selectDelivered(
  db: Database,
  storeId: StoreId,
  orderId: OrderId,
): Promise<readonly DeliveredRow[]> {
  const [rows] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<DeliveredRow[]>`
      select c.line_id, c.code_sealed, g.how_to, c.seen_at is not null as is_seen
        from virtual_codes c join virtual_goods g on g.tenant_id = ${tenantId} and g.sku_id = c.sku_id
       where c.tenant_id = ${tenantId} and c.order_id = ${uuidOf(orderId)} and c.state = 'sold'
         and (c.seen_at is not null or not ${isGoingBack(sql, tenantId)})
       order by c.line_id, c.unit limit 1000`,
  ])
  return rows
}

/** Units of each line that were delivered and nobody has seen, where the SKU lets those come back. */
export async function listReturnable(
  tx: TenantTx,
  orderId: OrderId,
): Promise<ReadonlyMap<Id<'lin'>, number>> {
  const rows = await tx.sql<{ line_id: string; units: number }[]>`
    select c.line_id, count(*) as units from virtual_codes c
      join virtual_goods g on g.tenant_id = ${tx.tenantId} and g.sku_id = c.sku_id
     where c.tenant_id = ${tx.tenantId} and c.order_id = ${uuidOf(orderId)} and c.state = 'sold' and c.seen_at is null
       and g.returns = 'unseen' group by c.line_id`
  return new Map(rows.map(({ line_id: lineId, units }) => [idOf('lin', lineId), units]))
}

/** The place whose shelf follows the codes. */
export async function findDefaultPlace(tx: TenantTx): Promise<Id<'plc'> | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from places where tenant_id = ${tx.tenantId} and is_default`
  return row ? idOf('plc', row.id) : null
}

/** The secret the store's keys are derived from. */
export async function findStoreSecret(tx: TenantTx): Promise<Buffer | null> {
  const [row] = await tx.sql<{ secret: Buffer }[]>`
    select secret from store_settings where tenant_id = ${tx.tenantId}`
  return row?.secret ?? null
}
