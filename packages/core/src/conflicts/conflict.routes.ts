import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Locale, must } from '@mamapu/kernel'
import { type Static, Type } from 'typebox'
import type { App } from '../app.js'
import {
  askedDraft,
  CAMPAIGN_ERRORS,
  type Campaign,
  DraftAsk,
  type Mechanics,
  scheduleOf,
  stateAt,
  summaryOf,
} from '../campaigns/index.js'
import { localeOf, refuse } from '../http/index.js'
import type { StoreSnapshot } from '../stores/index.js'
import type { Conflict, Example } from './conflict.types.js'
import { type ConflictDeps, findConflicts } from './find-conflicts.js'

const Ask = Type.Object(DraftAsk, { additionalProperties: false })

const Money = Type.Object({ amount: Type.Integer(), currency: Type.String() })
const Winner = Type.Object({ campaignId: Type.String(), label: Type.String() })
const VerdictReply = Type.Object({
  who: Type.String(),
  unit: Money,
  payable: Money,
  winners: Type.Array(Winner),
})
const ExampleReply = Type.Object({
  skuId: Type.String(),
  title: Type.String(),
  optionText: Type.String(),
  everyday: Money,
  at: Type.String(),
  verdicts: Type.Array(VerdictReply),
})
const ConflictReply = Type.Object({
  campaignId: Type.String(),
  plugin: Type.String(),
  mechanic: Type.String(),
  label: Type.String(),
  summary: Type.String(),
  state: Type.String(),
  priority: Type.Integer(),
  skus: Type.Integer(),
  overlaps: Type.Array(Type.Object({ startsAt: Type.String(), endsAt: Type.String() })),
  examples: Type.Array(ExampleReply),
})

/** The conflict finder of the console, below `/api/admin/v1/stores/:storeId`. */
export function conflictRoutes(app: App, deps: ConflictDeps): FastifyPluginAsyncTypebox {
  const mechanics: Mechanics = deps.host.registry
  return async (server) => {
    server.post(
      '/campaigns/conflicts',
      {
        config: { audience: 'staff', scope: 'marketing:read' },
        schema: {
          summary: 'Other campaigns on the same goods, and who wins for whom · 活动冲突检查',
          params: Type.Object({ storeId: Type.Optional(Type.String()) }),
          body: Ask,
          response: {
            200: Type.Object({
              items: Type.Array(ConflictReply),
              skus: Type.Integer(),
              more: Type.Boolean(),
            }),
          },
        },
      },
      async (request, reply) => {
        const store = must(request.store, 'an admin route has its store')
        const asked = await askedDraft({ db: app.db, mechanics }, store.storeId, request.body, request.at)
        if (!asked.campaign) return refuse(request, reply, CAMPAIGN_ERRORS, asked.code)
        const { campaign } = asked
        const found = await findConflicts(deps, store, campaign, request.at)
        const shown = { mechanics, store, at: request.at, locale: localeOf(request), draft: campaign }
        const items = found.conflicts.map((one) => conflictReply(one, found.conflicts, shown))
        return { items, skus: found.skus, more: found.more }
      },
    )
  }
}

interface Shown {
  readonly mechanics: Mechanics
  readonly store: StoreSnapshot
  readonly at: Date
  readonly locale: Locale
  readonly draft: Campaign
}

function conflictReply(
  { campaign, skus, overlaps, examples }: Conflict,
  all: readonly Conflict[],
  shown: Shown,
): Static<typeof ConflictReply> {
  const { mechanics, store, at, locale } = shown
  return {
    campaignId: campaign.id,
    plugin: campaign.plugin,
    mechanic: mechanics.find(campaign.plugin)?.plugin.campaign?.title[locale] ?? campaign.plugin,
    label: campaign.label,
    summary: summaryOf(campaign, mechanics, locale),
    state: stateAt(campaign.said, scheduleOf(campaign, store.zone), at),
    priority: campaign.priority,
    skus,
    overlaps: overlaps.map(({ startsAt, endsAt }) => ({
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
    })),
    examples: examples.map((example) => exampleReply(example, all, shown)),
  }
}

function exampleReply(
  { skuId, title, optionText, everydayFen, at, verdicts }: Example,
  all: readonly Conflict[],
  { store: { currency }, locale, draft }: Shown,
): Static<typeof ExampleReply> {
  const labelOf = (id: string) =>
    [draft, ...all.map(({ campaign }) => campaign)].find((one) => one.id === id)?.label ?? ''
  return {
    skuId,
    title,
    optionText,
    everyday: { amount: everydayFen, currency },
    at: at.toISOString(),
    verdicts: verdicts.map(({ who, unitFen, payableFen, winners }) => ({
      who: who[locale],
      unit: { amount: unitFen, currency },
      payable: { amount: payableFen, currency },
      winners: winners.map((id) => ({ campaignId: id, label: labelOf(id) })),
    })),
  }
}
