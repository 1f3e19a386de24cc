import { createHash } from 'node:crypto'
import { readTenant } from '@mamapu/db'
import { asId, type Id, type SkuId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { CART_LINES_MAX, LINE_QUANTITY_MAX } from '../carts/index.js'
import { findRegion } from '../fulfilment/index.js'
import { type CommitResult, type DecidedOrder, type OrderCommitter, orderToken } from '../orders/index.js'
import { commissionHook, NonsenseError, type StorePlugins } from '../plugins/index.js'
import { skuOfPool } from '../quotas/index.js'
import type { StoreDirectory, StoreSnapshot } from '../stores/index.js'
import { type Basket, type BasketDeps, type BasketSource, readBasket } from './basket.js'
import { knownKeyQuery } from './basket.queries.js'
import { decidedOrder, readContact } from './decided-order.js'
import { missingFor } from './delivery.js'
import { countsPersons } from './order-takes.js'
import type { PlaceAsk, PlaceResult } from './place.types.js'
import { noteSaleGone, type SeenTerms, triedKeys, whyKnownGone, whySaleGone } from './sold-out.js'

export interface PlaceDeps extends BasketDeps {
  readonly app: App
  readonly directory: StoreDirectory
  readonly committer: OrderCommitter
}

/** How often an order is decided anew when what it was decided on has changed meanwhile. */
const DECISIONS_MAX = 3
/** Refusals that a snapshot a second old may be wrong about. */
const BY_SNAPSHOT: readonly Refused['code'][] = [
  'TOTAL_CHANGED',
  'MECHANIC_REFUSED',
  'NOT_DELIVERED',
  'DELIVERY_UNKNOWN',
  'DELIVERY_REFUSED',
  'SHOP_CLOSED',
]
export const PLACE_ROUTE = 'orders.place'

/**
 * Places an order: decide with no transaction open, then commit in one round trip (architecture §5). Idempotent by key.
 * Every refusal comes back before anything is written, naming what lacked.
 */
export async function placeOrder(deps: PlaceDeps, store: StoreSnapshot, ask: PlaceAsk): Promise<PlaceResult> {
  const gone = refusalKnown(store, ask)
  if (gone) return gone
  if (ask.idem) triedKeys.add(store.storeId, ask.idem.key)
  let snapshot = store
  for (let round = 1; ; round += 1) {
    const decided = await decide(deps, snapshot, ask)
    if ('refused' in decided) {
      const again = await findKnown(deps, store, ask)
      if (again) return again
      const isSure = round >= DECISIONS_MAX || !BY_SNAPSHOT.includes(decided.refused.code)
      const newer = isSure ? null : await deps.directory.newerThan(snapshot)
      if (!newer) return decided.refused
      snapshot = newer
      continue
    }
    const result = await commit(deps, store, decided.order, ask.at)
    const newer = round < DECISIONS_MAX ? await againOn(deps, snapshot, decided.order, result) : null
    if (newer) {
      snapshot = newer
      continue
    }
    if (result.status === 'placed') {
      deps.app.nudge(store.storeId)
      reportStrangers(deps, decided, result.strangers ?? [], ask.at)
    }
    // The gate and the clock refuse before the database has looked at the key.
    const isRefused = result.status === 'lacking' || result.status === 'late'
    return (isRefused && (await findKnown(deps, store, ask))) || toResult(store, result, decided.order)
  }
}

/** What is known to be gone, without asking. */
function refusalKnown(store: StoreSnapshot, ask: PlaceAsk): Refused | null {
  const key = ask.idem?.key ?? null
  const gone = whyKnownGone(store, { source: ask.source, key, delivery: ask.delivery?.method ?? null })
  if (gone) return refused('OUT_OF_STOCK', gone)
  const saleGone = whySaleGone(store, { ...ask, key, seen: seenOf(ask) })
  return saleGone && refused('OFFER_GONE', saleGone)
}

/**
 * On what an order is decided again: the newest configuration when its own was stale, the same when the person has taken
 * meanwhile what a price goes as far as. Null: it stays as it is.
 */
async function againOn(
  { directory }: PlaceDeps,
  snapshot: StoreSnapshot,
  order: DecidedOrder,
  result: CommitResult,
): Promise<StoreSnapshot | null> {
  if (result.status === 'stale') return (await directory.refresh(snapshot.storeId)) ?? snapshot
  return isDecidedAgain(result, order) ? snapshot : null
}

/** Two orders of one day may draw the same number: then the order is decided anew, with another one. */
async function commit(
  { committer }: PlaceDeps,
  { storeId }: StoreSnapshot,
  order: DecidedOrder,
  at: Date,
): Promise<CommitResult> {
  try {
    return await committer.commit(storeId, order, at)
  } catch (error) {
    const { code, constraint_name: name } = error as { code?: string; constraint_name?: string }
    if (code === '23505' && name === 'orders_tenant_id_number_key') return { status: 'stale' }
    throw error
  }
}

/** A rule that pays somebody the shop does not know is at fault; the order stands without that part. */
function reportStrangers(
  { host }: PlaceDeps,
  { order, plugins }: { readonly order: DecidedOrder; readonly plugins: StorePlugins },
  strangers: readonly Id<'ern'>[],
  at: Date,
): void {
  for (const { id, plugin, rule } of order.earnings)
    if (strangers.includes(id)) {
      const fault = new NonsenseError('payee is no customer of this shop')
      host.breakers.failed(commissionHook(plugins, plugin, rule), at, fault)
    }
}

function toResult(store: StoreSnapshot, result: CommitResult, order: DecidedOrder): PlaceResult {
  switch (result.status) {
    case 'placed':
    case 'again':
      return {
        placed: true,
        again: result.status === 'again',
        orderId: result.orderId,
        token: orderToken(store.keys, result.orderId),
      }
    case 'key_reused':
      return refused('IDEMPOTENCY_KEY_REUSED')
    case 'stale':
      return refused('SHOP_BUSY')
    case 'late':
      return refused('OFFER_ENDED')
    case 'lacking': {
      const line = order.lines.find(({ id }) => id === result.lineId)
      const data = line ? { skuId: line.skuId, title: line.title } : { offer: result.kind }
      if (result.kind === 'stock') return refused('OUT_OF_STOCK', data)
      const take = order.takes.find(({ kind, id }) => kind === result.kind && id === result.quotaId)
      if (take?.ofDelivery) return refused('DELIVERY_REFUSED', { method: order.delivery.method, by: null })
      if (take?.isPersons) return refused('LIMIT_REACHED', data)
      // Which counter was short: pages say whether somebody may still leave some.
      const counter = skuOfPool(result.quotaId) ? { counter: `${result.kind}:${result.quotaId}` } : {}
      return refused('OFFER_GONE', { ...data, ...counter })
    }
  }
}

/** What was short has another answer the next time: a price as far as it goes, or the method's own word on a full slot. */
function isDecidedAgain(result: CommitResult, { takes }: DecidedOrder): boolean {
  if (result.status !== 'lacking') return false
  return takes.some(
    ({ kind, id, asFarAsLeft, ofDelivery }) =>
      (asFarAsLeft || ofDelivery) && kind === result.kind && id === result.quotaId,
  )
}

type Refused = Extract<PlaceResult, { placed: false }>

function refused(code: Refused['code'], data: Refused['data'] = {}): Refused {
  return { placed: false, code, data }
}

function hashOf(ask: PlaceAsk): string {
  const said = [ask.source, ask.contact, ask.remark, ask.choices, ask.points ?? 'none', ask.seenTotalFen]
  const all = ask.delivery ? [...said, ask.delivery] : said
  return createHash('sha256').update(JSON.stringify(all)).digest('hex')
}

/**
 * The reply this key already has; null when it is new. Asked for only where the order would be refused: `place_orders` looks
 * keys up itself, so that an order that goes through costs no read for it.
 */
async function findKnown(deps: PlaceDeps, store: StoreSnapshot, ask: PlaceAsk): Promise<PlaceResult | null> {
  const { idem } = ask
  if (!idem) return null
  const [[row]] = await readTenant(deps.host.db, store.storeId, (sql, tenantId) => [
    knownKeyQuery(sql, tenantId, { ...idem, route: PLACE_ROUTE }),
  ])
  if (!row) return null
  if (row.request_hash !== hashOf(ask)) return refused('IDEMPOTENCY_KEY_REUSED')
  const orderId = asId('ord', row.reply.orderId)
  return { placed: true, again: true, orderId, token: orderToken(store.keys, orderId) }
}

async function decide(
  deps: PlaceDeps,
  store: StoreSnapshot,
  ask: PlaceAsk,
): Promise<{ readonly order: DecidedOrder; readonly plugins: StorePlugins } | { readonly refused: Refused }> {
  if (store.settings.publishedAt === null) return { refused: refused('SHOP_CLOSED') }
  if (!isOrderable(ask.source)) return { refused: refused('QUANTITY_INVALID') }
  const basket = await readBasket(deps, store, {
    source: ask.source,
    shopper: ask.shopper,
    regionCode: findRegion(ask.contact.regionCode)?.code ?? null,
    delivery: ask.delivery ?? null,
    choices: ask.choices,
    points: ask.points ?? 'none',
    at: ask.at,
    isOrder: true,
  })
  const contact = readContact(ask.contact, basket.delivery.chosen?.asks)
  if (!contact) return { refused: refused('ADDRESS_INVALID') }
  const obstacle = whyNotPlaceable(basket, ask)
  if (obstacle?.code === 'TOTAL_CHANGED') noteSaleGone(store, basket, { ...ask, seen: seenOf(ask) })
  if (obstacle) return { refused: obstacle }
  const idem = ask.idem && { ...ask.idem, route: PLACE_ROUTE, hash: hashOf(ask) }
  return { order: decidedOrder(deps.host, store, { ask, basket, contact, idem }), plugins: basket.plugins }
}

function seenOf({ seenTotalFen, contact, choices, points, delivery }: PlaceAsk): SeenTerms {
  return { seenTotalFen, regionCode: contact.regionCode, choices, points, delivery: delivery?.method ?? null }
}

/** Units bought now come straight from outside; a cart's were checked when they went in. */
function isOrderable(source: BasketSource): boolean {
  if ('cart' in source) return true
  const units = new Map<SkuId, number>()
  for (const { skuId, quantity } of source.lines) {
    const before = units.get(skuId) ?? 0
    if (!Number.isSafeInteger(quantity) || quantity < 1 || before + quantity > LINE_QUANTITY_MAX) return false
    units.set(skuId, before + quantity)
  }
  return source.lines.length <= CART_LINES_MAX
}

function whyNotDelivered({ delivery, priced }: Basket): Refused | null {
  const { obstacle, chosen } = delivery
  if (obstacle) {
    const { code, method, by, words } = obstacle
    return refused(code, { method, by, ...(words ? { words } : {}) })
  }
  const missingFen = chosen && missingFor(chosen.offer, priced)
  return chosen && missingFen !== null
    ? refused('DELIVERY_TOO_LITTLE', { method: chosen.id, missingFen })
    : null
}

/** Why a basket cannot be ordered as it is at the total that was seen; null when it can. */
export function whyNotPlaceable(basket: Basket, ask: Pick<PlaceAsk, 'seenTotalFen'>): Refused | null {
  const [broken] = basket.broken
  if (broken) {
    const isStock = broken.obstacle === 'sold_out' || broken.obstacle === 'not_enough'
    return refused(isStock ? 'OUT_OF_STOCK' : 'SKU_UNAVAILABLE', {
      skuId: broken.skuId,
      title: broken.facts?.title ?? '',
      available: broken.facts?.available ?? 0,
    })
  }
  if (basket.lines.length === 0) return refused('CART_EMPTY')
  const [refusal] = basket.refusals
  if (refusal)
    return refused('MECHANIC_REFUSED', { plugin: refusal.plugin, code: refusal.code, words: refusal.words })
  const undelivered = whyNotDelivered(basket)
  if (undelivered) return undelivered
  const { payableFen } = basket.priced
  if (payableFen !== ask.seenTotalFen)
    return refused('TOTAL_CHANGED', { payableFen, seenTotalFen: ask.seenTotalFen })
  if (basket.personKey === null && countsPersons(basket)) return refused('PHONE_CODE_REQUIRED')
  return null
}
