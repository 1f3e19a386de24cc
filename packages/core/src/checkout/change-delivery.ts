import type { TenantTx } from '@mamapu/db'
import { type OrderId, type SkuId, toFen, uuidOf, ZERO_FEN } from '@mamapu/kernel'
import type { ChangeDeliveryResult, DeliveryAgreement } from '@mamapu/plugin-sdk'
import { mapSkuFacts, skuFactsQuery } from '../catalog/index.js'
import { coreMethods, takenSlots } from '../fulfilment/index.js'
import {
  type Address,
  addHistory,
  decideAction,
  isAnySent,
  listLines,
  lockOrder,
  type OrderLine,
  type OrderRow,
} from '../orders/index.js'
import { factQueries, type PluginHost, pluginMethods, type StorePlugins } from '../plugins/index.js'
import {
  hashDoor,
  hashLastFour,
  hashPhone,
  maskName,
  maskPhone,
  type StoreSnapshot,
  sealJson,
  unsealJson,
} from '../stores/index.js'
import {
  type DeliveryRow,
  listDeliveryTakes,
  readDelivered,
  writeDelivery,
} from './change-delivery.queries.js'
import { readContact } from './decided-order.js'
import type { DeliveryPick } from './delivery.js'
import type { PlaceAsk } from './place.types.js'
import { type Carried, swapTakes } from './swap-takes.js'

export interface ChangeDeliveryAsk extends DeliveryPick {
  readonly orderId: OrderId
  /** Where it goes from now on; as it was when left out. */
  readonly contact?: PlaceAsk['contact']
  readonly actor: string
  readonly at: Date
}

interface Deps {
  readonly host: PluginHost
  readonly store: StoreSnapshot
  readonly plugins: StorePlugins
}

/**
 * Another way, time or place for an order that is paid and not sent, decided under its lock: what the new way takes is
 * taken and what the old one took goes back, all of it or nothing. What was paid for delivery stays as it is.
 */
export async function changeDelivery(
  tx: TenantTx,
  deps: Deps,
  ask: ChangeDeliveryAsk,
): Promise<ChangeDeliveryResult> {
  const order = await lockOrder(tx, ask.orderId)
  const row = order && (await readDelivered(tx, ask.orderId))
  if (!order || !row) return { changed: false, reason: 'no_order' }
  const lines = await listLines(tx, ask.orderId)
  if (!decideAction({ ...order, isPartSent: isAnySent(lines) }, 'change_delivery').allowed)
    return { changed: false, reason: 'too_late' }
  const address = addressFor(deps.store, row, ask)
  if (address === 'unfit') return { changed: false, reason: 'needs_address' }
  const decided = await decide(tx, deps, { order, lines, address, ask })
  if ('reason' in decided) return { changed: false, ...decided }
  if (!(await swapTakes(tx, deps.host, { ...ask, ...decided }))) return { changed: false, reason: 'gone' }
  const { frozen, words } = decided.agreement
  await writeDelivery(tx, ask.orderId, {
    method: ask.method,
    frozen,
    words,
    ...contactOf(deps, { orderId: ask.orderId, address, agreement: decided.agreement }),
  })
  await addHistory(tx, order, {
    to: order.state,
    action: 'change_delivery',
    actor: ask.actor,
    note: words['zh-CN'],
    at: ask.at,
  })
  return { changed: true, delivery: { method: ask.method, frozen, words } }
}

function addressFor(
  { keys }: StoreSnapshot,
  row: DeliveryRow,
  { contact }: ChangeDeliveryAsk,
): Address | 'unfit' {
  if (contact) return readContact(contact) ?? 'unfit'
  const { delivery: _, ...kept } = unsealJson<Address>(keys, row.addressSealed)
  return kept
}

type Decided =
  | { readonly agreement: DeliveryAgreement; readonly carried: readonly Carried[] }
  | Omit<Extract<ChangeDeliveryResult, { changed: false }>, 'changed'>

async function decide(
  tx: TenantTx,
  { host, store, plugins }: Deps,
  {
    order,
    lines,
    address,
    ask,
  }: {
    readonly order: OrderRow
    readonly lines: readonly OrderLine[]
    readonly address: Address
    readonly ask: ChangeDeliveryAsk
  },
): Promise<Decided> {
  const { at, method: id, choice } = ask
  const customer = order.customerId && { id: order.customerId }
  const reader = {
    sql: tx.sql,
    tenantId: tx.tenantId,
    customerId: order.customerId && uuidOf(order.customerId),
    sessionKey: null,
    regionCode: address.regionCode,
    at,
  }
  const prepared = factQueries(host, plugins, plugins.cartPlan, reader)
  const [slots, ...rows] = await Promise.all([takenSlots.query(reader) ?? [], ...prepared.queries])
  const methods = [
    ...coreMethods(store, { at, customer, taken: takenSlots.map(slots) }),
    ...pluginMethods(host, plugins, { facts: prepared.read(rows), at, customer }),
  ]
  const method = methods.find((one) => one.id === id)
  if (!method) return { reason: 'no_method' }
  if (method.asks === 'address' && address.street === '') return { reason: 'needs_address' }
  const carried = await deliverable(tx, lines)
  const held = (await listDeliveryTakes(tx, ask.orderId)).map(({ kind, quotaId, units }) => ({
    ...{ kind, units },
    id: quotaId,
  }))
  const asked = {
    lines: carried.map(({ line }) => line),
    regionCode: address.regionCode || null,
    choice,
    held,
  }
  const offer = method.offer(asked)
  if (!offer?.available) return offer ? { reason: 'refused', ...sayOf(offer) } : { reason: 'no_method' }
  const answer = method.accept(asked)
  if (answer?.available) return { agreement: answer, carried }
  return { reason: 'refused', ...(answer ? sayOf(answer) : {}) }
}

const sayOf = ({ code, words }: { code: string; words: { 'zh-CN': string; en: string } }) => ({ code, words })

/** What is left of the order's physical lines, as methods look at them when it is placed: gifts come along. */
async function deliverable(tx: TenantTx, lines: readonly OrderLine[]): Promise<Carried[]> {
  const carried = lines.filter(
    ({ deliveryKind, quantity, refundedUnits, gift }) =>
      deliveryKind === 'physical' && quantity > refundedUnits && gift === null,
  )
  const skuIds = [...new Set(carried.map(({ skuId }) => skuId))] as SkuId[]
  const goods = skuIds.length > 0 ? mapSkuFacts(await skuFactsQuery(tx.sql, tx.tenantId, skuIds)) : new Map()
  return carried.map((line) => {
    const facts = goods.get(line.skuId)
    return {
      stockId: facts?.stockId ?? null,
      line: {
        lineId: line.id,
        skuId: line.skuId,
        productId: line.productId,
        categoryIds: facts?.categoryIds ?? [],
        tags: facts?.tags ?? [],
        quantity: line.quantity - line.refundedUnits,
        unitPriceFen: toFen(line.unitFen),
        floorFen: ZERO_FEN,
        weightGram: facts?.weightGram ?? 0,
        template: facts?.deliveryTemplate ?? '',
      },
    }
  })
}

function contactOf(
  { store, plugins }: Deps,
  {
    orderId,
    address,
    agreement,
  }: { readonly orderId: OrderId; readonly address: Address; readonly agreement: DeliveryAgreement },
) {
  const { keys } = store
  const { sealed } = agreement
  const { name, phone, regionCode, street } = address
  const hasDoor = plugins.active.some(({ loaded }) => (loaded.plugin.commissions ?? []).length > 0)
  return {
    addressSealed: sealJson(keys, sealed ? { ...address, delivery: sealed } : address),
    regionCode,
    addressHash: street && hasDoor ? hashDoor(keys, { regionCode, street }) : null,
    phoneHash: phone ? hashPhone(keys, phone) : null,
    phoneLast4Hash: phone ? hashLastFour(keys, phone, orderId) : null,
    contactMasked: phone ? `${maskName(name)} ${maskPhone(phone)}` : '',
  }
}
