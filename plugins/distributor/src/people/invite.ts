import type { CustomerId, Id } from '@mamapu/kernel'
import type { Ctx, Distributor } from '../distributor.types.js'
import { insertChange } from '../relation/change.queries.js'
import { findInviter, lockTree } from '../relation/tree.queries.js'
import { ANCESTORS_MAX, type InviterObstacle, whyNotUnder } from '../relation/tree.rules.js'
import { writeInviter } from './people.queries.js'

/** Puts somebody under an inviter, or under nobody; why not, writing nothing, when that would close a loop of any length. */
export async function putUnder(
  ctx: Ctx,
  person: Distributor,
  to: {
    readonly inviter: CustomerId | null
    readonly reason: 'joined' | 'merchant'
    readonly note?: string
    readonly staffId?: Id<'stf'> | null
  },
): Promise<InviterObstacle | null> {
  const { inviter, reason, note = '', staffId = null } = to
  if (inviter === person.inviterId) return null
  await lockTree(ctx.tx)
  if (inviter !== null) {
    const obstacle = whyNotUnder(person.customerId, inviter, await ancestorsOf(ctx, inviter))
    if (obstacle !== null) return obstacle
  }
  await writeInviter(ctx.tx, person.id, inviter)
  await insertChange(ctx.tx, ctx.newId(), {
    about: 'inviter',
    customerId: person.customerId,
    from: person.inviterId,
    to: inviter,
    reason,
    note,
    staffId,
    at: ctx.at,
  })
  return null
}

/** All inviters above somebody, the nearest first. */
async function ancestorsOf({ tx }: Ctx, of: CustomerId): Promise<CustomerId[]> {
  const above: CustomerId[] = []
  for (
    let up = await findInviter(tx, of);
    up !== null && above.length < ANCESTORS_MAX;
    up = await findInviter(tx, up)
  )
    above.push(up)
  return above
}
