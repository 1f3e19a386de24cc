import type { CustomerId } from '@mamapu/kernel'
import type { Ctx, Distributor } from '../distributor.types.js'
import { readCode } from './join.page.js'
import { findByCode } from './people.queries.js'

type Heir =
  | { readonly heir: Distributor }
  | { readonly refused: 'DISTRIBUTOR_HEIR_UNKNOWN' | 'DISTRIBUTOR_HEIR_PAUSED' | 'DISTRIBUTOR_HEIR_SELF' }

/** Who takes customers over, by her code: somebody who sells and is not paused, and none of those named. */
export async function heirBy(
  { tx }: Ctx,
  code: string | undefined,
  not: readonly (CustomerId | null)[],
): Promise<Heir> {
  const heir = await findByCode(tx, readCode(code))
  if (heir && not.includes(heir.customerId)) return { refused: 'DISTRIBUTOR_HEIR_SELF' }
  if (heir?.state === 'frozen') return { refused: 'DISTRIBUTOR_HEIR_PAUSED' }
  return heir?.state === 'approved' ? { heir } : { refused: 'DISTRIBUTOR_HEIR_UNKNOWN' }
}
