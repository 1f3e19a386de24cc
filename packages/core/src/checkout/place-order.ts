import { createHash, randomInt } from 'node:crypto'
import { readTenant } from '@mamapu/db'
import {
  asId,
  type Id,
  later,
  localDateOf,
  MINUTE,
  newId,
  type OrderId,
  type SkuId,
  subFen,
  ZERO_FEN,
} from '@mamapu/kernel'
import type { App } from '../app.js'
import { CART_LINES_MAX, LINE_QUANTITY_MAX } from '../carts/index.js'
import {
  type CommitResult,
  type DecidedLine,
  type DecidedOrder,
  type OrderCommitter,
  type OrderErrorCode,
  orderNumber,
  orderToken,
} from '../orders/index.js'
import { skuOfPool } from '../quotas/index.js'
import {
  hashLastFour,
  hashPhone,
  hashToken,
  maskName,
  maskPhone,
  normalizePhone,
  type StoreDirectory,
  type StoreSnapshot,
  sealJson,
} from '../stores/index.js'
import {
  type Basket,
  type BasketAsk,
  type BasketDeps,
  type BasketSource,
  readBasket,
  type Shopper,
} from './basket.js'
import { knownKeyQuery } from './basket.queries.js'
import { recordOf } from './decision-record.js'
import type { BasketGift } from './gifts.js'
import { countsPersons, type LineIds, takesOf } from './order-takes.js'
import { payMinutesOf } from './pay-time.js'
import { promisedUntil } from './promise-end.js'
import { findRegion, regionText } from './regions.js'
import { noteSaleGone, type SeenTerms, triedKeys, whyKnownGone, whySaleGone } from './sold-out.js'

export interface PlaceAsk {
  readonly source: BasketSource
  readonly shopper: Shopper
  readonly contact: {
    readonly name: string
    readonly phone: string
    readonly regionCode: string
    readonly street: string
  }
  readonly remark: string
  readonly choices: BasketAsk['choices']
  readonly points?: BasketAsk['points']
  /** The total the shopper saw; any other is refused with the new one. Prices themselves are never taken from outside. */
  readonly seenTotalFen: number
  readonly idem: { readonly principal: string; readonly key: string } | null
  readonly actor: string
  readonly at: Date
}

export type PlaceResult =
  | { readonly placed: true; readonly again: boolean; readonly orderId: OrderId; readonly token: string }
  | {
      readonly placed: false
      readonly code: OrderErrorCode | 'IDEMPOTENCY_KEY_REUSED' | 'MECHANIC_REFUSED'
      readonly data: Readonly<Record<string, unknown>>
    }

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
    if (result.status === 'placed') deps.app.nudge(store.storeId)
    // The gate and the clock refuse before the database has looked at the key.
    const isRefused = result.status === 'lacking' || result.status === 'late'
    return (isRefused && (await findKnown(deps, store, ask))) || toResult(store, result, decided.order)
  }
}

/** What is known to be gone, without asking. */
function refusalKnown(store: StoreSnapshot, ask: PlaceAsk): Refused | null {
  const key = ask.idem?.key ?? null
  const gone = whyKnownGone(store, { source: ask.source, key })
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
  return isShortOfPerson(result, order) ? snapshot : null
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
      if (take?.isPersons) return refused('LIMIT_REACHED', data)
      // Which counter was short: pages say whether somebody may still leave some.
      const counter = skuOfPool(result.quotaId) ? { counter: `${result.kind}:${result.quotaId}` } : {}
      return refused('OFFER_GONE', { ...data, ...counter })
    }
  }
}

function isShortOfPerson(result: CommitResult, { takes }: DecidedOrder): boolean {
  if (result.status !== 'lacking') return false
  return takes.some(
    ({ kind, id, asFarAsLeft }) => asFarAsLeft && kind === result.kind && id === result.quotaId,
  )
}

type Refused = Extract<PlaceResult, { placed: false }>

function refused(code: Refused['code'], data: Refused['data'] = {}): Refused {
  return { placed: false, code, data }
}

function hashOf(ask: PlaceAsk): string {
  const said = [ask.source, ask.contact, ask.remark, ask.choices, ask.points ?? 'none', ask.seenTotalFen]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
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
): Promise<{ readonly order: DecidedOrder } | { readonly refused: Refused }> {
  if (store.settings.publishedAt === null) return { refused: refused('SHOP_CLOSED') }
  if (!isOrderable(ask.source)) return { refused: refused('QUANTITY_INVALID') }
  const contact = readContact(ask.contact)
  if (!contact) return { refused: refused('ADDRESS_INVALID') }
  const basket = await readBasket(deps, store, {
    source: ask.source,
    shopper: ask.shopper,
    regionCode: contact.regionCode,
    choices: ask.choices,
    points: ask.points ?? 'none',
    at: ask.at,
  })
  const obstacle = whyNotPlaceable(basket, ask)
  if (obstacle?.code === 'TOTAL_CHANGED') noteSaleGone(store, basket, { ...ask, seen: seenOf(ask) })
  if (obstacle) return { refused: obstacle }
  return { order: compose(deps, store, ask, basket, contact) }
}

function seenOf({ seenTotalFen, contact, choices, points }: PlaceAsk): SeenTerms {
  return { seenTotalFen, regionCode: contact.regionCode, choices, points }
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

interface Contact {
  readonly name: string
  readonly phone: string
  readonly regionCode: string
  readonly region: string
  readonly street: string
}

/** An address as it is kept; null when a parcel could not go there. */
export function readContact(raw: PlaceAsk['contact']): Contact | null {
  const region = findRegion(raw.regionCode)
  const phone = normalizePhone(raw.phone)
  const name = raw.name.trim()
  const street = raw.street.trim()
  if (!region || !phone || name.length < 1 || name.length > 40 || street.length < 2 || street.length > 120)
    return null
  return { name, phone, regionCode: region.code, region: regionText(region), street }
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
  const { shippingState, payableFen } = basket.priced
  if (shippingState === 'not_delivered' || shippingState === 'unknown_region') return refused('NOT_DELIVERED')
  if (payableFen !== ask.seenTotalFen)
    return refused('TOTAL_CHANGED', { payableFen, seenTotalFen: ask.seenTotalFen })
  if (basket.personKey === null && countsPersons(basket)) return refused('PHONE_CODE_REQUIRED')
  return null
}

function compose(
  deps: PlaceDeps,
  store: StoreSnapshot,
  ask: PlaceAsk,
  basket: Basket,
  contact: Contact,
): DecidedOrder {
  const { at } = ask
  const id = newId('ord', at)
  const lineIds = new Map([...basket.lines, ...basket.gifts].map(({ lineId }) => [lineId, newId('lin', at)]))
  const { priced } = basket
  return {
    id,
    number: orderNumber(localDateOf(at, store.zone), randomInt(100_000_000)),
    actor: ask.actor,
    customerId: ask.shopper.customerId,
    personKey: basket.personKey,
    sessionHash: ask.shopper.sessionHash,
    configVersion: store.configVersion,
    goodsFen: priced.goodsFen,
    discountFen: priced.discountFen,
    shippingFen: priced.shippingFen,
    payableFen: priced.payableFen,
    regionCode: contact.regionCode,
    addressSealed: sealJson(store.keys, contact),
    phoneHash: hashPhone(store.keys, contact.phone).toString('hex'),
    phoneLast4Hash: hashLastFour(store.keys, contact.phone, id).toString('hex'),
    contactMasked: `${maskName(contact.name)} ${maskPhone(contact.phone)}`,
    remark: ask.remark.trim().slice(0, 300),
    tokenHash: hashToken(store.keys, orderToken(store.keys, id)).toString('hex'),
    payBefore: later(at, payMinutesOf(deps.host.registry, basket, store.settings.unpaidMinutes) * MINUTE),
    decision: recordOf(basket, at),
    promisedUntil: promisedUntil(basket, at),
    lines: [
      ...basket.lines.map((line, index) =>
        decideLine(line, priced.lines[index] as Basket['priced']['lines'][number], lineIds),
      ),
      ...basket.gifts.map((gift) => giftLine(gift, lineIds)),
    ],
    takes: takesOf({ host: deps.host, zone: store.zone }, basket, lineIds, at),
    cart: basket.cartId && {
      id: basket.cartId,
      lines: basket.lines.map(({ lineId, quantity }) => ({ id: lineId, quantity })),
    },
    idem: ask.idem && { ...ask.idem, route: PLACE_ROUTE, hash: hashOf(ask) },
  }
}

function decideLine(
  { lineId, facts, quantity }: Basket['lines'][number],
  priced: Basket['priced']['lines'][number],
  lineIds: LineIds,
): DecidedLine {
  return {
    id: lineIds.get(lineId) as Id<'lin'>,
    skuId: facts.skuId,
    skuVersion: facts.version,
    productId: facts.productId,
    title: facts.title,
    options: facts.optionText,
    code: facts.code,
    mediaHash: facts.mediaHash,
    quantity,
    everydayUnitFen: priced.everydayUnitFen,
    unitFen: priced.unitFen,
    discountFen: priced.discountFen,
    paidFen: priced.payableFen,
    costFen: facts.costFen,
    weightGram: facts.weightGram,
    shares: weighed(priced),
    gift: null,
  }
}

/** In the order they were taken; each weighs what the line still cost before it. */
function weighed({ subtotalFen, shares }: Basket['priced']['lines'][number]): DecidedLine['shares'] {
  let left = subtotalFen
  return shares.map((share) => {
    const weightFen = left
    left = subFen(left, share.amountFen)
    return { ...share, weightFen }
  })
}

function giftLine({ lineId, facts, gift }: BasketGift, lineIds: LineIds): DecidedLine {
  return {
    id: lineIds.get(lineId) as Id<'lin'>,
    skuId: facts.skuId,
    skuVersion: facts.version,
    productId: facts.productId,
    title: facts.title,
    options: facts.optionText,
    code: facts.code,
    mediaHash: facts.mediaHash,
    quantity: gift.units,
    everydayUnitFen: ZERO_FEN,
    unitFen: ZERO_FEN,
    discountFen: ZERO_FEN,
    paidFen: ZERO_FEN,
    costFen: facts.costFen,
    weightGram: facts.weightGram,
    shares: [],
    gift: { offerId: gift.offerId, onRefund: gift.onRefund },
  }
}
