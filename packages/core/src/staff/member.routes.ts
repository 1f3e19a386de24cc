import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, must } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { IdText, Instant, ProblemReply, type Role, refuse } from '../http/index.js'
import { changeMember, inviteMember, withdrawInvite } from './members.js'
import { STAFF_ERRORS } from './staff.errors.js'
import { type ChangeMemberResult, listInvites, listMembers } from './staff.queries.js'

const RoleText = Type.Union([
  Type.Literal('owner'),
  Type.Literal('manager'),
  Type.Literal('operator'),
  Type.Literal('clerk'),
])
const InStore = { storeId: IdText('sto') }
const Invite = Type.Object({
  id: Type.String(),
  login: Type.String(),
  role: RoleText,
  expiresAt: Instant,
})
const answers = <T extends object>(schemas: T) => ({ ...schemas, default: ProblemReply })

/** Who works in a shop: `/members` and `/invites` of the console. */
export function memberRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/members',
      {
        schema: {
          summary: '成员与邀请 Members and open invitations',
          params: Type.Object(InStore),
          response: answers({
            200: Type.Object({
              items: Type.Array(
                Type.Object({
                  staffId: Type.String(),
                  name: Type.String(),
                  login: Type.String(),
                  role: RoleText,
                  joinedAt: Instant,
                }),
              ),
              invites: Type.Array(Invite),
            }),
          }),
        },
        config: { audience: 'staff', scope: 'staff:read' },
      },
      async (request) =>
        withTenant(app.db, must(request.storeId, 'store'), async (tx) => {
          const members = await listMembers(tx)
          const invites = await listInvites(tx, request.at)
          return {
            items: members.map(({ staffId, name, phone, email, role, joinedAt }) => ({
              staffId,
              name,
              login: phone ?? email ?? '',
              role,
              joinedAt: joinedAt.toISOString(),
            })),
            invites: invites.map((invite) => ({ ...invite, expiresAt: invite.expiresAt.toISOString() })),
          }
        }),
    )
    server.put(
      '/members/:staffId',
      {
        schema: {
          summary: '修改角色 Change a role',
          params: Type.Object({ ...InStore, staffId: IdText('stf') }),
          body: Type.Object({ role: RoleText }, { additionalProperties: false }),
          response: answers({ 204: Type.Null() }),
        },
        config: { audience: 'staff', scope: 'staff:write' },
      },
      async (request, reply) => change(app, { request, reply }, request.params.staffId, request.body.role),
    )
    server.delete(
      '/members/:staffId',
      {
        schema: {
          summary: '移除成员 Remove a member',
          params: Type.Object({ ...InStore, staffId: IdText('stf') }),
          response: answers({ 204: Type.Null() }),
        },
        config: { audience: 'staff', scope: 'staff:write' },
      },
      async (request, reply) => change(app, { request, reply }, request.params.staffId, null),
    )
    server.register(inviteRoutes(app))
  }
}

function inviteRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.post(
      '/invites',
      {
        schema: {
          summary: '邀请成员 Invite somebody: the link is shown once',
          params: Type.Object(InStore),
          body: Type.Object(
            { login: Type.String({ minLength: 3, maxLength: 120 }), role: RoleText },
            { additionalProperties: false },
          ),
          response: answers({
            201: Type.Object({ id: Type.String(), link: Type.String(), expiresAt: Instant }),
          }),
        },
        config: { audience: 'staff', scope: 'staff:write' },
      },
      async (request, reply) => {
        const storeId = must(request.storeId, 'store')
        const invitedBy = must(request.staff, 'staff').staffId
        const result = await withTenant(app.db, storeId, (tx) =>
          inviteMember(tx, { ...request.body, invitedBy, at: request.at }),
        )
        if (!result.invited) return refuse(request, reply, STAFF_ERRORS, 'LOGIN_MALFORMED')
        // After the #, so that no server and no log ever sees the token.
        const link = `${app.hosts.protocol}://${app.hosts.base}/admin/join#${storeId}.${result.token}`
        return reply.code(201).send({ id: result.inviteId, link, expiresAt: result.expiresAt.toISOString() })
      },
    )
    server.delete(
      '/invites/:inviteId',
      {
        schema: {
          summary: '撤回邀请 Take an invitation back',
          params: Type.Object({ ...InStore, inviteId: Type.String({ pattern: '^[0-9a-f-]{32,36}$' }) }),
          response: answers({ 204: Type.Null() }),
        },
        config: { audience: 'staff', scope: 'staff:write' },
      },
      async (request, reply) => {
        const actor = must(request.staff, 'staff').staffId
        const { inviteId } = request.params
        const isGone = await withTenant(app.db, must(request.storeId, 'store'), (tx) =>
          withdrawInvite(tx, { inviteId, actor, at: request.at }),
        )
        return isGone ? reply.code(204).send(null) : refuse(request, reply, STAFF_ERRORS, 'INVITE_NOT_FOUND')
      },
    )
  }
}

async function change(
  app: App,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  staffId: string,
  role: Role | null,
): Promise<FastifyReply> {
  const actor = must(request.staff, 'staff').staffId
  const result: ChangeMemberResult = await withTenant(app.db, must(request.storeId, 'store'), (tx) =>
    changeMember(tx, { staffId: asId('stf', staffId), role, actor, at: request.at }),
  )
  if (result === 'done') return reply.code(204).send(null)
  return refuse(request, reply, STAFF_ERRORS, result === 'last_owner' ? 'LAST_OWNER' : 'MEMBER_NOT_FOUND')
}
