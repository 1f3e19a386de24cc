import { type TenantTx, withTenant } from '@mamapu/db'
import type { CustomerId, Id, SkuId, StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import {
  addUnits,
  CART_LINES_MAX,
  type CartOwner,
  deleteCart,
  deleteLine,
  findCartForUpdate,
  findUnitPrice,
  LINE_QUANTITY_MAX,
  listLinesOf,
  listLinesOfOwner,
  lockCart,
  setUnits,
} from './cart.queries.js'

export type CartObstacle = 'sku_not_found' | 'cart_full' | 'quantity_invalid' | 'line_not_found'
export type CartResult =
  | { readonly changed: true }
  | { readonly changed: false; readonly reason: CartObstacle }

function isQuantity(quantity: number): boolean {
  return Number.isSafeInteger(quantity) && quantity >= 1 && quantity <= LINE_QUANTITY_MAX
}

/** A cart promises nothing: its changes do not wait for the disk. */
const SOON = { mayBeLost: true }

/** Puts units of a SKU into the cart. Carts hold nothing: stock is asked when the order is placed. */
export async function addToCart(
  app: App,
  storeId: StoreId,
  add: { owner: CartOwner; skuId: SkuId; quantity: number; at: Date },
): Promise<CartResult> {
  if (!isQuantity(add.quantity)) return { changed: false, reason: 'quantity_invalid' }
  const work = async (tx: TenantTx): Promise<CartResult> => {
    // Sent together, in this order: the lines are read while the cart is held.
    const [unitFen, cartId, lines] = await Promise.all([
      findUnitPrice(tx, add.skuId),
      lockCart(tx, add.owner, add.at),
      listLinesOfOwner(tx, add.owner),
    ])
    if (unitFen === null) return { changed: false, reason: 'sku_not_found' }
    if (lines.length >= CART_LINES_MAX && !lines.some((line) => line.skuId === add.skuId))
      return { changed: false, reason: 'cart_full' }
    await addUnits(tx, cartId, { skuId: add.skuId, quantity: add.quantity, seenUnitFen: unitFen, at: add.at })
    return { changed: true }
  }
  return withTenant(app.db, storeId, work, SOON)
}

/** Sets a line to so many units; zero takes it out. */
export async function setLineQuantity(
  app: App,
  storeId: StoreId,
  change: { owner: CartOwner; lineId: Id<'cln'>; quantity: number },
): Promise<CartResult> {
  const { owner, lineId, quantity } = change
  if (quantity !== 0 && !isQuantity(quantity)) return { changed: false, reason: 'quantity_invalid' }
  const work = async (tx: TenantTx): Promise<CartResult> => {
    const cartId = await findCartForUpdate(tx, owner)
    if (!cartId) return { changed: false, reason: 'line_not_found' }
    const isFound =
      quantity === 0 ? await deleteLine(tx, cartId, lineId) : await setUnits(tx, cartId, lineId, quantity)
    return isFound ? { changed: true } : { changed: false, reason: 'line_not_found' }
  }
  return withTenant(app.db, storeId, work, SOON)
}

/** At login a guest's lines join the customer's own cart; what does not fit any more stays behind. */
export async function mergeCart(
  tx: TenantTx,
  merge: { sessionHash: string; customerId: CustomerId; at: Date },
): Promise<void> {
  const guestCart = await findCartForUpdate(tx, { sessionHash: merge.sessionHash })
  if (!guestCart) return
  const cartId = await lockCart(tx, { customerId: merge.customerId }, merge.at)
  const own = await listLinesOf(tx, cartId)
  let room = CART_LINES_MAX - own.length
  for (const line of await listLinesOf(tx, guestCart)) {
    const isKnown = own.some((mine) => mine.skuId === line.skuId)
    if (!isKnown && room <= 0) continue
    if (!isKnown) room -= 1
    await addUnits(tx, cartId, {
      skuId: line.skuId,
      quantity: line.quantity,
      seenUnitFen: line.seenUnitFen,
      at: merge.at,
    })
  }
  await deleteCart(tx, guestCart)
}
