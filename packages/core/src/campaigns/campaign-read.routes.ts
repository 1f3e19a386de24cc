import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type TenantTx, withTenant } from '@mamapu/db'
import { asId, must, parseId } from '@mamapu/kernel'
import { localised } from '@mamapu/plugin-sdk'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { HTTP_ERRORS, localeOf, parseWhole, refuse } from '../http/index.js'
import { CAMPAIGN_ERRORS } from './campaign.errors.js'
import { findCampaign, listCampaigns, listPluginsOn, zoneOf } from './campaign.queries.js'
import { CampaignParams, StoreParams } from './campaign.schema.js'
import type { Mechanics } from './campaign.types.js'
import { CampaignReply, campaignReplyOf, type Showing } from './campaign-reply.js'

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
    /** Whether it makes offers, so that it can meet other campaigns and wants price proof. */
    prices: Type.Boolean(),
    /** Whether its prices may bring somebody a commission: something that says who earns is switched on. */
    commission: Type.Boolean(),
  }),
  advice: Type.Union([Type.String(), Type.Null()]),
  changeable: Type.Array(Type.String()),
  /** What may change while a round is announced or running, and why not more. */
  changeWords: Type.Union([Type.String(), Type.Null()]),
  config: Type.Unknown(),
})

const read = { audience: 'staff', scope: 'marketing:read' } as const

const storeOf = (request: FastifyRequest) => must(request.storeId, 'a store is named')

/** How campaigns are shown to whoever asks. */
export async function showingOf(
  tx: TenantTx,
  mechanics: Mechanics,
  request: FastifyRequest,
): Promise<Showing> {
  return {
    mechanics,
    on: await listPluginsOn(tx),
    zone: await zoneOf(tx),
    at: request.at,
    locale: localeOf(request),
  }
}

/** The kinds of campaigns there are, the shop's campaigns, and one of them. */
export function campaignReadRoutes(app: App, mechanics: Mechanics): FastifyPluginAsyncTypebox {
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
        const isPaid = mechanics.plugins.some(
          ({ id, plugin: { commissions = [] } }) => on.has(id) && commissions.length > 0,
        )
        return {
          items: mechanics.plugins.flatMap(({ id, plugin: { campaign, prices = [] } }) =>
            campaign
              ? [
                  {
                    plugin: id,
                    title: campaign.title[locale],
                    isOn: on.has(id),
                    uses: {
                      ...campaign.uses,
                      prices: prices.length > 0,
                      commission: isPaid && prices.length > 0,
                    },
                    advice: campaign.advice?.[locale] ?? null,
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
          showing: await showingOf(tx, mechanics, request),
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
          return campaign && campaignReplyOf(campaign, await showingOf(tx, mechanics, request))
        })
        return found ?? refuse(request, reply, CAMPAIGN_ERRORS, 'CAMPAIGN_NOT_FOUND')
      },
    )
  }
}
