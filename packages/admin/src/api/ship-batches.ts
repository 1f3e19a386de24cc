import { call, download } from './client.js'
import { adminPath } from './store.js'

/** A table of parcels and how far it is. */
export interface ShipBatch {
  readonly id: string
  readonly fileName: string
  readonly state: 'waiting' | 'running' | 'done'
  readonly createdAt: string
  readonly rows: {
    readonly total: number
    readonly waiting: number
    readonly sent: number
    /** Sent by an earlier table. */
    readonly again: number
    readonly failed: number
  }
  readonly parcels: number
}

export interface ShipProblem {
  readonly row: number
  readonly code: string
  /** What is wrong and what to do, in the reader's language. */
  readonly text: string
  readonly column: string
  readonly orderNumber: string
  readonly orderId: string | null
  readonly trackingNumber: string
}

export function startShipBatch(storeId: string, file: File): Promise<{ id: string; rows: number }> {
  const form = new FormData()
  form.append('file', file, file.name)
  return call('POST', adminPath(storeId, '/ship-batches'), { form })
}

export function getShipBatch(storeId: string, id: string): Promise<ShipBatch> {
  return call('GET', adminPath(storeId, `/ship-batches/${id}`))
}

export async function listShipBatches(storeId: string): Promise<readonly ShipBatch[]> {
  return (await call<{ items: ShipBatch[] }>('GET', adminPath(storeId, '/ship-batches'))).items
}

export function listShipProblems(
  storeId: string,
  id: string,
  after: string | null,
): Promise<{ items: readonly ShipProblem[]; next: number | null }> {
  return call('GET', adminPath(storeId, `/ship-batches/${id}/problems`), { query: { after } })
}

export function downloadShipTemplate(storeId: string): Promise<void> {
  return download(adminPath(storeId, '/ship-template.csv'), 'ship-template.csv')
}

/** Everything that waits to be sent, with addresses; who asked for it is written down. */
export function downloadOrdersToShip(storeId: string): Promise<void> {
  return download(adminPath(storeId, '/orders-to-ship.csv'), 'orders-to-ship.csv')
}
