import type { CampaignCommission } from '@mamapu/plugin-sdk'

/** What counts where several campaigns price one line: none before the lowest rate, that before the usual. */
export function strictestCommission(all: readonly CampaignCommission[]): CampaignCommission {
  if (all.some(({ mode }) => mode === 'none')) return { mode: 'none' }
  const rates = all.flatMap((one) => (one.mode === 'rate' ? [one.bps] : []))
  return rates.length > 0 ? { mode: 'rate', bps: Math.min(...rates) } : { mode: 'usual' }
}

/** What a price says of commission: an exclusive one brings none unless its campaign names a rate. */
export function commissionOfPrice(
  said: CampaignCommission | undefined,
  isExclusive: boolean,
): CampaignCommission {
  if (isExclusive && said?.mode !== 'rate') return { mode: 'none' }
  return said ?? { mode: 'usual' }
}
