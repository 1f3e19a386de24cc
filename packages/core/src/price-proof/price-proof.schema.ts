import type { Locale } from '@mamapu/kernel'
import { type Static, Type } from 'typebox'
import type { ProofLine } from './price-proof.queries.js'
import { judgeBasis } from './price-proof.rules.js'
import { BASIS_WORDS, verdictWords } from './verdict-words.js'

const NullableInteger = Type.Union([Type.Integer(), Type.Null()])
const NullableText = Type.Union([Type.String(), Type.Null()])

export const ProofReply = Type.Object({
  items: Type.Array(
    Type.Object({
      round: Type.String(),
      skuId: Type.String(),
      code: Type.String(),
      title: Type.String(),
      options: Type.String(),
      /** What the SKU costs everyone now: the number beside the lower price. */
      numberFen: Type.Integer(),
      kind: Type.String(),
      kindName: Type.String(),
      /** The highest number that may be struck. */
      basisFen: NullableInteger,
      isStruck: Type.Boolean(),
      /** Why it is struck or not. */
      why: Type.String(),
      /** Days and prices it was read from. */
      evidence: Type.Unknown(),
      computedAt: Type.String(),
      frozenAt: NullableText,
    }),
  ),
  next: NullableText,
})

export function proofReply(line: ProofLine, locale: Locale): Static<typeof ProofReply>['items'][number] {
  const { round, skuId, code, title, options, numberFen, kind, basisFen, evidence } = line
  const verdict = judgeBasis(numberFen, line)
  return {
    round,
    skuId,
    code,
    title,
    options,
    numberFen,
    kind,
    kindName: BASIS_WORDS[kind][locale],
    basisFen,
    isStruck: verdict === 'struck',
    why: verdictWords(verdict, line)[locale],
    evidence,
    computedAt: line.computedAt.toISOString(),
    frozenAt: line.frozenAt?.toISOString() ?? null,
  }
}
