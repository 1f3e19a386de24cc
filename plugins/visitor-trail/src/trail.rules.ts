import type { CustomerId, ProductId } from '@mamapu/kernel'

export interface Look {
  readonly visitorKey: string
  readonly customerId: CustomerId | null
  readonly productId: ProductId
  readonly at: Date
}

/** One visitor and what they looked at, the latest first. */
export interface Trail {
  readonly visitorKey: string
  readonly customerId: CustomerId | null
  readonly lastAt: Date
  readonly looks: readonly Look[]
}

/** Looks, the latest first, as trails: whoever looked last comes first; so many visitors, so many products of each. */
export function trailsOf(
  looks: readonly Look[],
  most: { readonly visitors: number; readonly products: number },
): readonly Trail[] {
  const byVisitor = new Map<string, Look[]>()
  for (const look of looks) {
    const known = byVisitor.get(look.visitorKey)
    if (known) known.push(look)
    else if (byVisitor.size < most.visitors) byVisitor.set(look.visitorKey, [look])
  }
  return [...byVisitor.values()].map((own) => {
    const [{ visitorKey, customerId, at: lastAt }] = own as [Look]
    return { visitorKey, customerId, lastAt, looks: own.slice(0, most.products) }
  })
}

/** What tells one visitor without a name from another: four signs of the key's random end. */
export function numberOf(visitorKey: string): string {
  return visitorKey.slice(-4).toUpperCase()
}

export type FollowState = 'nobody' | 'unasked' | 'yes' | 'no'

/** What a visitor is told of being followed. */
export function stateOf(
  visitor: { readonly cameBy: CustomerId | null; readonly mayFollow: boolean | null } | null,
): FollowState {
  if (!visitor || (visitor.cameBy === null && visitor.mayFollow === null)) return 'nobody'
  if (visitor.mayFollow === null) return 'unasked'
  return visitor.mayFollow ? 'yes' : 'no'
}
