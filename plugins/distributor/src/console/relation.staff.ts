import { asId, type Id } from '@mamapu/kernel'
import { Type } from 'typebox'
import { namesOf } from '../centre/me.js'
import { hooks } from '../distributor.settings.js'
import type { Ctx } from '../distributor.types.js'
import { heirBy } from '../people/heir.js'
import { listNicknames, lockPerson } from '../people/people.queries.js'
import { give } from '../relation/bind.js'
import { listBindings, lockBindingById, lockCustomersOf } from '../relation/binding.queries.js'
import { listChanges } from '../relation/change.queries.js'
import { isOver } from '../relation/relation.rules.js'
import { ChangeRow, Done, HeirBody, listOf, ReasonBody, RelationRow, RowParams } from './replies.js'

const { route } = hooks
const ROWS_MAX = 100
/** Customers handed over in one go. */
const HANDED_MAX = 500

const byStaff = (
  ctx: Ctx,
  note: string,
): { reason: 'merchant'; note: string; staffId: Id<'stf'> | null } => ({
  reason: 'merchant',
  note,
  staffId: ctx.staff?.id ?? null,
})

/** Whose customer is whose, and every change of it. */
export const relationStaffRoutes = [
  route({
    audience: 'staff',
    method: 'GET',
    path: '/relations',
    summary: 'Customers and the distributors they belong to, bound last first',
    scope: 'marketing:read',
    reply: listOf(RelationRow),
    async handle(ctx) {
      const bindings = await listBindings(ctx.tx, ROWS_MAX)
      const nameOf = await namesOf(
        ctx,
        bindings.flatMap(({ customerId }) => customerId ?? []),
      )
      const promoters = await listNicknames(
        ctx.tx,
        bindings.map(({ promoter }) => promoter),
      )
      const items = bindings.flatMap((one) =>
        one.customerId === null
          ? []
          : [
              {
                id: one.id,
                customer: nameOf(one.customerId),
                customerId: one.customerId,
                promoter: promoters.get(one.promoter) ?? '',
                boundAt: one.boundAt.toISOString(),
                protectedUntil: one.protectedUntil.toISOString(),
                validUntil: one.validUntil?.toISOString() ?? null,
                state: isOver(one, ctx.at) ? 'over' : one.protectedUntil > ctx.at ? 'protected' : 'open',
              },
            ],
      )
      return { body: { items } }
    },
  }),
  route({
    audience: 'staff',
    method: 'POST',
    path: '/relations/:id/transfer',
    summary: 'Hand a customer over to another distributor; what she ordered before stays as it was promised',
    scope: 'marketing:write',
    params: RowParams,
    body: HeirBody,
    reply: Done,
    async handle(ctx, { params, body }) {
      const binding = await lockBindingById(ctx.tx, asId('plg', params.id))
      if (!binding) return { refused: 'DISTRIBUTOR_RELATION_NOT_FOUND' }
      const found = await heirBy(ctx, body.code, [binding.promoter, binding.customerId])
      if ('refused' in found) return found
      await give(ctx, binding, { promoter: found.heir.customerId, ...byStaff(ctx, body.reason) })
      return { body: { done: true } }
    },
  }),
  route({
    audience: 'staff',
    method: 'POST',
    path: '/relations/:id/release',
    summary: 'Set a customer free',
    scope: 'marketing:write',
    params: RowParams,
    body: ReasonBody,
    reply: Done,
    async handle(ctx, { params, body }) {
      const binding = await lockBindingById(ctx.tx, asId('plg', params.id))
      if (!binding) return { refused: 'DISTRIBUTOR_RELATION_NOT_FOUND' }
      await give(ctx, binding, { promoter: null, ...byStaff(ctx, body.reason), reason: 'released' })
      return { body: { done: true } }
    },
  }),
  route({
    audience: 'staff',
    method: 'POST',
    path: '/people/:id/customers',
    summary: 'Hand all customers of a distributor over, at most 500 at once',
    scope: 'marketing:write',
    params: RowParams,
    body: HeirBody,
    reply: Type.Object({ moved: Type.Integer() }),
    async handle(ctx, { params, body }) {
      const person = await lockPerson(ctx.tx, asId('plg', params.id))
      if (!person) return { refused: 'DISTRIBUTOR_NOT_FOUND' }
      const found = await heirBy(ctx, body.code, [person.customerId])
      if ('refused' in found) return found
      const bindings = await lockCustomersOf(ctx.tx, person.customerId, HANDED_MAX)
      for (const binding of bindings)
        await give(ctx, binding, { promoter: found.heir.customerId, ...byStaff(ctx, body.reason) })
      return { body: { moved: bindings.length } }
    },
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/changes',
    summary: 'Every change of whose customer somebody is and of who invited whom, the latest first',
    scope: 'marketing:read',
    reply: listOf(ChangeRow),
    async handle(ctx) {
      const changes = await listChanges(ctx.tx, ROWS_MAX)
      const people = await listNicknames(
        ctx.tx,
        changes.flatMap(({ from, to }) => [from, to]).filter((one) => one !== null),
      )
      const nameOf = await namesOf(
        ctx,
        changes.map(({ customerId }) => customerId),
      )
      const items = changes.map(({ customerId, from, to, staffId, at, ...change }) => ({
        ...change,
        who: nameOf(customerId),
        from: from === null ? '' : (people.get(from) ?? ''),
        to: to === null ? '' : (people.get(to) ?? ''),
        staffId: staffId ?? '',
        at: at.toISOString(),
      }))
      return { body: { items } }
    },
  }),
]
