import { call } from './client.js'
import { adminPath } from './store.js'

export interface PackLine {
  readonly orderId: string
  readonly lineId: string
  readonly units: number
  readonly title: string
}

export interface Pack {
  readonly id: string
  /** Void: what is in it was refunded, sent otherwise, or goes to another door now. */
  readonly state: 'planned' | 'void'
  /** Planned, but something in it is asked back or was sent a moment ago. */
  readonly isStale: boolean
  readonly lines: readonly (PackLine & { readonly orderNumber: string })[]
}

export interface Packing {
  readonly packs: readonly Pack[]
  /** What is left of the order that no pack stands for. */
  readonly open: readonly PackLine[]
  /** Other paid orders to the same receiver. */
  readonly others: readonly {
    readonly orderId: string
    readonly number: string
    readonly lines: readonly PackLine[]
  }[]
}

export const getPacking = (storeId: string, orderId: string): Promise<Packing> =>
  call('GET', adminPath(storeId, `/orders/${orderId}/packing`))

export const planPack = (storeId: string, lines: readonly PackLine[]): Promise<{ id: string }> =>
  call('POST', adminPath(storeId, '/packs'), {
    body: { lines: lines.map(({ orderId, lineId, units }) => ({ orderId, lineId, units })) },
  })

export const shipPack = (
  storeId: string,
  packId: string,
  body: { readonly carrier: string; readonly trackingNumber: string },
): Promise<null> => call('POST', adminPath(storeId, `/packs/${packId}/ship`), { body })

export const dropPack = (storeId: string, packId: string): Promise<null> =>
  call('DELETE', adminPath(storeId, `/packs/${packId}`))
