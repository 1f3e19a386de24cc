import { toBps, toFen } from '@mamapu/kernel'
import { normaliseCode } from './coupon.rules.js'
import type { CouponBody } from './coupon.schema.js'
import type { Coupon } from './coupon.types.js'

/** A coupon as a merchant describes it, checked across its fields. */
export type CouponInput = Omit<Coupon, 'id' | 'state' | 'version'>

export type ReadCouponResult =
  | { readonly ok: true; readonly coupon: CouponInput }
  | { readonly ok: false; readonly field: keyof CouponBody; readonly reason: CouponFault }

export type CouponFault = 'missing' | 'not_a_time' | 'before_start' | 'not_a_code' | 'ends_before_claiming'

const bad = (field: keyof CouponBody, reason: CouponFault): ReadCouponResult => ({ ok: false, field, reason })

/** The body as a coupon, or the first field that does not go with the others. Fields of the other kind are dropped. */
export function readCoupon(body: CouponBody): ReadCouponResult {
  const { kind, scope, claim, validity } = body
  if (kind === 'amount' && body.amountFen === undefined) return bad('amountFen', 'missing')
  if (kind === 'rate' && body.offBps === undefined) return bad('offBps', 'missing')
  const scopeIds = scope === 'all' ? [] : [...new Set(body.scopeIds ?? [])]
  if (scope !== 'all' && scopeIds.length === 0) return bad('scopeIds', 'missing')
  const code = claim === 'code' ? normaliseCode(body.code ?? '') : null
  if (claim === 'code' && code === null) return bad('code', body.code ? 'not_a_code' : 'missing')
  const claimFrom = instantOf(body.claimFrom)
  const claimUntil = instantOf(body.claimUntil)
  if (!claimFrom) return bad('claimFrom', 'not_a_time')
  if (!claimUntil) return bad('claimUntil', 'not_a_time')
  if (claimUntil <= claimFrom) return bad('claimUntil', 'before_start')
  const window = readValidity(body, claimUntil)
  if ('reason' in window) return window
  return {
    ok: true,
    coupon: {
      terms: {
        title: { 'zh-CN': body.title.trim(), en: body.titleEn?.trim() || body.title.trim() },
        kind,
        amountFen: kind === 'amount' ? toFen(body.amountFen as number) : null,
        offBps: kind === 'rate' ? toBps(body.offBps as number) : null,
        capFen: kind === 'rate' && body.capFen !== undefined ? toFen(body.capFen) : null,
        thresholdFen: toFen(body.thresholdFen),
        scope,
        scopeIds,
      },
      total: body.total,
      perPerson: body.perPerson,
      claim,
      code,
      claimFrom,
      claimUntil,
      validity,
      ...window,
    },
  }
}

type Validity = Pick<Coupon, 'validFrom' | 'validUntil' | 'validDays'>

function readValidity(
  body: CouponBody,
  claimUntil: Date,
): Validity | Extract<ReadCouponResult, { ok: false }> {
  const fault = (field: keyof CouponBody, reason: CouponFault) => ({ ok: false, field, reason }) as const
  if (body.validity === 'relative')
    return body.validDays === undefined
      ? fault('validDays', 'missing')
      : { validFrom: null, validUntil: null, validDays: body.validDays }
  const validFrom = instantOf(body.validFrom)
  const validUntil = instantOf(body.validUntil)
  if (!validFrom) return fault('validFrom', body.validFrom ? 'not_a_time' : 'missing')
  if (!validUntil) return fault('validUntil', body.validUntil ? 'not_a_time' : 'missing')
  if (validUntil <= validFrom) return fault('validUntil', 'before_start')
  // Nobody is to claim a coupon that is already over.
  if (validUntil < claimUntil) return fault('validUntil', 'ends_before_claiming')
  return { validFrom, validUntil, validDays: null }
}

function instantOf(text: string | undefined): Date | null {
  if (text === undefined || text === '') return null
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? null : at
}
