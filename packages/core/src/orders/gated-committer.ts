import type { AdmissionGate } from '../quotas/index.js'
import type { OrderCommitter } from './commit-orders.js'

/** A committer behind the gate of campaign pools: whom it turns away costs the database nothing. */
export function gatedCommitter(committer: OrderCommitter, gate: AdmissionGate): OrderCommitter {
  return {
    async commit(storeId, order, at) {
      const marker = order.idem && `${order.idem.principal}/${order.idem.key}`
      const shared = order.takes.filter(({ limit }) => limit === null)
      const admission = await gate.admit(storeId, shared, marker)
      if (!admission.admitted) {
        const { kind, id: quotaId, lineId } = admission.lacking
        return { status: 'lacking', kind, quotaId, lineId }
      }
      let isPlaced = false
      try {
        const result = await committer.commit(storeId, order, at)
        isPlaced = result.status === 'placed'
        return result
      } finally {
        if (!isPlaced) gate.giveBack(storeId, admission.counted)
      }
    },
  }
}
