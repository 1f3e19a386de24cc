import type { campaigns, plugins } from '@mamapu/core'
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
  const audience = await storefront.audiences.of(storeOf(request), shopper?.customerId ?? null, at)
  return { at, audience }
}

/** How everyone sees the shop, whoever they are: for APIs and pages that know nobody. */
export function plainLook(at: Date): Look {
  return { at, audience: EVERYONE }
}
