import { type TenantTx, withTenant } from '@mamapu/db'
import { newId, type OrderId } from '@mamapu/kernel'
import { type PricingPolicy, price, type ShippingRule } from '@mamapu/pricing'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import { readContact } from '../checkout/index.js'
import { emit } from '../events/index.js'
import { EXPRESS_ID, expressFeeOf } from '../fulfilment/index.js'
import {
  type Address,
  addHistory,
  decideAction,
  findDecision,
  isAnySent,
  listLines,
  lockOrder,
  type OrderErrorCode,
} from '../orders/index.js'
import {
  hashDoor,
  hashLastFour,
  hashPhone,
  maskName,
  maskPhone,
  type StoreKeys,
  type StoreSnapshot,
  sealJson,
  unsealJson,
} from '../stores/index.js'
import { findDoor, moveDoor, type OrderDoor, templatesOf } from './address.queries.js'
import { personTerms } from './order-terms.js'
import { addTerms, dropTerms } from './term.queries.js'

type OrderContact = NonNullable<ReturnType<typeof readContact>>

export interface AddressAsk {
  readonly orderId: OrderId
  /** Region and street count where the order goes to an address. */
  readonly contact: {
    readonly name: string
    readonly phone: string
    readonly regionCode: string
    readonly street: string
  }
  readonly actor: string
  readonly at: Date
}

export type EditAddressResult =
  | { readonly edited: true }
  | { readonly edited: false; readonly reason: OrderErrorCode | 'ADDRESS_FEE_DIFFERS' | 'ADDRESS_SAME' }

/**
 * Sends an order of which nothing has gone yet to another door. Where the new region would have cost another postage it is
 * refused: an order's price changes by `changePrice` alone. What it was before is kept sealed; the shopper is told.
 */
export async function editAddress(
  app: App,
  store: StoreSnapshot,
  ask: AddressAsk,
): Promise<EditAddressResult> {
  const result = await withTenant(app.db, store.storeId, (tx) => edit(tx, store, ask))
  if (result.edited) app.nudge(store.storeId)
  return result
}

async function edit(
  tx: TenantTx,
  store: StoreSnapshot,
  { orderId, contact: asked, actor, at }: AddressAsk,
): Promise<EditAddressResult> {
  const order = await lockOrder(tx, orderId)
  const door = order && (await findDoor(tx, orderId))
  if (!door) return { edited: false, reason: 'ORDER_NOT_FOUND' }
  const isPartSent = isAnySent(await listLines(tx, orderId))
  const decision = decideAction({ ...order, isPartSent }, 'edit_address')
  if (!decision.allowed) return { edited: false, reason: decision.code }
  const { keys } = store
  const before = unsealJson<Address>(keys, door.addressSealed)
  const contact = readContact(asked, asksOf(before))
  if (!contact) return { edited: false, reason: 'ADDRESS_INVALID' }
  const parts = partsOf(before, contact)
  if (parts.length === 0) return { edited: false, reason: 'ADDRESS_SAME' }
  if (door.regionCode !== contact.regionCode && !(await costsTheSame(tx, store, { orderId, door, contact })))
    return { edited: false, reason: 'ADDRESS_FEE_DIFFERS' }
  const change = { id: newId('oac', at), orderId, beforeSealed: door.addressSealed, actor, at }
  await moveDoor(tx, { ...change, parts: parts.join(',') }, doorOf(keys, orderId, contact))
  await dropTerms(tx, orderId, personTerms(keys, before))
  await addTerms(tx, orderId, personTerms(keys, contact))
  await addHistory(tx, order, { to: order.state, action: 'edit_address', actor, at })
  await audit(tx, { actor, action: 'order.address_changed', subject: orderId, data: { parts }, at })
  await emit(tx, 'order.address_changed', { orderId, customerId: order.customerId }, at)
  return { edited: true }
}

const PARTS = ['name', 'phone', 'region', 'street'] as const

const partsOf = (before: Address, after: OrderContact) =>
  PARTS.filter((part) =>
    part === 'region' ? before.regionCode !== after.regionCode : before[part] !== after[part],
  )

/** What the order's method of delivery asked for is asked for again. */
function asksOf({ regionCode, phone }: Address): 'address' | 'contact' | 'nothing' {
  if (regionCode !== '') return 'address'
  return phone === '' ? 'nothing' : 'contact'
}

interface Moving {
  readonly orderId: OrderId
  readonly door: { readonly delivery: string }
  readonly contact: OrderContact
}

/**
 * Whether the arbiter would have decided the same total for that region: by the order's own record, with what express costs there
 * today. Where another method brings it, nobody but that method knows.
 */
async function costsTheSame(
  tx: TenantTx,
  store: StoreSnapshot,
  { orderId, door, contact: { regionCode } }: Moving,
): Promise<boolean> {
  const decision = await findDecision(tx, orderId)
  if (!decision || decision.trimmed === 'input' || door.delivery !== EXPRESS_ID) return false
  const { cart, offers, policy, priced } = decision
  const templates = await templatesOf(tx, orderId)
  const lines = cart.lines.flatMap((line) => {
    const template = templates.get(line.productId)
    return template === undefined ? [] : [{ ...line, template }]
  })
  // Orders from before methods reckoned their own fees hold the rules themselves.
  const shipping = isRules(policy.shipping) ? policy.shipping : expressFeeOf(store, { lines, regionCode })
  const there = price({ ...cart, regionCode }, offers, { ...policy, shipping })
  const isDelivered = there.shippingState === 'charged' || there.shippingState === 'free'
  return isDelivered && there.payableFen === priced.payableFen
}

const isRules = (shipping: PricingPolicy['shipping']): shipping is readonly ShippingRule[] =>
  Array.isArray(shipping)

function doorOf(keys: StoreKeys, orderId: OrderId, contact: OrderContact): OrderDoor {
  return {
    regionCode: contact.regionCode,
    addressSealed: sealJson(keys, contact),
    addressHash: hashDoor(keys, contact),
    phoneHash: hashPhone(keys, contact.phone),
    phoneLast4Hash: hashLastFour(keys, contact.phone, orderId),
    contactMasked: `${maskName(contact.name)} ${maskPhone(contact.phone)}`,
  }
}
