import type { Page } from './page-models.js'
import type { Picture } from './page-parts.js'

/** `/o/:token/aftersale`: POST multipart `csrf, want, units_<line>, sku_<line>, reason, text, pictures`. */
export interface AftersalePage extends Page {
  orderUrl: string
  /** What may be asked for; none when nothing can be asked any more. */
  choices: readonly { title: string; hint: string; url: string; isCurrent: boolean }[]
  form: {
    url: string
    want: string
    hint: string
    /** Until when goods may go back without a reason; null when that says nothing here. */
    noReasonUntil: string | null
    lines: readonly {
      id: string
      title: string
      skuName: string | null
      picture: Picture | null
      units: number
      chosen: number
      choices: readonly number[]
      upToFen: number
      /** What was promised about sending it back, where that is not the usual. */
      note: string | null
      variants: readonly { id: string; name: string }[]
    }[]
    reasons: readonly { code: string; text: string }[]
    text: string
  } | null
  cases: readonly { url: string; title: string; at: string }[]
  error: string | null
}

/** `/o/:token/aftersale/:case`: how it stands, what she may do, everything that happened. */
export interface CasePage extends Page {
  title: string
  /** What happens next and until when. */
  next: string
  isGood: boolean
  isOver: boolean
  kind: string
  reason: string
  amountFen: number
  isEstimate: boolean
  lessFen: number
  lines: readonly {
    title: string
    skuName: string | null
    picture: Picture | null
    units: number
    lessFen: number
  }[]
  text: string
  pictures: readonly Picture[]
  returnTo: { name: string; phone: string; text: string; hint: string; copy: string } | null
  /** Agreed by silence, and the shop never said where to. */
  hasNoAddress: boolean
  carrier: string | null
  tracking: string | null
  /** POST `csrf, carrier, tracking`. */
  sendUrl: string | null
  withdrawUrl: string | null
  /** POST `csrf, note`. */
  escalateUrl: string | null
  noteUrl: string | null
  replacementUrl: string | null
  orderUrl: string
  orderNumber: string
  timeline: readonly { text: string; note: string; by: 'shopper' | 'shop' | 'system'; at: string }[]
}
