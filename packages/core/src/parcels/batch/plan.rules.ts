/** Units by item code. */
type Units = ReadonlyMap<string, number>

/** The sum of units by item code; what is none is left out. */
export function unitsByCode(parts: readonly { readonly code: string; readonly units: number }[]): Units {
  const sum = new Map<string, number>()
  for (const { code, units } of parts) if (units > 0) sum.set(code, (sum.get(code) ?? 0) + units)
  return sum
}

/**
 * What rows that ask for these units of an order mean where parcels of it are planned: the plan they are the whole of (its
 * place), goods `beside` all plans, or something `against` them. `left` is what may be sent now.
 */
export function whichPlan(asked: Units, plans: readonly Units[], left: Units): number | 'beside' | 'against' {
  const same = plans.findIndex(
    (plan) => plan.size === asked.size && [...asked].every(([code, units]) => plan.get(code) === units),
  )
  if (same >= 0) return same
  if (plans.length === 0) return 'beside'
  const planned = (code: string) => plans.reduce((sum, plan) => sum + (plan.get(code) ?? 0), 0)
  const isRoom = [...asked].every(([code, units]) => units + planned(code) <= (left.get(code) ?? 0))
  return isRoom ? 'beside' : 'against'
}
