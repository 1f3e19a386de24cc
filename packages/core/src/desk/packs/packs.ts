import { type TenantTx, withTenant } from '@mamapu/db'
import { assert, newId, type OrderId, type StoreId } from '@mamapu/kernel'
import type { App } from '../../app.js'
import { audit } from '../../audit/index.js'
import { findOrder, listLines, type OrderErrorCode, shipParcel, unitsToPack } from '../../orders/index.js'
import {
  deletePack,
  findPack,
  findSameReceiver,
  insertPack,
  listPacks,
  markPackSent,
  type Pack,
  type PackId,
  plannedUnits,
  receiverOf,
} from './pack.queries.js'
import {
  isOneReceiver,
  PACK_ORDERS_MAX,
  type PackLine,
  type PackObstacle,
  plansOver,
  whyNotPlan,
  whyNotSend,
} from './pack.rules.js'
import { isPacked, lockOrders } from './pack-orders.js'

type Refused<Code> = { readonly done: false; readonly code: Code }
export type PackResult =
  | { readonly done: true; readonly id: PackId }
  | Refused<PackObstacle | OrderErrorCode | 'PACK_NOT_FOUND'>
const refused = <Code>(code: Code): Refused<Code> => ({ done: false, code })

interface Acting {
  readonly actor: string
  readonly at: Date
}

interface PackSending extends Acting {
  readonly id: PackId
  readonly carrier: string
  readonly trackingNumber: string
}

/** Plans that these units go together, of one order or of several of one receiver: never more than is left unplanned. */
export function planPack(
  app: Pick<App, 'db'>,
  storeId: StoreId,
  { lines, actor, at }: Acting & { readonly lines: readonly PackLine[] },
): Promise<PackResult> {
  return withTenant(app.db, storeId, async (tx) => {
    const orders = await lockOrders(tx, lines)
    if (!orders) return refused('ORDER_NOT_FOUND')
    if (orders.length > PACK_ORDERS_MAX) return refused('PACK_TOO_MUCH')
    const planned = await plannedUnits(
      tx,
      orders.map(({ order }) => order.id),
    )
    const obstacle = whyNotPlan(orders, lines, planned)
    if (obstacle) return refused(obstacle)
    const id = newId('pck', at)
    await insertPack(tx, { id, lines, actor, at })
    return { done: true, id }
  })
}

/** Drops what was planned, or puts away what is void; what was sent stays. */
export function dropPack(
  app: Pick<App, 'db'>,
  storeId: StoreId,
  { id }: { readonly id: PackId },
): Promise<PackResult> {
  return withTenant(app.db, storeId, async (tx) => {
    const pack = await findPack(tx, id)
    if (!pack || !(await lockOrders(tx, pack.lines))) return refused('PACK_NOT_FOUND')
    return (await deletePack(tx, id)) ? { done: true, id } : refused('PACK_NOT_FOUND')
  })
}

/**
 * Sends a pack under one number: a parcel of each of its orders, all of them or none. What was refunded, asked back or sent
 * otherwise since it was planned refuses it.
 */
export async function shipPack(app: App, storeId: StoreId, sending: PackSending): Promise<PackResult> {
  const result = await withTenant(app.db, storeId, (tx) => sendPack(tx, sending))
  if (result.done) app.nudge(storeId)
  return result
}

/** The same for callers that already hold a transaction, and no order but those of the pack. */
export async function sendPack(tx: TenantTx, sending: PackSending): Promise<PackResult> {
  const { id, carrier, trackingNumber, actor, at } = sending
  const known = await findPack(tx, id)
  const orders = known && (await lockOrders(tx, known.lines))
  // Read again now that its orders are held: whoever sends it holds them too.
  const pack = orders && (await findPack(tx, id))
  if (!orders || pack?.state !== 'planned') return refused('PACK_NOT_FOUND')
  // One receiver when it was planned, and an address edited since.
  const obstacle = whyNotPlan(orders, [], new Map()) ?? whyNotSend(orders, pack.lines)
  if (obstacle) return refused(obstacle === 'PACK_TOO_MUCH' ? 'PACK_CHANGED' : obstacle)
  if (!(await markPackSent(tx, id, { carrier, trackingNumber, at }))) return refused('PACK_NOT_FOUND')
  for (const { order } of orders) {
    const lines = pack.lines.filter(({ orderId }) => orderId === order.id)
    const shipped = await shipParcel(tx, { orderId: order.id, carrier, trackingNumber, lines, actor, at })
    assert(shipped.shipped, 'what was looked at under the lock can be sent')
  }
  const data = { orders: orders.map(({ order }) => order.id) }
  await audit(tx, { actor, action: 'pack.sent', subject: id, data, at })
  return { done: true, id }
}

/**
 * Holds an order with every order that is planned to go with it, in the order of their ids, and reads its plans. One of the
 * plans may have been dropped, or a new one made, right before: it is none of those returned.
 */
export async function lockPlans(tx: TenantTx, orderId: OrderId): Promise<Pack[]> {
  const planned = async () => (await listPacks(tx, orderId)).filter(({ state }) => state === 'planned')
  const known = await planned()
  await lockOrders(tx, [...known.flatMap(({ lines }) => lines), { orderId }])
  const ids = new Set(known.map(({ id }) => id))
  return (await planned()).filter(({ id }) => ids.has(id))
}

export interface PackingView {
  readonly packs: readonly (Pack & {
    /** Planned, but it cannot leave now: something in it is asked back, or it was refunded or sent a moment ago. */
    readonly isStale: boolean
  })[]
  /** What is left of this order that no pack stands for. */
  readonly open: readonly (PackLine & { readonly title: string })[]
  /** Other paid orders to the same receiver with what is left of them. */
  readonly others: readonly {
    readonly orderId: OrderId
    readonly number: string
    readonly lines: readonly (PackLine & { readonly title: string })[]
  }[]
}

/** How an order is to be packed; null when there is no such order. */
export async function packingOf(tx: TenantTx, orderId: OrderId): Promise<PackingView | null> {
  if (!(await findOrder(tx, orderId))) return null
  const [packs, others] = [
    await listPacks(tx, orderId),
    await findSameReceiver(tx, orderId, PACK_ORDERS_MAX - 1),
  ]
  const inPacks = packs.flatMap(({ lines }) => lines.map((line) => line.orderId))
  const ids = [...new Set([orderId, ...others, ...inPacks])]
  const planned = await plannedUnits(tx, ids)
  const left = new Map<string, number>()
  const open = new Map<OrderId, (PackLine & { title: string })[]>()
  const numbers = new Map<OrderId, string>()
  for (const id of ids) {
    numbers.set(id, (await findOrder(tx, id))?.number ?? '')
    for (const line of await listLines(tx, id)) {
      left.set(line.id, unitsToPack(line))
      const units = unitsToPack(line) - (planned.get(line.id) ?? 0)
      if (units <= 0 || !isPacked(line)) continue
      const title = `${line.title} ${line.options}`.trim()
      open.set(id, [...(open.get(id) ?? []), { orderId: id, lineId: line.id, units, title }])
    }
  }
  const stale = await findStale(
    tx,
    packs.filter(({ state }) => state === 'planned'),
    left,
  )
  return {
    packs: packs.map((pack) => ({ ...pack, isStale: stale.has(pack.id) })),
    open: open.get(orderId) ?? [],
    others: others.flatMap((id) => {
      const lines = open.get(id)
      return lines ? [{ orderId: id, number: numbers.get(id) ?? '', lines }] : []
    }),
  }
}

async function findStale(
  tx: TenantTx,
  plans: readonly Pack[],
  left: ReadonlyMap<string, number>,
): Promise<ReadonlySet<PackId>> {
  const stale = new Set(plansOver(plans, left))
  for (const { id, lines } of plans) {
    const orderIds = [...new Set(lines.map((line) => line.orderId))]
    const orders: { receiver: string | null }[] = []
    for (const orderId of orderIds.length > 1 ? orderIds : [])
      orders.push({ receiver: await receiverOf(tx, orderId) })
    if (!isOneReceiver(orders)) stale.add(id)
  }
  return stale
}

/** The parcels an order is planned to go in, the oldest first; none when there is no plan that could leave now. */
export async function plannedParcels(tx: TenantTx, orderId: OrderId): Promise<PackingView | null> {
  const view = await packingOf(tx, orderId)
  if (!view) return null
  const packs = view.packs.filter(({ state, isStale }) => state === 'planned' && !isStale)
  return packs.length > 0 ? { ...view, packs } : null
}
