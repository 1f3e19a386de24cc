import type { Words } from '@mamapu/kernel'
import type { ConfigFault, GuardRefusal } from '@mamapu/plugin-sdk'
import type { POOL_ERRORS } from '../quotas/index.js'
import type { CampaignErrorCode } from './campaign.errors.js'

type PoolErrorCode = keyof typeof POOL_ERRORS

export type CampaignRefusal = {
  readonly done: false
  readonly code: CampaignErrorCode | PoolErrorCode | GuardRefusal['refused']
  /** Path in the config → what is wrong there. */
  readonly fields?: Readonly<Record<string, string | Words>>
  readonly data?: Readonly<Record<string, unknown>>
  /** What a mechanic threw, for operators. */
  readonly cause?: unknown
}

export const refusal = (
  code: CampaignRefusal['code'],
  more: Omit<CampaignRefusal, 'done' | 'code'> = {},
): CampaignRefusal => ({
  done: false,
  code,
  ...more,
})

/** The faults a mechanic finds as a refusal, null for none; one that cannot tell lets nothing pass. */
export function refusalOf(
  code: CampaignRefusal['code'],
  find: () => readonly ConfigFault[] | undefined,
): CampaignRefusal | null {
  try {
    const found = (find() ?? []).map(({ path, words }) => [path, words] as const)
    return found.length > 0 ? refusal(code, { fields: Object.fromEntries(found.reverse()) }) : null
  } catch (cause) {
    return refusal('CAMPAIGN_MECHANIC_FAILED', { cause })
  }
}
