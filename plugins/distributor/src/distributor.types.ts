import type { CustomerId, Id } from '@mamapu/kernel'
import type { PluginContext } from '@mamapu/plugin-sdk'
import type { DistributorSettings } from './distributor.settings.js'

export type Ctx = PluginContext<DistributorSettings>

/** `applied` waits for the merchant; `frozen` is paused and loses nothing; `left` earns nothing new. */
export type DistributorState = 'applied' | 'approved' | 'declined' | 'frozen' | 'left'

export interface Distributor {
  readonly id: Id<'plg'>
  readonly customerId: CustomerId
  readonly code: string
  /** Of her own tracked link; null before she was approved. */
  readonly linkCode: string | null
  readonly state: DistributorState
  readonly nickname: string
  readonly about: string
  readonly level: string
  readonly inviterId: CustomerId | null
  readonly termsVersion: number
  readonly termsAt: Date
  readonly appliedAt: Date
  readonly note: string
  readonly isTrusted: boolean
}

/** Whether new orders may count for somebody: while frozen they do, and wait. */
export function maySell(state: DistributorState): boolean {
  return state === 'approved' || state === 'frozen'
}
