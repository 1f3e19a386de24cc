import type { TenantTx } from '@mamapu/db'
import type { SkuId } from '@mamapu/kernel'
import type { CampaignPool } from '@mamapu/plugin-sdk'
import type { CampaignId } from './campaign.types.js'

/** The units of one round. */
export interface RoundPools {
  readonly campaignId: CampaignId
  readonly round: string
  readonly pools: readonly CampaignPool[]
  readonly at: Date
}

export type OpenPoolsResult =
  | { readonly opened: true }
  | {
      readonly opened: false
      readonly lacking: readonly {
        readonly skuId: SkuId
        readonly wanted: number
        readonly available: number
      }[]
    }

/** What sets a round's units aside and takes home what is left; quotas do, in the transaction of the edge. */
export interface CampaignPools {
  /**
   * Brings the round's counters to these units; own ones leave the SKU's stock. When something lacks nothing moves,
   * unless `asFarAsThere`: then each gets what there is. Repeating it changes nothing.
   */
  open(tx: TenantTx, round: RoundPools & { readonly asFarAsThere: boolean }): Promise<OpenPoolsResult>
  /** Ends the round's counters: what nobody has taken goes home. Repeating it changes nothing. */
  close(tx: TenantTx, round: RoundPools): Promise<void>
}

/** For installations and tests without mechanics that have units of their own. */
export const NO_POOLS: CampaignPools = Object.freeze({
  open: async () => ({ opened: true }) as const,
  close: async () => {},
})
