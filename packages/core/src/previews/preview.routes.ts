import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { idPattern, must } from '@mamapu/kernel'
import { CHANNELS } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { CAMPAIGN_ERRORS, DRAFTS_MAX, readCampaigns } from '../campaigns/index.js'
import { readLevelOfRank } from '../customers/index.js'
import { Instant, ProblemReply, refuse } from '../http/index.js'
import { previewToken } from '../stores/index.js'

const TAGS_MAX = 10

const PreviewBody = Type.Object(
  {
    /** The time it is in the preview; now when left out. */
    at: Type.Optional(Instant),
    level: Type.Optional(
      Type.Object(
        { rank: Type.Integer({ minimum: 1, maximum: 100 }), name: Type.String({ maxLength: 30 }) },
        { additionalProperties: false },
      ),
    ),
    tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: TAGS_MAX })),
    isMember: Type.Optional(Type.Boolean()),
    isNew: Type.Optional(Type.Boolean()),
    channel: Type.Optional(Type.Enum([...CHANNELS])),
    /** Campaigns to be shown as if they were published. */
    drafts: Type.Optional(Type.Array(Type.String({ pattern: idPattern('cmp') }), { maxItems: DRAFTS_MAX })),
  },
  { additionalProperties: false },
)

/** Signed links into the shop as it will look: `/api/admin/v1/…/previews`. */
export function previewRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.post(
      '/previews',
      {
        config: { audience: 'staff', scope: 'marketing:read' },
        schema: {
          summary:
            '预览 A link, good for a day, into the shop at another time, through other eyes, with drafts',
          params: Type.Object({ storeId: Type.Optional(Type.String()) }),
          body: PreviewBody,
          response: {
            201: Type.Object({ url: Type.String(), expiresAt: Type.String() }),
            default: ProblemReply,
          },
        },
      },
      async (request, reply) => {
        const store = must(request.store, 'a store is named')
        const {
          at,
          level,
          tags = [],
          isMember = level !== undefined,
          isNew = false,
          channel,
          drafts = [],
        } = request.body
        const found = await readCampaigns(app.db, store.storeId, drafts as `cmp_${string}`[])
        if (found.length !== new Set(drafts).size)
          return refuse(request, reply, CAMPAIGN_ERRORS, 'CAMPAIGN_NOT_FOUND')
        const levelOf = await readLevelOfRank(app.db, store.storeId)
        const look = {
          at: new Date(at ?? request.at).toISOString(),
          level: level ? { ...level, code: levelOf(level.rank) } : null,
          tags,
          isMember,
          isNew,
          ...(channel ? { channel } : {}),
          drafts,
        }
        const { token, expiresAt } = previewToken(store, { look, at: request.at })
        return reply
          .code(201)
          .send({ url: `${store.origin}/preview/${token}`, expiresAt: expiresAt.toISOString() })
      },
    )
  }
}
