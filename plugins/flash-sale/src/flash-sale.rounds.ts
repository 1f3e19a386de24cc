import { DAY, later } from '@mamapu/kernel'
import type { CampaignService, PlannedRound } from '@mamapu/plugin-sdk'
import type { FlashSaleConfig } from './flash-sale.config.js'
import { flashSale } from './flash-sale.mechanic.js'

type Round = PlannedRound<FlashSaleConfig>

/**
 * The rounds around an instant: what runs, what comes in the order it begins (paused rounds among it), what ended, the
 * latest first. However many there are, none of the past pushes out one of today: each part is asked for by itself.
 */
export async function roundsAround(
  campaigns: CampaignService,
  at: Date,
  days: { readonly back: number; readonly ahead: number },
): Promise<{ running: readonly Round[]; coming: readonly Round[]; ended: readonly Round[] }> {
  const ahead = await campaigns.rounds(flashSale, { from: at, until: later(at, days.ahead * DAY) })
  const ended = new Map<string, Round>()
  for (let day = 1; day <= days.back; day += 1) {
    const from = later(at, -day * DAY)
    const rounds = await campaigns.rounds(flashSale, { from, until: later(from, DAY) })
    for (const round of rounds.filter(({ state }) => state === 'ended').reverse())
      ended.set(`${round.id}/${round.round}`, round)
  }
  return {
    running: ahead.filter(({ state }) => state === 'running'),
    coming: ahead.filter(({ state }) => state === 'announced' || state === 'upcoming' || state === 'paused'),
    ended: [...ended.values()].sort((a, b) => b.endsAt.getTime() - a.endsAt.getTime()),
  }
}
