import { defineFact } from '@mamapu/plugin-sdk'
import { type ProgressRow, progressQuery } from './lesson.queries.js'

/** The published lessons, and which of them the shopper finished; guests finish nothing. */
export const progressFact = defineFact<ProgressRow, readonly ProgressRow[]>({
  name: 'progress',
  about: 'person',
  none: [],
  query: ({ sql, tenantId, customerId }) =>
    customerId === null ? null : progressQuery(sql, tenantId, customerId),
  map: (rows) => rows,
})
