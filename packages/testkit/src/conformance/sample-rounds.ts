import { assert, DAY, later, newId } from '@mamapu/kernel'
import {
  type CampaignMechanic,
  type CampaignsNow,
  NO_CAMPAIGNS,
  type RunningCampaign,
} from '@mamapu/plugin-sdk'
import type { Static, TObject } from 'typebox'
import { Value } from 'typebox/value'

const AT = new Date('2026-03-04T02:00:00Z')

/** A config with the schema's defaults for what is not said; throws when it does not fit. */
export function sampleConfig<C extends TObject>(mechanic: CampaignMechanic<C>, given: object): Static<C> {
  const config = Value.Default(mechanic.config, Value.Clone(given))
  assert(Value.Check(mechanic.config, config), `the sample does not fit: ${JSON.stringify(given)}`)
  return config as Static<C>
}

/** A round that runs for a day and covers every line, for rules tried without a shop. */
export function sampleRound<C>(config: C, change: Partial<RunningCampaign<C>> = {}): RunningCampaign<C> {
  const startsAt = change.startsAt ?? AT
  return {
    id: newId('cmp', AT),
    label: '活动',
    priority: 0,
    config,
    round: '20260304T1000',
    startsAt,
    endsAt: later(startsAt, DAY),
    covers: () => true,
    ...change,
  }
}

/** No campaign, each config alone, all of them together, and each for some goods only. */
export function sampleCampaigns(configs: readonly unknown[]): CampaignsNow[] {
  const halves = configs.map((config) =>
    sampleRound(config, { covers: ({ categoryIds }) => categoryIds.includes('cat_1') }),
  )
  const rounds = configs.map((config) => sampleRound(config))
  const only = (running: readonly RunningCampaign[]) => ({ ...NO_CAMPAIGNS, running })
  return [NO_CAMPAIGNS, ...rounds.map((round) => only([round])), only(rounds), only(halves)]
}
