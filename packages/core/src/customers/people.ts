import type { TenantTx } from '@mamapu/db'
import { assert, type CustomerId, newId } from '@mamapu/kernel'
import { emit } from '../events/index.js'
import { lockCustomer } from './customer.queries.js'
import { findRank, type LevelRow, lockLevel, replaceLevels, writeLevel } from './level.queries.js'
import { readTag } from './person.rules.js'
import { deleteTag, insertTag, listTags } from './tag.queries.js'

/** Levels of one shop and tags of one customer at most. */
export const LEVELS_MAX = 20
export const TAGS_MAX = 50

export type SetLevelResult =
  | { readonly done: true; readonly changed: boolean; readonly from: string }
  | { readonly done: false; readonly reason: 'no_customer' | 'unknown_level' }

/** Who says so, and why. */
export interface SaidBy {
  readonly actor: string
  readonly reason: string
  readonly at: Date
}

/** Puts a customer on a level (`''`: none), keeps the change and tells it; the level they are on already changes nothing. */
export async function setLevel(
  tx: TenantTx,
  { customerId, level }: { customerId: CustomerId; level: string },
  { actor, reason, at }: SaidBy,
): Promise<SetLevelResult> {
  const toRank = level === '' ? 0 : await findRank(tx, level)
  if (toRank === null) return { done: false, reason: 'unknown_level' }
  const from = await lockLevel(tx, customerId)
  if (from === null) return { done: false, reason: 'no_customer' }
  if (from === level) return { done: true, changed: false, from }
  await writeLevel(tx, customerId, { id: newId('his', at), from, to: level, reason, actor, at })
  const fromRank = (await findRank(tx, from)) ?? 0
  await emit(tx, 'customer.level_changed', { customerId, from, to: level, fromRank, toRank }, at)
  return { done: true, changed: true, from }
}

/** Makes these the shop's levels, ranked by their place in the list. */
export async function defineLevels(tx: TenantTx, levels: readonly Omit<LevelRow, 'rank'>[]): Promise<void> {
  assert(levels.length <= LEVELS_MAX, `at most ${LEVELS_MAX} levels`)
  await replaceLevels(
    tx,
    levels.map((level, index) => ({ ...level, rank: index + 1 })),
  )
}

/** Holds the customer, so that the limit holds however many add at once. */
export async function addTag(
  tx: TenantTx,
  { customerId, tag: text }: { customerId: CustomerId; tag: string },
  { actor, at }: Omit<SaidBy, 'reason'>,
): Promise<'added' | 'there' | 'full' | 'no_customer'> {
  const tag = readTag(text)
  assert(tag !== null, `not a tag: ${text.slice(0, 60)}`)
  if (!(await lockCustomer(tx, customerId))) return 'no_customer'
  const tags = await listTags(tx, customerId, TAGS_MAX)
  if (tags.includes(tag)) return 'there'
  if (tags.length >= TAGS_MAX) return 'full'
  return (await insertTag(tx, customerId, { tag, actor, at })) ? 'added' : 'there'
}

/** Makes these the customer's tags: what is missing is added, what is no longer named goes. False: no such customer. */
export async function replaceTags(
  tx: TenantTx,
  { customerId, tags }: { customerId: CustomerId; tags: readonly string[] },
  { actor, at }: Omit<SaidBy, 'reason'>,
): Promise<boolean> {
  assert(tags.length <= TAGS_MAX, `at most ${TAGS_MAX} tags`)
  if (!(await lockCustomer(tx, customerId))) return false
  const before = await listTags(tx, customerId, TAGS_MAX)
  for (const tag of before) if (!tags.includes(tag)) await deleteTag(tx, customerId, tag)
  for (const tag of tags) if (!before.includes(tag)) await insertTag(tx, customerId, { tag, actor, at })
  return true
}
