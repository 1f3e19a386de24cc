import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import type { StoreId } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { emit } from '../events/index.js'
import { HTTP_ERRORS, refuse } from '../http/index.js'
import { setLost } from './poster.queries.js'
import { openPoster } from './poster-files.js'
import { keyOfFile } from './poster-plan.js'

/** A poster that stands as drawn and has no file any more is drawn again: whoever looks next has it. */
async function drawLost(app: App, storeId: StoreId, key: string, at: Date): Promise<void> {
  const isLost = await withTenant(app.db, storeId, async (tx) => {
    const posterId = await setLost(tx, key, at)
    if (posterId) await emit(tx, 'poster.asked', { posterId }, at)
    return posterId !== null
  })
  if (isLost) app.nudge(storeId)
}

/** Posters as shoppers see and save them: `/posters/<key>.png` on the shop's host, of this shop alone, never changing. */
export function posterStorefrontRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/posters/:file',
      {
        config: { audience: 'public' },
        schema: { params: Type.Object({ file: Type.String({ maxLength: 80 }) }) },
      },
      async (request, reply) => {
        const key = keyOfFile(request.params.file)
        const file = key && request.storeId ? await openPoster(app, request.storeId, key) : null
        if (!file && key && request.storeId) await drawLost(app, request.storeId, key, request.at)
        if (!file) return refuse(request, reply, HTTP_ERRORS, 'NOT_FOUND')
        return reply
          .type('image/png')
          .header('content-length', file.bytes)
          .header('cache-control', 'public, max-age=31536000, immutable')
          .header('x-content-type-options', 'nosniff')
          .send(file.stream)
      },
    )
  }
}
