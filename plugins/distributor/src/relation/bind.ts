import { type CustomerId, type Id, localDateOf } from '@mamapu/kernel'
import type { Ctx } from '../distributor.types.js'
import { maySell } from '../distributor.types.js'
import { PATHS } from '../paths.js'
import { findDistributor, listNicknames } from '../people/people.queries.js'
import {
  deleteBinding,
  insertBinding,
  type KeptBinding,
  lockBinding,
  type Subject,
  writeBinding,
} from './binding.queries.js'
import { type ChangeReason, insertChange } from './change.queries.js'
import {
  afterPurchase,
  afterSignIn,
  afterTouch,
  type Binding,
  isOver,
  type Touch,
  type Touched,
} from './relation.rules.js'

const TRIES_MAX = 3

/** Somebody opened what a distributor shared. Her own links bind nobody to herself, and who sells no more binds nobody. */
export async function touched(ctx: Ctx, subject: Subject, touch: Touch): Promise<void> {
  if ('customer' in subject && subject.customer === touch.promoter) return
  const promoter = await findDistributor(ctx.tx, touch.promoter)
  if (!promoter || !maySell(promoter.state)) return
  await change(ctx, subject, (before) => afterTouch(before, touch, ctx.settings))
}

/** What a browser was bound to becomes the customer's, as if it had been her all along. */
export async function signedIn(ctx: Ctx, customer: CustomerId, browser: string): Promise<void> {
  const seen = await lockBinding(ctx.tx, { browser })
  if (!seen) return
  const terms = ctx.settings
  await change(ctx, { customer }, (own) => afterSignIn(own, seen, { customer, terms }))
  await deleteBinding(ctx.tx, seen.id)
}

/** A paid order protects the customer's binding anew. */
export async function bought(ctx: Ctx, customer: CustomerId): Promise<void> {
  const binding = await lockBinding(ctx.tx, { customer })
  if (binding) await writeBinding(ctx.tx, binding.id, afterPurchase(binding, ctx.at, ctx.settings))
}

async function change(
  ctx: Ctx,
  subject: Subject,
  decide: (before: Binding | null) => Touched | null,
): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const before = await lockBinding(ctx.tx, subject)
    const after = decide(before)
    if (after === null) return
    if (before === null && !(await insertBinding(ctx.tx, ctx.newId(), { subject, binding: after.binding })))
      continue
    if (before !== null) await writeBinding(ctx.tx, before.id, after.binding)
    if (after.change !== null && 'customer' in subject)
      await noteChange(ctx, subject.customer, {
        from: before === null || isOver(before, after.binding.boundAt) ? null : before.promoter,
        to: after.binding.promoter,
        reason: after.change,
      })
    return
  }
  throw new Error('a binding changed under every try')
}

interface Given {
  readonly from: CustomerId | null
  readonly to: CustomerId | null
  readonly reason: ChangeReason
  readonly note?: string
  readonly staffId?: Id<'stf'> | null
}

/** Gives a customer to somebody else, or sets her free; what she has ordered stays as it was promised. */
export async function give(
  ctx: Ctx,
  binding: KeptBinding,
  to: { readonly promoter: CustomerId | null } & Pick<Given, 'reason' | 'note' | 'staffId'>,
): Promise<void> {
  const { promoter } = to
  const customer = binding.customerId
  if (promoter === null || promoter === customer) await deleteBinding(ctx.tx, binding.id)
  else {
    const touch = { promoter, at: ctx.at, scene: to.reason }
    await writeBinding(ctx.tx, binding.id, afterTouch(null, touch, ctx.settings).binding)
  }
  if (customer !== null)
    await noteChange(ctx, customer, {
      ...to,
      from: binding.promoter,
      to: promoter === customer ? null : promoter,
    })
}

/** Keeps the change where both sides read it, and tells them. */
async function noteChange(ctx: Ctx, customerId: CustomerId, given: Given): Promise<void> {
  const { from, to, reason, note = '', staffId = null } = given
  const id = ctx.newId()
  await insertChange(ctx.tx, id, {
    about: 'customer',
    customerId,
    from,
    to,
    reason,
    note,
    staffId,
    at: ctx.at,
  })
  if (from === to) return
  const sides = [from, to].filter((one) => one !== null)
  const names = await listNicknames(ctx.tx, sides)
  const day = localDateOf(ctx.at, ctx.zone)
  const data = { reason: ctx.t(`reason.${reason}`), path: PATHS.customers }
  // Many at once are one message a day to each side: the list shows every one of them.
  if (from !== null && names.has(from))
    await ctx.notify({ customerId: from, template: 'customer_lost', data, dedupeKey: `lost:${from}:${day}` })
  if (to !== null && names.has(to))
    await ctx.notify({ customerId: to, template: 'customer_gained', data, dedupeKey: `gained:${to}:${day}` })
}
