import { defineFact } from '@mamapu/plugin-sdk'
import { type BalanceRow, balanceQuery } from './points.queries.js'

/** Points a customer may spend now: neither held by an order nor over. */
export const balanceFact = defineFact({
  name: 'balance',
  about: 'person',
  none: 0,
  query: ({ sql, tenantId, customerId, at }) =>
    customerId === null ? null : balanceQuery(sql, tenantId, customerId, at),
  map: (rows: readonly BalanceRow[]) => rows[0]?.available ?? 0,
})
