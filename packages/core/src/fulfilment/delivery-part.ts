import { toFen } from '@mamapu/kernel'
import { deepFreeze } from '@mamapu/plugin-sdk'
import { definePart, partOf, type StoreSnapshot } from '../stores/index.js'
import { type DeliveryRow, deliveryRowsQuery, type StoredRule } from './delivery.queries.js'
import type { ExpressRule, ExpressTemplate } from './express.types.js'
import type { LocalSettings } from './local.types.js'

/** How a shop delivers, kept in its snapshot. */
export interface StoreDelivery {
  /** Null when the shop switched express off. */
  readonly express: readonly ExpressTemplate[] | null
  /** Null while it is off. */
  readonly local: LocalSettings | null
}

export const deliveryPart = definePart({
  name: 'delivery',
  query: deliveryRowsQuery,
  compile: (rows: readonly DeliveryRow[]): StoreDelivery => deepFreeze(compileDelivery(rows)),
})

export function deliveryOf(store: StoreSnapshot): StoreDelivery {
  return partOf(store, deliveryPart)
}

function compileDelivery(rows: readonly DeliveryRow[]): StoreDelivery {
  const methods = new Map(rows.flatMap((row) => (row.what === 'method' ? [[row.id, row] as const] : [])))
  const templates = rows.flatMap(({ what, id, name, charge, data }) =>
    what === 'template' ? [{ id, name, charge, rules: (data as StoredRule[]).map(readRule) }] : [],
  )
  const local = methods.get('local')
  return {
    express: methods.get('express')?.isOn === false ? null : templates,
    local: local?.isOn ? (local.data as LocalSettings) : null,
  }
}

/** Rules from before there were pieces count grams and say so in their names. */
export function readRule(rule: StoredRule): ExpressRule {
  const { regions, firstFen, stepFen, freeOverFen } = rule
  return {
    regions,
    first: rule.first ?? rule.firstGram ?? 0,
    firstFen: toFen(firstFen),
    step: rule.step ?? rule.stepGram ?? 1,
    stepFen: toFen(stepFen),
    freeOverFen: freeOverFen === null ? null : toFen(freeOverFen),
    freeOverPieces: rule.freeOverPieces ?? null,
    excluded: rule.excluded ?? false,
  }
}
