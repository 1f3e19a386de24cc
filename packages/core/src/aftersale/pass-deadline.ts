import { type TenantTx, withTenant } from '@mamapu/db'
import type { StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { followRefund } from '../orders/index.js'
import { acceptCase } from './accept-case.js'
import { getAftersaleSettings } from './aftersale-settings.js'
import { tellAbout, tellNotRefundable } from './case.messages.js'
import { findSealed, writeCase } from './case.queries.js'
import { deadlineOf } from './case.rules.js'
import type { Case, CaseEnding, CaseId } from './case.types.js'
import { findGround, type Ground } from './ground.js'
import { arriveCase, inspectCase } from './inspect-case.js'
import { type DecideResult, type HeldCase, lockCase } from './lock-case.js'
import { moveCase } from './move-case.js'

/**
 * What silence decides once a case's deadline is there: the shop agreed, or the shopper does not want it any more; the goods have
 * arrived, or they are well. What cannot be paid back then ends as well, and the shop is told once to see to it. Before it, who is
 * waited for is reminded once. Early and repeated calls do nothing.
 */
export async function passDeadline(app: App, storeId: StoreId, caseId: CaseId): Promise<void> {
  const at = app.clock.now()
  const over = await withTenant(app.db, storeId, async (tx) => {
    const held = await lockCase(tx, caseId)
    if (!held?.one.dueAt) return null
    const ground = await findGround(app, tx)
    if (held.one.dueAt <= at) return endOf(tx, ground, held, at)
    if (held.one.remindAt && held.one.remindAt <= at) await remind(tx, ground, held.one, at)
    return null
  })
  app.nudge(storeId)
  if (over?.done && over.case.refundId) await followRefund(app, storeId, over.case.refundId)
}

async function remind(tx: TenantTx, ground: Ground, one: Case, at: Date): Promise<void> {
  const { state, dueAt, closedAt, movedAt } = one
  await writeCase(tx, one, { state, change: {}, dueAt, remindAt: null, closedAt, at: movedAt })
  await tellAbout(tx, ground, one, { action: 'remind', actor: 'system', at })
}

/** The next deadline would find the same again: what silence cannot do is the shop's to do. */
async function endOf(
  tx: TenantTx,
  ground: Ground,
  { one, order }: HeldCase,
  at: Date,
): Promise<DecideResult> {
  const result = await lapse(tx, ground, one, at)
  if (result.done) return result
  await tellNotRefundable(tx, one, { number: order.number, at })
  return close(tx, ground, one, { ending: 'not_refundable', at })
}

async function lapse(tx: TenantTx, ground: Ground, one: Case, at: Date): Promise<DecideResult> {
  const silent = { action: 'lapse', actor: 'system', at } as const
  switch (one.state) {
    case 'asked':
    case 'escalated':
      return acceptCase(tx, ground, one.id, silent)
    case 'sent':
      return arriveCase(tx, ground, one.id, silent)
    case 'arrived':
      return lapseArrived(tx, ground, one, at)
    case 'sending':
      // Who was never told where to send it has lost nothing by not sending.
      if (!(await findSealed(tx, one.id)).returnTo) return waitOn(tx, one, at)
      return close(tx, ground, one, { ending: 'not_sent_back', at })
    default:
      return close(tx, ground, one, { ending: 'not_escalated', at })
  }
}

/** Nobody looked: the goods are well. Other goods that are sold out become their money. */
async function lapseArrived(tx: TenantTx, ground: Ground, one: Case, at: Date): Promise<DecideResult> {
  const silent = { action: 'lapse', actor: 'system', at, lines: null, note: '' } as const
  const result = await inspectCase(tx, ground, one.id, silent)
  if (result.done || result.code !== 'EXCHANGE_SOLD_OUT') return result
  return inspectCase(tx, ground, one.id, { ...silent, asRefund: true })
}

async function waitOn(tx: TenantTx, one: Case, at: Date): Promise<DecideResult> {
  const { settings } = await getAftersaleSettings(tx)
  const until = deadlineOf(one.state, settings, at)
  const move = { state: one.state, change: {}, ...until, closedAt: null, at: one.movedAt }
  return { done: true, case: await writeCase(tx, one, move) }
}

async function close(
  tx: TenantTx,
  ground: Ground,
  one: Case,
  { ending, at }: { readonly ending: CaseEnding; readonly at: Date },
): Promise<DecideResult> {
  const move = { action: 'lapse', to: 'closed', actor: 'system', ending, at } as const
  return { done: true, case: await moveCase(tx, ground, one, move) }
}
