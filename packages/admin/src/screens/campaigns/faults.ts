import { type Step, stepOf } from './may-change.js'

export interface Fault {
  readonly step: Step
  /** The form's field. */
  readonly name: readonly (string | number)[]
  readonly text: string
}

interface Problem {
  readonly code: string
  readonly fields?: Readonly<Record<string, string>>
}

const BY_CODE: Readonly<Record<string, Step>> = {
  CAMPAIGN_CONFIG: 'what',
  CAMPAIGN_PROMISED: 'what',
  POOL_BELOW_TAKEN: 'what',
  POOL_STOCK_LACKING: 'what',
  CAMPAIGN_LABEL: 'what',
  CAMPAIGN_AUDIENCE: 'who',
  CAMPAIGN_SCOPE: 'who',
  CAMPAIGN_PRIORITY: 'who',
  CAMPAIGN_WINDOW: 'when',
  CAMPAIGN_RECURRENCE: 'when',
  CAMPAIGN_ANNOUNCE: 'when',
  CAMPAIGN_PAST: 'when',
}

/** Codes whose fields are counted from the config's root. */
const OF_CONFIG = new Set(['CAMPAIGN_CONFIG', 'CAMPAIGN_PROMISED'])

/** Where a refusal belongs: the step to go to, and the fields to mark. A config's faults are counted from its own root. */
export function faultsOf({ code, fields = {} }: Problem): {
  readonly step: Step | null
  readonly fields: Fault[]
} {
  const found = Object.entries(fields).map(([pointer, text]) => {
    const path = pointer
      .split('/')
      .slice(1)
      .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')))
    const name = OF_CONFIG.has(code) ? ['config', ...path] : path
    return { step: stepOf(`/${name.join('/')}`), name, text }
  })
  return { step: BY_CODE[code] ?? found[0]?.step ?? null, fields: found }
}
