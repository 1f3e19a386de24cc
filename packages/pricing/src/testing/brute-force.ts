import { mulBps, splitFen, toFen } from '@mamapu/kernel'
import type {
  Cart,
  DeliveryFee,
  LineOffer,
  Offer,
  OrderOffer,
  PointsOffer,
  PricingPolicy,
  Reduction,
  ShippingOffer,
  Tier,
  UnitPriceOffer,
} from '../pricing.types.js'
import { quoteShipping } from '../shipping.rules.js'
import { runSets, type State, spend, total, type Unit } from './brute-force-sets.js'

type Contender = LineOffer | OrderOffer

export interface Expected {
  readonly payableFen: number
  readonly ids: readonly string[]
}

/**
 * The arbiter once more, written for being read and not for speed: every subset of the offers, unit by unit. It shares the
 * allocation primitive and the fee table with the arbiter and nothing else.
 */
export function bruteForce(cart: Cart, offers: readonly Offer[], policy: PricingPolicy): Expected {
  const units = offers.filter((offer) => offer.stage === 'unit')
  const bids = cart.lines.map((line) => winnerFor(line, units))
  const usable = offers
    .filter((offer) => offer.stage === 'line' || offer.stage === 'order')
    .filter(
      ({ id, applies }) => applies === 'always' || policy.choices === 'best' || policy.choices.includes(id),
    )
    .sort((a, b) => (a.stage === b.stage ? rank(a, b) : a.stage === 'line' ? -1 : 1))
    .filter((offer) => run(cart, { bids, policy, set: [offer] }) !== null)
  const isForced = (offer: Contender) => offer.applies === 'always' || policy.choices !== 'best'
  const forcedLone = usable.filter((offer) => offer.alone && isForced(offer))
  const forcedStops = usable.filter((offer) => offer.stops && isForced(offer))
  const sets =
    forcedLone.length > 0
      ? forcedLone.map((one) => [one])
      : subsets(usable).filter((set) => isAllowed(set, forcedStops))
  const outcomes = sets.flatMap((set) => {
    const state = run(cart, { bids, policy, set })
    return state ? [settle(cart, state, { offers, policy, set, forcedStops })] : []
  })
  return outcomes.sort(compare)[0] as Expected
}

function rank(a: Offer, b: Offer): number {
  return (b.priority ?? 0) - (a.priority ?? 0) || (a.id < b.id ? -1 : 1)
}

function winnerFor(line: Cart['lines'][number], offers: readonly UnitPriceOffer[]) {
  const bids = offers
    .filter(({ lineId }) => lineId === line.lineId)
    .map((offer) => {
      const price = Math.max(offer.unitPriceFen, line.floorFen)
      const count = Math.min(line.quantity, offer.unitsMax ?? line.quantity)
      return { offer, price, count, gain: (line.unitPriceFen - price) * count }
    })
    .filter(({ gain }) => gain > 0)
  return bids.sort((a, b) => b.gain - a.gain || takes(a.offer) - takes(b.offer) || rank(a.offer, b.offer))[0]
}

const takes = (offer: Offer) => offer.takes?.length ?? 0

function subsets(offers: readonly Contender[]): Contender[][] {
  const sets: Contender[][] = [[]]
  for (const offer of offers) sets.push(...sets.map((set) => [...set, offer]))
  return sets
}

function isCompatible(a: Contender, b: Contender): boolean {
  if (a.alone || b.alone) return false
  if (a.excludes && a.excludes === b.excludes) return false
  return a.combinesWith.includes(b.class) && b.combinesWith.includes(a.class)
}

function keepsOut(stopper: Contender, later: Contender | ShippingOffer): boolean {
  if (!stopper.stops || rank(stopper, later) > 0 || stopper.id === later.id) return false
  return !(stopper.stage === 'order' && later.stage === 'line')
}

function isStopped(
  later: Contender | ShippingOffer,
  set: readonly Contender[],
  forced: readonly Contender[],
): boolean {
  if (set.some((one) => keepsOut(one, later))) return true
  return forced.some(
    (one) =>
      !set.includes(one) &&
      keepsOut(one, later) &&
      !set.some((rival) => rank(rival, one) < 0 && !isCompatible(rival, one)),
  )
}

function isAllowed(set: readonly Contender[], forced: readonly Contender[]): boolean {
  return set.every(
    (one, at) =>
      !isStopped(one, set, forced) && set.every((other, index) => index <= at || isCompatible(one, other)),
  )
}

function run(
  cart: Cart,
  {
    bids,
    policy,
    set,
  }: { bids: ReturnType<typeof winnerFor>[]; policy: PricingPolicy; set: readonly Contender[] },
): State | null {
  const units = cart.lines.flatMap((line, index) => {
    const bid = bids[index]
    return Array.from({ length: line.quantity }, (_, at): Unit => {
      const price = bid && at < bid.count ? bid.price : line.unitPriceFen
      return { line: index, price, room: Math.max(0, price - line.floorFen), used: false }
    })
  })
  const per = (pick: (unit: Unit) => number) =>
    cart.lines.map((_, index) => total(units.filter(({ line }) => line === index).map(pick)))
  const left = per(({ price }) => price)
  const state: State = {
    left,
    room: per(({ room }) => room),
    worth: [...left],
    units,
    reduced: new Set(),
    budget: Math.max(0, total(left) - policy.payableFloorFen),
    gifts: 0,
    isFree: false,
  }
  for (const offer of set) {
    const isOpen = (index: number) =>
      (!bids[index]?.offer.exclusive || offer.combinesWith.includes('exclusive')) &&
      !(offer.undiscountedOnly && (bids[index] !== undefined || state.reduced.has(index)))
    const named = (ids: 'cart' | readonly string[]) =>
      cart.lines.flatMap(({ lineId }, index) =>
        (ids === 'cart' || ids.includes(lineId)) && isOpen(index) ? [index] : [],
      )
    const scope = named(offer.lineIds)
    if (scope.length === 0) return null
    const hasWorked =
      offer.stage === 'line'
        ? runSets(state, offer, scope)
        : runLadder(cart, state, { offer, scope, measured: offer.measures ? named(offer.measures) : scope })
    if (!hasWorked) return null
  }
  return state
}

function runLadder(
  cart: Cart,
  state: State,
  { offer, scope, measured }: { offer: OrderOffer; scope: readonly number[]; measured: readonly number[] },
): boolean {
  if (measured.length === 0) return false
  const quantity = (line: number) => cart.lines[line]?.quantity as number
  const worth = total(measured.map((line) => state.worth[line] as number))
  const count = total(measured.map(quantity))
  const isReached = (tier: Tier) => worth >= tier.thresholdFen && count >= (tier.thresholdUnits ?? 0)
  const tier = [...offer.tiers].reverse().find(isReached)
  if (!tier) return false
  const bySize = [
    ...(tier.thresholdFen > 0 ? [Math.floor(worth / tier.thresholdFen)] : []),
    ...(tier.thresholdUnits ? [Math.floor(count / tier.thresholdUnits)] : []),
  ]
  const times = offer.repeatsMax && bySize.length > 0 ? Math.min(offer.repeatsMax, ...bySize) : 1
  const counted = countedUnits(cart, state, { offer, scope })
  const lines = scope
    .filter((line) => counted.has(line))
    .sort((a, b) => order(counted, a) - order(counted, b))
  const left = lines.map((line) =>
    Math.floor(((state.left[line] as number) * (counted.get(line) as number)) / quantity(line)),
  )
  const original = total(
    lines.map((line) => (cart.lines[line]?.unitPriceFen as number) * (counted.get(line) as number)),
  )
  const wanted = tier.reduction
    ? amountOff(tier.reduction, {
        left: total(left),
        original: offer.base === 'original' ? original : total(left),
        times,
      })
    : 0
  const caps = lines.map((line, at) => toFen(Math.min(left[at] as number, state.room[line] as number)))
  const amount = Math.min(wanted, total(caps), state.budget)
  if (amount === 0 && !tier.gifts && !tier.freeShipping) return false
  const shares = state.left.map(() => 0)
  splitFen(toFen(amount), left, caps).forEach((share, at) => {
    shares[lines[at] as number] = share
  })
  spend(state, shares)
  state.gifts += total((tier.gifts ?? []).map(({ units }) => units * times))
  state.isFree ||= tier.freeShipping === true
  return true
}

const order = (counted: ReadonlyMap<number, number>, line: number) => [...counted.keys()].indexOf(line)

function countedUnits(
  cart: Cart,
  state: State,
  { offer, scope }: { offer: OrderOffer; scope: readonly number[] },
): Map<number, number> {
  const quantity = (line: number) => cart.lines[line]?.quantity as number
  if (!offer.units) return new Map(scope.map((line) => [line, quantity(line)]))
  const each = (line: number) => (state.left[line] as number) / quantity(line)
  const row = [...scope].sort((a, b) => each(a) - each(b) || a - b)
  if (offer.units.pick === 'dearest') row.sort((a, b) => each(b) - each(a) || a - b)
  const units = row
    .flatMap((line) => Array.from({ length: quantity(line) }, () => line))
    .slice(0, offer.units.max)
  return new Map(
    row.map((line) => [line, units.filter((one) => one === line).length] as const).filter(([, n]) => n > 0),
  )
}

function amountOff(
  reduction: Reduction,
  { left, original, times }: { left: number; original: number; times: number },
): number {
  const raw =
    'amountFen' in reduction
      ? reduction.amountFen * times
      : 'priceFen' in reduction
        ? left - reduction.priceFen
        : Math.min(mulBps(toFen(original), reduction.rateBps, reduction.rounding), reduction.capFen ?? left)
  const step = { fen: 1, jiao: 10, yuan: 100 }[reduction.roundTo ?? 'fen']
  let pays = left - Math.max(0, Math.min(raw, left))
  while (pays % step !== 0) pays += 1
  return Math.max(0, left - pays)
}

function feeOf({ state, parts }: DeliveryFee, goods: number) {
  const owed = state === 'known' ? parts.filter((part) => (part.freeOverFen ?? goods + 1) > goods) : []
  const feeFen = total(owed.map((part) => part.feeFen))
  if (state !== 'known') return { feeFen, state }
  return { feeFen, state: feeFen > 0 ? ('charged' as const) : ('free' as const) }
}

function settle(
  cart: Cart,
  state: State,
  {
    offers,
    policy,
    set,
    forcedStops,
  }: {
    offers: readonly Offer[]
    policy: PricingPolicy
    set: readonly Contender[]
    forcedStops: readonly Contender[]
  },
) {
  const goods = total(state.left)
  const weightGram = total(cart.lines.map((line) => line.weightGram * line.quantity))
  const { shipping } = policy
  const { feeFen, state: place } =
    'parts' in shipping
      ? feeOf(shipping, goods)
      : quoteShipping(shipping, { regionCode: cart.regionCode, weightGram, goodsFen: toFen(goods) })
  const cuts = offers
    .filter((offer) => offer.stage === 'shipping')
    .filter((offer) => !set.some(({ alone }) => alone) && !isStopped(offer, set, forcedStops))
    .filter(({ thresholdFen }) => goods >= thresholdFen)
    .map((offer) => ({
      offer,
      amount: amountOff(offer.reduction, { left: feeFen, original: feeFen, times: 1 }),
    }))
    .sort((a, b) => b.amount - a.amount || takes(a.offer) - takes(b.offer))
  const cut = cuts[0] && cuts[0].amount > 0 && !state.isFree ? cuts[0] : null
  const fee = state.isFree ? 0 : feeFen - (cut?.amount ?? 0)
  const points = offers.find((offer) => offer.stage === 'points')
  const allowed = points && set.every(({ combinesWith }) => combinesWith.includes('points'))
  const paidByPoints = allowed
    ? pointsWorth(points, policy.points, { goods, room: Math.min(total(state.room), state.budget) })
    : 0
  return {
    payableFen: goods + fee - paidByPoints,
    extras: state.gifts + (state.isFree && place === 'unknown_region' ? 1 : 0),
    spent: total(set.map(takes)) + (cut ? takes(cut.offer) : 0) + (paidByPoints > 0 ? 1 : 0),
    priority: Math.max(0, ...set.map(({ priority }) => priority ?? 0)),
    key: set.map(({ id }) => id).join(),
    ids: set.map(({ id }) => id).sort(),
  }
}

function pointsWorth(
  { pointsAvailable, pointsPerYuan, maxShareBps, step = 1 }: PointsOffer,
  wanted: PricingPolicy['points'],
  { goods, room }: { goods: number; room: number },
): number {
  const asked =
    wanted === 'none' ? 0 : wanted === 'most' ? pointsAvailable : Math.min(wanted, pointsAvailable)
  const most = Math.min(Math.floor((goods * maxShareBps) / 10_000), room)
  let best = 0
  for (let points = step; points <= asked; points += step) {
    const worth = Math.floor((points * 100) / pointsPerYuan)
    if (worth > most) break
    best = worth
  }
  return best
}

function compare(a: ReturnType<typeof settle>, b: ReturnType<typeof settle>): number {
  return (
    a.payableFen - b.payableFen ||
    b.extras - a.extras ||
    a.spent - b.spent ||
    b.priority - a.priority ||
    (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
  )
}
