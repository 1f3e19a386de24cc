import type { TenantTx } from '@mamapu/db'
import { must } from '@mamapu/kernel'
import { lockOrder, type OrderRow } from '../orders/index.js'
import type { AftersaleErrorCode } from './case.errors.js'
import { findCase, findOrderOf } from './case.queries.js'
import type { Case, CaseId } from './case.types.js'

export type DecideResult =
  | { readonly done: true; readonly case: Case }
  | { readonly done: false; readonly code: AftersaleErrorCode | 'REFUNDS_TOO_MANY' }

/** A case with its order, held until the transaction ends. */
export interface HeldCase {
  readonly one: Case
  readonly order: OrderRow
}

/** Holds the order of a case, then reads the case: everything that happens to one order queues up. Null when there is none. */
export async function lockCase(tx: TenantTx, caseId: CaseId): Promise<HeldCase | null> {
  const orderId = await findOrderOf(tx, caseId)
  if (!orderId) return null
  const order = must(await lockOrder(tx, orderId), 'a case has its order')
  return { order, one: must(await findCase(tx, caseId), 'a case stays') }
}
