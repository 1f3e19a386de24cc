import { randomBytes } from 'node:crypto'
import type { PluginContext } from '@mamapu/plugin-sdk'
import { setAside } from '../claim/set-aside.js'
import type { CouponErrorCode } from '../coupon.errors.js'
import { shareCoupon } from '../coupon.queries.js'
import type { BatchId, CouponId } from '../coupon.types.js'
import { addMade, insertBatch, insertCodes, lockUnfinished } from './batch.queries.js'
import { CODE_BYTES, codeFrom } from './code.rules.js'

/** Codes of one transaction. */
const CHUNK = 1000

type BatchResult =
  | { readonly made: true; readonly id: BatchId }
  | { readonly made: false; readonly reason: CouponErrorCode }

/** Sets the coupons for a batch of codes aside, so that every code printed can be redeemed; a job makes the codes. */
export async function startBatch(
  ctx: PluginContext,
  { couponId, name, codes }: { couponId: CouponId; name: string; codes: number },
): Promise<BatchResult> {
  const coupon = await shareCoupon(ctx.tx, couponId)
  if (!coupon) return { made: false, reason: 'COUPONS_NOT_FOUND' }
  if (coupon.claim !== 'codes') return { made: false, reason: 'COUPONS_NO_CODES' }
  if (coupon.state === 'stopped') return { made: false, reason: 'COUPONS_STOPPED' }
  const id = ctx.newId()
  const aside = await setAside(ctx, coupon, { units: codes, owner: id })
  if (!aside.done) return { made: false, reason: 'COUPONS_TOO_FEW_LEFT' }
  await insertBatch(ctx.tx, {
    id,
    couponId,
    name,
    terms: coupon.terms,
    codesTotal: codes,
    unitFen: aside.unitFen,
    at: ctx.at,
  })
  return { made: true, id }
}

/** Makes the next codes of the oldest unfinished batch. What a crash undid is made again. */
export async function makeCodes(ctx: PluginContext): Promise<'more' | undefined> {
  const batch = await lockUnfinished(ctx.tx)
  if (!batch) return undefined
  const wanted = Math.min(CHUNK, batch.codesTotal - batch.codesMade)
  const codes = Array.from({ length: wanted }, () => codeFrom(randomBytes(CODE_BYTES)))
  await addMade(ctx.tx, batch.id, await insertCodes(ctx.tx, batch.id, codes))
  return 'more'
}
