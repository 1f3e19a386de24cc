import type { TenantTx } from '@mamapu/db'
import type { SkuId } from '@mamapu/kernel'
import type { CampaignId } from '@mamapu/plugin-sdk'
import { type CompiledCampaign, findCampaign } from '../campaigns/index.js'
import { raiseConfigVersion } from '../stores/index.js'
import { type PricedMechanics, provableRound } from './bases-of-round.js'
import { listGoods, type ProofGoods, upsertProof } from './price-proof.queries.js'

/** SKUs of one campaign whose numbers may be struck; of more, the rest are shown without. */
export const PROOF_SKUS_MAX = 5000
const GOODS_AT_ONCE = 500

export interface ProveAsk {
  readonly campaignId: CampaignId
  /** The round that begins; the next one when left out. */
  readonly round?: { readonly key: string; readonly startsAt: Date }
  /** From now on nothing changes it. */
  readonly freezes: boolean
  readonly at: Date
}

/**
 * Works out what may be struck for every SKU of a round and keeps it with its evidence. Until the round begins it is
 * worked out anew each time; frozen, it stays. Pages look again when something changed.
 */
export async function proveRound(tx: TenantTx, mechanics: PricedMechanics, ask: ProveAsk): Promise<void> {
  const { round, at } = ask
  const campaign = await findCampaign(tx, ask.campaignId)
  const found = campaign && (await provableRound(tx, mechanics, { campaign, round, at, keeps: true }))
  if (!found) return
  const frozenAt = ask.freezes ? at : null
  const kept = { campaignId: ask.campaignId, round: found.round.key, computedAt: at, frozenAt }
  let changed = false
  for await (const goods of coveredGoods(tx, found.compiled)) {
    const bases = await found.basesOf(goods)
    for (const [skuId, basis] of bases)
      changed = (await upsertProof(tx, { ...basis, ...kept, skuId })) || changed
  }
  if (changed) await raiseConfigVersion(tx)
}

/** The shop's SKUs this campaign is for, page by page. */
async function* coveredGoods(tx: TenantTx, { covers }: CompiledCampaign): AsyncGenerator<ProofGoods[]> {
  let after: SkuId | null = null
  let left = PROOF_SKUS_MAX
  for (;;) {
    const page: ProofGoods[] = await listGoods(tx, after, GOODS_AT_ONCE)
    const covered = page.filter((goods) => covers(goods)).slice(0, left)
    if (covered.length > 0) yield covered
    left -= covered.length
    after = page.at(-1)?.skuId ?? null
    if (page.length < GOODS_AT_ONCE || left === 0) return
  }
}
