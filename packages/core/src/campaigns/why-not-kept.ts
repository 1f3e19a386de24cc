import type { TenantTx } from '@mamapu/db'
import type { Words } from '@mamapu/kernel'
import { type CampaignMechanic, type ConfigFault, deepFreeze } from '@mamapu/plugin-sdk'
import { Value } from 'typebox/value'
import { isFormCutOff } from './campaign.queries.js'
import { whyNotForm } from './campaign.rules.js'
import { CommissionBody } from './campaign.schema.js'
import type { Campaign, CampaignForm, Mechanics } from './campaign.types.js'
import { type CampaignRefusal, refusal, refusalOf } from './campaign-refusal.js'
import { askMechanic, listOf, namedBy, unitsBy } from './mechanic-calls.js'

/** Why a form cannot be kept; null when it can. What will be asked about it later is tried here. */
export async function whyNotKept(
  tx: TenantTx,
  mechanics: Mechanics,
  plugin: string,
  form: CampaignForm,
): Promise<CampaignRefusal | null> {
  if (await isFormCutOff(tx, plugin)) return refusal('CAMPAIGN_MECHANIC_FAILED')
  return whyNotWhole(mechanics, { storeId: tx.storeId, plugin }, form)
}

/** The same, but for what only the shop's own rows say. */
export function whyNotWhole(
  mechanics: Mechanics,
  asked: Pick<Campaign, 'storeId' | 'plugin'>,
  form: CampaignForm,
): CampaignRefusal | null {
  const { plugin } = asked
  const mechanic = mechanics.find(plugin)?.plugin.campaign
  if (!mechanic) return refusal('CAMPAIGN_MECHANIC_UNKNOWN')
  const fault = whyNotForm(form, mechanic.uses)
  if (fault) return refusal(fault)
  if (!Value.Check(CommissionBody, form.commission)) return refusal('CAMPAIGN_COMMISSION')
  const fields: Record<string, string | Words> = {}
  const raw = form.config ?? {}
  const filled = Value.Default(mechanic.config, Value.Clone(raw))
  for (const { instancePath, message } of Value.Errors(mechanic.config, filled))
    fields[instancePath] ??= message
  for (const key of Object.keys(raw))
    if (!Object.hasOwn(mechanic.config.properties, key)) fields[`/${key}`] = 'unknown'
  if (Object.keys(fields).length > 0) return refusal('CAMPAIGN_CONFIG', { fields })
  return refusalOf('CAMPAIGN_CONFIG', () => askMechanic(mechanics, asked, () => tried(mechanic, filled)))
}

/** What is wrong with a config beyond its schema, after everything else that its mechanic will be asked about it. */
function tried(mechanic: CampaignMechanic, filled: unknown): readonly ConfigFault[] {
  const config = deepFreeze(filled) as never
  const faults = listOf(mechanic.check?.(config) ?? [])
  if (faults.length > 0) return faults
  namedBy(mechanic, config)
  unitsBy(mechanic, config)
  return []
}
