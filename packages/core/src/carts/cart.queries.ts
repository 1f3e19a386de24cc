import type { Sql, TenantTx } from '@mamapu/db'
import { type CustomerId, type Fen, type Id, idOf, newId, type SkuId, uuidOf } from '@mamapu/kernel'

/** Whose cart: a customer's, or a guest's browser session (keyed hash, hex). */
export type CartOwner = { readonly customerId: CustomerId } | { readonly sessionHash: string }

/** More lines than this no cart holds. */
export const CART_LINES_MAX = 50
export const LINE_QUANTITY_MAX = 999

export interface CartLineRow {
  readonly id: Id<'cln'>
  readonly cartId: Id<'crt'>
  readonly skuId: SkuId
  readonly quantity: number
  readonly seenUnitFen: Fen
}

interface RawLine {
  id: string
  cart_id: string
  sku_id: string
  quantity: number
  seen_unit_fen: Fen
}

const toLine = (row: RawLine): CartLineRow => ({
  id: idOf('cln', row.id),
  cartId: idOf('crt', row.cart_id),
  skuId: idOf('sku', row.sku_id),
  quantity: row.quantity,
  seenUnitFen: row.seen_unit_fen,
})

/** The lines of an owner's cart, oldest first; for `readTenant`. */
export function cartLinesQuery(sql: Sql, tenantId: string, owner: CartOwner) {
  return 'customerId' in owner
    ? sql<RawLine[]>`
        select l.id, l.cart_id, l.sku_id, l.quantity, l.seen_unit_fen
          from carts c join cart_lines l on l.tenant_id = ${tenantId} and l.cart_id = c.id
         where c.tenant_id = ${tenantId} and c.customer_id = ${uuidOf(owner.customerId)} order by l.added_at, l.id limit 50`
    : sql<RawLine[]>`
        select l.id, l.cart_id, l.sku_id, l.quantity, l.seen_unit_fen
          from carts c join cart_lines l on l.tenant_id = ${tenantId} and l.cart_id = c.id
         where c.tenant_id = ${tenantId} and c.session_hash = decode(${owner.sessionHash}, 'hex') order by l.added_at, l.id limit 50`
}

export const mapCartLines = (rows: readonly RawLine[]): CartLineRow[] => rows.map(toLine)

/** The owner's cart, made when there is none; its row is held, so that changes to one cart queue up. */
export async function lockCart(tx: TenantTx, owner: CartOwner, at: Date): Promise<Id<'crt'>> {
  const customer = 'customerId' in owner ? uuidOf(owner.customerId) : null
  const session = 'sessionHash' in owner ? owner.sessionHash : null
  // Sent at once, not awaited on its own: it travels together with the look that follows it.
  const made = tx.sql`
    insert into carts (tenant_id, id, customer_id, session_hash, updated_at)
    values (${tx.tenantId}, ${uuidOf(newId('crt', at))}, ${customer}, decode(${session}, 'hex'), ${at})
    on conflict do nothing`.execute()
  const [, cartId] = await Promise.all([made, findCartForUpdate(tx, owner)])
  return cartId as Id<'crt'>
}

/** The lines of an owner's cart as this transaction sees them. */
export async function listLinesOfOwner(tx: TenantTx, owner: CartOwner): Promise<CartLineRow[]> {
  return mapCartLines(await cartLinesQuery(tx.sql as unknown as Sql, tx.tenantId, owner))
}

export async function findCartForUpdate(tx: TenantTx, owner: CartOwner): Promise<Id<'crt'> | null> {
  const [row] =
    'customerId' in owner
      ? await tx.sql<{ id: string }[]>`
          select id from carts where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(owner.customerId)} for update`
      : await tx.sql<{ id: string }[]>`
          select id from carts where tenant_id = ${tx.tenantId} and session_hash = decode(${owner.sessionHash}, 'hex') for update`
  return row ? idOf('crt', row.id) : null
}

export async function listLinesOf(tx: TenantTx, cartId: Id<'crt'>): Promise<CartLineRow[]> {
  const rows = await tx.sql<RawLine[]>`
    select id, cart_id, sku_id, quantity, seen_unit_fen from cart_lines
     where tenant_id = ${tx.tenantId} and cart_id = ${uuidOf(cartId)} order by added_at, id limit 50`
  return rows.map(toLine)
}

/** What one unit of an active SKU costs by itself; null when this shop has no such SKU. */
export async function findUnitPrice(tx: TenantTx, skuId: SkuId): Promise<Fen | null> {
  const [row] = await tx.sql<{ price_fen: Fen }[]>`
    select price_fen from skus where tenant_id = ${tx.tenantId} and id = ${uuidOf(skuId)} and is_active`
  return row?.price_fen ?? null
}

/** Adds to the line of this SKU, or makes it. */
export async function addUnits(
  tx: TenantTx,
  cartId: Id<'crt'>,
  line: { skuId: SkuId; quantity: number; seenUnitFen: Fen; at: Date },
): Promise<void> {
  await tx.sql`
    insert into cart_lines as l (tenant_id, cart_id, id, sku_id, quantity, seen_unit_fen, added_at)
    values (${tx.tenantId}, ${uuidOf(cartId)}, ${uuidOf(newId('cln', line.at))}, ${uuidOf(line.skuId)}, ${line.quantity},
            ${line.seenUnitFen}, ${line.at})
    on conflict (tenant_id, cart_id, sku_id)
    do update set quantity = least(${LINE_QUANTITY_MAX}, l.quantity + excluded.quantity), seen_unit_fen = excluded.seen_unit_fen`
}

export async function setUnits(
  tx: TenantTx,
  cartId: Id<'crt'>,
  lineId: Id<'cln'>,
  quantity: number,
): Promise<boolean> {
  const updated = await tx.sql`
    update cart_lines set quantity = ${quantity}
     where tenant_id = ${tx.tenantId} and cart_id = ${uuidOf(cartId)} and id = ${uuidOf(lineId)}`
  return updated.count === 1
}

export async function deleteLine(tx: TenantTx, cartId: Id<'crt'>, lineId: Id<'cln'>): Promise<boolean> {
  const deleted = await tx.sql`
    delete from cart_lines where tenant_id = ${tx.tenantId} and cart_id = ${uuidOf(cartId)} and id = ${uuidOf(lineId)}`
  return deleted.count === 1
}

export async function deleteCart(tx: TenantTx, cartId: Id<'crt'>): Promise<void> {
  await tx.sql`delete from carts where tenant_id = ${tx.tenantId} and id = ${uuidOf(cartId)}`
}

/** How many units lie in the owner's cart; for the number on the tab bar. */
export function cartCountQuery(sql: Sql, tenantId: string, owner: CartOwner) {
  return 'customerId' in owner
    ? sql<{ units: number }[]>`
        select coalesce(sum(l.quantity), 0)::int as units from carts c
          join cart_lines l on l.tenant_id = ${tenantId} and l.cart_id = c.id
         where c.tenant_id = ${tenantId} and c.customer_id = ${uuidOf(owner.customerId)}`
    : sql<{ units: number }[]>`
        select coalesce(sum(l.quantity), 0)::int as units from carts c
          join cart_lines l on l.tenant_id = ${tenantId} and l.cart_id = c.id
         where c.tenant_id = ${tenantId} and c.session_hash = decode(${owner.sessionHash}, 'hex')`
}
