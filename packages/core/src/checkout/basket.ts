import { readTenant, type Sql, type TransactionSql } from '@mamapu/db'
import { type CustomerId, type Fen, type Id, newId, type SkuId, uuidOf, ZERO_FEN } from '@mamapu/kernel'
import type { Channel, DeliveryLine } from '@mamapu/plugin-sdk'
import {
  type Cart,
  type CartLine,
  type Offer,
  type PricedCart,
  type PricingPolicy,
  price,
} from '@mamapu/pricing'
import type { StoreCampaigns } from '../campaigns/index.js'
import { type CartLineRow, type CartOwner, cartLinesQuery, mapCartLines } from '../carts/index.js'
import {
  mapSkuFacts,
  type SaleObstacle,
  type SkuFacts,
  type SkuFactsRow,
  skuFactsQuery,
  whyNotForSale,
} from '../catalog/index.js'
import { coreMethods, deliveryOf, type SlotRow, takenSlots, virtualDelivery } from '../fulfilment/index.js'
import {
  type BoundMethod,
  collectCommissions,
  collectEarns,
  collectOffers,
  collectPromises,
  hasCommissions,
  type LoadedFacts,
  type PluginHost,
  type PluginRefusal,
  type Promised,
  pluginMethods,
  readWithFacts,
  runValidators,
  type SaidCommission,
  type StorePlugins,
  storePluginsOf,
  withCampaigns,
} from '../plugins/index.js'
import { knownGone } from '../quotas/index.js'
import type { SnapshotPart, StoreSnapshot } from '../stores/index.js'
import { type CustomerFactsRow, customerFactsQuery } from './basket.queries.js'
import { commissionLines } from './commission-lines.js'
import { type DecidedDelivery, type DeliveryPick, decideDelivery } from './delivery.js'
import { type BasketGift, type GoneGifts, giftSkusOf, giftsOf, goneGifts, withoutGone } from './gifts.js'
import { hasItsUnits, unitsOffShelf } from './order-takes.js'
import { NOTHING_TAKEN, readTakenBefore, withinLimits } from './person-limits.js'

/** A whole cart, or a few units bought now without one. */
export type BasketSource =
  | { readonly cart: CartOwner }
  | { readonly lines: readonly { skuId: SkuId; quantity: number }[] }

export interface Shopper {
  readonly customerId: CustomerId | null
  readonly sessionHash: string | null
  /** The browser; none when left out. */
  readonly visitorKey?: string | null
  /** Whether a tracked link ever brought it; not known when left out. */
  readonly cameByLink?: boolean
  /** Keyed hash (hex) of a phone this session verified, for guests. */
  readonly verifiedPhoneHash: string | null
  /** What they come through; a browser when left out. */
  readonly channel?: Channel
}

export interface BasketAsk {
  readonly source: BasketSource
  readonly shopper: Shopper
  readonly regionCode: string | null
  /** The first method that goes when left out. */
  readonly delivery?: DeliveryPick | null
  readonly choices: PricingPolicy['choices']
  /** None when left out: points are spent at the shopper's wish. */
  readonly points?: PricingPolicy['points']
  readonly at: Date
  /** It is to be ordered: then who earns by it is asked too. */
  readonly isOrder?: boolean
  /** In a preview or simulation: campaigns and facts in the place of the shop's and the shopper's. Never for an order. */
  readonly instead?: { readonly campaigns: StoreCampaigns; readonly facts: LoadedFacts }
  /** Prices as if every campaign had its units: for times to come, whose pools are not open yet. */
  readonly assumesPools?: boolean
}

export type LineObstacle = SaleObstacle | 'sku_not_found' | 'sold_out' | 'not_enough'

export interface BasketLine {
  readonly lineId: Id<'cln'>
  readonly facts: SkuFacts
  readonly quantity: number
  /** What one unit cost when it was put in; null for buy-now. */
  readonly seenUnitFen: Fen | null
}

/** A line that cannot be ordered as it is, with the reason. */
export interface BrokenLine {
  readonly lineId: Id<'cln'>
  readonly skuId: SkuId
  readonly facts: SkuFacts | null
  readonly quantity: number
  readonly obstacle: LineObstacle
}

export interface Basket {
  readonly cartId: Id<'crt'> | null
  readonly lines: readonly BasketLine[]
  readonly broken: readonly BrokenLine[]
  readonly cart: Cart
  readonly offers: readonly Offer[]
  /** What would be offered besides if the campaigns' units were not used up. */
  readonly usedUp: readonly Offer[]
  /** The instant before everything was read, by the clock of what is known to be gone. */
  readonly readAt: number
  readonly refusals: readonly PluginRefusal[]
  /** What comes along for nothing. */
  readonly gifts: readonly BasketGift[]
  /** Per line what it earns in points of the usual, in basis points. */
  readonly earns: readonly number[]
  /** What each plugin will owe when this is ordered. */
  readonly promised: Promised
  /** Who earns by its lines; empty for a basket that is only looked at. */
  readonly commissions: readonly SaidCommission[]
  readonly policy: PricingPolicy
  readonly priced: PricedCart
  readonly delivery: DecidedDelivery
  /** The keyed hash that stands for the person in limits; null when no phone is verified. */
  readonly personKey: string | null
  /** For the parts plugins show beside this cart. */
  readonly plugins: StorePlugins
  readonly pluginFacts: LoadedFacts
}

export interface BasketDeps {
  readonly host: PluginHost
  /** The plugins' part of the store directory. */
  readonly pluginsPart: SnapshotPart<StorePlugins>
}

/** Reads everything a price depends on, in one flush (two for a stored cart, one more where a price goes as far as a person's limit), and prices it. Writes nothing. */
export async function readBasket(deps: BasketDeps, store: StoreSnapshot, ask: BasketAsk): Promise<Basket> {
  const { host } = deps
  const rows =
    'cart' in ask.source
      ? await readCartLines(host, store, ask.source.cart)
      : asRows(ask.source.lines, ask.at)
  const { customerId, sessionHash, visitorKey, cameByLink } = ask.shopper
  const active = await storePluginsOf(host, deps.pluginsPart, store, ask.at)
  const plugins = ask.instead ? withCampaigns(active, ask.instead.campaigns) : active
  const reader = {
    customerId: customerId && uuidOf(customerId),
    sessionKey: sessionHash,
    visitorKey: visitorKey ?? null,
    ...(cameByLink === undefined ? {} : { cameByLink }),
    at: ask.at,
    guestPhoneHash: ask.shopper.verifiedPhoneHash,
    regionCode: ask.regionCode ?? '',
    channel: ask.shopper.channel ?? ('web' as const),
  }
  const skuIds = rows.map((row) => row.skuId)
  const readAt = knownGone.now()
  const { base, facts: readFacts } = await readWithFacts(
    host,
    plugins,
    { plan: ask.isOrder ? plugins.orderPlan : plugins.cartPlan, reader },
    (sql, tenantId) => [
      skuFactsQuery(sql, tenantId, skuIds),
      deliveryOf(store).local ? takenSlotsOf(sql, tenantId, ask.at) : NO_ROWS,
      ...(customerId ? [customerFactsQuery(sql, tenantId, customerId)] : []),
    ],
  )
  const pluginFacts = ask.instead ? new Map([...readFacts, ...ask.instead.facts]) : readFacts
  const [factRows, slotRows, customerRows] = base as unknown as [
    SkuFactsRow[],
    SlotRow[],
    CustomerFactsRow[]?,
  ]
  const facts = mapSkuFacts(factRows)
  for (const { skuId, quantity } of rows) noteGone(store, facts.get(skuId), quantity, readAt)
  const sorted = rows.map((row) => sortLine(row, facts.get(row.skuId), ask.at))
  const customer = customerId && { id: customerId }
  const shopping = { at: ask.at, customer, taken: takenSlots.map(slotRows) }
  const methods = [
    ...coreMethods(store, shopping),
    ...pluginMethods(host, plugins, { facts: pluginFacts, at: ask.at, customer }),
  ]
  const delivering = { methods, virtual: virtualDelivery(store, shopping), ask }
  const personKey = personKeyOf(ask.shopper, customerRows?.[0])
  let before = NOTHING_TAKEN
  const decideWith = (gone: GoneGifts) => (lines: readonly BasketLine[]) => {
    const cart: Cart = { lines: lines.map(toCartLine), regionCode: ask.regionCode }
    const evaluation = { cart, facts: pluginFacts, at: ask.at, customer }
    const delivery = deliveryFor(delivering, lines)
    const policy: PricingPolicy = {
      payableFloorFen: store.settings.payableFloorFen,
      shipping: delivery.fee,
      choices: ask.choices,
      points: ask.points ?? 'none',
    }
    const collected = collectOffers(host, plugins, evaluation)
    const isThere = (offer: Offer) => ask.assumesPools === true || hasItsUnits(offer, facts)
    const offers = withinLimits(
      collected.filter(isThere).map((offer) => withoutGone(offer, gone)),
      before,
    )
    const usedUp = collected.filter((offer) => !isThere(offer))
    return { cart, evaluation, offers, usedUp, policy, delivery, priced: price(cart, offers, policy) }
  }
  const decideAll = () =>
    decideGifts({ host, store, assumes: ask.assumesPools === true }, (gone) =>
      decideLines(sorted, decideWith(gone)),
    )
  let { decided, giftFacts } = await decideAll()
  if (personKey !== null && !ask.instead) {
    before = await readTakenBefore(host.db, store.storeId, { offers: decided.offers, personKey })
    if (before.size > 0) ({ decided, giftFacts } = await decideAll())
  }
  const { lines, broken, cart, offers, priced, policy, delivery } = decided
  return {
    cartId: rows[0]?.cartId ?? null,
    lines,
    broken,
    cart,
    offers,
    usedUp: decided.usedUp,
    readAt,
    refusals: runValidators(host, plugins, { ...decided.evaluation, won: wonOf(priced) }),
    gifts: giftsOf(priced, giftFacts, ask.at),
    earns: collectEarns(host, plugins, decided.evaluation),
    promised: collectPromises(host, plugins, ask.at),
    commissions:
      ask.isOrder && hasCommissions(plugins)
        ? collectCommissions(host, plugins, {
            lines: commissionLines(plugins, decided),
            buyer: decided.evaluation.customer,
            facts: pluginFacts,
            at: ask.at,
          })
        : [],
    policy,
    priced,
    delivery,
    personKey,
    plugins,
    pluginFacts,
  }
}

type Decided = Pick<
  Basket,
  'lines' | 'broken' | 'cart' | 'offers' | 'usedUp' | 'priced' | 'policy' | 'delivery'
>

const NO_ROWS = Promise.resolve([])

function takenSlotsOf(sql: Sql, tenantId: string, at: Date): PromiseLike<readonly object[]> {
  const reader = { sql: sql as unknown as TransactionSql, tenantId, customerId: null, sessionKey: null, at }
  return takenSlots.query(reader) ?? NO_ROWS
}

interface Delivering {
  readonly methods: readonly BoundMethod[]
  readonly virtual: BoundMethod
  readonly ask: BasketAsk
}

/** What is carried decides; a cart of nothing to carry comes by itself. */
function deliveryFor({ methods, virtual, ask }: Delivering, lines: readonly BasketLine[]): DecidedDelivery {
  const carried = lines.filter(({ facts }) => facts.deliveryKind === 'physical')
  const { regionCode, delivery: pick = null, isOrder = false } = ask
  if (carried.length > 0)
    return decideDelivery(methods, { lines: carried.map(toDeliveryLine), regionCode, pick, isOrder })
  return decideDelivery([virtual], { lines: [], regionCode: null, pick: null, isOrder })
}

/** Decides, and when gifts were won, looks whether they are there: without those that are not, it is decided again. */
async function decideGifts<P extends Decided>(
  { host, store, assumes }: { host: PluginHost; store: StoreSnapshot; assumes: boolean },
  decide: (gone: GoneGifts) => P,
): Promise<{ decided: P; giftFacts: ReadonlyMap<SkuId, SkuFacts> }> {
  let decided = decide(new Set())
  if (decided.priced.gifts.length === 0) return { decided, giftFacts: new Map() }
  const skuIds = giftSkusOf(decided.offers)
  const [rows] = await readTenant(host.db, store.storeId, (sql, tenantId) => [
    skuFactsQuery(sql, tenantId, skuIds),
  ])
  const giftFacts = mapSkuFacts(rows)
  const gone = new Set<string>()
  // Every round but the last leaves a gift out.
  for (;;) {
    const more = assumes ? [] : goneGifts(decided.priced, { lines: decided.lines, facts: giftFacts })
    if (more.length === 0) return { decided, giftFacts }
    for (const one of more) gone.add(one)
    decided = decide(gone)
  }
}

/**
 * Prices the lines that can be had. What the shelf lacks may come from a campaign's own units, for shoppers for whom its
 * offer holds: so a line is short only when shelf and winning offers together do not reach; then the rest is priced anew.
 */
function decideLines<P extends { readonly priced: PricedCart; readonly delivery: DecidedDelivery }>(
  sorted: readonly (BasketLine | BrokenLine)[],
  decide: (lines: readonly BasketLine[]) => P,
): P & Pick<Basket, 'lines' | 'broken'> {
  const broken = sorted.flatMap((line) => ('obstacle' in line ? [line] : []))
  let lines = sorted.flatMap((line) => ('obstacle' in line ? [] : [line]))
  // Every round but the last drops a line.
  for (;;) {
    const decided = decide(lines)
    const counted = lines.map((line) => withOwnUnits(line, unitsOffShelf(decided, line)))
    const short = counted.filter(({ facts, quantity }) => facts.available < quantity)
    if (short.length === 0) return { ...decided, lines: counted, broken }
    broken.push(...short.map(brokenOf))
    lines = lines.filter(({ lineId }) => !short.some((one) => one.lineId === lineId))
  }
}

function withOwnUnits(line: BasketLine, units: number): BasketLine {
  if (units === 0) return line
  return { ...line, facts: { ...line.facts, available: line.facts.available + units } }
}

function brokenOf({ lineId, facts, quantity }: BasketLine): BrokenLine {
  const obstacle = facts.available <= 0 ? 'sold_out' : 'not_enough'
  return { lineId, skuId: facts.skuId, facts, quantity, obstacle }
}

async function readCartLines(host: PluginHost, store: StoreSnapshot, owner: CartOwner): Promise<Source[]> {
  const [rows] = await readTenant(host.db, store.storeId, (sql, tenantId) => [
    cartLinesQuery(sql, tenantId, owner),
  ])
  return mapCartLines(rows)
}

type Source = Omit<CartLineRow, 'cartId' | 'seenUnitFen'> & {
  cartId: Id<'crt'> | null
  seenUnitFen: Fen | null
}

/** One line per SKU, as a cart has them: what counts units of a line counts all of them. */
function asRows(lines: readonly { skuId: SkuId; quantity: number }[], at: Date): Source[] {
  const units = new Map<SkuId, number>()
  for (const { skuId, quantity } of lines) units.set(skuId, (units.get(skuId) ?? 0) + quantity)
  return [...units].map(([skuId, quantity]) => ({
    id: newId('cln', at),
    cartId: null,
    skuId,
    quantity,
    seenUnitFen: null,
  }))
}

/** What nobody can have off the shelf, whatever is offered to whom, is remembered for a moment. */
function noteGone(store: StoreSnapshot, facts: SkuFacts | undefined, units: number, readAt: number): void {
  const own = facts?.pools.filter(({ isOwn }) => isOwn).reduce((sum, { left }) => sum + left, 0) ?? 0
  if (!facts || facts.available + own >= units) return
  const { title, available } = facts
  knownGone.note(store.storeId, facts.skuId, { title, available, units }, readAt)
}

function sortLine(row: Source, facts: SkuFacts | undefined, at: Date): BasketLine | BrokenLine {
  const line = { lineId: row.id, quantity: row.quantity }
  if (!facts) return { ...line, skuId: row.skuId, facts: null, obstacle: 'sku_not_found' }
  const obstacle = whyNotForSale(facts, at)
  if (obstacle) return { ...line, skuId: row.skuId, facts, obstacle }
  return { ...line, facts, seenUnitFen: row.seenUnitFen }
}

function toCartLine({ lineId, facts, quantity }: BasketLine): CartLine {
  return {
    lineId,
    skuId: facts.skuId,
    productId: facts.productId,
    categoryIds: facts.categoryIds,
    tags: facts.tags,
    quantity,
    unitPriceFen: facts.priceFen,
    floorFen: facts.floorFen ?? ZERO_FEN,
    weightGram: facts.weightGram,
  }
}

function toDeliveryLine(line: BasketLine): DeliveryLine {
  return { ...toCartLine(line), template: line.facts.deliveryTemplate }
}

function wonOf({ trace }: PricedCart): string[] {
  return trace.flatMap(({ offerId, outcome }) => (outcome === 'won' ? [offerId] : []))
}

function personKeyOf(shopper: Shopper, row: CustomerFactsRow | undefined): string | null {
  if (row?.verified_at && row.phone_hash) return row.phone_hash.toString('hex')
  return row?.proven_hash?.toString('hex') ?? shopper.verifiedPhoneHash
}
