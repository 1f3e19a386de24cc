import type { TenantTx } from '@mamapu/db'
import { sealJson } from '../stores/index.js'
import { listReturnAddresses } from './aftersale-settings.js'
import { moveOf } from './case.rules.js'
import type { CaseActor, CaseId } from './case.types.js'
import type { Ground } from './ground.js'
import { type DecideResult, lockCase } from './lock-case.js'
import { moveCase } from './move-case.js'
import { refundCase } from './refund-case.js'

export interface Accept {
  /** `lapse`: the shop was silent until the deadline. */
  readonly action: 'accept' | 'lapse'
  readonly actor: CaseActor
  readonly note?: string
  /** Which of the shop's return addresses; the first when left out. */
  readonly addressIndex?: number
  readonly at: Date
}

/**
 * Agrees to a case: money goes back in this very transaction where nothing has to come back first; else the shopper is told where
 * to send the goods and until when. A shop that stayed silent agreed, with its address or without one.
 */
export async function acceptCase(
  tx: TenantTx,
  ground: Ground,
  caseId: CaseId,
  accept: Accept,
): Promise<DecideResult> {
  const held = await lockCase(tx, caseId)
  if (!held) return { done: false, code: 'CASE_NOT_FOUND' }
  const to = moveOf(held.one, accept.action)
  if (!to) return { done: false, code: 'CASE_STATE' }
  if (to === 'refunded') return refundCase(tx, ground, held, { ...accept, lines: null })
  const addresses = await listReturnAddresses(tx, ground.keys)
  const address = addresses[accept.addressIndex ?? 0]
  if (!address && accept.actor !== 'system') return { done: false, code: 'CASE_ADDRESS' }
  const change = address ? { returnSealed: sealJson(ground.keys, address) } : {}
  return { done: true, case: await moveCase(tx, ground, held.one, { ...accept, to, change }) }
}
