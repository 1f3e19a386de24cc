import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, must } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import { IdText, Instant, localeOf, ProblemReply, refuse } from '../http/index.js'
import { listTransfers } from '../ledger/index.js'
import { CUSTOMER_ERRORS } from './customer.errors.js'
import { findCustomer } from './customer.queries.js'
import { listLevelChanges, listLevels } from './level.queries.js'
import { replaceTags, TAGS_MAX } from './people.js'
import { readTag } from './person.rules.js'
import { listShopTags } from './tag.queries.js'

const HISTORY_MAX = 100
const SHOP_TAGS_MAX = 200
const InStore = { storeId: IdText('sto') }
const OfCustomer = Type.Object({ ...InStore, customerId: IdText('cus') })
const Level = Type.Object({
  level: Type.String(),
  rank: Type.Integer(),
  title: Type.String(),
  customers: Type.Integer(),
})
const LevelChange = Type.Object({
  from: Type.String(),
  to: Type.String(),
  reason: Type.String(),
  actor: Type.String(),
  at: Instant,
})
const PointsMove = Type.Object({
  /** Below zero when points went out. */
  points: Type.Integer(),
  cause: Type.String(),
  at: Instant,
})

/** Levels, tags and history of customers, as staff see and change them. */
export function peopleAdminRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/customer-levels',
      {
        schema: {
          summary: '会员等级 Levels of the shop, lowest first',
          params: Type.Object(InStore),
          response: { 200: Type.Object({ items: Type.Array(Level) }), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'customers:read' },
      },
      async (request) => {
        const levels = await withTenant(app.db, must(request.storeId, 'its store'), listLevels)
        const isEnglish = localeOf(request) === 'en'
        return {
          items: levels.map(({ title, titleEn, ...level }) => ({
            ...level,
            title: isEnglish ? titleEn : title,
          })),
        }
      },
    )
    server.get(
      '/customer-tags',
      {
        schema: {
          summary: '顾客标签 Tags in use, the commonest first',
          params: Type.Object(InStore),
          response: {
            200: Type.Object({
              items: Type.Array(Type.Object({ tag: Type.String(), customers: Type.Integer() })),
            }),
            default: ProblemReply,
          },
        },
        config: { audience: 'staff', scope: 'customers:read' },
      },
      async (request) => {
        const tags = await withTenant(app.db, must(request.storeId, 'its store'), (tx) =>
          listShopTags(tx, SHOP_TAGS_MAX),
        )
        return { items: [...tags] }
      },
    )
    server.put(
      '/customers/:customerId/tags',
      {
        schema: {
          summary: '修改顾客标签 Set the tags of a customer',
          params: OfCustomer,
          body: Type.Object(
            { tags: Type.Array(Type.String({ maxLength: 60 }), { maxItems: TAGS_MAX }) },
            { additionalProperties: false },
          ),
          response: { 200: Type.Object({ tags: Type.Array(Type.String()) }), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'customers:write' },
      },
      async (request, reply) => {
        const read = request.body.tags.map(readTag)
        const tags = [...new Set(read.flatMap((tag) => tag ?? []))].sort()
        if (read.includes(null)) return refuse(request, reply, CUSTOMER_ERRORS, 'TAGS_INVALID')
        const customerId = asId('cus', request.params.customerId)
        const { staffId: actor } = must(request.staff, 'staff')
        const { at } = request
        const done = await withTenant(app.db, must(request.storeId, 'its store'), async (tx) => {
          if (!(await replaceTags(tx, { customerId, tags }, { actor, at }))) return false
          await audit(tx, { actor, action: 'customer.tagged', subject: customerId, data: { tags }, at })
          return true
        })
        return done ? { tags } : refuse(request, reply, CUSTOMER_ERRORS, 'CUSTOMER_NOT_FOUND')
      },
    )
    server.get(
      '/customers/:customerId/history',
      {
        schema: {
          summary: '等级和积分变动 How level and points of a customer changed, latest first',
          params: OfCustomer,
          response: {
            200: Type.Object({ levels: Type.Array(LevelChange), points: Type.Array(PointsMove) }),
            default: ProblemReply,
          },
        },
        config: { audience: 'staff', scope: 'customers:read' },
      },
      async (request, reply) => {
        const customerId = asId('cus', request.params.customerId)
        const found = await withTenant(app.db, must(request.storeId, 'its store'), async (tx) => {
          if (!(await findCustomer(tx, customerId))) return null
          return Promise.all([
            listLevelChanges(tx, customerId, HISTORY_MAX),
            listTransfers(tx, `payee:${customerId}`, { unit: 'points', limit: HISTORY_MAX }),
          ])
        })
        if (!found) return refuse(request, reply, CUSTOMER_ERRORS, 'CUSTOMER_NOT_FOUND')
        const [levels, moves] = found
        return {
          levels: levels.map((change) => ({ ...change, at: change.at.toISOString() })),
          points: moves.map(({ amount, cause, at }) => ({ points: amount, cause, at: at.toISOString() })),
        }
      },
    )
  }
}
