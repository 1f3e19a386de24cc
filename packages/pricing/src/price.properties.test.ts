import { splitFen, sumFen, toFen, ZERO_FEN } from '@mamapu/kernel'
import fc from 'fast-check'
import t from 'tap'
import { EXACT_CANDIDATES, price } from './index.js'
import type { Cart, CartLine, Hint, Offer, OrderOffer, PricedCart } from './pricing.types.js'
import {
  carts,
  LINES,
  label,
  lineOffers,
  lines,
  offers,
  orderOffers,
  policies,
  reductions,
  shippingOffers,
} from './testing/arbitraries.js'
import { bruteForce } from './testing/brute-force.js'

/** More with `PRICING_RUNS=3000`. */
const RUNS = Number(process.env['PRICING_RUNS'] ?? 250)

function check<T>(name: string, property: fc.IRawProperty<T>, numRuns = RUNS) {
  t.test(name, async () => {
    fc.assert(property, { numRuns })
  })
}

const inputs = [carts, offers, policies] as const
const wonIds = ({ trace }: PricedCart) =>
  trace.filter(({ outcome }) => outcome === 'won').map(({ offerId }) => offerId)

check(
  'sums are exact, nothing is negative, floors hold',
  fc.property(...inputs, (cart, all, policy) => {
    const priced = price(cart, all, policy)
    const shares = priced.lines.flatMap((line) => line.shares)
    const wonOf = (id: string) =>
      priced.trace.find(({ offerId, outcome }) => offerId === id && outcome === 'won')
    const unitShares = sumFen(
      shares.filter(({ stage }) => stage === 'unit').map(({ amountFen }) => amountFen),
    )
    return (
      priced.goodsFen === sumFen(priced.lines.map((line) => line.subtotalFen)) &&
      priced.discountFen === sumFen(shares.map(({ amountFen }) => amountFen)) &&
      priced.payableFen === priced.goodsFen - priced.discountFen + priced.shippingFen &&
      priced.shippingFen >= 0 &&
      priced.goodsFen - priced.discountFen >=
        Math.min(policy.payableFloorFen, priced.goodsFen - unitShares) &&
      shares.every(({ amountFen, offerId }) => amountFen > 0 && wonOf(offerId) !== undefined) &&
      [...new Set(shares.map(({ offerId }) => offerId))].every(
        (id) =>
          sumFen(shares.filter(({ offerId }) => offerId === id).map(({ amountFen }) => amountFen)) ===
          wonOf(id)?.amountFen,
      ) &&
      priced.lines.every((line, at) => {
        const source = cart.lines[at] as CartLine
        const floor = Math.min(source.floorFen, source.unitPriceFen)
        return (
          line.payableFen === line.unitFen * line.quantity - line.discountFen &&
          line.discountFen === sumFen(line.shares.map(({ amountFen }) => amountFen)) &&
          line.payableFen >= floor * line.quantity
        )
      })
    )
  }),
  RUNS * 4,
)

check(
  'every offer is explained once, whatever the order they come in, to the bit',
  fc.property(...inputs, fc.infiniteStream(fc.nat()), (cart, all, policy, noise) => {
    const shuffled = all
      .map((offer) => ({ offer, key: noise.next().value as number }))
      .sort((a, b) => a.key - b.key)
      .map(({ offer }) => offer)
    const priced = price(cart, all, policy)
    return (
      JSON.stringify(priced) === JSON.stringify(price(cart, shuffled, policy)) &&
      priced.trace.length === all.length &&
      priced.trace.every(({ code, outcome }) => (code === 'applied') === (outcome === 'won'))
    )
  }),
)

check(
  'within the exact search one more offer that neither stops nor stands alone never raises what is paid',
  fc.property(
    ...inputs,
    fc.oneof(orderOffers({}), lineOffers({}), shippingOffers),
    (cart, all, policy, extra) => {
      const before = all.filter(({ id }) => id !== extra.id)
      return price(cart, [...before, extra], policy).payableFen <= price(cart, before, policy).payableFen
    },
  ),
  RUNS * 2,
)

check(
  'the result is what trying every set finds',
  fc.property(...inputs, (cart, all, policy) => {
    const priced = price(cart, all, policy)
    const expected = bruteForce(cart, all, policy)
    const won = wonIds(priced).filter((id) => id.startsWith('line:') || id.startsWith('order:'))
    return priced.payableFen === expected.payableFen && won.sort().join() === expected.ids.join()
  }),
  RUNS * 2,
)

check(
  'beyond the exact search it is never above the best single offer, and says what it did not try',
  fc.property(
    carts,
    fc.uniqueArray(
      fc.oneof(
        orderOffers({ index: fc.nat(99), applies: fc.constant('always') }),
        lineOffers({ index: fc.nat(99), applies: fc.constant('always') }),
      ),
      { minLength: 12, maxLength: 16, selector: ({ id }) => id },
    ),
    policies,
    (cart, all, policy) => {
      const priced = price(cart, all, policy)
      const untried = priced.trace.filter(({ code }) => code === 'not_tried').length
      const refused = priced.trace.filter(({ outcome }) => outcome === 'refused').length
      return (
        all.every((one) => priced.payableFen <= price(cart, [one], policy).payableFen) &&
        untried <= Math.max(0, all.length - refused - EXACT_CANDIDATES)
      )
    },
  ),
  Math.ceil(RUNS / 4),
)

check(
  'rounded to jiao or yuan, what is paid is whole and never above the price without the offer',
  fc.property(lines, reductions, fc.constantFrom('jiao' as const, 'yuan' as const), (rows, reduction, to) => {
    const cart: Cart = { lines: rows.map((row) => ({ ...row, floorFen: ZERO_FEN })), regionCode: null }
    const offer: OrderOffer = {
      id: 'order:1',
      plugin: 'o',
      stage: 'order',
      label,
      class: 'full',
      combinesWith: [],
      applies: 'always',
      lineIds: LINES,
      tiers: [{ thresholdFen: ZERO_FEN, reduction: { ...reduction, roundTo: to } }],
    }
    const priced = price(cart, [offer], {
      payableFloorFen: ZERO_FEN,
      shipping: [],
      choices: 'best',
      points: 'none',
    })
    const isWhole = priced.payableFen % (to === 'jiao' ? 10 : 100) === 0
    return priced.payableFen <= priced.goodsFen && (isWhole || priced.discountFen === 0)
  }),
)

check(
  'a hint is true: with the goods it names the offer applies and the order saves exactly that much more',
  fc.property(...inputs, (cart, all, policy) => {
    const before = price(cart, all, policy)
    return before.hints.every((hint) => {
      const offer = all.find(({ id }) => id === hint.offerId) as Offer
      const more = moreGoods(cart, offer, hint)
      const after = price(
        more.cart,
        all.map((one) => (one === offer ? more.offer : one)),
        policy,
      )
      return (
        wonIds(after).includes(hint.offerId) &&
        before.payableFen + more.costFen - after.payableFen === hint.gainFen &&
        hint.missingFen + hint.missingUnits > 0 &&
        (hint.gainFen > 0 || hint.gifts.length > 0)
      )
    })
  }),
  RUNS * 2,
)

/** Goods for what is missing, under that offer alone and not reduced themselves. */
function moreGoods(cart: Cart, offer: Offer, { missingFen, missingUnits, unitFen }: Hint) {
  const units = Math.max(1, missingUnits)
  const price = toFen(unitFen ?? Math.ceil(missingFen / units))
  const line = { ...(cart.lines[0] as CartLine), lineId: 'more', quantity: units, weightGram: 0 }
  return {
    costFen: price * units,
    cart: { ...cart, lines: [...cart.lines, { ...line, unitPriceFen: price, floorFen: price }] },
    offer: admitting(offer),
  }
}

function admitting(offer: Offer): Offer {
  if (offer.stage !== 'order' && offer.stage !== 'line') return offer
  const measures = offer.stage === 'order' ? offer.measures : undefined
  if (measures === undefined) return { ...offer, lineIds: [...offer.lineIds, 'more'] }
  return measures === 'cart' ? offer : ({ ...offer, measures: [...measures, 'more'] } as OrderOffer)
}

check(
  'refunded unit by unit in any order, every line and every share of it ends at exactly zero left',
  fc.property(...inputs, fc.infiniteStream(fc.nat()), (cart, all, policy, noise) =>
    price(cart, all, policy).lines.every((line) => {
      let units = 0
      let paid = 0
      const shares = line.shares.map(() => 0)
      while (units < line.quantity) {
        const more = 1 + ((noise.next().value as number) % (line.quantity - units))
        const upTo = (total: number, count: number) => Math.floor((total * count) / line.quantity)
        paid += upTo(line.payableFen, units + more) - upTo(line.payableFen, units)
        line.shares.forEach(({ amountFen }, at) => {
          shares[at] = (shares[at] as number) + upTo(amountFen, units + more) - upTo(amountFen, units)
        })
        units += more
      }
      const even = splitFen(
        line.payableFen,
        Array.from({ length: line.quantity }, () => 1),
      )
      return (
        paid === line.payableFen &&
        sumFen(even) === line.payableFen &&
        line.shares.every(({ amountFen }, at) => shares[at] === amountFen)
      )
    }),
  ),
)
