import type { PluginDefinition } from '../plugin.types.js'
import type { Check } from './rule.js'

const KEYS = [
  'config',
  'upgradeConfig',
  'title',
  'uses',
  'summary',
  'check',
  'skusOf',
  'pools',
  'changeable',
  'whyNotChange',
  'advice',
  'changeWords',
  'payMinutes',
] as const

/** A mechanic has a form, a name, a line for lists, and says which parts of the common form it uses. */
export function checkCampaign({ campaign }: PluginDefinition<never>, check: Check): void {
  if (!campaign) return
  check.keys('campaign', campaign, KEYS)
  const { properties } = campaign.config as { type?: unknown; properties?: object }
  check.hold(
    campaign.config?.type === 'object' && typeof properties === 'object',
    'campaign.config is a TypeBox object: Type.Object({ … })',
  )
  check.words('campaign: title', campaign.title)
  check.keys('campaign.uses', campaign.uses, ['scope', 'audience', 'announce', 'recurrence'])
  check.hold(typeof campaign.summary === 'function', 'campaign.summary is missing')
  check.hold(
    campaign.uses.scope || typeof campaign.skusOf === 'function',
    'campaign without a scope names its goods: skusOf',
  )
  if (campaign.advice) check.words('campaign: advice', campaign.advice)
  if (campaign.changeWords) check.words('campaign: changeWords', campaign.changeWords)
  for (const name of campaign.changeable ?? [])
    check.hold(
      Object.hasOwn(properties ?? {}, name),
      `campaign.changeable "${name}" is no field of its config`,
    )
}
