import { type Fen, type Id, ZERO_FEN } from '@mamapu/kernel'
import type { Offer, PricedCart } from '@mamapu/pricing'

/** What one campaign took off one line of an order. */
export interface CampaignShare {
  readonly campaignId: Id<'cmp'>
  readonly lineId: Id<'lin'>
  /** Units of the line that its offer was for. */
  readonly units: number
  readonly discountFen: Fen
}

/**
 * Which campaigns had a part in an order, per line. Unit prices count with what they are below the everyday price; what
 * belongs to no line (shipping, gifts) counts with the first line its offer names.
 */
export function campaignSharesOf(
  { offers, priced }: { readonly offers: readonly Offer[]; readonly priced: PricedCart },
  lineIds: readonly Id<'lin'>[],
): CampaignShare[] {
  const shares = new Map<string, CampaignShare>()
  const byId = new Map(offers.map((offer) => [offer.id, offer]))
  const add = (offer: Offer, index: number, discountFen: Fen) => {
    const [lineId, line] = [lineIds[index], priced.lines[index]]
    if (!offer.campaignId || !lineId || !line) return
    const units =
      offer.stage === 'unit' ? Math.min(offer.unitsMax ?? line.quantity, line.quantity) : line.quantity
    const campaignId = offer.campaignId as Id<'cmp'>
    const key = `${campaignId}/${lineId}`
    const before = shares.get(key)
    shares.set(key, {
      campaignId,
      lineId,
      units: Math.max(before?.units ?? 1, units),
      discountFen: ((before?.discountFen ?? ZERO_FEN) + discountFen) as Fen,
    })
  }
  const counted = new Set<string>()
  priced.lines.forEach((line, index) => {
    for (const { offerId, amountFen } of line.shares) {
      const offer = byId.get(offerId)
      if (!offer) continue
      counted.add(offerId)
      add(offer, index, amountFen)
    }
  })
  for (const { offerId, outcome, amountFen } of priced.trace) {
    const offer = byId.get(offerId)
    if (!offer || outcome !== 'won' || counted.has(offerId)) continue
    const index = priced.lines.findIndex(({ lineId }) => firstLineOf(offer) === lineId)
    add(
      offer,
      Math.max(index, 0),
      offer.stage === 'unit' || offer.stage === 'shipping' ? amountFen : ZERO_FEN,
    )
  }
  return [...shares.values()]
}

function firstLineOf(offer: Offer): string | undefined {
  if (offer.stage === 'unit') return offer.lineId
  return offer.stage === 'line' || offer.stage === 'order' ? offer.lineIds[0] : undefined
}
