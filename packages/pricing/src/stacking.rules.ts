import type { LineOffer, Offer, OrderOffer, ShippingOffer } from './pricing.types.js'

/** An offer that competes in the search: of the stages line and order. */
export type Contender = LineOffer | OrderOffer

/** Higher priority first, then the smaller id: total, so that no order of plugins changes a result. */
export function byPriority(a: Offer, b: Offer): number {
  return (b.priority ?? 0) - (a.priority ?? 0) || compareIds(a, b)
}

/** In code units, the same on every machine. */
export function compareIds(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** The order in which offers are applied: line before order, then by priority. */
export function byApplication(a: Contender, b: Contender): number {
  if (a.stage !== b.stage) return a.stage === 'line' ? -1 : 1
  return byPriority(a, b)
}

/** Both name a group, and the same one. */
export function excludeEachOther(a: Contender, b: Contender): boolean {
  return a.excludes !== undefined && a.excludes === b.excludes
}

/** Whether two offers may stand on one order: each names the other's class, no group keeps them apart, neither stands alone. */
export function mayCombine(a: Contender, b: Contender): boolean {
  if (a.alone || b.alone || excludeEachOther(a, b)) return false
  return a.combinesWith.includes(b.class) && b.combinesWith.includes(a.class)
}

/** Whether `first`, once applied, keeps `later` from applying after it. */
export function stops(first: Contender, later: Contender | ShippingOffer): boolean {
  if (!first.stops || byPriority(first, later) >= 0) return false
  return later.stage !== 'line' || first.stage === 'line'
}
