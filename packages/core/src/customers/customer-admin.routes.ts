import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, type Locale, must, parseId } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import {
  HTTP_ERRORS,
  IdText,
  Instant,
  localeOf,
  makeCursor,
  NoBody,
  PageQuery,
  ProblemReply,
  pageOf,
  parseCursor,
  parseWhole,
  refuse,
} from '../http/index.js'
import { CUSTOMER_ERRORS } from './customer.errors.js'
import { type CustomerView, findCustomers, getCustomerView, revealPhone } from './customers.js'

const Customer = Type.Object({
  id: Type.String(),
  name: Type.String(),
  level: Type.String(),
  levelTitle: Type.String(),
  levelRank: Type.Integer(),
  growth: Type.Integer(),
  points: Type.Integer(),
  tags: Type.Array(Type.String()),
  isNew: Type.Boolean(),
  birthday: Type.Union([Type.String(), Type.Null()]),
  ordersPaid: Type.Integer(),
  phoneMasked: Type.String(),
  createdAt: Instant,
})
const InStore = { storeId: IdText('sto') }
const OfCustomer = Type.Object({ ...InStore, customerId: IdText('cus') })

/** Customers as staff see them: `/customers` of the console. */
export function customerAdminRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/customers',
      {
        schema: {
          summary: '顾客 Customers, newest first',
          params: Type.Object(InStore),
          querystring: Type.Object(
            {
              ...PageQuery,
              phone: Type.Optional(Type.String({ maxLength: 30 })),
              level: Type.Optional(Type.String({ maxLength: 20 })),
              tag: Type.Optional(Type.String({ maxLength: 30 })),
            },
            { additionalProperties: false },
          ),
          response: { 200: pageOf(Customer), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'customers:read' },
      },
      async (request, reply) => {
        const limit = parseWhole(request.query.limit ?? '50', { min: 1, max: 100 })
        const before = parseBefore(request.query.cursor)
        if (limit === null || before === undefined) return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const store = must(request.store, 'an admin route has its store')
        const { phone = null, level = null, tag = null } = request.query
        const found = await withTenant(app.db, store.storeId, (tx) =>
          findCustomers(tx, store.keys, { phone, before, limit, level, tag }),
        )
        const last = phone === null && found.length === limit ? found.at(-1) : undefined
        return {
          items: found.map((view) => replyOf(view, localeOf(request))),
          next: last ? makeCursor([last.createdAt.getTime(), last.id]) : null,
        }
      },
    )
    server.get(
      '/customers/:customerId',
      {
        schema: {
          summary: '顾客详情 One customer',
          params: OfCustomer,
          response: { 200: Customer, default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'customers:read' },
      },
      async (request, reply) => {
        const store = must(request.store, 'an admin route has its store')
        const id = asId('cus', request.params.customerId)
        const view = await withTenant(app.db, store.storeId, (tx) => getCustomerView(tx, store.keys, id))
        return view
          ? replyOf(view, localeOf(request))
          : refuse(request, reply, CUSTOMER_ERRORS, 'CUSTOMER_NOT_FOUND')
      },
    )
    server.post(
      '/customers/:customerId/reveal',
      {
        schema: {
          summary: '查看完整手机号 Show the whole phone number; noted in the audit',
          params: OfCustomer,
          body: NoBody,
          response: { 200: Type.Object({ phone: Type.String() }), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'customers:reveal' },
      },
      async (request, reply) => {
        const store = must(request.store, 'an admin route has its store')
        const phone = await withTenant(app.db, store.storeId, (tx) =>
          revealPhone(tx, store.keys, {
            customerId: asId('cus', request.params.customerId),
            actor: must(request.staff, 'staff').staffId,
            at: request.at,
          }),
        )
        return phone === null ? refuse(request, reply, CUSTOMER_ERRORS, 'CUSTOMER_NOT_FOUND') : { phone }
      },
    )
  }
}

/** Where the page begins: null from the newest, undefined when the cursor is none of ours. */
function parseBefore(cursor: string | undefined) {
  if (cursor === undefined) return null
  const [at, text] = parseCursor(cursor) ?? []
  const id = typeof text === 'string' ? parseId('cus', text) : null
  const isTime = typeof at === 'number' && Number.isSafeInteger(at) && at > 0 && at < 8e15
  return id !== null && isTime ? { at: new Date(at), id } : undefined
}

function replyOf(view: CustomerView, locale: Locale) {
  const levelTitle = locale === 'en' ? view.levelTitleEn : view.levelTitle
  return { ...view, levelTitle, tags: [...view.tags], createdAt: view.createdAt.toISOString() }
}
