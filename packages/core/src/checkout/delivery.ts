import { addFen, type Fen, subFen, type Words, ZERO_FEN } from '@mamapu/kernel'
import type { DeliveryAgreement, DeliveryLine, DeliveryOffer } from '@mamapu/plugin-sdk'
import type { DeliveryFee, FeePart, PricedCart } from '@mamapu/pricing'
import type { BoundMethod, RawChoice } from '../plugins/index.js'

/** What the shopper picked: a method by its id, and the fields of its form. */
export interface DeliveryPick {
  readonly method: string
  readonly choice: RawChoice
}

/** A method of the shop as it stands for this cart. */
export interface OfferedMethod {
  readonly id: string
  readonly title: Words
  readonly asks: BoundMethod['asks']
  readonly offer: DeliveryOffer
}

export type DeliveryCode = 'DELIVERY_UNKNOWN' | 'DELIVERY_INCOMPLETE' | 'DELIVERY_REFUSED' | 'NOT_DELIVERED'

/** Why the chosen method does not deliver this cart as it is; `by` is the method's own code. */
export interface DeliveryObstacle {
  readonly code: DeliveryCode
  readonly method: string
  readonly by: string | null
  readonly words: Words | null
}

/** How a basket is delivered, decided before it is priced. */
export interface DecidedDelivery {
  /** All that were not missing, those that do not go with the reason. */
  readonly methods: readonly OfferedMethod[]
  /** The picked one; where none was picked the first that goes, and of an order the first. Null when the shop has none. */
  readonly chosen: OfferedMethod | null
  /** What was picked, with what the method fills in by itself. */
  readonly choice: RawChoice
  readonly agreement: DeliveryAgreement | null
  readonly obstacle: DeliveryObstacle | null
  readonly fee: DeliveryFee
}

interface Ask {
  readonly lines: readonly DeliveryLine[]
  readonly regionCode: string | null
  readonly pick: DeliveryPick | null
  /** Nothing is picked for the shopper that was not sent. */
  readonly isOrder: boolean
}

/** Asks every method and decides by the pick. Pure but for what methods do. */
export function decideDelivery(bound: readonly BoundMethod[], ask: Ask): DecidedDelivery {
  const { lines, regionCode, pick, isOrder } = ask
  const choiceOf = (id: string) => (pick?.method === id ? pick.choice : {})
  const offered = bound.flatMap((method) => {
    const offer = method.offer({ lines, regionCode, choice: choiceOf(method.id) })
    const { id, title, asks } = method
    return offer ? [{ method, shown: { id, title, asks, offer } }] : []
  })
  const methods = offered.map(({ shown }) => shown)
  const taken =
    pick === null
      ? ((isOrder ? undefined : offered.find(({ shown }) => shown.offer.available)) ?? offered[0])
      : offered.find(({ shown }) => shown.id === pick.method)
  if (!taken) return nobody(methods, pick)
  const { method, shown } = taken
  const { offer } = shown
  if (!offer.available)
    return {
      ...{ methods, chosen: shown, choice: {}, agreement: null },
      obstacle: refusedBy('NOT_DELIVERED', shown, offer),
      fee: { state: 'not_delivered', parts: [] },
    }
  const filled = { ...(isOrder ? {} : filledIn(offer)), ...nonEmpty(choiceOf(method.id)) }
  const answer = method.accept({ lines, regionCode, choice: filled })
  const fee = feeOf(offer.fee)
  const base = { methods, chosen: shown, choice: filled }
  if (answer?.available) return { ...base, agreement: answer, obstacle: null, fee: feeOf(answer.fee) }
  const obstacle: DeliveryObstacle = answer
    ? refusedBy('DELIVERY_REFUSED', shown, answer)
    : { code: 'DELIVERY_INCOMPLETE', method: shown.id, by: null, words: null }
  return { ...base, agreement: null, obstacle, fee }
}

function nobody(methods: readonly OfferedMethod[], pick: DeliveryPick | null): DecidedDelivery {
  const obstacle: DeliveryObstacle = {
    code: pick ? 'DELIVERY_UNKNOWN' : 'NOT_DELIVERED',
    method: pick?.method ?? '',
    by: null,
    words: null,
  }
  const fee: DeliveryFee = { state: 'not_delivered', parts: [] }
  return { methods, chosen: null, choice: {}, agreement: null, obstacle, fee }
}

function refusedBy(
  code: DeliveryCode,
  { id: method }: OfferedMethod,
  { code: by, words }: { code: string; words: Words },
): DeliveryObstacle {
  return { code, method, by, words }
}

function feeOf(parts: readonly FeePart[] | null): DeliveryFee {
  return parts === null ? { state: 'unknown_region', parts: [] } : { state: 'known', parts }
}

/** What the form shows as picked without anybody having picked it. */
function filledIn({ fields }: Extract<DeliveryOffer, { available: true }>): RawChoice {
  return Object.fromEntries(fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])))
}

function nonEmpty(choice: RawChoice): RawChoice {
  return Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== ''))
}

/** What the goods are worth after discounts, which is what methods of delivery look at; points spent count as paid. */
export function goodsWorth({ goodsFen, discountFen, points }: PricedCart): Fen {
  return addFen(subFen(goodsFen, discountFen), points?.amountFen ?? ZERO_FEN)
}

/** How much the goods lack for a method to come at all; null when nothing. */
export function missingFor(offer: DeliveryOffer, priced: PricedCart): Fen | null {
  const least = offer.available ? offer.leastGoodsFen : undefined
  const goods = goodsWorth(priced)
  return least === undefined || goods >= least ? null : subFen(least, goods)
}
