import type { TenantTx } from '@mamapu/db'
import type { ShippingRule } from '@mamapu/pricing'
import { audit } from '../audit/index.js'
import { lockCatalog, raiseConfigVersion } from './product.queries.js'
import { PRICE_MAX_FEN } from './product.rules.js'
import type { EditContext } from './save-product.js'
import { selectShipping, upsertShipping } from './shipping.queries.js'

export const SHIPPING_RULES_MAX = 50
const REGIONS_MAX = 500
const GRAM_MAX = 1_000_000

export interface ShippingRules {
  readonly rules: readonly ShippingRule[]
  /** 0 while the shop has never saved any. */
  readonly version: number
}

export type ShippingResult =
  | { readonly saved: true; readonly version: number }
  | { readonly saved: false; readonly reason: 'SHIPPING_RULES' | 'SHIPPING_CHANGED' }

/** How the shop charges for delivery, in the order in which regions are looked up. */
export async function readShippingRules(tx: TenantTx): Promise<ShippingRules> {
  return (await selectShipping(tx)) ?? { rules: [], version: 0 }
}

/** True when the arbiter can count with these rules: whole numbers in range, regions as leading digits of codes. */
export function areShippingRules(rules: readonly ShippingRule[]): boolean {
  return rules.length <= SHIPPING_RULES_MAX && rules.every(isShippingRule)
}

function isShippingRule(rule: ShippingRule): boolean {
  const isWhole = (value: number, min: number, max: number) =>
    Number.isSafeInteger(value) && value >= min && value <= max
  return (
    rule.regions.length <= REGIONS_MAX &&
    rule.regions.every((region) => /^(\d{2}|\d{4}|\d{6})$/.test(region)) &&
    isWhole(rule.firstGram, 0, GRAM_MAX) &&
    isWhole(rule.stepGram, 1, GRAM_MAX) &&
    isWhole(rule.firstFen, 0, PRICE_MAX_FEN) &&
    isWhole(rule.stepFen, 0, PRICE_MAX_FEN) &&
    (rule.freeOverFen === null || isWhole(rule.freeOverFen, 0, PRICE_MAX_FEN))
  )
}

/** Saves the rules on the version their editor saw; waiting decisions are made again. */
export async function saveShippingRules(
  tx: TenantTx,
  edit: { rules: readonly ShippingRule[]; version: number },
  { actor, at }: EditContext,
): Promise<ShippingResult> {
  if (!areShippingRules(edit.rules)) return { saved: false, reason: 'SHIPPING_RULES' }
  await lockCatalog(tx)
  const before = await readShippingRules(tx)
  if (before.version !== edit.version) return { saved: false, reason: 'SHIPPING_CHANGED' }
  const version = edit.version + 1
  await upsertShipping(tx, { rules: edit.rules, version, at })
  await raiseConfigVersion(tx)
  const data = { version, before: before.rules.length, after: edit.rules.length }
  await audit(tx, { actor, action: 'shipping.updated', subject: 'shipping', data, at })
  return { saved: true, version }
}
