import { campaigns } from '@mamapu/core'
import type { CampaignId } from '@mamapu/plugin-sdk'
import type { FastifyRequest } from 'fastify'
import { previewView } from './preview-view.js'
import { pluginsOf } from './prices.js'
import { type Storefront, storeOf } from './storefront.js'

const ROBOT = /bot|crawl|spider|preview/i

/** A look at these campaigns, for their reports: once per session and day; previews and robots never. */
export function countLook(storefront: Storefront, request: FastifyRequest, ids: readonly CampaignId[]): void {
  if (ids.length === 0 || previewView(request)) return
  const { shopper, ip, at } = request
  const agent = request.headers['user-agent'] ?? ''
  if (ROBOT.test(agent)) return
  const who = { session: shopper?.sessionHash ?? null, browser: `${ip} ${agent}` }
  storefront.views.note(storeOf(request), ids, { who, at })
}

/** The campaigns a page of a plugin is about: all of its own that are announced or running, for whomever. */
export async function campaignsOfPlugin(
  storefront: Storefront,
  request: FastifyRequest,
  pluginId: string,
): Promise<CampaignId[]> {
  const { at } = request
  const { active, campaigns: kept } = await pluginsOf(storefront, storeOf(request), { at })
  if (!active.some(({ id }) => id === pluginId)) return []
  const { running, announced, forOthers } = kept.of(pluginId, at, campaigns.NOBODY)
  return [...new Set([...running, ...announced, ...forOthers].map(({ id }) => id))]
}
