import type { TenantTx } from '@mamapu/db'
import { must, type SkuId, ZERO_FEN } from '@mamapu/kernel'
import { listLines, placeReplacement } from '../orders/index.js'
import { unitsLeftOf } from './amounts.js'
import { writeOutcome } from './case.queries.js'
import { CASE_TEXT_MAX, type CaseAction, moveOf } from './case.rules.js'
import type { Case, CaseActor, CaseId } from './case.types.js'
import type { Ground } from './ground.js'
import { type DecideResult, type HeldCase, lockCase } from './lock-case.js'
import { moveCase } from './move-case.js'
import { type Found, refundCase } from './refund-case.js'
import { wholeStep } from './whole-step.js'

/** The goods are back at the shop. */
export async function arriveCase(
  tx: TenantTx,
  ground: Ground,
  caseId: CaseId,
  { action = 'arrive', actor, at }: { action?: 'arrive' | 'lapse'; actor: CaseActor; at: Date },
): Promise<DecideResult> {
  const held = await lockCase(tx, caseId)
  if (!held) return { done: false, code: 'CASE_NOT_FOUND' }
  const to = moveOf(held.one, action)
  if (to !== 'arrived') return { done: false, code: 'CASE_STATE' }
  return { done: true, case: await moveCase(tx, ground, held.one, { action, to, actor, at }) }
}

export interface Inspection {
  readonly action: 'pass' | 'lapse'
  /** What was found of each line; null: all of it is well, and sold again. */
  readonly lines: readonly Found[] | null
  /** Why less than all; the shopper reads it. */
  readonly note: string
  /** An exchange that ends with the money instead. */
  readonly asRefund?: boolean
  readonly actor: CaseActor
  readonly at: Date
}

/**
 * Ends a case whose goods are back: with the money or with other goods, in this very transaction. What is not taken back, or
 * paid back less, has its reason beside it. EXCHANGE_SOLD_OUT writes nothing: it may end with the money instead.
 */
export async function inspectCase(
  tx: TenantTx,
  ground: Ground,
  caseId: CaseId,
  inspection: Inspection,
): Promise<DecideResult> {
  const held = await lockCase(tx, caseId)
  if (!held) return { done: false, code: 'CASE_NOT_FOUND' }
  const { one, order } = held
  const found = await findingsOf(tx, held, inspection.lines)
  if (!found) return { done: false, code: 'CASE_UNITS' }
  const note = inspection.note.trim().slice(0, CASE_TEXT_MAX)
  if (isLess(one, found) && note === '') return { done: false, code: 'CASE_TEXT' }
  const said = { ...inspection, note, lines: found }
  if (found.every(({ units }) => units === 0)) return giveBackNothing(tx, ground, one, said)
  const kind = inspection.asRefund ? 'return' : one.kind
  const to = moveOf({ ...one, kind }, inspection.action)
  if (to === 'refunded') return refundCase(tx, ground, held, said)
  if (to !== 'exchanged' || !order) return { done: false, code: 'CASE_STATE' }
  return exchange(tx, ground, held, said)
}

type Said = Omit<Inspection, 'lines'> & { readonly lines: readonly Found[] }

/** Nothing of it is taken back: the goods go to the shopper again. */
async function giveBackNothing(tx: TenantTx, ground: Ground, one: Case, said: Said): Promise<DecideResult> {
  const action: CaseAction = 'reject'
  const to = moveOf(one, action)
  if (!to) return { done: false, code: 'CASE_STATE' }
  const { actor, note, at } = said
  const move = { action, to, actor, note, ending: 'goods_refused', at } as const
  return { done: true, case: await moveCase(tx, ground, one, move) }
}

/** What was found, completed: lines nobody named are all well. Null where more came back than was sent, or a line is another's. */
async function findingsOf(
  tx: TenantTx,
  { one, order }: HeldCase,
  said: readonly Found[] | null,
): Promise<readonly Found[] | null> {
  const left = unitsLeftOf({ lines: await listLines(tx, order.id), one })
  const found = left.map(
    ({ line, units }): Found =>
      said?.find(({ lineId }) => lineId === line.id) ?? {
        lineId: line.id,
        units,
        restockUnits: units,
        lessFen: ZERO_FEN,
      },
  )
  const isSound = found.every((line) => {
    const most = left.find((known) => known.line.id === line.lineId)?.units ?? 0
    return (
      [line.units, line.restockUnits, line.lessFen].every(
        (count) => Number.isSafeInteger(count) && count >= 0,
      ) &&
      line.units <= most &&
      line.restockUnits <= line.units
    )
  })
  const isOfCase = (said ?? []).every(({ lineId }) => one.lines.some((line) => line.lineId === lineId))
  return isSound && isOfCase ? found : null
}

const isLess = (one: Case, found: readonly Found[]): boolean =>
  found.some(
    ({ lineId, units, lessFen }) =>
      lessFen > 0 || units < (one.lines.find((line) => line.lineId === lineId)?.units ?? 0),
  )

async function exchange(
  tx: TenantTx,
  ground: Ground,
  { one, order }: HeldCase,
  said: Said,
): Promise<DecideResult> {
  const { action, actor, note, at } = said
  const lines = await listLines(tx, order.id)
  const skuOf = (found: Found): SkuId => {
    const wanted = one.lines.find(({ lineId }) => lineId === found.lineId)?.wantedSku
    return (
      wanted ??
      must(
        lines.find(({ id }) => id === found.lineId),
        'a line of its order',
      ).skuId
    )
  }
  const wanted = said.lines
    .filter(({ units }) => units > 0)
    .map((found) => ({ ...found, skuId: skuOf(found) }))
  const ask = { of: order.id, lines: wanted, keys: ground.keys, zone: ground.zone, actor, at }
  return wholeStep(tx, async (inner) => {
    const replacement = await placeReplacement(inner, ask)
    if (!replacement.placed) return { done: false, code: 'EXCHANGE_SOLD_OUT' }
    for (const [index, { lineId, units, restockUnits }] of wanted.entries())
      await writeOutcome(inner, one.id, {
        lineId,
        doneUnits: units,
        restockedUnits: restockUnits,
        lessFen: ZERO_FEN,
        replacementLine: must(replacement.lineIds[index], 'a line for each'),
      })
    const change = { replacementId: replacement.orderId }
    const move = { action, to: 'exchanged', actor, note, change, at } as const
    return { done: true, case: await moveCase(inner, ground, one, move) }
  })
}
