import { formatFen, toFen } from '@mamapu/kernel'
import type { Static } from 'typebox'
import { shownCode } from './batch/code.rules.js'
import type { OwnCode } from './batch/own-codes.queries.js'
import type { CouponCounts, CouponRow } from './coupon.queries.js'
import { toCoupon } from './coupon.queries.js'
import type { ClaimableView, CouponView, HeldView, OwnCodeView } from './coupon.replies.js'
import { heldStateOf, isSeveral, whyNotClaimable } from './coupon.rules.js'
import { COUPON_CLASS, type Coupon, type CouponTerms, type HeldCoupon } from './coupon.types.js'

export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string

/** A coupon as staff see it and as the form takes it back. */
export function couponView(row: CouponRow & CouponCounts): Static<typeof CouponView> {
  const coupon = toCoupon(row)
  const { terms } = coupon
  return {
    id: coupon.id,
    title: row.title,
    titleEn: row.title_en,
    kind: terms.kind,
    ...(terms.amountFen === null ? {} : { amountFen: terms.amountFen }),
    ...(terms.amountMaxFen === null ? {} : { amountMaxFen: terms.amountMaxFen }),
    ...(terms.offBps === null ? {} : { offBps: terms.offBps }),
    ...(terms.capFen === null ? {} : { capFen: terms.capFen }),
    ...(terms.worthFen === null ? {} : { worthFen: terms.worthFen }),
    thresholdFen: terms.thresholdFen,
    scope: terms.scope,
    scopeIds: [...terms.scopeIds],
    exceptIds: [...terms.exceptIds],
    undiscountedOnly: terms.undiscountedOnly,
    withFullReduction: terms.combinesWith.includes('full-reduction'),
    withBundle: terms.combinesWith.includes('bundle'),
    withPoints: terms.combinesWith.includes('points'),
    withExclusive: terms.combinesWith.includes('exclusive'),
    several: terms.combinesWith.includes(COUPON_CLASS),
    total: coupon.total,
    perPerson: coupon.perPerson,
    ...(coupon.budgetFen === null ? {} : { budgetFen: coupon.budgetFen }),
    claim: coupon.claim,
    ...(coupon.code === null ? {} : { code: coupon.code }),
    ...(coupon.auto === null ? {} : { auto: coupon.auto }),
    ...(coupon.autoFromFen === null ? {} : { autoFromFen: coupon.autoFromFen }),
    ...(coupon.autoLevel === null ? {} : { autoLevel: coupon.autoLevel }),
    giftMax: coupon.giftMax,
    claimFrom: coupon.claimFrom.toISOString(),
    claimUntil: coupon.claimUntil.toISOString(),
    validity: coupon.validity,
    ...(coupon.validFrom ? { validFrom: coupon.validFrom.toISOString() } : {}),
    ...(coupon.validUntil ? { validUntil: coupon.validUntil.toISOString() } : {}),
    ...(coupon.validDays === null ? {} : { validDays: coupon.validDays }),
    version: coupon.version,
    state: shownState(row),
    issued: row.issued,
    used: row.used,
    discountFen: row.discount_fen,
  }
}

/** What staff read about a coupon: given out, all gone, stopped, being taken back, taken back. */
function shownState(row: CouponRow & CouponCounts): string {
  if (row.state === 'open') return row.is_left ? 'open' : 'gone'
  if (row.recall_at === null) return 'stopped'
  return row.recall_done_at === null ? 'recalling' : 'recalled'
}

function termsView(terms: CouponTerms, locale: 'zh-CN' | 'en') {
  return {
    title: terms.title[locale],
    kind: terms.kind,
    amountFen: terms.amountFen,
    amountMaxFen: terms.amountMaxFen,
    offBps: terms.offBps,
    capFen: terms.capFen,
    thresholdFen: terms.thresholdFen,
    scope: terms.scope,
  }
}

export function claimableView(
  { id, terms, claimUntil }: Coupon,
  obstacle: string | null,
  locale: 'zh-CN' | 'en',
): Static<typeof ClaimableView> {
  return { id, ...termsView(terms, locale), claimUntil: claimUntil.toISOString(), obstacle }
}

export function ownCodeView(
  { code, terms, coupon }: OwnCode,
  at: Date,
  locale: 'zh-CN' | 'en',
): Static<typeof OwnCodeView> {
  const claimUntil = coupon.claimUntil.toISOString()
  const obstacle = whyNotClaimable(coupon, 'codes', at)
  return { code: shownCode(code), ...termsView(terms, locale), claimUntil, obstacle }
}

export function heldView(held: HeldCoupon, at: Date, locale: 'zh-CN' | 'en'): Static<typeof HeldView> {
  return {
    id: held.id,
    couponId: held.couponId,
    ...termsView(held.terms, locale),
    state: heldStateOf(held, at),
    validFrom: held.validFrom.toISOString(),
    validUntil: held.validUntil.toISOString(),
  }
}

/** What a block shows of any coupon: the big value and one line about where it counts. */
export function ticket(terms: CouponTerms, t: Say, locale: 'zh-CN' | 'en') {
  return { title: terms.title[locale], value: valueText(terms, t, locale), note: noteText(terms, t) }
}

/** 1000 → "10", 1050 → "10.5": whole numbers without a point, as prices are read aloud. */
export function shortMoney(fen: number): string {
  return formatFen(toFen(fen)).replace(/\.?0+$/, '')
}

export function valueText(terms: CouponTerms, t: Say, locale: 'zh-CN' | 'en'): string {
  if (terms.kind === 'voucher') return t('value.voucher')
  if (terms.kind === 'amount') return t('value.amount', { amount: shortMoney(terms.amountFen ?? 0) })
  if (terms.kind === 'random')
    return t('value.random', {
      least: shortMoney(terms.amountFen ?? 0),
      most: shortMoney(terms.amountMaxFen ?? 0),
    })
  const off = terms.offBps ?? 0
  // 1200 bps off is 8.8 折 in Chinese and 12 % off in English.
  return t('value.rate', { off: locale === 'zh-CN' ? trimmed(10_000 - off, 1000) : trimmed(off, 100) })
}

function trimmed(value: number, unit: number): string {
  const rest = String(value % unit)
    .padStart(String(unit).length - 1, '0')
    .replace(/0+$/, '')
  return rest === '' ? String(Math.trunc(value / unit)) : `${Math.trunc(value / unit)}.${rest}`
}

function noteText(terms: CouponTerms, t: Say): string {
  const threshold =
    terms.thresholdFen > 0
      ? t('note.threshold', { amount: shortMoney(terms.thresholdFen) })
      : t('note.no_threshold')
  const cap = terms.capFen === null ? '' : t('note.cap', { amount: shortMoney(terms.capFen) })
  const scope = t(terms.exceptIds.length > 0 ? `scope.${terms.scope}_except` : `scope.${terms.scope}`)
  const voucher = terms.kind === 'voucher' ? t('note.voucher') : ''
  const original = terms.undiscountedOnly ? t('note.original') : ''
  const several = isSeveral(terms) ? t('note.several') : ''
  return [voucher, threshold, cap, scope, original, several].filter((part) => part !== '').join(' · ')
}
