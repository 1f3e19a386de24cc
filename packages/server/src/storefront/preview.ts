import { campaigns, plugins, type stores } from '@mamapu/core'
import { readOnly } from '@mamapu/db'
import { parseId } from '@mamapu/kernel'
import type { CampaignId } from '@mamapu/plugin-sdk'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { GapValues } from './gap-values.js'
import { PageCache } from './page-cache.js'
import { type PreviewView, rememberView } from './preview-view.js'
import { type Storefront, storeOf } from './storefront.js'

const shadows = new WeakMap<Storefront, Storefront>()

/** The same storefront over a database that only reads, keeping no page and no breaker of its own. */
function shadowOf(ordinary: Storefront): Storefront {
  const known = shadows.get(ordinary)
  if (known) return known
  const { app, host, place } = ordinary
  const db = readOnly(app.db)
  const shadowApp = { ...app, db }
  const shadowHost = { ...host, db, breakers: new plugins.Breakers(db, app.log) }
  const shadow: Storefront = {
    ...ordinary,
    app: shadowApp,
    host: shadowHost,
    place: { ...place, app: shadowApp, host: shadowHost },
    cache: new PageCache(0),
    gaps: new GapValues(shadowApp),
  }
  shadows.set(ordinary, shadow)
  return shadow
}

/** With what this request's page is made: the storefront itself, or in a preview one that can only read. */
export function shownBy(ordinary: Storefront, request: FastifyRequest): Storefront {
  return request.preview ? shadowOf(ordinary) : ordinary
}

/** Puts time, eyes and campaigns of the preview in the place of the real ones; no reply of it is kept or indexed. */
export async function enterPreview(
  ordinary: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { preview } = request
  if (!preview) return
  const store = storeOf(request)
  const { app, host, place } = shadowOf(ordinary)
  request.at = new Date(preview.at)
  const active = await plugins.storePluginsOf(host, place.pluginsPart, store, request.at)
  const ids = preview.drafts.flatMap((id) => parseId('cmp', id) ?? [])
  const drafts = await campaigns.readCampaigns(app.db, store.storeId, ids as CampaignId[])
  const shown = campaigns.withDrafts(active.campaigns, drafts, {
    zone: store.zone,
    mechanics: host.registry,
  })
  const whole = plugins.withCampaigns(active, shown)
  const audience = plugins.audienceOf(plugins.audienceFactsOf(whole), factsOf(preview))
  const key = `preview ${request.id}`
  rememberView(request, {
    look: { at: request.at, audience: { ...audience, key }, campaigns: shown },
    ...limitsOf(shown, host.registry, request.at),
  })
  reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex')
}

/** The facts of whoever the preview looks through the eyes of. */
export function factsOf(look: stores.PreviewLook): plugins.LoadedFacts {
  return new Map<string, unknown>([
    ['core:level', look.level?.code ?? ''],
    ['core:levelRank', look.level?.rank ?? 0],
    ['core:tags', [...look.tags].sort()],
    ['core:isMember', look.isMember],
    ['core:isNew', look.isNew],
    ['core:channel', look.channel ?? 'web'],
  ])
}

/** Units as their campaigns set them, none taken: what is left before anybody has bought. */
function limitsOf(
  shown: campaigns.StoreCampaigns,
  mechanics: plugins.PluginRegistry,
  at: Date,
): Pick<PreviewView, 'limitOf' | 'ownUnitsOf'> {
  const limits = new Map<string, number>()
  const own = new Map<string, number>()
  for (const { id, campaign, schedule } of shown.all) {
    const pools = campaigns.poolsOf(mechanics, campaign)
    const runs = campaigns.stateAt(campaign.said, schedule, at) === 'running'
    for (const { kind, skuId, units, mode } of pools) {
      limits.set(`${kind}:${id.slice(4)}:${skuId.slice(4)}`, units)
      if (runs && mode === 'own') own.set(skuId, (own.get(skuId) ?? 0) + units)
    }
  }
  return {
    limitOf(name) {
      const limit = limits.get(name.split(':').slice(0, 3).join(':')) ?? 0
      return { limit, taken: 0, held: 0, againAt: null }
    },
    ownUnitsOf: (skuId) => own.get(skuId) ?? 0,
  }
}
