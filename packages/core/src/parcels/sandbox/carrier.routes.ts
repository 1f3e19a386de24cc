import { parseId, type StoreId } from '@mamapu/kernel'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../../app.js'
import { readDeskBodies, signedCalls } from '../../payments/index.js'
import { EVENT_STATES, type EventState } from '../track.types.js'
import { accept, CARRIER_MODES, type CarrierMode, find, findFor, move, query } from './carrier.js'
import { carrierPage } from './carrier.page.js'

const Params = Type.Object({
  storeId: Type.String({ pattern: '^sto_[0-9a-f]{32}$' }),
  shipmentId: Type.String({ pattern: '^shp_[0-9a-f]{32}$' }),
})

/** The sandbox carrier, as a web service of its own: signed calls for shops, a page where a parcel is moved on. */
export function sandboxCarrierRoutes(app: App) {
  return async (server: FastifyInstance): Promise<void> => {
    readDeskBodies(server)
    const call = signedCalls(app, server)

    call('/v1/parcels', async ({ storeId, payload }) => {
      const { merchantRef, carrier, number, notifyUrl } = payload
      if (typeof merchantRef !== 'string' || !parseId('shp', merchantRef) || typeof number !== 'string')
        return null
      return accept(app, storeId, {
        merchantRef,
        carrier: String(carrier),
        number,
        notifyUrl: String(notifyUrl),
      })
    })
    call('/v1/parcels/query', ({ storeId, payload }) =>
      query(app, storeId, { merchantRef: String(payload.merchantRef), number: String(payload.number) }),
    )

    server.get(
      '/parcel/:storeId/:shipmentId',
      { schema: { params: Params }, config: { audience: 'public' } },
      (request, reply) => showPage(app, request, reply, ''),
    )
    server.post(
      '/parcel/:storeId/:shipmentId',
      { schema: { params: Params }, config: { audience: 'peer' } },
      async (request, reply) => {
        const { storeId } = request.params as { storeId: StoreId }
        const { state, mode } = (request.body ?? {}) as { state?: EventState; mode?: CarrierMode }
        const parcel = await parcelOf(app, request)
        if (!parcel) return reply.code(404).type('text/plain').send('not found')
        if (!state || !EVENT_STATES.includes(state) || !mode || !CARRIER_MODES.includes(mode))
          return showPage(app, request, reply.code(400), '请选择发生了什么 · Please choose what happens')
        const isMoved = await move(app, storeId, parcel.id, { state, mode })
        return showPage(
          app,
          request,
          reply.code(isMoved ? 200 : 409),
          isMoved ? '已记录 · Noted' : '这个包裹的记录已满 · Nothing more can be noted',
        )
      },
    )
  }
}

function parcelOf(app: App, request: FastifyRequest) {
  const { storeId, shipmentId } = request.params as { storeId: StoreId; shipmentId: string }
  const { number } = request.query as { number?: string }
  return findFor(app, storeId, { merchantRef: shipmentId, number: number ?? '' })
}

async function showPage(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  note: string,
): Promise<FastifyReply> {
  const { storeId } = request.params as { storeId: StoreId }
  const known = await parcelOf(app, request)
  const parcel = known && (await find(app, storeId, known.id))
  if (!parcel)
    return reply
      .code(404)
      .type('text/plain; charset=utf-8')
      .send('还没有收到这个包裹，稍等几秒再打开 · Not here yet, try again in some seconds')
  return reply
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    .type('text/html; charset=utf-8')
    .send(carrierPage(parcel, { action: request.url, note }))
}
