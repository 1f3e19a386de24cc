import type { TenantTx } from '@mamapu/db'
import type { OrderId } from '@mamapu/kernel'
import { readRiskFacts, readRiskSettings } from './risk.queries.js'
import { type RiskHint, riskHints } from './risk.rules.js'

/** What looks odd about each of a page of orders, by the shop's own numbers. */
export async function findRisks(
  tx: TenantTx,
  orderIds: readonly OrderId[],
): Promise<ReadonlyMap<OrderId, readonly RiskHint[]>> {
  const settings = await readRiskSettings(tx)
  const facts = await readRiskFacts(tx, orderIds, settings)
  return new Map([...facts].map(([id, known]) => [id, riskHints(known, settings)]))
}
