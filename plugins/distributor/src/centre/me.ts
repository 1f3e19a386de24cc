import { must } from '@mamapu/kernel'
import type { Ctx, Distributor } from '../distributor.types.js'
import { maySell } from '../distributor.types.js'
import { findDistributor } from '../people/people.queries.js'

/** The distributor who looks; null for whoever is none. */
export async function meOf(ctx: Ctx): Promise<Distributor | null> {
  const me = await findDistributor(ctx.tx, must(ctx.customer, 'signed in').id)
  return me && maySell(me.state) ? me : null
}

/** What to call customers on a distributor's pages: masked, or by the end of an id where they gave no name. */
export async function namesOf(
  ctx: Ctx,
  ids: readonly Distributor['customerId'][],
): Promise<(id: Distributor['customerId']) => string> {
  const names = await ctx.customers.maskedNames([...new Set(ids)])
  return (id) => names.get(id) ?? ctx.t('somebody', { end: id.slice(-4).toUpperCase() })
}
