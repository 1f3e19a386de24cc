import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { idPattern, must, parseId } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { HTTP_ERRORS, parseWhole, refuse } from '../http/index.js'
import { MEDIA_ERRORS } from './media.errors.js'
import { listMedia, listMediaById, type Media } from './media.queries.js'
import { MEDIA_SIZES, pictureOf, UPLOAD_BYTES_MAX, UPLOAD_FILES_MAX } from './media.rules.js'
import { openMedia, placesOf, type StorePictureResult, storePicture } from './store-picture.js'

const MediaSchema = Type.Object({
  id: Type.String({ pattern: idPattern('med') }),
  url: Type.String(),
  width: Type.Integer(),
  height: Type.Integer(),
  bytes: Type.Integer(),
  alt: Type.String(),
  sources: Type.Array(Type.Object({ url: Type.String(), width: Type.Integer() })),
})

const FOUND_MAX = 20
const Store = Type.Object({ storeId: Type.Optional(Type.String()) })

const mediaBody = (media: Media) => {
  const { sources, ...picture } = pictureOf(media)
  return { ...picture, id: media.id, bytes: media.bytes, sources: [...sources] }
}

/** Pictures of a shop, for its staff: send some, look through them. */
export function mediaAdminRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.post(
      '/media',
      {
        config: { audience: 'staff', scope: 'media:write' },
        schema: {
          params: Store,
          consumes: ['multipart/form-data'],
          response: { 201: Type.Object({ media: Type.Array(MediaSchema) }) },
        } as object,
      },
      async (request, reply) => {
        if (!request.isMultipart()) return refuse(request, reply, HTTP_ERRORS, 'UNSUPPORTED_MEDIA_TYPE')
        const storeId = must(request.storeId, 'a store')
        const stored: Media[] = []
        try {
          const limits = { fileSize: UPLOAD_BYTES_MAX, files: UPLOAD_FILES_MAX, fields: 10, parts: 20 }
          for await (const file of request.files({ limits, throwFileSizeLimit: false })) {
            const result = await receive(app, storeId, file, request.at)
            if (result === 'too_large') return refuse(request, reply, MEDIA_ERRORS, 'MEDIA_TOO_LARGE')
            if (!result.stored) return refuse(request, reply, MEDIA_ERRORS, result.reason)
            stored.push(result.media)
          }
        } catch (error) {
          if (isLimit(error)) return refuse(request, reply, MEDIA_ERRORS, 'MEDIA_TOO_MANY_FILES')
          throw error
        }
        if (stored.length === 0) return refuse(request, reply, MEDIA_ERRORS, 'MEDIA_NO_FILE')
        return reply.code(201).send({ media: stored.map(mediaBody) })
      },
    )

    server.get(
      '/media',
      {
        config: { audience: 'staff', scope: 'catalog:read' },
        schema: {
          params: Store,
          querystring: Type.Object({
            before: Type.Optional(Type.String()),
            limit: Type.Optional(Type.String()),
            /** These alone, parted by commas; at most 20. */
            ids: Type.Optional(Type.String({ maxLength: 800 })),
          }),
          response: {
            200: Type.Object({
              media: Type.Array(MediaSchema),
              next: Type.Union([Type.String(), Type.Null()]),
            }),
          },
        },
      },
      async (request) => {
        if (request.query.ids !== undefined) {
          const ids = request.query.ids.split(',').flatMap((text) => parseId('med', text) ?? [])
          const found = await withTenant(app.db, must(request.storeId, 'a store'), (tx) =>
            listMediaById(tx, ids.slice(0, FOUND_MAX)),
          )
          return { media: found.map(mediaBody), next: null }
        }
        const limit = parseWhole(request.query.limit ?? '40', { min: 1, max: 100 }) ?? 40
        const before = parseId('med', request.query.before ?? '')
        const list = await withTenant(app.db, must(request.storeId, 'a store'), (tx) =>
          listMedia(tx, { before, limit: limit + 1 }),
        )
        const page = list.slice(0, limit)
        return { media: page.map(mediaBody), next: list.length > limit ? (page.at(-1)?.id ?? null) : null }
      },
    )
  }
}

/** Pictures as shoppers see them: `/media/<hash>-<size>.webp` on the shop's host, of this shop alone, never changing. */
export function mediaStorefrontRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/media/:file',
      {
        config: { audience: 'public' },
        schema: { params: Type.Object({ file: Type.String({ maxLength: 80 }) }) },
      },
      async (request, reply) => {
        const match = /^([0-9a-f]{64})-(\d{3,4})\.webp$/.exec(request.params.file)
        const size = Number(match?.[2])
        const known = request.storeId !== null && match && MEDIA_SIZES.some((one) => one === size)
        const file =
          known && request.storeId ? await openMedia(app, request.storeId, match[1] as string, size) : null
        if (!file) return refuse(request, reply, HTTP_ERRORS, 'NOT_FOUND')
        return reply
          .type('image/webp')
          .header('content-length', file.bytes)
          .header('cache-control', 'public, max-age=31536000, immutable')
          .header('x-content-type-options', 'nosniff')
          .header('cross-origin-resource-policy', 'cross-origin')
          .send(file.stream)
      },
    )
  }
}

/** Streams one part into a file that is gone afterwards, whatever becomes of it. */
function receive(
  app: App,
  storeId: Parameters<typeof storePicture>[1],
  file: MultipartFile,
  at: Date,
): Promise<StorePictureResult | 'too_large'> {
  return placesOf(app).temporary.use(async (path) => {
    await pipeline(file.file, createWriteStream(path, { mode: 0o600 }))
    if (file.file.truncated) return 'too_large'
    return storePicture(app, storeId, { path, declaredType: file.mimetype, at })
  })
}

function isLimit(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT' || code === 'FST_FIELDS_LIMIT'
}
