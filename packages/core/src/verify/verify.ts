import { checkLedger } from '../ledger/index.js'
import { EARNING_CHECKS } from './earning.verify.queries.js'
import { ORDER_CHECKS, overdueChecks, QUOTA_CHECKS } from './order.verify.queries.js'
import { PAYOUT_CHECKS } from './payout.verify.queries.js'
import { foreignKeyChecks } from './schema.verify.queries.js'
import type { AdminSql, Check, Verified } from './verify.types.js'

/** More broken rows than this of one invariant say nothing more. */
const SHOWN_MAX = 20

/**
 * Recomputes every invariant of the money, the goods and the shops from the rows themselves, as a login that sees them
 * all, those of plugins with them. With an instant it also asks for what should have happened by then. Writes nothing.
 */
export async function verify(
  admin: AdminSql,
  { at, checks: more = [] }: { at?: Date; checks?: readonly Check[] } = {},
): Promise<readonly Verified[]> {
  const checks = [
    ...QUOTA_CHECKS,
    ...ORDER_CHECKS,
    ...PAYOUT_CHECKS,
    ...EARNING_CHECKS,
    ...more,
    ...(at ? overdueChecks(at) : []),
    ...(await foreignKeyChecks(admin)),
  ]
  const results: Verified[] = []
  for (const check of checks) results.push(await run(admin, check))
  for (const { name, checked, broken } of await checkLedger(admin))
    results.push({ name: `ledger: ${name}`, count: checked, broken: broken > 0 ? [{ broken }] : [] })
  return results
}

async function run(admin: AdminSql, check: Check): Promise<Verified> {
  const [row] = await admin.unsafe(check.count)
  const broken = await admin.unsafe(`select * from (${check.broken}) broken limit ${SHOWN_MAX}`)
  return { name: check.name, count: Number(row?.count), broken: [...broken] }
}
