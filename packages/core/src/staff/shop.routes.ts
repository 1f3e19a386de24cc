import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { asId, must } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { IdText, Instant, ProblemReply, ROLE_SCOPES, refuse } from '../http/index.js'
import {
  createStore,
  isSlugTaken,
  originOfSlug,
  STORE_ERRORS,
  type StoreDirectory,
  whyNotSlug,
} from '../stores/index.js'
import { acceptInvite } from './members.js'
import { STAFF_ERRORS } from './staff.errors.js'
import { listStoresOf } from './staff.queries.js'

const STORES_MAX = 20

const Store = Type.Object({
  storeId: Type.String(),
  slug: Type.String(),
  name: Type.String(),
  origin: Type.String(),
  status: Type.String(),
  role: Type.String(),
  /** What this person may do there. */
  scopes: Type.Array(Type.String()),
  publishedAt: Type.Union([Instant, Type.Null()]),
  createdAt: Instant,
})

const SLUG_CODES = {
  slug_taken: 'SLUG_TAKEN',
  slug_malformed: 'SLUG_MALFORMED',
  slug_reserved: 'SLUG_RESERVED',
} as const

/** The shops of whoever is signed in: `/api/platform/v1/stores`, and joining one by invitation. */
export function shopRoutes(app: App, directory: StoreDirectory): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/stores',
      {
        schema: {
          summary: '我的店铺 My shops',
          response: { 200: Type.Object({ items: Type.Array(Store) }), default: ProblemReply },
        },
        config: { audience: 'staff' },
      },
      async (request) => {
        const mine = await listStoresOf(app.db, must(request.staff, 'staff').staffId)
        const items = await Promise.all(
          mine.map(async ({ storeId, slug, status, role, createdAt }) => {
            const store = must(await directory.byId(storeId), 'a membership has its store')
            const { name, publishedAt } = store.settings
            return {
              storeId,
              slug,
              name,
              origin: store.origin,
              status,
              role,
              scopes: [...ROLE_SCOPES[role]],
              publishedAt: publishedAt?.toISOString() ?? null,
              createdAt: createdAt.toISOString(),
            }
          }),
        )
        return { items }
      },
    )
    server.post(
      '/stores',
      {
        schema: {
          summary: '开店 Open a shop',
          body: Type.Object(
            {
              slug: Type.String({ minLength: 1, maxLength: 60 }),
              name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
              locale: Type.Optional(Type.Union([Type.Literal('zh-CN'), Type.Literal('en')])),
            },
            { additionalProperties: false },
          ),
          response: {
            201: Type.Object({ storeId: Type.String(), slug: Type.String(), origin: Type.String() }),
            default: ProblemReply,
          },
        },
        config: { audience: 'staff' },
      },
      async (request, reply) => {
        const ownerId = must(request.staff, 'staff').staffId
        const owned = await listStoresOf(app.db, ownerId)
        if (owned.filter((store) => store.role === 'owner').length >= STORES_MAX)
          return refuse(request, reply, STORE_ERRORS, 'TOO_MANY_STORES')
        const result = await createStore(app.db, { ...request.body, ownerId, at: request.at })
        if (!result.created) return refuse(request, reply, STORE_ERRORS, SLUG_CODES[result.reason])
        const store = must(await directory.refresh(result.storeId), 'the shop that was just opened')
        return reply.code(201).send({ storeId: store.storeId, slug: store.slug, origin: store.origin })
      },
    )
    server.get(
      '/addresses/:slug',
      {
        schema: {
          summary: '店铺地址能不能用 Whether a shop could have this address, and what it would look like',
          params: Type.Object({ slug: Type.String({ minLength: 1, maxLength: 60 }) }),
          response: {
            200: Type.Object({
              origin: Type.String(),
              isFree: Type.Boolean(),
              code: Type.Union([Type.String(), Type.Null()]),
            }),
            default: ProblemReply,
          },
        },
        config: { audience: 'staff' },
      },
      async (request) => {
        const { slug } = request.params
        const obstacle = whyNotSlug(slug) ?? ((await isSlugTaken(app.db.sql, slug)) ? 'slug_taken' : null)
        return {
          origin: originOfSlug(app.hosts, slug),
          isFree: obstacle === null,
          code: obstacle && SLUG_CODES[obstacle],
        }
      },
    )
    server.post(
      '/invites/accept',
      {
        schema: {
          summary: '接受邀请 Join a shop by invitation',
          body: Type.Object(
            { storeId: IdText('sto'), token: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }) },
            { additionalProperties: false },
          ),
          response: {
            200: Type.Object({ storeId: Type.String(), role: Type.String() }),
            default: ProblemReply,
          },
        },
        config: { audience: 'staff' },
      },
      async (request, reply) => {
        const storeId = asId('sto', request.body.storeId)
        const { token } = request.body
        const result = await acceptInvite(app.db, must(request.staff, 'staff'), {
          storeId,
          token,
          at: request.at,
        })
        if (result.accepted) return { storeId, role: result.role }
        const code = result.reason === 'already_member' ? 'ALREADY_MEMBER' : 'INVITE_NOT_FOUND'
        return refuse(request, reply, STAFF_ERRORS, code)
      },
    )
  }
}
