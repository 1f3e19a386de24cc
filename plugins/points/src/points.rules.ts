import { instantOf, type LocalDate, localDateOf } from '@mamapu/kernel'
import type { OrderLineView } from '@mamapu/plugin-sdk'
import type { Account, Grant } from './points.types.js'

/** What the counter of a customer may reach: everything credited and not expired, and what was spent before it was owed. */
export function limitOf({ credited, expired, debt }: Omit<Account, 'customerId'>): number {
  return credited - expired + debt
}

/** Points for what is left paid of an order's goods, with what its campaigns and level raised; rounded down once. */
export function earnedOf(
  lines: readonly Pick<OrderLineView, 'paidFen' | 'refundedFen' | 'earnBps'>[],
  earnPerYuan: number,
): number {
  const weighted = lines.reduce(
    (sum, { paidFen, refundedFen, earnBps }) => sum + BigInt(paidFen - refundedFen) * BigInt(earnBps),
    0n,
  )
  return Number((weighted * BigInt(earnPerYuan)) / 1_000_000n)
}

/** How many of an order's points have come back by now: in proportion of the units refunded, all when nothing is left. */
export function returnedOf(
  points: number,
  lines: readonly Pick<OrderLineView, 'discountFen' | 'refundedUnits' | 'quantity'>[],
  isWhole: boolean,
): number {
  if (isWhole) return points
  const all = lines.reduce((sum, { discountFen }) => sum + BigInt(discountFen), 0n)
  if (all === 0n) return 0
  const back = lines.reduce(
    (sum, { discountFen, refundedUnits, quantity }) =>
      sum + (BigInt(discountFen) * BigInt(refundedUnits)) / BigInt(quantity),
    0n,
  )
  return Number((BigInt(points) * back) / all)
}

/** When points given now end: with the last day of the month so many months on, in the store's zone; null never. */
export function expiryOf(at: Date, months: number, zone: string): Date | null {
  if (months === 0) return null
  const [year = 0, month = 1] = localDateOf(at, zone).split('-').map(Number)
  // The first day of the month after it.
  const index = year * 12 + month + months
  const first = `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-01`
  return instantOf(first as LocalDate, 0, zone)
}

/**
 * What has to expire: spending uses up what ends first, so of the grants that are over, only what spending and earlier
 * expiry did not use. Taken from the grants that ended last.
 */
export function expiringOf(
  account: Pick<Account, 'expired'>,
  over: readonly Grant[],
  taken: number,
): { readonly points: number; readonly grants: readonly { readonly id: string; readonly points: number }[] } {
  const due = over.reduce((sum, { points }) => sum + points, 0)
  const points = Math.max(0, due - account.expired - taken)
  let left = points
  const grants: { id: string; points: number }[] = []
  for (const grant of [...over].reverse()) {
    const part = Math.min(left, grant.points - grant.gone)
    if (part > 0) grants.push({ id: grant.id, points: part })
    left -= part
  }
  return { points: points - left, grants }
}

/** What will end and when, as far as it is neither spent nor held now; `grants` have an end, those that end first coming first. */
export function endingsOf(
  account: Pick<Account, 'expired'>,
  grants: readonly Grant[],
  { taken, at }: { readonly taken: number; readonly at: Date },
): { readonly endsAt: Date; readonly points: number }[] {
  const ends = [...new Set(grants.flatMap(({ expiresAt }) => expiresAt?.getTime() ?? []))]
  let before = 0
  return ends.flatMap((end) => {
    const over = grants.filter(({ expiresAt }) => expiresAt !== null && expiresAt.getTime() <= end)
    const { points: all } = expiringOf(account, over, taken)
    const points = all - before
    before = all
    return end > at.getTime() && points > 0 ? [{ endsAt: new Date(end), points }] : []
  })
}

/** Days in a row with today: one more than yesterday's, or a first. */
export function streakOf(yesterday: number | null): number {
  return (yesterday ?? 0) + 1
}

const WEEK = 7

export function checkInPoints(
  { checkInPoints: each, streakPoints }: { readonly checkInPoints: number; readonly streakPoints: number },
  streak: number,
): number {
  return each + (streak % WEEK === 0 ? streakPoints : 0)
}

/** Days until the next bonus for coming every day. */
export function daysToBonus(streak: number): number {
  return WEEK - (streak % WEEK)
}
