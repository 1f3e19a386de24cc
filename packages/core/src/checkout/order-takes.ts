import { assert, DAY, type Id, type LocalDate, localDateOf, newId, type SkuId, uuidOf } from '@mamapu/kernel'
import type { Offer, QuotaTake } from '@mamapu/pricing'
import type { SkuFacts } from '../catalog/index.js'
import type { DecidedTake } from '../orders/index.js'
import type { PluginHost, StorePlugins } from '../plugins/index.js'
import { rankOf, skuOfPool } from '../quotas/index.js'
import type { Basket, BasketLine } from './basket.js'
import type { BasketGift } from './gifts.js'
import { unitsInstead, withinRoom } from './place-units.rules.js'

/** The order's lines by the cart's. */
export type LineIds = ReadonlyMap<Id<'cln'>, Id<'lin'>>

/** Hex digits of a person's key in a counter's id. */
const PERSON_DIGITS = 40

/** Whether the pools of campaigns still have what an offer takes of them; others are offered to nobody. */
export function hasItsUnits(offer: Offer, facts: ReadonlyMap<SkuId, SkuFacts>): boolean {
  return (offer.takes ?? []).every(({ kind, id, units, limit }) => {
    const sku = limit === null ? skuOfPool(id) : null
    const pools = sku && facts.get(sku)?.pools
    return !pools || (pools.find((pool) => pool.kind === kind && pool.id === id)?.left ?? 0) >= units
  })
}

type Counted = Pick<Basket, 'lines' | 'priced' | 'offers' | 'plugins'>

/** Whether this basket takes something that counts persons: then the shopper's phone must be verified. */
export function countsPersons(basket: Counted): boolean {
  return (
    basket.lines.some(({ facts }) => facts.limitUnits !== null) ||
    basket.priced.takes.some(({ perPerson }) => perPerson) ||
    basket.priced.gifts.some(({ takes }) => takes.some(({ perPerson }) => perPerson)) ||
    onlyOrders(basket).size > 0
  )
}

/** Which orders of a person the winning offers are for alone: a campaign's for new customers are for the first. */
function onlyOrders({ priced, offers, plugins }: Counted): ReadonlySet<number> {
  const won = new Set(priced.trace.flatMap(({ offerId, outcome }) => (outcome === 'won' ? [offerId] : [])))
  const only = new Set<number>()
  for (const offer of offers) {
    if (!won.has(offer.id)) continue
    if (offer.nthOrder !== undefined) only.add(offer.nthOrder)
    if (isCampaignForNew(plugins, offer)) only.add(1)
  }
  return only
}

function isCampaignForNew({ campaigns }: StorePlugins, { campaignId }: Offer): boolean {
  return campaigns.all.some(({ id, campaign }) => id === campaignId && campaign.audience.kind === 'new')
}

/**
 * Units of a line that are not taken off the shelf: those of a campaign's own pool, and those the method of delivery has
 * at a place of its own. What both say they have is the campaign's.
 */
export function unitsOffShelf(
  { priced, delivery }: Pick<Basket, 'priced' | 'delivery'>,
  { lineId, quantity }: Pick<BasketLine, 'lineId' | 'quantity'>,
): number {
  const takes = [...priced.takes, ...(delivery.agreement?.takes ?? [])]
  return Math.min(quantity, unitsInstead(takes, lineId))
}

/** What the delivery takes, of goods those units alone that no campaign stands for. */
function deliveryTakes({ lines, priced, delivery }: Basket): readonly QuotaTake[] {
  const quantities = new Map<string, number>(lines.map(({ lineId, quantity }) => [lineId, quantity]))
  return withinRoom(
    delivery.agreement?.takes ?? [],
    (lineId) => (quantities.get(lineId) ?? 0) - unitsInstead(priced.takes, lineId),
  )
}

type Draft = Omit<DecidedTake, 'takeId'>

/**
 * Everything limited an order takes: the person's limits, what winning offers spend, and off the shelf what no campaign's
 * own units cover. One counter is taken once per line.
 */
export function takesOf(
  { host, zone }: { readonly host: PluginHost; readonly zone: string },
  basket: Basket,
  lineIds: LineIds,
  at: Date,
): DecidedTake[] {
  const today = localDateOf(at, zone)
  const drafts = [
    ...basket.lines.flatMap((line) => shelfTakes(basket, line, lineIds)),
    ...basket.lines.flatMap((line) => limitTakes(basket, line, lineIds, today)),
    ...basket.priced.takes.map((take) => offerTake(host, basket, take, lineIds)),
    ...deliveryTakes(basket).map((take) => ({
      ...offerTake(host, basket, take, lineIds),
      ofDelivery: true,
    })),
    ...basket.gifts.flatMap((gift) => giftTakes(host, basket, gift, lineIds)),
    ...[...onlyOrders(basket)].map((number) => onlyOrderTake(basket, number)),
  ]
  const merged = new Map<string, Draft>()
  for (const draft of drafts) {
    const key = `${draft.kind}/${draft.id}/${draft.lineId}`
    const before = merged.get(key)
    merged.set(key, before ? { ...before, units: before.units + draft.units } : draft)
  }
  return [...merged.values()].map((draft) => ({ ...draft, takeId: newId('tak', at) }))
}

function shelfTakes(basket: Basket, line: BasketLine, lineIds: LineIds): Draft[] {
  const units = line.quantity - unitsOffShelf(basket, line)
  assert(units >= 0, 'more is taken elsewhere than the line has units')
  if (units === 0) return []
  const { stockId: id } = line.facts
  return [
    {
      isPersons: false,
      rank: rankOf('stock'),
      kind: 'stock',
      id,
      units,
      limit: null,
      giveBack: 'refund',
      lineId: lineOf(line, lineIds),
    },
  ]
}

/** The product's own limit per person and period of whole days in the store's zone. */
function limitTakes(basket: Basket, line: BasketLine, lineIds: LineIds, today: LocalDate): Draft[] {
  const { limitUnits: limit, limitDays, productId } = line.facts
  if (limit === null || limitDays === null) return []
  const period = Math.floor(Date.parse(today) / (limitDays * DAY))
  const id = `${uuidOf(productId)}:${personOf(basket)}:${period}`
  const kind = 'person-limit'
  const take = { kind, id, units: line.quantity, limit, giveBack: 'refund' as const }
  return [{ ...take, rank: rankOf(kind), lineId: lineOf(line, lineIds), isPersons: true }]
}

/** One order at a time is somebody's first, or n-th; when it ends unpaid another may be. */
function onlyOrderTake(basket: Basket, number: number): Draft {
  const kind = 'first-order'
  const id = number === 1 ? personOf(basket) : `${personOf(basket)}:${number}`
  const take = { kind, id, units: 1, limit: 1, giveBack: 'cancel' as const, lineId: null }
  return { ...take, rank: rankOf(kind), isPersons: true }
}

function offerTake(host: PluginHost, basket: Basket, take: QuotaTake, lineIds: LineIds): Draft {
  const { kind, units, limit, giveBack } = take
  const id = take.perPerson ? `${take.id}:${personOf(basket)}` : take.id
  const rank = rankOf(kind, host.registry.heatOf(kind))
  const lineId = lineIds.get(take.lineId as Id<'cln'>) ?? null
  const counted = { rank, kind, id, units, limit, giveBack, lineId, isPersons: take.perPerson === true }
  return take.asFarAsLeft ? { ...counted, asFarAsLeft: true } : counted
}

/** A gift's own counters, and off the shelf what they do not stand for. One that may be kept only comes back unsent. */
function giftTakes(
  host: PluginHost,
  basket: Basket,
  { lineId, facts, gift }: BasketGift,
  lineIds: LineIds,
): Draft[] {
  const own = gift.takes.map((take) => offerTake(host, basket, { ...take, lineId }, lineIds))
  const units = gift.units - gift.takes.reduce((sum, take) => sum + (take.insteadOfStock ? take.units : 0), 0)
  if (units <= 0) return own
  const giveBack = gift.onRefund === 'return' ? 'refund' : 'cancel'
  const shelf = { kind: 'stock', id: facts.stockId, units, limit: null, giveBack } as const
  return [...own, { ...shelf, rank: rankOf('stock'), lineId: lineIds.get(lineId) ?? null, isPersons: false }]
}

const lineOf = ({ lineId }: BasketLine, lineIds: LineIds) => lineIds.get(lineId) as Id<'lin'>

function personOf({ personKey }: Basket): string {
  assert(personKey !== null, 'a person is asked for a phone before anything of theirs is counted')
  return personPart(personKey)
}

/** What stands for a person in a counter's id. */
export function personPart(personKey: string): string {
  return personKey.slice(0, PERSON_DIGITS)
}
