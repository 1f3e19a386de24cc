import type { TenantTx } from '@mamapu/db'
import { seal, sealJson } from '../stores/index.js'
import { getAftersaleSettings, listReturnAddresses } from './aftersale-settings.js'
import { tellAbout } from './case.messages.js'
import { countSteps, insertStep, writeCase } from './case.queries.js'
import { CASE_TEXT_MAX, deadlineOf, isOver, moveOf, STEPS_MAX } from './case.rules.js'
import type { CaseActor, CaseId } from './case.types.js'
import type { Ground } from './ground.js'
import { type DecideResult, lockCase } from './lock-case.js'
import { moveCase } from './move-case.js'

interface Saying {
  readonly actor: CaseActor
  readonly note: string
  readonly at: Date
}

/** Text of one side as it is kept; null where there is none, or too much of it. */
const tidy = (text: string): string | null => {
  const note = text.trim()
  return note === '' || note.length > CASE_TEXT_MAX ? null : note
}

/** Says no with a reason the shopper reads: once more she may ask; after that it is over. */
export async function refuseCase(
  tx: TenantTx,
  ground: Ground,
  caseId: CaseId,
  { actor, note: said, at }: Saying,
): Promise<DecideResult> {
  const note = tidy(said)
  if (note === null) return { done: false, code: 'CASE_TEXT' }
  const held = await lockCase(tx, caseId)
  if (!held) return { done: false, code: 'CASE_NOT_FOUND' }
  const to = moveOf(held.one, 'refuse')
  if (!to) return { done: false, code: 'CASE_STATE' }
  const change = { refusals: held.one.refusals + 1 }
  const move = { action: 'refuse', to, actor, note, change, ending: 'refused', at } as const
  return { done: true, case: await moveCase(tx, ground, held.one, move) }
}

/** Says where the goods go, or another place than was said; the shopper has the whole time again. */
export async function redirectCase(
  tx: TenantTx,
  ground: Ground,
  caseId: CaseId,
  {
    addressIndex,
    actor,
    at,
  }: { readonly addressIndex: number; readonly actor: CaseActor; readonly at: Date },
): Promise<DecideResult> {
  const held = await lockCase(tx, caseId)
  if (!held) return { done: false, code: 'CASE_NOT_FOUND' }
  const { one } = held
  if (one.state !== 'sending') return { done: false, code: 'CASE_STATE' }
  const address = (await listReturnAddresses(tx, ground.keys))[addressIndex]
  if (!address) return { done: false, code: 'CASE_ADDRESS' }
  const { settings } = await getAftersaleSettings(tx)
  const after = await writeCase(tx, one, {
    state: one.state,
    change: { returnSealed: sealJson(ground.keys, address) },
    ...deadlineOf(one.state, settings, at),
    closedAt: null,
    at,
  })
  const step = { action: 'address', from: one.state, to: one.state, actor, noteSealed: null, at } as const
  await insertStep(tx, caseId, step)
  await tellAbout(tx, ground, after, { action: 'address', actor, at })
  return { done: true, case: after }
}

/** A word from one side to the other, as long as the case goes on; it moves nothing. */
export async function noteCase(
  tx: TenantTx,
  ground: Ground,
  caseId: CaseId,
  { actor, note: said, at }: Saying,
): Promise<DecideResult> {
  const note = tidy(said)
  if (note === null) return { done: false, code: 'CASE_TEXT' }
  const held = await lockCase(tx, caseId)
  if (!held) return { done: false, code: 'CASE_NOT_FOUND' }
  const { one } = held
  if (isOver(one.state)) return { done: false, code: 'CASE_STATE' }
  if ((await countSteps(tx, caseId)) >= STEPS_MAX) return { done: false, code: 'CASE_STEPS' }
  const step = { action: 'note', from: one.state, to: one.state, actor, at } as const
  await insertStep(tx, caseId, { ...step, noteSealed: seal(ground.keys, note) })
  await tellAbout(tx, ground, one, { action: 'note', actor, at })
  return { done: true, case: one }
}
