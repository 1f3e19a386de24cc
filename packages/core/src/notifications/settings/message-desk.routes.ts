import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { type Locale, must, type Words } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../../app.js'
import { GUARD_ERRORS, refusedWords } from '../../compliance/index.js'
import { IdText, localeOf, NoBody, ProblemReply, refuse } from '../../http/index.js'
import { CATEGORIES, type ChannelProviders, OUTBOUND_CHANNELS } from '../channels/channel.types.js'
import { MESSAGE_ERRORS } from '../notification.errors.js'
import {
  changeMessageSettings,
  resetText,
  saveCredentials,
  saveOwnText,
  shownCredentials,
} from './message-desk.js'
import { type MessageEvent, OWN_TEXT_MAX, type TextFault, variablesOf } from './message-events.js'
import { getMessageSettings, MessageSettingsBody } from './message-settings.js'
import { listOwnTexts } from './message-settings.queries.js'

const closed = { additionalProperties: false }
const InStore = { storeId: IdText('sto') }
const Channel = Type.Enum([...OUTBOUND_CHANNELS])
const LocaleName = Type.Enum(['zh-CN', 'en'])
const Both = Type.Object({ 'zh-CN': Type.String(), en: Type.String() })
const Own = Type.Object({
  'zh-CN': Type.Union([Type.String(), Type.Null()]),
  en: Type.Union([Type.String(), Type.Null()]),
})
const EventName = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}(\\.[a-zA-Z][a-zA-Z0-9_-]{0,38})?$' })
const Field = Type.Object({
  name: Type.String(),
  title: Type.String(),
  kind: Type.Enum(['text', 'number', 'secret', 'switch']),
  isRequired: Type.Boolean(),
  max: Type.Integer(),
  initial: Type.String(),
})
const Setup = Type.Object({
  settings: MessageSettingsBody,
  version: Type.Integer(),
  textMax: Type.Integer(),
  shopName: Type.String(),
  /** What this installation carries messages with, by channel; `filled` is null until somebody filled it in. */
  providers: Type.Array(
    Type.Object({
      channel: Channel,
      id: Type.String(),
      title: Type.String(),
      asks: Type.Array(Field),
      filled: Type.Union([Type.Record(Type.String(), Type.String()), Type.Null()]),
    }),
  ),
  events: Type.Array(
    Type.Object({
      name: Type.String(),
      title: Type.String(),
      category: Type.Enum([...CATEGORIES]),
      channels: Type.Array(Channel),
      ours: Both,
      own: Own,
      /** What text messages say instead of `own`. */
      ownSms: Own,
      variables: Type.Array(
        Type.Object({
          name: Type.String(),
          title: Type.String(),
          kind: Type.String(),
          sample: Both,
          isMust: Type.Boolean(),
        }),
      ),
    }),
  ),
})
/** Two languages of each event, everywhere and by text. */
const OWN_TEXTS_MAX = 1000

export interface MessageDeskDeps {
  readonly providers: ChannelProviders
  readonly events: readonly MessageEvent[]
}

/** How the shop sends and in whose words: `/messages/setup` of the console. */
export function messageDeskRoutes(
  app: App,
  { providers, events }: MessageDeskDeps,
): FastifyPluginAsyncTypebox {
  const eventNamed = (name: string) => events.find((one) => one.name === name)
  const by = (request: FastifyRequest) => ({
    actor: must(request.staff, 'staff').staffId,
    at: request.at,
  })
  const storeOf = (request: FastifyRequest) => must(request.store, 'an admin route has its store')

  return async (server) => {
    server.get(
      '/messages/setup',
      {
        schema: {
          summary: '消息设置 How the shop sends, where each event goes, and in whose words',
          params: Type.Object(InStore),
          response: { 200: Setup, default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'messages:read' },
      },
      async (request) => {
        const store = storeOf(request)
        const locale = localeOf(request)
        return withTenant(app.db, store.storeId, async (tx) => {
          const { version, ...settings } = await getMessageSettings(tx)
          const own = await listOwnTexts(tx, OWN_TEXTS_MAX)
          const ownOf = (event: string, place: string) => {
            const among = own.filter((one) => one.event === event && one.place === place)
            const wordsIn = (language: string) =>
              among.find(({ locale }) => locale === language)?.text ?? null
            return { 'zh-CN': wordsIn('zh-CN'), en: wordsIn('en') }
          }
          const carried = []
          for (const channel of OUTBOUND_CHANNELS)
            for (const provider of providers.of(channel))
              carried.push({
                channel,
                id: provider.id,
                title: provider.title[locale],
                asks: provider.asks.map(({ title, initial = '', ...ask }) => ({
                  ...ask,
                  initial,
                  title: title[locale],
                })),
                filled: await shownCredentials(tx, store.keys, provider),
              })
          return {
            settings,
            version,
            textMax: OWN_TEXT_MAX,
            shopName: store.settings.name,
            providers: carried,
            events: events.map((event) => ({
              name: event.name,
              title: event.title[locale],
              category: event.category,
              channels: [...event.channels],
              ours: { ...event.words },
              own: ownOf(event.name, ''),
              ownSms: ownOf(event.name, 'sms'),
              variables: variablesOf(event).map(({ title, sample, ...one }) => ({
                ...one,
                title: title[locale],
                sample: { ...sample },
              })),
            })),
          }
        })
      },
    )

    server.put(
      '/messages/setup',
      {
        schema: {
          summary: '修改消息设置 Change them, on the version that was seen',
          params: Type.Object(InStore),
          body: Type.Object(
            { version: Type.Integer({ minimum: 0, maximum: 2_000_000_000 }), settings: MessageSettingsBody },
            closed,
          ),
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'store:write' },
      },
      async (request, reply) => {
        const { version, settings } = request.body
        const result = await withTenant(app.db, storeOf(request).storeId, (tx) =>
          changeMessageSettings(tx, { version, settings, providers, events, ...by(request) }),
        )
        return result.saved
          ? reply.code(204).send(null)
          : refuse(request, reply, MESSAGE_ERRORS, SAVE_CODES[result.reason])
      },
    )

    server.put(
      '/messages/providers/:channel/:provider',
      {
        schema: {
          summary: '填写消息服务商资料 What a channel signs in with; never read again',
          params: Type.Object({
            ...InStore,
            channel: Channel,
            provider: Type.String({ pattern: '^[a-z][a-z0-9-]{0,29}$' }),
          }),
          body: Type.Object(
            {
              fields: Type.Record(
                Type.String({ pattern: '^[a-zA-Z]{1,30}$' }),
                Type.String({ maxLength: 500 }),
                {
                  maxProperties: 20,
                },
              ),
            },
            closed,
          ),
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'store:write' },
      },
      async (request, reply) => {
        const { channel, provider: id } = request.params
        const provider = providers.find(channel, id)
        if (!provider) return refuse(request, reply, MESSAGE_ERRORS, 'MESSAGE_PROVIDER_UNKNOWN')
        const { storeId, keys } = storeOf(request)
        const { fields } = request.body
        const faults = await withTenant(app.db, storeId, (tx) =>
          saveCredentials(tx, { keys, provider, fields, ...by(request) }),
        )
        if (!faults) return reply.code(204).send(null)
        const locale = localeOf(request)
        return refuse(request, reply, MESSAGE_ERRORS, 'MESSAGE_CREDENTIALS_INVALID', {
          fields: Object.fromEntries(
            Object.entries(faults).map(([name, words]) => [`/fields/${name}`, words[locale]]),
          ),
        })
      },
    )

    const OfText = Type.Object({ ...InStore, event: EventName, locale: LocaleName })
    const OfPlace = Type.Object({ channel: Type.Optional(Type.Enum(['sms'])) }, closed)
    server.put(
      '/messages/texts/:event/:locale',
      {
        schema: {
          summary:
            '修改消息文字 A wording of one’s own for an event in one language; with `channel`, of text messages alone',
          params: OfText,
          querystring: OfPlace,
          body: Type.Object(
            {
              text: Type.String({ maxLength: 1000 }),
              acknowledged: Type.Optional(
                Type.Array(Type.String({ pattern: '^TEXT_[A-Z_]{1,40}$' }), { maxItems: 20 }),
              ),
            },
            closed,
          ),
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'marketing:write' },
      },
      async (request, reply) => {
        const event = eventNamed(request.params.event)
        if (!event) return refuse(request, reply, MESSAGE_ERRORS, 'MESSAGE_EVENT_UNKNOWN')
        const { text, acknowledged = [] } = request.body
        const locale = request.params.locale as Locale
        const place = request.query.channel === 'sms' ? 'sms' : ''
        const result = await withTenant(app.db, storeOf(request).storeId, (tx) =>
          saveOwnText(tx, { event, locale, place, text, acknowledged, ...by(request) }),
        )
        if (result.saved) return reply.code(204).send(null)
        if ('fault' in result) return refuseText(request, reply, result.fault)
        const { refused } = result.words
        return refuse(request, reply, GUARD_ERRORS, refused, refusedWords(result.words, localeOf(request)))
      },
    )

    server.delete(
      '/messages/texts/:event/:locale',
      {
        schema: {
          summary: '恢复默认文字 Back to our wording',
          params: OfText,
          querystring: OfPlace,
          body: NoBody,
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'marketing:write' },
      },
      async (request, reply) => {
        const event = eventNamed(request.params.event)
        if (!event) return refuse(request, reply, MESSAGE_ERRORS, 'MESSAGE_EVENT_UNKNOWN')
        const locale = request.params.locale as Locale
        const place = request.query.channel === 'sms' ? 'sms' : ''
        await withTenant(app.db, storeOf(request).storeId, (tx) =>
          resetText(tx, { event: event.name, locale, place, ...by(request) }),
        )
        return reply.code(204).send(null)
      },
    )
  }
}

const SAVE_CODES = {
  conflict: 'MESSAGE_SETTINGS_CHANGED',
  provider_unknown: 'MESSAGE_PROVIDER_UNKNOWN',
  event_unknown: 'MESSAGE_EVENT_UNKNOWN',
  not_set_up: 'MESSAGE_CHANNEL_NOT_SET_UP',
} as const

function refuseText(request: FastifyRequest, reply: FastifyReply, fault: TextFault) {
  return refuse(request, reply, MESSAGE_ERRORS, 'MESSAGE_TEXT_INVALID', {
    fields: { '/text': faultWords(fault)[localeOf(request)] },
  })
}

function faultWords(fault: TextFault): Words {
  if (!('names' in fault))
    return fault.reason === 'empty'
      ? { 'zh-CN': '写一句话', en: 'Write something' }
      : { 'zh-CN': `最多 ${OWN_TEXT_MAX} 个字`, en: `At most ${OWN_TEXT_MAX} letters` }
  const names = fault.names.map((name) => (name.startsWith('{') ? name : `{${name}}`)).join(' ')
  return fault.reason === 'missing_name'
    ? { 'zh-CN': `要保留 ${names}`, en: `It has to keep ${names}` }
    : { 'zh-CN': `这种消息里没有 ${names}`, en: `This message knows no ${names}` }
}
