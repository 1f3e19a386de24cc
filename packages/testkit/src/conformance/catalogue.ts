import type { ConformanceCheck, ConformanceSubject, Verdict } from './check.types.js'
import { BLOCK_CHECKS } from './checks/block-checks.js'
import { BREAKER_CHECKS } from './checks/breaker-checks.js'
import { CAMPAIGN_CHECKS } from './checks/campaign-checks.js'
import { COMMISSION_CHECKS } from './checks/commission-checks.js'
import { DEFINITION_CHECKS } from './checks/definition-checks.js'
import { EVENT_CHECKS } from './checks/event-checks.js'
import { JOB_CHECKS } from './checks/job-checks.js'
import { MIGRATION_CHECKS } from './checks/migration-checks.js'
import { OFF_CHECKS } from './checks/off-checks.js'
import { ORDER_CHECKS } from './checks/order-checks.js'
import { PRICE_CHECKS } from './checks/price-checks.js'
import { RACE_CHECKS } from './checks/race-checks.js'
import { ROUTE_CHECKS } from './checks/route-checks.js'
import { SHOPPER_CHECKS } from './checks/shopper-checks.js'
import { SLOT_CHECKS } from './checks/slot-checks.js'
import { STATEMENT_CHECKS } from './checks/statement-checks.js'
import { TABLE_CHECKS } from './checks/table-checks.js'
import { TENANCY_CHECKS } from './checks/tenancy-checks.js'
import { UPGRADE_CHECKS } from './checks/upgrade-checks.js'
import { WORD_CHECKS } from './checks/word-checks.js'

/** Everything a plugin must keep, in the order it is best mended: what needs no shop first. */
export const CONFORMANCE_CHECKS: readonly ConformanceCheck[] = Object.freeze([
  ...DEFINITION_CHECKS,
  ...PRICE_CHECKS,
  ...COMMISSION_CHECKS,
  ...WORD_CHECKS,
  ...SLOT_CHECKS,
  ...STATEMENT_CHECKS,
  ...MIGRATION_CHECKS,
  ...UPGRADE_CHECKS,
  ...TABLE_CHECKS,
  ...CAMPAIGN_CHECKS,
  ...EVENT_CHECKS,
  ...JOB_CHECKS,
  ...TENANCY_CHECKS,
  ...SHOPPER_CHECKS,
  ...ROUTE_CHECKS,
  ...BLOCK_CHECKS,
  ...ORDER_CHECKS,
  ...RACE_CHECKS,
  ...BREAKER_CHECKS,
  ...OFF_CHECKS,
])

/** The checks of one group, in the order of the catalogue: `prices`, `off` … */
export function checkGroups(): ReadonlyMap<string, readonly ConformanceCheck[]> {
  const groups = new Map<string, ConformanceCheck[]>()
  for (const check of CONFORMANCE_CHECKS) {
    const group = check.id.slice(0, check.id.indexOf('.'))
    groups.set(group, [...(groups.get(group) ?? []), check])
  }
  return groups
}

/** What these checks find. A check that throws found a fault. */
export async function runChecks(
  subject: ConformanceSubject,
  checks: readonly ConformanceCheck[] = CONFORMANCE_CHECKS,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = []
  for (const check of checks) {
    const faults = await Promise.resolve()
      .then(() => check.run(subject))
      .catch((error: unknown) => [`it failed: ${String((error as Error).stack ?? error).slice(0, 500)}`])
    verdicts.push({ check, faults })
  }
  return verdicts
}
