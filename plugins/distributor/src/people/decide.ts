import type { CustomerId, Id } from '@mamapu/kernel'
import type { Ctx, Distributor } from '../distributor.types.js'
import { PATHS } from '../paths.js'
import { writeLeft, writeLink, writeState } from './people.queries.js'

/** What the shop's rules and pages know her by. */
export function planOf(level: string): string {
  return level === '' ? 'distributor' : `distributor:${level}`
}

interface Decision {
  readonly state: 'approved' | 'declined' | 'frozen'
  readonly note: string
  readonly staffId: Id<'stf'> | null
}

/** Approves, declines, pauses or resumes somebody who is held, and tells her. Pausing loses nothing. */
export async function decide(ctx: Ctx, person: Distributor, decision: Decision): Promise<void> {
  const { state, note } = decision
  const { customerId } = person
  await writeState(ctx.tx, person.id, { ...decision, at: ctx.at })
  await ctx.customers.setPlan(customerId, state === 'approved' ? planOf(person.level) : '')
  await ctx.customers.setPublicName(customerId, state === 'approved' ? person.nickname : '')
  if (state === 'approved') await openLink(ctx, person)
  if (state === 'frozen') await ctx.earnings.pause(customerId, note)
  // Paused, she may have left and come back: her approval ends the pause too.
  if (state === 'approved') await ctx.earnings.resume(customerId)
  const template = person.state === 'frozen' ? 'resumed' : state
  await ctx.notify({
    customerId,
    template,
    data: {
      note: note === '' ? ctx.t('no_note') : note,
      path: state === 'declined' ? PATHS.join : PATHS.centre,
    },
    dedupeKey: `${template}:${customerId}:${ctx.at.getTime()}`,
  })
  if (template === 'approved' && person.inviterId !== null) await tellInviter(ctx, person, person.inviterId)
}

/** Once per person, however often she comes and goes. */
async function tellInviter(ctx: Ctx, person: Distributor, inviter: CustomerId): Promise<void> {
  await ctx.notify({
    customerId: inviter,
    template: 'joined',
    data: { name: person.nickname, path: PATHS.team },
    dedupeKey: `joined:${inviter}:${person.customerId}`,
  })
}

/** Her own link, made once and counting whenever she sells. */
async function openLink(ctx: Ctx, { id, customerId }: Distributor): Promise<void> {
  const { code } = await ctx.links.make({ owner: customerId, scene: 'share', target: '/' })
  await ctx.links.setCounting(customerId, true)
  await writeLink(ctx.tx, id, code)
}

/** She goes of her own will: nothing new is earned, what was earned stays hers, her customers go to the heir or are free. */
export async function leave(ctx: Ctx, person: Distributor, heir: CustomerId | null): Promise<void> {
  await writeLeft(ctx.tx, person.id, { heir, at: ctx.at })
  await ctx.customers.setPlan(person.customerId, '')
  await ctx.customers.setPublicName(person.customerId, '')
  await ctx.links.setCounting(person.customerId, false)
}
