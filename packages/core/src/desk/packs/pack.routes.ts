import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, must } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../../app.js'
import { IdText, ProblemReply, refuse } from '../../http/index.js'
import { ORDER_ERRORS } from '../../orders/index.js'
import { DESK_ERRORS } from '../desk.errors.js'
import { closed, InStore, OfOrder } from '../desk.schema.js'
import { PACK_LINES_MAX } from './pack.rules.js'
import { dropPack, type PackingView, type PackResult, packingOf, planPack, shipPack } from './packs.js'

const OfPack = Type.Object({ ...InStore, packId: IdText('pck') })
const Line = Type.Object({
  orderId: Type.String(),
  lineId: Type.String(),
  units: Type.Integer(),
  title: Type.String(),
})
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' })
const Done = { 204: Type.Null(), default: ProblemReply }
const config = { audience: 'staff', scope: 'orders:ship' } as const

/** What goes into which parcel before anything leaves: split an order, put orders of one receiver together. */
export function packRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/orders/:orderId/packing',
      {
        schema: {
          summary: '打包计划 Planned parcels of an order, and orders that could go along',
          params: OfOrder,
          response: {
            200: Type.Object({
              packs: Type.Array(
                Type.Object({
                  id: Type.String(),
                  state: Type.Enum(['planned', 'void']),
                  isStale: Type.Boolean(),
                  lines: Type.Array(Type.Object({ ...Line.properties, orderNumber: Type.String() })),
                }),
              ),
              open: Type.Array(Line),
              others: Type.Array(
                Type.Object({ orderId: Type.String(), number: Type.String(), lines: Type.Array(Line) }),
              ),
            }),
            default: ProblemReply,
          },
        },
        config,
      },
      async (request, reply) => {
        const orderId = asId('ord', request.params.orderId)
        const view = await withTenant(app.db, storeIdOf(request), (tx) => packingOf(tx, orderId))
        if (!view) return refuse(request, reply, ORDER_ERRORS, 'ORDER_NOT_FOUND')
        return replyOf(view)
      },
    )

    server.post(
      '/packs',
      {
        schema: {
          summary: '计划一个包裹 Plan what goes together, of one order or of several of one receiver',
          params: Type.Object(InStore),
          body: Type.Object(
            {
              lines: Type.Array(
                Type.Object(
                  {
                    orderId: IdText('ord'),
                    lineId: IdText('lin'),
                    units: Type.Integer({ minimum: 1, maximum: 999 }),
                  },
                  closed,
                ),
                { minItems: 1, maxItems: PACK_LINES_MAX },
              ),
            },
            closed,
          ),
          response: { 201: Type.Object({ id: Type.String() }), default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const lines = request.body.lines.map(({ orderId, lineId, units }) => ({
          orderId: asId('ord', orderId),
          lineId: asId('lin', lineId),
          units,
        }))
        const result = await planPack(app, storeIdOf(request), { lines, ...by(request) })
        return result.done ? reply.code(201).send({ id: result.id }) : refuseResult(request, reply, result)
      },
    )

    server.post(
      '/packs/:packId/ship',
      {
        schema: {
          summary: '包裹发货 Send a planned parcel under one number, all of its orders at once',
          params: OfPack,
          body: Type.Object({ carrier: Text(40), trackingNumber: Text(60) }, closed),
          response: Done,
        },
        config,
      },
      async (request, reply) => {
        const { carrier, trackingNumber } = request.body
        const sent = { carrier: carrier.trim(), trackingNumber: trackingNumber.trim() }
        const id = asId('pck', request.params.packId)
        const result = await shipPack(app, storeIdOf(request), { id, ...sent, ...by(request) })
        return result.done ? reply.code(204).send(null) : refuseResult(request, reply, result)
      },
    )

    server.delete(
      '/packs/:packId',
      { schema: { summary: '取消计划 Drop a planned parcel', params: OfPack, response: Done }, config },
      async (request, reply) => {
        const result = await dropPack(app, storeIdOf(request), { id: asId('pck', request.params.packId) })
        return result.done ? reply.code(204).send(null) : refuseResult(request, reply, result)
      },
    )
  }
}

const replyOf = ({ packs, open, others }: PackingView) => ({
  packs: packs.map(({ id, state, isStale, lines }) => ({
    ...{ id, isStale, lines: [...lines] },
    state: state === 'void' ? state : ('planned' as const),
  })),
  open: [...open],
  others: others.map(({ lines, ...order }) => ({ ...order, lines: [...lines] })),
})

const refuseResult = (
  request: FastifyRequest,
  reply: FastifyReply,
  { code }: Extract<PackResult, { done: false }>,
) => refuse(request, reply, { ...ORDER_ERRORS, ...DESK_ERRORS }, code)

const storeIdOf = (request: FastifyRequest) => must(request.storeId, 'an admin route has its store')
const by = (request: FastifyRequest) => ({
  actor: must(request.staff, 'somebody is signed in').staffId,
  at: request.at,
})
