import type { Locale } from '@mamapu/kernel'
import { proofsFact } from './proof.facts.js'
import { changesAfter, isValidAt, speaksFor } from './proof.rules.js'
import { KIND_WORDS, type ProofSettings, slot } from './proof.settings.js'
import type { Proof } from './proof.types.js'

/** Proofs shown on one product page; the page of each has the rest. */
const SHOWN_MAX = 6

export const pathOf = (proof: Pick<Proof, 'id'>) => `/x/brand-proof/proof?id=${proof.id}`

/** Small, each opening to its pictures; over at its end by the clock alone. */
export const belowProduct = slot({
  slot: 'product.below',
  block: 'below',
  facts: { proofs: proofsFact },
  data({ subject: { product }, facts: { proofs }, at, locale, settings }) {
    const shown = proofs.filter((proof) => isValidAt(proof, at) && speaksFor(proof, product))
    if (shown.length === 0) return null
    return { proofs: shown.slice(0, SHOWN_MAX).map((proof) => headOf(proof, locale, settings)) }
  },
  changesAt: ({ subject: { product }, facts: { proofs }, at }) =>
    changesAfter(
      proofs.filter((proof) => speaksFor(proof, product)),
      at,
    ),
})

export function headOf(proof: Proof, locale: Locale, settings: ProofSettings) {
  return {
    url: pathOf(proof),
    kind: KIND_WORDS[proof.kind][locale],
    brand: proof.brand,
    number: settings.showNumber ? proof.number : '',
    issuer: proof.issuer,
    until: proof.endsAt === null ? '' : new Date(proof.endsAt.getTime() - 1).toISOString(),
    picture: proof.pictures[0] ?? null,
  }
}
