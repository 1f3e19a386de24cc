import type { TenantTx } from '@mamapu/db'
import { assert, newId } from '@mamapu/kernel'
import { findSameLink, holdLinksOfOwner, insertLink, type Link, type LinkAsk } from './link.queries.js'
import { newCode } from './link-address.js'

/** Links of one owner by one plugin at most. */
export const LINKS_MAX = 5000
/** Codes tried before something must be wrong with them. */
const CODES_TRIED_MAX = 5

/**
 * The link of this owner, scene and target, made when there is none: however many ask at once, it is one. A new one
 * counts if the owner's others do, those of every plugin. Null when the owner has `LINKS_MAX` already. `target` has been read by `readTarget`.
 */
export async function makeLink(tx: TenantTx, ask: LinkAsk, at: Date): Promise<Link | null> {
  const known = await findSameLink(tx, ask)
  if (known) return known
  const { links, counts } = await holdLinksOfOwner(tx, { ...ask, limit: LINKS_MAX })
  if (links >= LINKS_MAX) return null
  for (let tried = 0; tried < CODES_TRIED_MAX; tried += 1) {
    const link = { ...ask, id: newId('lnk', at), code: newCode(), counts }
    if (await insertLink(tx, { ...link, at })) return link
    const twin = await findSameLink(tx, ask)
    if (twin) return twin
  }
  return assert(false, 'no free code for a link') as never
}
