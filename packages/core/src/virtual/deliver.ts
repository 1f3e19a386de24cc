import { type TenantTx, withTenant } from '@mamapu/db'
import { must, newId, type OrderId, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import type { EventHandler } from '../events/index.js'
import { insertStaffNotice } from '../notifications/index.js'
import {
  listLines,
  lockOrder,
  nextState,
  type OrderLine,
  sendGoods,
  tellBuyer,
  unitsToPack,
} from '../orders/index.js'
import { seal, storeKeys, unseal } from '../stores/index.js'
import {
  countFree,
  findStoreSecret,
  insertTexts,
  lockGoods,
  retireSold,
  setSeen,
  takeCodes,
  type VirtualGoods,
} from './virtual.queries.js'

/**
 * Gives an order that is held what is virtual in it and was not given yet: each unit once, all of it as one shipment. What there is
 * no code for waits, and staff are told. True when anything was given.
 */
export async function deliverVirtual(tx: TenantTx, app: App, orderId: OrderId, at: Date): Promise<boolean> {
  const order = await lockOrder(tx, orderId)
  if (!order || !nextState(order, 'deliver')) return false
  const open = (await listLines(tx, orderId)).filter(
    (line) => line.deliveryKind === 'virtual' && unitsToPack(line) > 0,
  )
  const given: { lineId: OrderLine['id']; units: number }[] = []
  // In the order of their SKUs: two orders never wait for each other in a circle.
  for (const line of open.toSorted((a, b) => (a.skuId < b.skuId ? -1 : 1))) {
    const goods = await lockGoods(tx, line.skuId)
    // What an open after-sale asks back waits for its answer.
    const wanted = unitsToPack(line)
    const units = goods
      ? await giveLine(tx, app, { goods, line, orderId, number: order.number, wanted, at })
      : 0
    if (units > 0) given.push({ lineId: line.id, units })
    if (units < wanted) await tellLacking(tx, { orderId, number: order.number, title: line.title, at })
    else if (goods?.kind === 'codes') await tellLow(tx, goods, { title: line.title, at })
  }
  if (given.length === 0) return false
  const nothing = { carrier: '', trackingNumber: '', handOverKey: null }
  await sendGoods(tx, order, { kind: 'virtual', ...nothing, lines: given, actor: 'system', at })
  return true
}

/** The same, and a word to the shopper when anything was given; `about` names the occasion. */
export async function deliverAndTell(
  tx: TenantTx,
  app: App,
  { orderId, about, at }: { readonly orderId: OrderId; readonly about: string; readonly at: Date },
): Promise<boolean> {
  if (!(await deliverVirtual(tx, app, orderId, at))) return false
  const template = 'virtual-delivered' as const
  await tellBuyer(tx, { app, orderId, at, template, about }, ({ number }) => ({ number }))
  return true
}

interface Giving {
  readonly goods: VirtualGoods
  readonly line: OrderLine
  readonly orderId: OrderId
  readonly number: string
  readonly wanted: number
  readonly at: Date
}

async function giveLine(tx: TenantTx, app: App, give: Giving): Promise<number> {
  const { goods, line, orderId, number, wanted, at } = give
  const of = { skuId: line.skuId, orderId, lineId: line.id, at }
  if (goods.textSealed === null) return takeCodes(tx, { ...of, units: wanted })
  const keys = storeKeys(app.secret, must(await findStoreSecret(tx), 'a store has a secret'))
  const text = unseal(keys, goods.textSealed).replaceAll('{number}', number)
  const texts = Array.from({ length: wanted }, () => seal(keys, text))
  await insertTexts(tx, { ...of, texts })
  return wanted
}

async function tellLacking(
  tx: TenantTx,
  { orderId, number, title, at }: { orderId: OrderId; number: string; title: string; at: Date },
): Promise<void> {
  const what = title.slice(0, 40)
  await insertStaffNotice(tx, {
    id: newId('msg', at),
    source: 'virtual',
    key: `lacking:${orderId}`,
    words: {
      'zh-CN': `订单 ${number} 的“${what}”没有卡密可发，请尽快补充`,
      en: `Order ${number}: no codes are left for “${what}”; please add some`,
    },
    isUrgent: true,
    createdAt: at,
  })
}

/** Once per SKU and day. */
async function tellLow(
  tx: TenantTx,
  goods: VirtualGoods,
  { title, at }: { title: string; at: Date },
): Promise<void> {
  const left = await countFree(tx, goods.skuId)
  if (left >= goods.lowUnits) return
  const what = title.slice(0, 40)
  await insertStaffNotice(tx, {
    id: newId('msg', at),
    source: 'virtual',
    key: `low:${goods.skuId}:${at.toISOString().slice(0, 10)}`,
    words: {
      'zh-CN': `“${what}”的卡密只剩 ${left} 个了`,
      en: `Only ${left} codes are left for “${what}”`,
    },
    isUrgent: false,
    createdAt: at,
  })
}

/** Virtual goods follow their orders: given when paid, retired when refunded. */
export const virtualHandlers: readonly EventHandler[] = [
  {
    name: 'virtual.deliver',
    event: 'order.paid',
    async handle(tx, { payload: { orderId } }, { app, at }) {
      await deliverAndTell(tx, app, { orderId, about: orderId, at })
    },
  } satisfies EventHandler<'order.paid'> as EventHandler,
  {
    name: 'virtual.retire',
    event: 'order.refunded',
    async handle(tx, { payload: { orderId } }, { at }) {
      await lockOrder(tx, orderId)
      for (const line of await listLines(tx, orderId)) {
        // Of the refunded units those that were given; what never was went back to the shelf by itself.
        const units = line.returnedUnits
        if (line.deliveryKind === 'virtual' && units > 0)
          await retireSold(tx, { orderId, lineId: line.id, units, at })
      }
    },
  } satisfies EventHandler<'order.refunded'> as EventHandler,
]

/** Gives what waited for codes of a SKU, at most a hundred orders; the rest with the next upload. */
export async function deliverWaiting(
  app: App,
  storeId: StoreId,
  orderIds: readonly OrderId[],
): Promise<number> {
  let count = 0
  for (const orderId of orderIds) {
    const at = app.clock.now()
    const isGiven = await withTenant(app.db, storeId, (tx) =>
      deliverAndTell(tx, app, { orderId, about: `${orderId}:${at.getTime()}`, at }),
    )
    if (isGiven) count += 1
  }
  if (count > 0) app.nudge(storeId)
  return count
}

/** Whoever may see the order looked at what was delivered: it counts as used from then on. */
export async function markSeen(app: App, storeId: StoreId, orderId: OrderId): Promise<void> {
  const at = app.clock.now()
  await withTenant(app.db, storeId, async (tx) => {
    await lockOrder(tx, orderId)
    await setSeen(tx, orderId, at)
  })
}
