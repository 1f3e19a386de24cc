import { type campaigns, http, type plugins } from '@mamapu/core'
import type { FastifyRequest } from 'fastify'
import { EVERYONE } from './audiences.js'
import { previewView } from './preview-view.js'
import { type Storefront, storeOf } from './storefront.js'

/** For whom and as of when a page is made. */
export interface Look {
  readonly at: Date
  readonly audience: plugins.Audience
  /** In a preview, the campaigns that stand in the place of the shop's. */
  readonly campaigns?: campaigns.StoreCampaigns
}

/** How ordinary pages look to this visitor now. */
export async function lookOf(storefront: Storefront, request: FastifyRequest): Promise<Look> {
  const preview = previewView(request)
  if (preview) return preview.look
  const { at, shopper } = request
  const who = { customerId: shopper?.customerId ?? null, channel: http.channelOf(request) }
  return { at, audience: await storefront.audiences.of(storeOf(request), who, at) }
}

/** How everyone who comes through a browser sees the shop: for pages that know nobody. */
export function plainLook(at: Date): Look {
  return { at, audience: EVERYONE }
}
