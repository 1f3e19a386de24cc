import type { campaigns } from '@mamapu/core'
import { DAY, later, MINUTE } from '@mamapu/kernel'
import type { Cart } from '@mamapu/pricing'
import {
  carts as bareCarts,
  lineOffers,
  offers,
  orderOffers,
  pointsOffers,
  policies,
  shippingOffers,
  unitOffers,
} from '@mamapu/pricing/testing'
import fc from 'fast-check'
import { randomLife } from './life/random-life.js'

/** Carts whose lines are of two categories and some of which bear tags; prices tie, cost nothing or leave odd fen. */
const carts: fc.Arbitrary<Cart> = fc
  .tuple(bareCarts, fc.array(fc.constantFrom('', 'new', 'sale'), { minLength: 5, maxLength: 5 }))
  .map(([cart, tags]) => ({
    ...cart,
    lines: cart.lines.map((line, index) => ({
      ...line,
      categoryIds: [`cat_${index % 2}`],
      tags: tags[index] ? [tags[index]] : [],
    })),
  }))

/** Quarters of a day that begin and end rounds, none of which overlap. */
const times = fc
  .uniqueArray(fc.integer({ min: 0, max: 96 }), { minLength: 2, maxLength: 9 })
  .map((quarters) => {
    const sorted = quarters.sort((a, b) => a - b)
    return sorted
      .slice(0, -1)
      .map((from, index) => ({ from: clock(from), to: clock(sorted[index + 1] ?? 96) }))
  })

const clock = (quarter: number) =>
  `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`

const daysUpTo = (max: number) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max }), { minLength: 1, maxLength: 5 })
    .map((days) => days.sort((a, b) => a - b))

const recurrences: fc.Arbitrary<campaigns.Recurrence> = fc.oneof(
  fc.record({ every: fc.constant('day' as const), days: fc.constant([]), times }),
  fc.record({ every: fc.constant('week' as const), days: daysUpTo(7), times }),
  fc.record({ every: fc.constant('month' as const), days: daysUpTo(31), times }),
)

type Window = Pick<campaigns.CampaignForm, 'startsAt' | 'endsAt' | 'announceMinutes'>

/** Windows of a minute to thirty days that begin within thirty days of an instant, announced or not. */
const windows = (after: Date): fc.Arbitrary<Window & { startsAt: Date; endsAt: Date }> =>
  fc
    .tuple(
      fc.integer({ min: 0, max: 30 * DAY }),
      fc.integer({ min: MINUTE, max: 30 * DAY }),
      fc.option(fc.integer({ min: 1, max: 10_080 })),
    )
    .map(([wait, length, announceMinutes]) => {
      const startsAt = later(after, wait)
      return { startsAt, endsAt: later(startsAt, length), announceMinutes }
    })

export interface RefundPart {
  /** Which line, from 0. */
  readonly line: number
  readonly units: number
}

/** Every way to refund lines of so many units part by part until nothing is left. */
const refunds = (quantities: readonly number[]): fc.Arbitrary<readonly RefundPart[]> => {
  const units = quantities.flatMap((quantity, line) => Array.from({ length: quantity }, () => line))
  const order = fc.shuffledSubarray(units, { minLength: units.length, maxLength: units.length })
  const cuts = fc.array(fc.boolean(), { minLength: units.length, maxLength: units.length })
  return fc.tuple(order, cuts).map(([lines, isCut]) => {
    const parts: { line: number; units: number }[] = []
    for (const [index, line] of lines.entries()) {
      const last = parts.at(-1)
      if (last?.line === line && !isCut[index]) last.units += 1
      else parts.push({ line, units: 1 })
    }
    return parts
  })
}

/** What properties of mechanics are tried with; all of it is valid, and shrinks. */
export const arbitrary = {
  carts,
  cartLines: carts.map(({ lines }) => lines),
  policies,
  /** By stage, and mixed as the arbiter gets them. Their lines are those of `carts`, and one that is not there. */
  offers: {
    unit: unitOffers,
    line: lineOffers({}),
    order: orderOffers({}),
    shipping: shippingOffers,
    points: pointsOffers,
    mixed: offers,
  },
  recurrences,
  windows,
  refunds,
  /** Lives of an order of so many units, for `life(…).step`. */
  lives: (units: number) => randomLife(fc, units),
} as const
