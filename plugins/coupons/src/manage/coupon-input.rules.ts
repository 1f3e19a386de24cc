import { toBps, toFen } from '@mamapu/kernel'
import { normaliseCode, worthOf } from '../coupon.rules.js'
import type { CouponBody } from '../coupon.schema.js'
import { COUPON_CLASS, type Coupon, type CouponTerms } from '../coupon.types.js'

/** A coupon as a merchant describes it, checked across its fields. */
export type CouponInput = Omit<Coupon, 'id' | 'state' | 'version' | 'recallAt'>

type ReadCouponResult =
  | { readonly ok: true; readonly coupon: CouponInput }
  | { readonly ok: false; readonly field: keyof CouponBody; readonly reason: CouponFault }

type CouponFault =
  | 'missing'
  | 'not_a_time'
  | 'before_start'
  | 'not_a_code'
  | 'ends_before_claiming'
  | 'below_least'
  | 'below_one'
  | 'not_a_scope'

const bad = (field: keyof CouponBody, reason: CouponFault): ReadCouponResult => ({ ok: false, field, reason })

/** The body as a coupon, or the first field that does not go with the others. Fields of another kind are dropped. */
export function readCoupon(body: CouponBody): ReadCouponResult {
  const fault = whyBadTerms(body)
  if (fault) return fault
  const { claim, validity } = body
  const terms = termsOf(body)
  const code = claim === 'code' ? normaliseCode(body.code ?? '') : null
  if (claim === 'code' && code === null) return bad('code', body.code ? 'not_a_code' : 'missing')
  const auto = claim === 'auto' ? body.auto : undefined
  if (claim === 'auto' && auto === undefined) return bad('auto', 'missing')
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
      terms,
      total: body.total,
      perPerson: body.perPerson,
      budgetFen: body.budgetFen === undefined ? null : toFen(body.budgetFen),
      claim,
      code,
      auto: auto ?? null,
      autoFromFen: auto === 'paid' ? toFen(body.autoFromFen ?? 0) : null,
      autoLevel: auto === 'level' ? (body.autoLevel ?? null) : null,
      giftMax: claim === 'shop' ? (body.giftMax ?? 0) : 0,
      claimFrom,
      claimUntil,
      validity,
      ...window,
    },
  }
}

type Fault = Extract<ReadCouponResult, { ok: false }>

function whyBadTerms(body: CouponBody): Fault | null {
  const fault = (field: keyof CouponBody, reason: CouponFault): Fault => ({ ok: false, field, reason })
  const { kind, scope } = body
  if ((kind === 'amount' || kind === 'random') && body.amountFen === undefined)
    return fault('amountFen', 'missing')
  if (kind === 'random') {
    if (body.amountMaxFen === undefined) return fault('amountMaxFen', 'missing')
    if (body.amountMaxFen < (body.amountFen as number)) return fault('amountMaxFen', 'below_least')
  }
  if (kind === 'rate' && body.offBps === undefined) return fault('offBps', 'missing')
  if (scope !== 'all' && (body.scopeIds ?? []).length === 0) return fault('scopeIds', 'missing')
  // A voucher is for goods the merchant chose, not for anything at all.
  if (kind === 'voucher' && scope === 'all') return fault('scope', 'not_a_scope')
  if (body.budgetFen === undefined) return null
  if (kind === 'rate' && body.capFen === undefined) return fault('capFen', 'missing')
  if (kind === 'voucher' && body.worthFen === undefined) return fault('worthFen', 'missing')
  return body.budgetFen < worthOf(termsOf(body)).least ? fault('budgetFen', 'below_one') : null
}

function termsOf(body: CouponBody): CouponTerms {
  const { kind, scope } = body
  const fenOf = (fen: number | undefined, isOf: boolean) => (isOf && fen !== undefined ? toFen(fen) : null)
  return {
    title: { 'zh-CN': body.title.trim(), en: body.titleEn?.trim() || body.title.trim() },
    kind,
    amountFen: fenOf(body.amountFen, kind === 'amount' || kind === 'random'),
    amountMaxFen: fenOf(body.amountMaxFen, kind === 'random'),
    offBps: kind === 'rate' && body.offBps !== undefined ? toBps(body.offBps) : null,
    capFen: fenOf(body.capFen, kind === 'rate'),
    worthFen: fenOf(body.worthFen, kind === 'voucher'),
    thresholdFen: toFen(body.thresholdFen),
    scope,
    scopeIds: scope === 'all' ? [] : [...new Set(body.scopeIds ?? [])],
    exceptIds: [...new Set(body.exceptIds ?? [])],
    undiscountedOnly: body.undiscountedOnly ?? false,
    combinesWith: combinesOf(body),
  }
}

/** The classes a coupon may stand beside. What is left out of the form is what coupons always allowed. */
function combinesOf(body: CouponBody): readonly string[] {
  const classes: readonly (readonly [string, boolean])[] = [
    ['full-reduction', body.withFullReduction ?? true],
    ['bundle', body.withBundle ?? true],
    ['add-on', body.withBundle ?? true],
    ['points', body.withPoints ?? true],
    ['exclusive', body.withExclusive ?? false],
    [COUPON_CLASS, body.several ?? false],
  ]
  return classes.flatMap(([name, isIn]) => (isIn ? [name] : []))
}

type Validity = Pick<Coupon, 'validFrom' | 'validUntil' | 'validDays'>

function readValidity(body: CouponBody, claimUntil: Date): Validity | Fault {
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
