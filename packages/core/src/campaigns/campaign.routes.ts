import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type TenantTx, withTenant } from '@mamapu/db'
import { asId, type Locale, must, type StoreId } from '@mamapu/kernel'
import { localised } from '@mamapu/plugin-sdk'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app.js'
import { GUARD_ERRORS } from '../compliance/index.js'
import { localeOf, refuse } from '../http/index.js'
import { POOL_ERRORS } from '../quotas/index.js'
import { actOnCampaign, CAMPAIGN_ACTS, changeDate } from './act-on-campaign.js'
import { CAMPAIGN_ERRORS } from './campaign.errors.js'
import {
  ActBody,
  CampaignParams,
  CampaignUpdate,
  DateBody,
  dateChangeOf,
  formOf,
  NewCampaign,
  StoreParams,
} from './campaign.schema.js'
import { campaignReadRoutes, showingOf } from './campaign-read.routes.js'
import { CampaignReply, campaignReplyOf } from './campaign-reply.js'
import type { CampaignDeps } from './pass-edges.js'
import { type CampaignResult, changeCampaigns, createCampaign, updateCampaign } from './save-campaign.js'

export interface CampaignRouteOptions extends CampaignDeps {
  /** Told after a change, so that this instance does not wait for its next poll. */
  readonly onChange?: (storeId: StoreId) => Promise<unknown>
}

const write = { audience: 'staff', scope: 'marketing:write' } as const

const storeOf = (request: FastifyRequest) => must(request.storeId, 'a store is named')
const byOf = (request: FastifyRequest, body: { acknowledged?: readonly string[] } | null = null) => ({
  actor: must(request.staff, 'somebody is signed in').staffId,
  at: request.at,
  ...(body?.acknowledged ? { acknowledged: body.acknowledged } : {}),
})

/** A merchant's campaigns, below `/api/admin/v1/stores/:storeId`. */
export function campaignRoutes(app: App, options: CampaignRouteOptions): FastifyPluginAsyncTypebox {
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
    const showing = await withTenant(app.db, storeId, (tx) => showingOf(tx, options.mechanics, request))
    return reply.code(status).send(campaignReplyOf(result.campaign, showing))
  }

  return async (server) => {
    await server.register(campaignReadRoutes(app, options.mechanics))

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
        return answer(
          request,
          reply,
          (tx) => createCampaign(tx, options, input, byOf(request, request.body)),
          201,
        )
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
        return answer(request, reply, (tx) => updateCampaign(tx, options, input, byOf(request, request.body)))
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
          return answer(request, reply, (tx) =>
            actOnCampaign(tx, options, input, byOf(request, request.body)),
          )
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
  { code, fields, data, cause }: Extract<CampaignResult, { done: false }>,
) {
  if (cause !== undefined) request.log.warn({ err: cause }, 'a mechanic failed on the form of a campaign')
  const locale = localeOf(request)
  const shown = Object.entries(fields ?? {}).map(([path, what]) => [
    path,
    typeof what === 'string' ? what : what[locale],
  ])
  const detail = code === 'POOL_BELOW_TAKEN' ? takenWords(Number(data?.taken), locale) : undefined
  return refuse(request, reply, { ...CAMPAIGN_ERRORS, ...POOL_ERRORS, ...GUARD_ERRORS }, code, {
    ...(detail ? { detail } : {}),
    ...(fields ? { fields: Object.fromEntries(shown) } : {}),
    ...(data ? { data: localised(data, locale) as Readonly<Record<string, unknown>> } : {}),
  })
}

function takenWords(taken: number, locale: Locale): string {
  return locale === 'en'
    ? `Orders already hold ${taken} units of these goods; the campaign cannot offer fewer.`
    : `订单已经占用 ${taken} 件，活动件数不能更少。`
}
