import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { type Fen, type Id, must, type StoreId } from '@mamapu/kernel'
import { type Static, Type } from 'typebox'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import { GUARD_ERRORS, refusedWords } from '../compliance/index.js'
import { IdText, localeOf, ProblemReply, refuse } from '../http/index.js'
import type { StoreDirectory } from './directory.js'
import { previewToken } from './preview-token.js'
import { getSettings, updateSettings } from './settings.js'
import { SettingsBody, SettingsReply } from './settings.schema.js'
import { STORE_ERRORS } from './store.errors.js'
import type { SettingsPatch, StoreSettings, StoreSnapshot } from './store.types.js'

const Params = Type.Object({ storeId: IdText('sto') })

/** `/settings` of the console: read, and change on the version that was seen. */
export function settingsRoutes(app: App, directory: StoreDirectory): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/settings',
      {
        schema: { params: Params, response: { 200: SettingsReply, default: ProblemReply } },
        config: { audience: 'staff', scope: 'store:read' },
      },
      async (request) => {
        const store = must(request.store, 'an admin route has its store')
        return replyOf(store, await withTenant(app.db, store.storeId, getSettings), request.at)
      },
    )
    server.patch(
      '/settings',
      {
        schema: {
          params: Params,
          body: SettingsBody,
          response: { 200: SettingsReply, default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'store:write' },
      },
      async (request, reply) => {
        const store = must(request.store, 'an admin route has its store')
        const result = await changeSettings(app, {
          storeId: store.storeId,
          actor: must(request.staff, 'staff').staffId,
          body: request.body,
          at: request.at,
        })
        if (!result.updated && result.reason === 'words') {
          const { refused } = result.words
          return refuse(request, reply, GUARD_ERRORS, refused, refusedWords(result.words, localeOf(request)))
        }
        if (!result.updated)
          return refuse(
            request,
            reply,
            STORE_ERRORS,
            result.reason === 'conflict' ? 'SETTINGS_CHANGED' : 'MEDIA_NOT_FOUND',
          )
        return replyOf((await directory.refresh(store.storeId)) ?? store, result.settings, request.at)
      },
    )
  }
}

interface Change {
  readonly storeId: StoreId
  readonly actor: Id<'stf'>
  readonly body: Static<typeof SettingsBody>
  readonly at: Date
}

function changeSettings(app: App, { storeId, actor, body, at }: Change) {
  const { version, payableFloor, acknowledged = [], ...rest } = body
  const patch = {
    ...rest,
    ...(payableFloor ? { payableFloorFen: payableFloor.amount as Fen } : {}),
  } as SettingsPatch
  return withTenant(app.db, storeId, async (tx) => {
    const result = await updateSettings(tx, { version, patch, acknowledged, actor, at })
    if (result.updated)
      await audit(tx, {
        actor,
        action: 'settings.changed',
        subject: storeId,
        data: { fields: Object.keys(patch) },
        at,
      })
    return result
  })
}

function replyOf(store: StoreSnapshot, settings: StoreSettings, at: Date): Static<typeof SettingsReply> {
  const { publishedAt, payableFloorFen, ...rest } = settings
  const { slug, origin, domains, zone, currency } = store
  return {
    ...rest,
    publishedAt: publishedAt?.toISOString() ?? null,
    payableFloor: { amount: payableFloorFen, currency },
    slug,
    origin,
    previewUrl: `${origin}/preview/${previewToken(store, { at }).token}`,
    domains: [...domains],
    zone,
    currency,
  }
}
