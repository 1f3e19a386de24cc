import type { TenantTx } from '@mamapu/db'
import type { StoreId } from '@mamapu/kernel'

/** Units of a counter that may be taken again. */
export interface Freed {
  readonly storeId: StoreId
  readonly kind: string
  readonly id: string
  readonly units: number
}

const listeners = new Set<(freed: Freed) => void>()

/** Calls `listen` for units freed by this process, after their commit. Returns how to stop. */
export function onFreed(listen: (freed: Freed) => void): () => void {
  listeners.add(listen)
  return () => void listeners.delete(listen)
}

/** Says, once the transaction is committed, that units of a counter may be taken again. */
export function tellFreed(tx: TenantTx, counter: { kind: string; id: string }, units: number): void {
  if (units <= 0) return
  const { kind, id } = counter
  tx.afterCommit(() => {
    for (const listen of listeners) listen({ storeId: tx.storeId, kind, id, units })
  })
}
