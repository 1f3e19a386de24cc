import { asId, type CustomerId } from '@mamapu/kernel'
import type { EarningFigures, RouteResult } from '@mamapu/plugin-sdk'
import { field } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { namesOf } from '../centre/me.js'
import { spansOf } from '../centre/spans.js'
import { hooks } from '../distributor.settings.js'
import type { Ctx, Distributor, DistributorState } from '../distributor.types.js'
import { decide } from '../people/decide.js'
import { putUnder } from '../people/invite.js'
import { readCode } from '../people/join.page.js'
import {
  countStates,
  findByCode,
  listNicknames,
  listPeople,
  lockPerson,
  writeTrust,
} from '../people/people.queries.js'
import { countCustomers } from '../relation/binding.queries.js'
import { lockTree } from '../relation/tree.queries.js'
import { Done, listOf, PersonRow, ReasonBody, RowParams, words } from './replies.js'

const { route } = hooks
const PEOPLE_MAX = 200

/** Which states each decision is taken in. */
const FROM: Readonly<Record<'approve' | 'decline' | 'freeze' | 'resume', readonly DistributorState[]>> = {
  approve: ['applied', 'declined'],
  decline: ['applied'],
  freeze: ['approved'],
  resume: ['frozen'],
}
const TO = { approve: 'approved', decline: 'declined', freeze: 'frozen', resume: 'approved' } as const
const SUMMARIES = {
  approve: 'Approve an application',
  decline: 'Decline an application',
  freeze: 'Pause a distributor: nothing is paid out, nothing is lost',
  resume: 'Let a paused distributor go on',
} as const

async function decided(ctx: Ctx, what: keyof typeof FROM, id: string, note: string): Promise<RouteResult> {
  const person = await lockPerson(ctx.tx, asId('plg', id))
  if (!person) return { refused: 'DISTRIBUTOR_NOT_FOUND' }
  if (!FROM[what].includes(person.state)) return { refused: 'DISTRIBUTOR_STATE' }
  await decide(ctx, person, { state: TO[what], note, staffId: ctx.staff?.id ?? null })
  return { body: { done: true } }
}

const NONE: EarningFigures = { orders: 0, buyers: 0, salesFen: 0, commissionFen: 0 }

async function rowsOf(ctx: Ctx, people: readonly Distributor[]) {
  const payees = people.map(({ customerId }) => customerId)
  if (payees.length === 0) return []
  const figures = await ctx.earnings.figures({ payees, ...spansOf(ctx.at, ctx.zone).total })
  const customers = await countCustomers(ctx.tx, payees, ctx.at)
  const inviters = people.flatMap(({ inviterId }) => inviterId ?? [])
  const names = await listNicknames(ctx.tx, inviters)
  const nameOf = await namesOf(ctx, payees)
  return people.map((person) => ({
    ...rowOf(person, { ...NONE, ...figures.get(person.customerId) }, { customers, names }),
    customer: nameOf(person.customerId),
  }))
}

function rowOf(
  { termsAt, appliedAt, isTrusted, inviterId, ...person }: Distributor,
  { orders, salesFen, commissionFen }: EarningFigures,
  {
    customers,
    names,
  }: { customers: ReadonlyMap<CustomerId, number>; names: ReadonlyMap<CustomerId, string> },
) {
  return {
    ...person,
    orders,
    salesFen,
    commissionFen,
    inviter: inviterId === null ? '' : (names.get(inviterId) ?? ''),
    customers: customers.get(person.customerId) ?? 0,
    termsAt: termsAt.toISOString(),
    appliedAt: appliedAt.toISOString(),
    trust: isTrusted ? 'trusted' : 'usual',
  }
}

const listRoutes = ([null, 'applied'] as const).map((state) =>
  route({
    audience: 'staff',
    method: 'GET',
    path: state === null ? '/people' : '/applications',
    summary: state === null ? 'Distributors, the newest first' : 'Applications that wait',
    scope: 'marketing:read',
    reply: listOf(PersonRow),
    async handle(ctx) {
      return { body: { items: await rowsOf(ctx, await listPeople(ctx.tx, { state, limit: PEOPLE_MAX })) } }
    },
  }),
)

/** What the merchant decides about people. */
export const peopleStaffRoutes = [
  ...listRoutes,
  ...(['approve', 'resume'] as const).map((what) =>
    route({
      audience: 'staff',
      method: 'POST',
      path: `/people/:id/${what}`,
      summary: SUMMARIES[what],
      scope: 'marketing:write',
      params: RowParams,
      reply: Done,
      handle: (ctx, { params }) => decided(ctx, what, params.id, ''),
    }),
  ),
  ...(['decline', 'freeze'] as const).map((what) =>
    route({
      audience: 'staff',
      method: 'POST',
      path: `/people/:id/${what}`,
      summary: SUMMARIES[what],
      scope: 'marketing:write',
      params: RowParams,
      body: ReasonBody,
      reply: Done,
      handle: (ctx, { params, body }) => decided(ctx, what, params.id, body.reason),
    }),
  ),
  ...(['trust', 'distrust'] as const).map((what) =>
    route({
      audience: 'staff',
      method: 'POST',
      path: `/people/:id/${what}`,
      summary:
        what === 'trust'
          ? 'A part of what she earns may be released early'
          : 'Nothing is released early any more',
      scope: 'payouts:write',
      params: RowParams,
      reply: Done,
      async handle(ctx, { params }) {
        const person = await lockPerson(ctx.tx, asId('plg', params.id))
        if (!person) return { refused: 'DISTRIBUTOR_NOT_FOUND' }
        if (person.state !== 'approved') return { refused: 'DISTRIBUTOR_STATE' }
        await writeTrust(ctx.tx, person.id, what === 'trust')
        await ctx.earnings.setTrusted(person.customerId, what === 'trust')
        return { body: { done: true } }
      },
    }),
  ),
  route({
    audience: 'staff',
    method: 'POST',
    path: '/people/:id/inviter',
    summary: 'Put a distributor under another inviter, or under nobody',
    scope: 'marketing:write',
    params: RowParams,
    body: Type.Object(
      {
        code: Type.Optional(
          Type.String({
            ...field('邀请人的邀请码', 'The inviter’s code', {
              help: words('不填表示没有邀请人', 'Empty for nobody'),
              ui: 'text',
            }),
            maxLength: 20,
          }),
        ),
        reason: ReasonBody.properties.reason,
      },
      { additionalProperties: false },
    ),
    reply: Done,
    async handle(ctx, { params, body }) {
      await lockTree(ctx.tx)
      const person = await lockPerson(ctx.tx, asId('plg', params.id))
      if (!person) return { refused: 'DISTRIBUTOR_NOT_FOUND' }
      const code = (body.code ?? '').trim()
      const inviter = code === '' ? null : await findByCode(ctx.tx, readCode(code))
      if (code !== '' && inviter?.state !== 'approved') return { refused: 'DISTRIBUTOR_CODE_UNKNOWN' }
      const obstacle = await putUnder(ctx, person, {
        inviter: inviter?.customerId ?? null,
        reason: 'merchant',
        note: body.reason,
        staffId: ctx.staff?.id ?? null,
      })
      return obstacle === null ? { body: { done: true } } : { refused: 'DISTRIBUTOR_LOOP' }
    },
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/figures',
    summary: 'How many distributors, and what they sold and earn this month',
    scope: 'marketing:read',
    reply: Type.Object({
      waiting: Type.Integer(),
      selling: Type.Integer(),
      salesFen: Type.Integer(),
      commissionFen: Type.Integer(),
    }),
    async handle(ctx) {
      const states = await countStates(ctx.tx)
      const top = await ctx.earnings.top({ ...spansOf(ctx.at, ctx.zone).month, limit: 100 })
      return {
        body: {
          waiting: states.get('applied') ?? 0,
          selling: (states.get('approved') ?? 0) + (states.get('frozen') ?? 0),
          salesFen: top.reduce((sum, one) => sum + one.salesFen, 0),
          commissionFen: top.reduce((sum, one) => sum + one.commissionFen, 0),
        },
      }
    },
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/best',
    summary: 'Who sold most this month',
    scope: 'marketing:read',
    reply: Type.Object({
      points: Type.Array(Type.Object({ nickname: Type.String(), salesFen: Type.Integer() })),
    }),
    async handle(ctx) {
      const top = await ctx.earnings.top({ ...spansOf(ctx.at, ctx.zone).month, limit: 10 })
      const names = await listNicknames(
        ctx.tx,
        top.map(({ payee }) => payee),
      )
      return {
        body: { points: top.map(({ payee, salesFen }) => ({ nickname: names.get(payee) ?? '', salesFen })) },
      }
    },
  }),
]
