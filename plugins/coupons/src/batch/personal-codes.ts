import { randomBytes } from 'node:crypto'
import { assert } from '@mamapu/kernel'
import type { AudiencePerson, PluginContext } from '@mamapu/plugin-sdk'
import { putBack } from '../claim/set-aside.js'
import { whyNotClaimable } from '../coupon.rules.js'
import type { Coupon } from '../coupon.types.js'
import { nextPeople, type Whom } from '../give/whom.js'
import { tellCode } from '../notices/tell.js'
import { addMade, type Batch, endBatch, insertCodes, type NewCode, type PersonalTo } from './batch.queries.js'
import { CODE_BYTES, codeFrom } from './code.rules.js'

/** Customers of one transaction. */
const CHUNK = 200
/** A code that exists already is drawn again; by then it is another one. */
const DRAWS_MAX = 5

type PersonalBatch = Batch & { readonly whom: Whom<PersonalTo> }

/**
 * Makes a code each for the next customers of a batch that the caller holds. With the last of them, when no coupon is
 * left for the next, or when the coupon is no longer given out, the batch ends and what was not needed goes back.
 */
export async function makeForPeople(ctx: PluginContext, coupon: Coupon, batch: PersonalBatch): Promise<void> {
  if (whyNotClaimable(coupon, 'codes', ctx.at) === 'COUPONS_STOPPED')
    return end(ctx, batch, { isShort: true })
  const left = batch.codesTotal - batch.codesMade
  const { people, isLast } = await nextPeople(ctx, batch.whom, { after: batch.after, limit: CHUNK })
  const served = people.slice(0, left)
  const codes = await insertFor(ctx, batch, served)
  await addMade(ctx.tx, batch.id, { made: codes.length, after: served.at(-1)?.id ?? batch.after })
  if (batch.tells)
    for (const { code, customerId } of codes)
      if (customerId) await tellCode(ctx, customerId, { batchId: batch.id, code, terms: batch.terms })
  const isShort = people.length > left
  if (isShort || isLast) await end(ctx, batch, { isShort })
}

async function insertFor(
  ctx: PluginContext,
  batch: PersonalBatch,
  people: readonly AudiencePerson[],
): Promise<readonly NewCode[]> {
  const made: NewCode[] = []
  let waiting = people.map(({ id }) => id)
  for (let draw = 0; draw < DRAWS_MAX && waiting.length > 0; draw += 1) {
    const drawn = waiting.map((customerId) => ({ code: codeFrom(randomBytes(CODE_BYTES)), customerId }))
    const added = await insertCodes(ctx.tx, batch.id, drawn)
    made.push(...drawn.filter(({ code }) => added.has(code)))
    waiting = drawn.filter(({ code }) => !added.has(code)).map(({ customerId }) => customerId)
  }
  assert(waiting.length === 0, 'codes of sixty bits do not meet five times in a row')
  return made
}

async function end(ctx: PluginContext, batch: Batch, { isShort }: { isShort: boolean }): Promise<void> {
  const units = await endBatch(ctx.tx, batch.id, { at: ctx.at, isShort })
  await putBack(ctx, [{ couponId: batch.couponId, owner: batch.id, units, unitFen: batch.unitFen }])
}
