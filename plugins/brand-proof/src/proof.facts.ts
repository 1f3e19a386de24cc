import { defineFact } from '@mamapu/plugin-sdk'
import { type ProofRow, proofOf, shownQuery } from './proof.queries.js'
import type { Proof } from './proof.types.js'

/** What the shop shows now or later; the clock takes down what is over. */
export const proofsFact = defineFact<ProofRow, readonly Proof[]>({
  name: 'proofs',
  about: 'store',
  none: [],
  query: ({ sql, tenantId, at }) => shownQuery(sql, tenantId, at),
  map: (rows) => rows.map(proofOf),
})
