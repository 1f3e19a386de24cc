import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, idPattern, must, parseId, type StoreId } from '@mamapu/kernel'
import type { CampaignId } from '@mamapu/plugin-sdk'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { CAMPAIGN_ERRORS, findCampaign } from '../campaigns/index.js'
import { HTTP_ERRORS, localeOf, makeCursor, ProblemReply, parseCursor, refuse } from '../http/index.js'
import { exportProofs } from './export-proofs.js'
import { listProofs } from './price-proof.queries.js'
import { ProofReply, proofReply } from './price-proof.schema.js'

const PAGE = 50
const ROUND = '^[0-9]{8}T[0-9]{4}$'

const Params = Type.Object({
  storeId: Type.Optional(Type.String()),
  campaignId: Type.String({ pattern: idPattern('cmp') }),
})
const Query = Type.Object({
  round: Type.Optional(Type.String({ pattern: ROUND })),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
})
const config = { audience: 'staff', scope: 'marketing:read' } as const

const storeOf = (request: FastifyRequest) => must(request.storeId, 'a store is named')

/** What stands behind the struck prices of a campaign: `/api/admin/v1/…/campaigns/:campaignId/price-proof`. */
export function priceProofRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/campaigns/:campaignId/price-proof',
      {
        config,
        schema: {
          summary: '划线价依据 What may be struck for each SKU of a campaign, on what basis, or why not',
          params: Params,
          querystring: Query,
          response: { 200: ProofReply, default: ProblemReply },
        },
      },
      async (request, reply) => {
        const id = await campaignOf(app, storeOf(request), request.params.campaignId)
        if (!id) return refuse(request, reply, CAMPAIGN_ERRORS, 'CAMPAIGN_NOT_FOUND')
        const after = readCursor(request.query.cursor)
        if (after === undefined) return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const ask = { campaignId: id, round: request.query.round ?? null, after, limit: PAGE + 1 }
        const lines = await withTenant(app.db, storeOf(request), (tx) => listProofs(tx, ask))
        const page = lines.slice(0, PAGE)
        const last = lines.length > PAGE ? page.at(-1) : undefined
        return {
          items: page.map((line) => proofReply(line, localeOf(request))),
          next: last ? makeCursor([last.round, last.skuId]) : null,
        }
      },
    )

    server.get(
      '/campaigns/:campaignId/price-proof.csv',
      {
        config,
        schema: {
          summary: '导出划线价证据 The whole evidence as CSV',
          params: Params,
          response: { 200: { content: { 'text/csv': { schema: Type.Unsafe<Readable>(Type.String()) } } } },
        },
      },
      async (request, reply) => {
        const id = await campaignOf(app, storeOf(request), request.params.campaignId)
        if (!id) return refuse(request, reply, CAMPAIGN_ERRORS, 'CAMPAIGN_NOT_FOUND')
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="price-proof-${id.slice(-8)}.csv"`)
          .header('x-content-type-options', 'nosniff')
          .send(Readable.from(exportProofs(app, storeOf(request), id, localeOf(request))))
      },
    )
  }
}

async function campaignOf(app: App, storeId: StoreId, text: string): Promise<CampaignId | null> {
  const found = await withTenant(app.db, storeId, (tx) => findCampaign(tx, asId('cmp', text)))
  return found ? found.id : null
}

/** Null from the start, undefined when it is no cursor of ours. */
function readCursor(text: string | undefined) {
  if (text === undefined) return null
  const [round, sku] = parseCursor(text) ?? []
  const isSound = typeof round === 'string' && new RegExp(ROUND).test(round) && typeof sku === 'string'
  return isSound && parseId('sku', sku) ? { round, skuId: asId('sku', sku) } : undefined
}
