import type { TenantTx } from '@mamapu/db'
import type { Id, OrderId } from '@mamapu/kernel'
import { holdLine, letLineGo } from '../earnings/index.js'
import { findReplaced, holdUnits } from '../orders/index.js'
import { seal } from '../stores/index.js'
import { deliverAndTell } from '../virtual/index.js'
import { type AftersaleSettings, getAftersaleSettings } from './aftersale-settings.js'
import { tellAbout } from './case.messages.js'
import { type CaseChange, closeLines, insertStep, writeCase } from './case.queries.js'
import { type CaseAction, type CaseState, deadlineOf, isOver } from './case.rules.js'
import type { Case, CaseActor, CaseEnding } from './case.types.js'
import type { Ground } from './ground.js'

export interface Move {
  readonly action: CaseAction
  readonly to: CaseState
  readonly actor: CaseActor
  readonly note?: string
  readonly ending?: CaseEnding
  readonly change?: CaseChange
  readonly at: Date
}

/**
 * Takes a case whose order is held one step on, in this transaction: where it stands, until when and for whom, its history, what
 * it held of goods and commissions, and a word to whoever waits.
 */
export async function moveCase(tx: TenantTx, ground: Ground, before: Case, move: Move): Promise<Case> {
  const { action, to, actor, note = '', at } = move
  const { settings } = await getAftersaleSettings(tx)
  const isEnd = isOver(to)
  const after = await writeCase(tx, before, {
    state: to,
    change: { ...move.change, ...(isEnd ? { ending: move.ending ?? endingOf(to) } : {}) },
    ...untilWhen(before, to, settings, at),
    closedAt: isEnd ? at : null,
    at,
  })
  await insertStep(tx, before.id, {
    action,
    from: before.state,
    to,
    actor,
    noteSealed: note === '' ? null : seal(ground.keys, note),
    at,
  })
  if (isEnd) await release(tx, after, { actor, at })
  // What is virtual waited for the answer; now it is hers after all.
  if (to === 'closed' && !after.wasSent)
    await deliverAndTell(tx, ground.app, { orderId: after.orderId, about: after.id, at })
  await tellAbout(tx, ground, after, { action, actor, at })
  return after
}

function untilWhen(before: Case, to: CaseState, settings: AftersaleSettings, at: Date) {
  // A corrected tracking number starts nothing anew.
  return before.state === to
    ? { dueAt: before.dueAt, remindAt: before.remindAt }
    : deadlineOf(to, settings, at)
}

const endingOf = (state: CaseState): CaseEnding =>
  state === 'refunded' || state === 'exchanged' ? state : 'withdrawn'

type LineRef = { readonly orderId: OrderId; readonly lineId: Id<'lin'> }

/** The line that was paid, and is earned by: what was sent in exchange stands for it. */
async function paidLine(tx: TenantTx, line: LineRef): Promise<LineRef> {
  const replaced = await findReplaced(tx, line.lineId)
  return replaced ? paidLine(tx, replaced) : line
}

type Doing = { readonly actor: CaseActor; readonly at: Date }

/** While a case is open nobody packs what it asks back, and what is earned by its lines waits. */
export async function takeHold(tx: TenantTx, one: Case, { actor, at }: Doing): Promise<void> {
  for (const { lineId, units } of one.lines) {
    if (!one.wasSent) await holdUnits(tx, one.orderId, { lineId, units })
    const hold = { reason: 'after_sale', source: one.id, note: '', by: actor, at } as const
    await holdLine(tx, await paidLine(tx, { orderId: one.orderId, lineId }), hold)
  }
}

async function release(tx: TenantTx, one: Case, { actor, at }: Doing): Promise<void> {
  await closeLines(tx, one.id)
  for (const { lineId, units, isOpen } of one.lines) {
    if (!isOpen) continue
    if (!one.wasSent) await holdUnits(tx, one.orderId, { lineId, units: -units })
    const hold = { reason: 'after_sale', source: one.id, note: '', by: actor, at } as const
    await letLineGo(tx, await paidLine(tx, { orderId: one.orderId, lineId }), hold)
  }
}
