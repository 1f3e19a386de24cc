import { randomBytes } from 'node:crypto'
import type { PluginContext } from '@mamapu/plugin-sdk'
import { setAside } from '../claim/set-aside.js'
import type { CouponErrorCode } from '../coupon.errors.js'
import { shareCoupon } from '../coupon.queries.js'
import type { BatchId, CouponId } from '../coupon.types.js'
import type { Whom } from '../give/whom.js'
import {
  addMade,
  type Batch,
  findUnfinished,
  insertBatch,
  insertCodes,
  lockUnfinished,
  type PersonalTo,
} from './batch.queries.js'
import { CODE_BYTES, codeFrom } from './code.rules.js'
import { makeForPeople } from './personal-codes.js'

/** Codes of one transaction. */
const CHUNK = 1000

type BatchResult =
  | { readonly made: true; readonly id: BatchId }
  | { readonly made: false; readonly reason: CouponErrorCode }

interface BatchInput {
  readonly couponId: CouponId
  readonly name: string
  readonly codes: number
  /** For whom a code each is made, `codes` at most; null: for whoever has them. */
  readonly whom: Whom<PersonalTo> | null
  readonly tells: boolean
}

/** Sets the coupons for a batch of codes aside, so that every code there is can be redeemed; a job makes the codes. */
export async function startBatch(ctx: PluginContext, input: BatchInput): Promise<BatchResult> {
  const { couponId, whom } = input
  const coupon = await shareCoupon(ctx.tx, couponId)
  if (!coupon) return { made: false, reason: 'COUPONS_NOT_FOUND' }
  if (coupon.claim !== 'codes') return { made: false, reason: 'COUPONS_NO_CODES' }
  if (coupon.state === 'stopped') return { made: false, reason: 'COUPONS_STOPPED' }
  const id = ctx.newId()
  const codesTotal = whom?.who === 'chosen' ? Math.min(input.codes, whom.customerIds.length) : input.codes
  const aside = await setAside(ctx, coupon, { units: codesTotal, owner: id })
  if (!aside.done) return { made: false, reason: 'COUPONS_TOO_FEW_LEFT' }
  await insertBatch(ctx.tx, {
    ...input,
    id,
    terms: coupon.terms,
    codesTotal,
    unitFen: aside.unitFen,
    at: ctx.at,
  })
  return { made: true, id }
}

/** Makes the next codes of the oldest unfinished batch. What a crash undid is made again. */
export async function makeCodes(ctx: PluginContext): Promise<'more' | undefined> {
  const found = await findUnfinished(ctx.tx, { isOn: ctx.isOn })
  if (!found) return undefined
  // The coupon's row before the batch's, as a recall holds them.
  const coupon = await shareCoupon(ctx.tx, found.couponId)
  const batch = coupon && (await lockUnfinished(ctx.tx, found.id))
  if (!batch) return undefined
  await (batch.whom ? makeForPeople(ctx, coupon, { ...batch, whom: batch.whom }) : makeForAnybody(ctx, batch))
  return 'more'
}

async function makeForAnybody(ctx: PluginContext, batch: Batch): Promise<void> {
  const wanted = Math.min(CHUNK, batch.codesTotal - batch.codesMade)
  const codes = Array.from({ length: wanted }, () => ({
    code: codeFrom(randomBytes(CODE_BYTES)),
    customerId: null,
  }))
  const added = await insertCodes(ctx.tx, batch.id, codes)
  await addMade(ctx.tx, batch.id, { made: added.size, after: null })
}
