import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, must } from '@mamapu/kernel'
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { App } from '../app.js'
import { IdText, Instant, ProblemReply, refuse } from '../http/index.js'
import { findOrder, Nullable, ORDER_ERRORS } from '../orders/index.js'
import { correctParcel, type ParcelObstacle, type ParcelResult, voidParcel } from './correct-parcel.js'
import { PARCEL_ERRORS } from './parcel.errors.js'
import { readTracks } from './track.queries.js'
import type { TrackingProviders } from './track.types.js'

const closed = { additionalProperties: false }
const OfOrder = Type.Object({ storeId: IdText('sto'), orderId: IdText('ord') })
const OfParcel = Type.Object({ ...OfOrder.properties, shipmentId: IdText('shp') })

const TrackReply = Type.Object({
  shipmentId: Type.String(),
  state: Type.String(),
  /** Where staff see the parcel at its provider; null where there is no such page. */
  page: Nullable(Type.String()),
  events: Type.Array(
    Type.Object({ state: Type.String(), place: Type.String(), words: Type.String(), at: Instant }),
  ),
})

const ALL_ERRORS = { ...ORDER_ERRORS, ...PARCEL_ERRORS }
const CODES: Readonly<Record<ParcelObstacle, keyof typeof ALL_ERRORS>> = {
  not_found: 'PARCEL_NOT_FOUND',
  already_undone: 'PARCEL_GONE',
  refunded: 'PARCEL_REFUNDED',
  wrong_state: 'ORDER_STATE',
  arrived: 'PARCEL_ARRIVED',
  same_number: 'PARCEL_SAME_NUMBER',
}

/** Parcels of an order for the shop's staff: where they are, and mending what was entered wrongly. */
export function parcelAdminRoutes(app: App, providers: TrackingProviders): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/orders/:orderId/parcels',
      {
        schema: {
          summary: '包裹物流 Where the parcels of an order are',
          params: OfOrder,
          response: { 200: Type.Object({ parcels: Type.Array(TrackReply) }), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'orders:read' },
      },
      async (request, reply) => {
        const { storeId } = must(request.store, 'the route has its store')
        const orderId = asId('ord', request.params.orderId)
        const order = await withTenant(app.db, storeId, (tx) => findOrder(tx, orderId))
        if (!order) return refuse(request, reply, ORDER_ERRORS, 'ORDER_NOT_FOUND')
        const tracks = await readTracks(app.db, storeId, orderId)
        const parcels = tracks.map((track) => ({
          shipmentId: track.shipmentId,
          state: track.state,
          page: providers.get(track.provider)?.pageOf?.({ ...track, storeId }) ?? null,
          events: track.events.map(({ state, place, words, at }) => ({
            state,
            place,
            words,
            at: at.toISOString(),
          })),
        }))
        return { parcels }
      },
    )

    const ship = { audience: 'staff', scope: 'orders:ship' } as const
    server.post(
      '/orders/:orderId/parcels/:shipmentId/correct',
      {
        schema: {
          summary: '更正快递单号 Correct the carrier and number of a parcel',
          params: OfParcel,
          body: Type.Object(
            {
              carrier: Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' }),
              trackingNumber: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
            },
            closed,
          ),
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config: ship,
      },
      async (request, reply) => {
        const { carrier, trackingNumber } = request.body
        const result = await inStore(app, request, (tx) =>
          correctParcel(tx, {
            ...editOf(request, request.params),
            carrier: carrier.trim(),
            trackingNumber: trackingNumber.trim(),
          }),
        )
        return result.done
          ? reply.code(204).send(null)
          : refuse(request, reply, ALL_ERRORS, CODES[result.reason])
      },
    )
    server.post(
      '/orders/:orderId/parcels/:shipmentId/void',
      {
        schema: {
          summary: '作废包裹 Void a parcel that was entered by mistake',
          params: OfParcel,
          body: Type.Object({}, closed),
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config: ship,
      },
      async (request, reply) => {
        const result = await inStore(app, request, (tx) => voidParcel(tx, editOf(request, request.params)))
        return result.done
          ? reply.code(204).send(null)
          : refuse(request, reply, ALL_ERRORS, CODES[result.reason])
      },
    )
  }
}

async function inStore(
  app: App,
  request: FastifyRequest,
  work: (tx: Parameters<Parameters<typeof withTenant>[2]>[0]) => Promise<ParcelResult>,
): Promise<ParcelResult> {
  const { storeId } = must(request.store, 'the route has its store')
  const result = await withTenant(app.db, storeId, work)
  if (result.done) app.nudge(storeId)
  return result
}

const editOf = (request: FastifyRequest, params: Static<typeof OfParcel>) => ({
  orderId: asId('ord', params.orderId),
  shipmentId: asId('shp', params.shipmentId),
  actor: must(request.staff, 'staff').staffId,
  at: request.at,
})
