import type { CustomerId, Id } from '@mamapu/kernel'
import type { Ctx, Distributor } from '../distributor.types.js'
import { PATHS } from '../paths.js'
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
  if (reason === 'merchant') await tellChanged(ctx, [person.customerId, person.inviterId, inviter], note)
  return null
}

/** All who are concerned, with what the merchant gave as the reason. */
async function tellChanged(ctx: Ctx, people: readonly (CustomerId | null)[], note: string): Promise<void> {
  for (const customerId of people.filter((one) => one !== null))
    await ctx.notify({
      customerId,
      template: 'inviter_changed',
      data: { reason: note === '' ? ctx.t('reason.merchant') : note, path: PATHS.team },
      dedupeKey: `inviter:${people[0]}:${customerId}:${ctx.at.getTime()}`,
    })
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
