import type { TenantTx } from '@mamapu/db'
import { addFen, type Fen, must, ZERO_FEN } from '@mamapu/kernel'
import { findOrder, type OrderRow, orderToken, type RefundFault } from '../orders/index.js'
import { type StoreKeys, unseal, unsealJson } from '../stores/index.js'
import { type CasePicture, findCase, findSealed, listPictures, listSteps } from './case.queries.js'
import { isOver } from './case.rules.js'
import type { Case, CaseId, CaseStep, ReturnAddress } from './case.types.js'
import { listGoods } from './case-list.queries.js'
import { findRefundOf } from './refund-amount.queries.js'
import { estimateCase } from './refund-case.js'

/** A case with everything both sides may see of it, opened. */
export interface CaseView {
  readonly case: Case
  readonly order: Pick<OrderRow, 'id' | 'number'>
  /** The unguessable part of its order's link, and of the one sent in exchange. */
  readonly token: string
  readonly replacementToken: string | null
  readonly text: string
  readonly returnTo: ReturnAddress | null
  readonly pictures: readonly CasePicture[]
  readonly steps: readonly CaseStep[]
  readonly goods: Awaited<ReturnType<typeof listGoods>>
  /** What it would give back, while it goes on; what it gave, once it did. */
  readonly amountFen: Fen
  /** What keeps the provider from paying it back; null while nothing is wrong. */
  readonly fault: RefundFault | null
  /** Kept back at the inspection. */
  readonly lessFen: Fen
}

/** Reads a case for who may see its order; null when there is none. */
export async function getCaseView(tx: TenantTx, keys: StoreKeys, caseId: CaseId): Promise<CaseView | null> {
  const one = await findCase(tx, caseId)
  if (!one) return null
  const order = must(await findOrder(tx, one.orderId), 'a case has its order')
  const sealed = await findSealed(tx, caseId)
  const steps = await listSteps(tx, caseId)
  const lessFen = one.lines.reduce<Fen>((sum, line) => addFen(sum, line.lessFen), ZERO_FEN)
  return {
    case: one,
    order: { id: order.id, number: order.number },
    token: orderToken(keys, order.id),
    replacementToken: one.replacementId && orderToken(keys, one.replacementId),
    text: sealed.text ? unseal(keys, sealed.text) : '',
    returnTo: sealed.returnTo ? unsealJson<ReturnAddress>(keys, sealed.returnTo) : null,
    pictures: await listPictures(tx, caseId),
    steps: steps.map(({ noteSealed, ...step }) => ({
      ...step,
      note: noteSealed ? unseal(keys, noteSealed) : '',
    })),
    goods: await listGoods(tx, caseId),
    ...(await amountOf(tx, one, order)),
    lessFen,
  }
}

async function amountOf(
  tx: TenantTx,
  one: Case,
  order: OrderRow,
): Promise<Pick<CaseView, 'amountFen' | 'fault'>> {
  if (one.refundId) return findRefundOf(tx, one.refundId)
  return { amountFen: isOver(one.state) ? ZERO_FEN : await estimateCase(tx, order, one), fault: null }
}
