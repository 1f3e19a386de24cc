import type { Locale } from '@mamapu/kernel'
import { Type } from 'typebox'
import { IdText, Instant } from '../http/index.js'
import { CardReply, cardReply, Nullable, type OrderCard } from '../orders/index.js'
import { type Beside, type OrderNote, type OrderTag, TAG_COLORS } from './desk.queries.js'
import type { RiskHint } from './risk.rules.js'

export const InStore = { storeId: IdText('sto') }
export const OfOrder = Type.Object({ ...InStore, orderId: IdText('ord') })
export const closed = { additionalProperties: false }

export const TagReply = Type.Object({ id: Type.String(), name: Type.String(), color: Type.String() })
export const TagColorText = Type.Enum([...TAG_COLORS])
export const tagReply = ({ id, name, color }: OrderTag) => ({ id, name, color })

export const NoteReply = Type.Object({
  id: Type.String(),
  body: Type.String(),
  actor: Type.String(),
  at: Instant,
})
export const noteReply = (note: OrderNote) => ({ ...note, at: note.at.toISOString() })

export const RiskReply = Type.Object({ code: Type.String(), text: Type.String() })
export const riskReply = ({ code, words }: RiskHint, locale: Locale) => ({ code, text: words[locale] })

/** A card of the desk: the order's, with what staff wrote beside it. */
export const DeskCard = Type.Object({
  ...CardReply.properties,
  tags: Type.Array(TagReply),
  risks: Type.Array(RiskReply),
  note: Nullable(Type.String()),
  remark: Type.String(),
})

export function deskCard(
  card: OrderCard,
  { beside, risks }: { readonly beside: Beside | undefined; readonly risks: readonly RiskHint[] },
  reading: { readonly currency: string; readonly locale: Locale },
) {
  return {
    ...cardReply(card, reading),
    tags: (beside?.tags ?? []).map(tagReply),
    risks: risks.map((risk) => riskReply(risk, reading.locale)),
    note: beside?.lastNote ?? null,
    remark: beside?.remark ?? '',
  }
}
