import type { TenantTx } from '@mamapu/db'
import type { OrderId } from '@mamapu/kernel'
import { audit } from '../audit/index.js'
import { findVersioned, saveVersioned } from '../versioned/index.js'
import { readRiskFacts } from './risk.queries.js'
import { RISK_DEFAULTS, type RiskHint, riskHints } from './risk.rules.js'
import type { RiskSettings } from './risk.schema.js'

/** From when on something is pointed out, with the version an edit must name; 0 while the shop has set nothing. */
export async function readRiskSettings(
  tx: TenantTx,
): Promise<{ readonly settings: RiskSettings; readonly version: number }> {
  const row = await findVersioned(tx, 'order-risk')
  return { settings: { ...RISK_DEFAULTS, ...row?.settings }, version: row?.version ?? 0 }
}

/** Saves them on the version their editor saw. False, writing nothing, when somebody was faster. */
export async function saveRiskSettings(
  tx: TenantTx,
  edit: { readonly settings: RiskSettings; readonly version: number },
  { actor, at }: { readonly actor: string; readonly at: Date },
): Promise<boolean> {
  const before = await readRiskSettings(tx)
  if (!(await saveVersioned(tx, 'order-risk', { ...edit, at }))) return false
  const data = { before: before.settings, after: edit.settings }
  await audit(tx, { actor, action: 'order_risk.changed', subject: tx.storeId, data, at })
  return true
}

/** What looks odd about each of a page of orders, by the shop's own numbers. */
export async function findRisks(
  tx: TenantTx,
  orderIds: readonly OrderId[],
): Promise<ReadonlyMap<OrderId, readonly RiskHint[]>> {
  const { settings } = await readRiskSettings(tx)
  const facts = await readRiskFacts(tx, orderIds, settings)
  return new Map([...facts].map(([id, known]) => [id, riskHints(known, settings)]))
}
