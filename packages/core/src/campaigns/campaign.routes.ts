import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type TenantTx, withTenant } from '@mamapu/db'
import { asId, type Locale, must, parseId, type StoreId } from '@mamapu/kernel'
import { localised } from '@mamapu/plugin-sdk'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { HTTP_ERRORS, localeOf, parseWhole, refuse } from '../http/index.js'
import { POOL_ERRORS } from '../quotas/index.js'
import { actOnCampaign, CAMPAIGN_ACTS, changeDate } from './act-on-campaign.js'
import { CAMPAIGN_ERRORS } from './campaign.errors.js'
import { findCampaign, listCampaigns, listPluginsOn, zoneOf } from './campaign.queries.js'
import {
  ActBody,
  CampaignParams,
  CampaignReply,
  CampaignUpdate,
  campaignReplyOf,
  DateBody,
  dateChangeOf,
  formOf,
  NewCampaign,
  type Showing,
} from './campaign.schema.js'
import type { CampaignDeps } from './pass-edges.js'
import { type CampaignResult, changeCampaigns, createCampaign, updateCampaign } from './save-campaign.js'

export interface CampaignRouteOptions extends CampaignDeps {
  /** Told after a change, so that this instance does not wait for its next poll. */
  readonly onChange?: (storeId: StoreId) => Promise<unknown>
}

const StoreParams = Type.Object({ storeId: Type.Optional(Type.String()) })
const ListQuery = Type.Object({
  plugin: Type.Optional(Type.String({ maxLength: 31 })),
  state: Type.Optional(Type.String({ maxLength: 20 })),
  archived: Type.Optional(Type.String({ maxLength: 5 })),
  after: Type.Optional(Type.String({ maxLength: 40 })),
  limit: Type.Optional(Type.String({ maxLength: 4 })),
})
const Mechanic = Type.Object({
  plugin: Type.String(),
  title: Type.String(),
  isOn: Type.Boolean(),
  uses: Type.Object({
    scope: Type.Boolean(),
    audience: Type.Boolean(),
    announce: Type.Boolean(),
    recurrence: Type.Boolean(),
  }),
  changeable: Type.Array(Type.String()),
  /** What may change while a round is announced or running, and why not more. */
  changeWords: Type.Union([Type.String(), Type.Null()]),
  config: Type.Unknown(),
})

const read = { audience: 'staff', scope: 'marketing:read' } as const
const write = { audience: 'staff', scope: 'marketing:write' } as const

const storeOf = (request: FastifyRequest) => must(request.storeId, 'a store is named')
const byOf = (request: FastifyRequest) => ({
  actor: must(request.staff, 'somebody is signed in').staffId,
  at: request.at,
})

/** A merchant's campaigns, below `/api/admin/v1/stores/:storeId`. */
export function campaignRoutes(app: App, options: CampaignRouteOptions): FastifyPluginAsyncTypebox {
  const { mechanics } = options
  const showingOf = async (tx: TenantTx, request: FastifyRequest): Promise<Showing> => ({
    mechanics,
    on: await listPluginsOn(tx),
    zone: await zoneOf(tx),
    at: request.at,
    locale: localeOf(request),
  })

  const answer = async (
    request: FastifyRequest,
    reply: FastifyReply,
    work: (tx: TenantTx) => Promise<CampaignResult>,
    status: 200 | 201 = 200,
  ) => {
    const storeId = storeOf(request)
    const result = await changeCampaigns(app.db, storeId, work)
    if (!result.done) return refuseWith(request, reply, result)
    await options.onChange?.(storeId)
    app.nudge(storeId)
    const showing = await withTenant(app.db, storeId, (tx) => showingOf(tx, request))
    return reply.code(status).send(campaignReplyOf(result.campaign, showing))
  }

  return async (server) => {
    server.get(
      '/campaign-mechanics',
      {
        config: read,
        schema: {
          summary: 'Kinds of campaigns and their forms · 活动玩法及其表单',
          params: StoreParams,
          response: { 200: Type.Object({ items: Type.Array(Mechanic) }) },
        },
      },
      async (request) => {
        const on = await withTenant(app.db, storeOf(request), listPluginsOn)
        const locale = localeOf(request)
        return {
          items: mechanics.plugins.flatMap(({ id, plugin: { campaign } }) =>
            campaign
              ? [
                  {
                    plugin: id,
                    title: campaign.title[locale],
                    isOn: on.has(id),
                    uses: { ...campaign.uses },
                    changeable: [...(campaign.changeable ?? [])],
                    changeWords: campaign.changeWords?.[locale] ?? null,
                    config: localised(campaign.config, locale),
                  },
                ]
              : [],
          ),
        }
      },
    )

    server.get(
      '/campaigns',
      {
        config: read,
        schema: {
          summary: 'Campaigns, newest first · 活动列表',
          params: StoreParams,
          querystring: ListQuery,
          response: {
            200: Type.Object({
              items: Type.Array(CampaignReply),
              next: Type.Union([Type.String(), Type.Null()]),
            }),
          },
        },
      },
      async (request, reply) => {
        const { plugin, state, archived, after, limit = '50' } = request.query
        const wanted = parseWhole(limit, { min: 1, max: 200 })
        const before = after === undefined ? null : parseId('cmp', after)
        if (wanted === null || (after !== undefined && !before))
          return refuse(request, reply, HTTP_ERRORS, 'VALIDATION_FAILED')
        const query = { plugin: plugin ?? null, archived: archived === 'true', before, limit: wanted }
        const { page, showing } = await withTenant(app.db, storeOf(request), async (tx) => ({
          page: await listCampaigns(tx, query),
          showing: await showingOf(tx, request),
        }))
        const items = page.map((campaign) => campaignReplyOf(campaign, showing))
        return {
          items: state ? items.filter((item) => item.state === state) : items,
          next: page.length === wanted ? (page.at(-1)?.id ?? null) : null,
        }
      },
    )

    server.get(
      '/campaigns/:campaignId',
      {
        config: read,
        schema: {
          summary: 'One campaign · 活动详情',
          params: CampaignParams,
          response: { 200: CampaignReply },
        },
      },
      async (request, reply) => {
        const id = asId('cmp', request.params.campaignId)
        const found = await withTenant(app.db, storeOf(request), async (tx) => {
          const campaign = await findCampaign(tx, id)
          return campaign && campaignReplyOf(campaign, await showingOf(tx, request))
        })
        return found ?? refuse(request, reply, CAMPAIGN_ERRORS, 'CAMPAIGN_NOT_FOUND')
      },
    )

    server.post(
      '/campaigns',
      {
        config: write,
        schema: {
          summary: 'Make a draft · 新建活动草稿',
          params: StoreParams,
          body: NewCampaign,
          response: { 201: CampaignReply },
        },
      },
      (request, reply) => {
        const { plugin, ...form } = request.body
        const input = { plugin, form: formOf(form) }
        return answer(request, reply, (tx) => createCampaign(tx, options, input, byOf(request)), 201)
      },
    )

    server.put(
      '/campaigns/:campaignId',
      {
        config: write,
        schema: {
          summary: 'Save a campaign as a whole · 保存活动',
          params: CampaignParams,
          body: CampaignUpdate,
          response: { 200: CampaignReply },
        },
      },
      (request, reply) => {
        const { version, ...form } = request.body
        const input = { id: asId('cmp', request.params.campaignId), version, form: formOf(form) }
        return answer(request, reply, (tx) => updateCampaign(tx, options, input, byOf(request)))
      },
    )

    const summaries = {
      publish: 'Publish · 发布',
      pause: 'Pause · 暂停',
      resume: 'Resume · 恢复',
      end: 'End early · 提前结束',
      cancel: 'Cancel · 取消',
      copy: 'Copy as a new draft · 复制',
      archive: 'Archive, or take out of the archive · 归档/取消归档',
    } as const
    for (const act of CAMPAIGN_ACTS)
      server.post(
        `/campaigns/:campaignId/${act}`,
        {
          config: write,
          schema: {
            summary: summaries[act],
            params: CampaignParams,
            body: ActBody,
            response: { 200: CampaignReply },
          },
        },
        (request, reply) => {
          const version = request.body?.version ?? null
          const input = {
            id: asId('cmp', (request.params as { campaignId: string }).campaignId),
            act,
            version,
          }
          return answer(request, reply, (tx) => actOnCampaign(tx, options, input, byOf(request)))
        },
      )

    server.post(
      '/campaigns/:campaignId/dates',
      {
        config: write,
        schema: {
          summary: 'Leave out, move, add or restore a single day · 调整单个日期',
          params: CampaignParams,
          body: DateBody,
          response: { 200: CampaignReply },
        },
      },
      async (request, reply) => {
        const change = dateChangeOf(request.body)
        if (!change) return refuse(request, reply, CAMPAIGN_ERRORS, 'CAMPAIGN_DATE')
        const input = { id: asId('cmp', request.params.campaignId), ...change }
        return answer(request, reply, (tx) => changeDate(tx, options, input, byOf(request)))
      },
    )
  }
}

/** A refusal in the reader's language, with what is wrong per field. */
function refuseWith(
  request: FastifyRequest,
  reply: FastifyReply,
  { code, fields, data }: Extract<CampaignResult, { done: false }>,
) {
  const locale = localeOf(request)
  const shown = Object.entries(fields ?? {}).map(([path, what]) => [
    path,
    typeof what === 'string' ? what : what[locale],
  ])
  const detail = code === 'POOL_BELOW_TAKEN' ? takenWords(Number(data?.taken), locale) : undefined
  return refuse(request, reply, { ...CAMPAIGN_ERRORS, ...POOL_ERRORS }, code, {
    ...(detail ? { detail } : {}),
    ...(fields ? { fields: Object.fromEntries(shown) } : {}),
    ...(data ? { data } : {}),
  })
}

function takenWords(taken: number, locale: Locale): string {
  return locale === 'en'
    ? `Orders already hold ${taken} units of these goods; the campaign cannot offer fewer.`
    : `订单已经占用 ${taken} 件，活动件数不能更少。`
}
