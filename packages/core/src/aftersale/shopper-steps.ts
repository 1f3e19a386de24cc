import type { TenantTx } from '@mamapu/db'
import { type CasePicture, insertPictures, listPictures } from './case.queries.js'
import { CASE_PICTURES_MAX, CASE_TEXT_MAX, moveOf } from './case.rules.js'
import type { CaseId } from './case.types.js'
import type { Ground } from './ground.js'
import { type DecideResult, lockCase } from './lock-case.js'
import { moveCase } from './move-case.js'

interface Step {
  readonly at: Date
}

/** She does not want it any more; what was held is free again. Not once the goods are on their way back. */
export async function withdrawCase(
  tx: TenantTx,
  ground: Ground,
  caseId: CaseId,
  { at }: Step,
): Promise<DecideResult> {
  const held = await lockCase(tx, caseId)
  if (!held) return { done: false, code: 'CASE_NOT_FOUND' }
  const to = moveOf(held.one, 'withdraw')
  if (!to) return { done: false, code: 'CASE_STATE' }
  const move = { action: 'withdraw', to, actor: 'shopper', ending: 'withdrawn', at } as const
  return { done: true, case: await moveCase(tx, ground, held.one, move) }
}

/** After a refusal she asks once more, with a word and, where it helps, more pictures; the shop answers again. */
export async function escalateCase(
  tx: TenantTx,
  ground: Ground,
  caseId: CaseId,
  ask: Step & { readonly note: string; readonly pictures: readonly CasePicture[] },
): Promise<DecideResult> {
  const note = ask.note.trim()
  if (note === '' || note.length > CASE_TEXT_MAX) return { done: false, code: 'CASE_TEXT' }
  const held = await lockCase(tx, caseId)
  if (!held) return { done: false, code: 'CASE_NOT_FOUND' }
  const to = moveOf(held.one, 'escalate')
  if (!to) return { done: false, code: 'CASE_STATE' }
  const known = await listPictures(tx, caseId)
  if (known.length + ask.pictures.length > 2 * CASE_PICTURES_MAX)
    return { done: false, code: 'CASE_PICTURES' }
  await insertPictures(tx, caseId, ask.pictures)
  const move = { action: 'escalate', to, actor: 'shopper', note, at: ask.at } as const
  return { done: true, case: await moveCase(tx, ground, held.one, move) }
}

const CARRIER_MAX = 40
const TRACKING = /^[A-Za-z0-9-]{5,40}$/

/** The goods are on their way back; a number that was mistyped may be corrected until they are there. */
export async function sendCase(
  tx: TenantTx,
  ground: Ground,
  caseId: CaseId,
  ask: Step & { readonly carrier: string; readonly trackingNumber: string },
): Promise<DecideResult> {
  const carrier = ask.carrier.trim()
  const trackingNumber = ask.trackingNumber.replaceAll(/\s/g, '')
  if (carrier === '' || carrier.length > CARRIER_MAX || !TRACKING.test(trackingNumber))
    return { done: false, code: 'CASE_TRACKING' }
  const held = await lockCase(tx, caseId)
  if (!held) return { done: false, code: 'CASE_NOT_FOUND' }
  const { one } = held
  const to = moveOf(one, 'send')
  if (!to) return { done: false, code: 'CASE_STATE' }
  if (one.carrier === carrier && one.trackingNumber === trackingNumber) return { done: true, case: one }
  const note = `${carrier} ${trackingNumber}`
  const move = { action: 'send', to, actor: 'shopper', note, change: { carrier, trackingNumber } } as const
  return { done: true, case: await moveCase(tx, ground, one, { ...move, at: ask.at }) }
}
