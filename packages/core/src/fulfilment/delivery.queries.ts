import type { Sql } from '@mamapu/db'
import type { ExpressCharge } from './express.types.js'

/** A rule as it lies in the database; those from before pieces were known have grams in the names of their fields. */
export interface StoredRule {
  readonly regions: readonly string[]
  readonly first?: number
  readonly firstGram?: number
  readonly firstFen: number
  readonly step?: number
  readonly stepGram?: number
  readonly stepFen: number
  readonly freeOverFen: number | null
  readonly freeOverPieces?: number | null
  readonly excluded?: boolean
}

export interface DeliveryRow {
  what: 'template' | 'method'
  id: string
  name: string
  charge: ExpressCharge
  isOn: boolean
  data: unknown
}

/** Templates and core's methods of a store in one statement. */
export function deliveryRowsQuery(sql: Sql, tenantId: string) {
  return sql<DeliveryRow[]>`
    (select 'template' as what, id, name, charge, true as "isOn", rules as data from delivery_templates
      where tenant_id = ${tenantId} order by id limit 50)
    union all
    (select 'method', method, '', '', is_on, settings from delivery_methods where tenant_id = ${tenantId} limit 10)`
}
