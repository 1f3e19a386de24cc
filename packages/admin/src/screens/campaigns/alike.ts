import type { Verdict } from '../../api/campaign-checks.js'

/** Verdicts with the same price and the same winners as one, for all they are true of. */
export function alike(verdicts: readonly Verdict[]): Verdict[] {
  const groups = new Map<string, Verdict>()
  for (const verdict of verdicts) {
    const key = `${verdict.payable.amount} ${verdict.winners.map(({ campaignId }) => campaignId).join()}`
    const same = groups.get(key)
    groups.set(key, same ? { ...same, who: `${same.who}、${verdict.who}` } : verdict)
  }
  return [...groups.values()]
}
