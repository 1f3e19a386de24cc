import type { TenantTx } from '@mamapu/db'
import { type CustomerId, uuidOf } from '@mamapu/kernel'
import { type AudienceService, PluginError, type PluginScope } from '@mamapu/plugin-sdk'
import { findFirstPaidOrder, findSummary, listSegment, type SummaryRow } from './audience.queries.js'
import type { LoadedPlugin } from './registry.js'

const LIST_MAX = 500

/** The person behind a customer: the same phone is the same person. Short enough to stand in a quota's id. */
export function personKeyOf(customerId: CustomerId, phoneHash: string | null): string {
  return phoneHash === null ? uuidOf(customerId) : `p${phoneHash.slice(0, 32)}`
}

/** What a plugin may know of customers: who they are in limits, their level and what they bought; no name, no phone. */
export function audienceService(
  { id: pluginId }: LoadedPlugin,
  tx: TenantTx,
  needs: (scope: PluginScope) => void,
): AudienceService {
  const summaryOf = ({ phoneHash, ...row }: SummaryRow) => ({
    ...row,
    personKey: personKeyOf(row.id, phoneHash),
  })
  return {
    async find(id) {
      needs('customers:read')
      const row = await findSummary(tx, id)
      return row && summaryOf(row)
    },
    async list({ segment, after, limit }) {
      needs('customers:read')
      if (limit > LIST_MAX) throw new PluginError(`plugin ${pluginId}: at most ${LIST_MAX} customers at once`)
      if (segment.who === 'these' && segment.ids.length > LIST_MAX)
        throw new PluginError(`plugin ${pluginId}: at most ${LIST_MAX} customers named at once`)
      return (await listSegment(tx, { segment, after, limit })).map(summaryOf)
    },
    async isIn(segment, id) {
      needs('customers:read')
      return (await listSegment(tx, { segment, only: id, after: null, limit: 1 })).length === 1
    },
    async firstPaidOrder(id) {
      needs('customers:read')
      return findFirstPaidOrder(tx, id)
    },
  }
}
