import { type Fen, toFen } from '@mamapu/kernel'
import { quoteFee, type ShippingQuote } from '@mamapu/pricing'
import { expressFee } from './express.rules.js'
import { type ExpressTemplate, USUAL_TEMPLATE } from './express.types.js'

/** A parcel somebody imagines: everything in it goes by the template that is looked at. */
export interface ImaginedParcel {
  readonly regionCode: string
  readonly pieces: number
  /** Of all of it. */
  readonly grams: number
  /** What its goods are worth after discounts. */
  readonly goodsFen: Fen
}

export interface FeePreview {
  readonly quote: ShippingQuote
  /** Before the goods were worth enough to go free. */
  readonly usualFen: Fen
}

/** What a template would charge for a parcel, also one that was never saved: by the very functions a checkout is decided by. */
export function previewFee(
  template: Omit<ExpressTemplate, 'id'>,
  { regionCode, pieces, grams, goodsFen }: ImaginedParcel,
): FeePreview {
  const line = { lineId: '', skuId: '', productId: '', categoryIds: [], tags: [], template: '' }
  const price = { unitPriceFen: toFen(0), floorFen: toFen(0) }
  // The first piece has all the weight, so that pieces and grams may be said apart.
  const lines = [
    { ...line, ...price, quantity: 1, weightGram: grams },
    { ...line, ...price, quantity: pieces - 1, weightGram: 0 },
  ]
  const fee = expressFee([{ ...template, id: USUAL_TEMPLATE }], { lines, regionCode })
  const parts = fee.state === 'known' ? fee.parts : []
  const known = { state: fee.state, parts }
  return {
    quote: quoteFee(known, goodsFen),
    usualFen: quoteFee({ ...known, parts: parts.map((part) => ({ ...part, freeOverFen: null })) }, goodsFen)
      .feeFen,
  }
}
