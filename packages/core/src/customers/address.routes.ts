import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, type CustomerId, type Id, must } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { App } from '../app.js'
import { HTTP_ERRORS, IdText, ProblemReply, refuse } from '../http/index.js'
import { addressesOf, removeAddress, saveAddress } from './address-book.js'
import { CUSTOMER_ERRORS } from './customer.errors.js'

const AddressBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' }),
    phone: Type.String({ minLength: 5, maxLength: 30 }),
    regionCode: Type.String({ pattern: '^[0-9]{6}$' }),
    region: Type.String({ minLength: 1, maxLength: 100 }),
    street: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
  },
  { additionalProperties: false },
)
const AddressReply = Type.Object({
  id: Type.String(),
  name: Type.String(),
  phone: Type.String(),
  regionCode: Type.String(),
  region: Type.String(),
  street: Type.String(),
})
const Params = Type.Object({ addressId: IdText('adr') })
const SAVE_CODES = {
  phone_malformed: 'PHONE_MALFORMED',
  too_many_addresses: 'TOO_MANY_ADDRESSES',
  address_not_found: 'ADDRESS_NOT_FOUND',
} as const
const config = { audience: 'shopper' } as const

/** The address book of whoever is signed in: `/api/store/v1/addresses`. */
export function addressRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/addresses',
      {
        schema: {
          summary: '地址簿 My addresses',
          response: { 200: Type.Object({ items: Type.Array(AddressReply) }), default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const customerId = request.shopper?.customerId
        if (!customerId) return refuse(request, reply, HTTP_ERRORS, 'SIGN_IN_REQUIRED')
        const store = must(request.store, 'shop')
        return {
          items: await withTenant(app.db, store.storeId, (tx) => addressesOf(tx, store.keys, customerId)),
        }
      },
    )
    server.post(
      '/addresses',
      {
        schema: {
          summary: '新增地址 Add an address',
          body: AddressBody,
          response: { 201: AddressReply, default: ProblemReply },
        },
        config,
      },
      async (request, reply) => save(app, { request, reply }, null, request.body),
    )
    server.put(
      '/addresses/:addressId',
      {
        schema: {
          summary: '修改地址 Change an address',
          params: Params,
          body: AddressBody,
          response: { 200: AddressReply, default: ProblemReply },
        },
        config,
      },
      async (request, reply) =>
        save(app, { request, reply }, asId('adr', request.params.addressId), request.body),
    )
    server.delete(
      '/addresses/:addressId',
      {
        schema: {
          summary: '删除地址 Remove an address',
          params: Params,
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const customerId = request.shopper?.customerId
        if (!customerId) return refuse(request, reply, HTTP_ERRORS, 'SIGN_IN_REQUIRED')
        const id = asId('adr', request.params.addressId)
        const isGone = await withTenant(app.db, must(request.storeId, 'shop'), (tx) =>
          removeAddress(tx, customerId, id),
        )
        return isGone
          ? reply.code(204).send(null)
          : refuse(request, reply, CUSTOMER_ERRORS, 'ADDRESS_NOT_FOUND')
      },
    )
  }
}

async function save(
  app: App,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  id: Id<'adr'> | null,
  address: Static<typeof AddressBody>,
): Promise<FastifyReply> {
  const customerId: CustomerId | null = request.shopper?.customerId ?? null
  if (!customerId) return refuse(request, reply, HTTP_ERRORS, 'SIGN_IN_REQUIRED')
  const store = must(request.store, 'shop')
  const result = await withTenant(app.db, store.storeId, (tx) =>
    saveAddress(tx, store.keys, { customerId, id, address, at: request.at }),
  )
  if (!result.saved) return refuse(request, reply, CUSTOMER_ERRORS, SAVE_CODES[result.reason])
  return reply.code(id === null ? 201 : 200).send(result.address)
}
