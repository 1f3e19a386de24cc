import { type Fen, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'
import { worthOf } from '../coupon.rules.js'
import type { CouponId } from '../coupon.types.js'
import type { CouponInput } from './coupon-input.rules.js'

/** Writes a coupon; false when its code belongs to another one. */
export async function insertCoupon(
  tx: TenantTx,
  id: CouponId,
  coupon: CouponInput,
  at: Date,
): Promise<boolean> {
  const { terms } = coupon
  const rows = await tx.sql`
    insert into coupons_coupons (tenant_id, id, title, title_en, kind, amount_fen, amount_max_fen, off_bps, cap_fen,
      worth_fen, threshold_fen, scope, scope_ids, except_ids, undiscounted_only, combines, total, per_person, budget_fen,
      unit_fen, claim, code, auto, auto_from_fen, auto_level, gift_max, claim_from, claim_until, validity, valid_from,
      valid_until, valid_days, created_at, updated_at)
    values (${tx.tenantId}, ${uuidOf(id)}, ${terms.title['zh-CN']}, ${terms.title.en}, ${terms.kind}, ${terms.amountFen},
      ${terms.amountMaxFen}, ${terms.offBps}, ${terms.capFen}, ${terms.worthFen}, ${terms.thresholdFen}, ${terms.scope},
      ${JSON.stringify(terms.scopeIds)}::text::jsonb, ${JSON.stringify(terms.exceptIds)}::text::jsonb,
      ${terms.undiscountedOnly}, ${JSON.stringify(terms.combinesWith)}::text::jsonb, ${coupon.total}, ${coupon.perPerson},
      ${coupon.budgetFen}, ${unitOf(coupon)}, ${coupon.claim}, ${coupon.code}, ${coupon.auto}, ${coupon.autoFromFen},
      ${coupon.autoLevel}, ${coupon.giftMax}, ${coupon.claimFrom}, ${coupon.claimUntil}, ${coupon.validity},
      ${coupon.validFrom}, ${coupon.validUntil}, ${coupon.validDays}, ${at}, ${at})
    on conflict (tenant_id, code) do nothing returning id`
  return rows.length === 1
}

function unitOf({ budgetFen, terms }: CouponInput): Fen | null {
  return budgetFen === null ? null : worthOf(terms).least
}

/** Whether another coupon, or a code that works once, has this code. */
export async function isCodeTaken(
  tx: TenantTx,
  code: string,
  byOtherThan: CouponId | null,
): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from coupons_coupons
     where tenant_id = ${tx.tenantId} and code = ${code}
       and (${byOtherThan && uuidOf(byOtherThan)}::uuid is null or id <> ${byOtherThan && uuidOf(byOtherThan)})
    union all select 1 from coupons_codes where tenant_id = ${tx.tenantId} and code = ${code} limit 1`
  return rows.length > 0
}

/** Changes a coupon for later claims; false when it is no longer the version the merchant saw. */
export async function updateCoupon(
  tx: TenantTx,
  id: CouponId,
  coupon: CouponInput,
  { seenVersion, at }: { seenVersion: number; at: Date },
): Promise<boolean> {
  const { terms } = coupon
  const rows = await tx.sql`
    update coupons_coupons set title = ${terms.title['zh-CN']}, title_en = ${terms.title.en}, kind = ${terms.kind},
      amount_fen = ${terms.amountFen}, amount_max_fen = ${terms.amountMaxFen}, off_bps = ${terms.offBps},
      cap_fen = ${terms.capFen}, worth_fen = ${terms.worthFen}, threshold_fen = ${terms.thresholdFen},
      scope = ${terms.scope}, scope_ids = ${JSON.stringify(terms.scopeIds)}::text::jsonb,
      except_ids = ${JSON.stringify(terms.exceptIds)}::text::jsonb, undiscounted_only = ${terms.undiscountedOnly},
      combines = ${JSON.stringify(terms.combinesWith)}::text::jsonb, total = ${coupon.total},
      per_person = ${coupon.perPerson}, budget_fen = ${coupon.budgetFen}, unit_fen = ${unitOf(coupon)},
      claim = ${coupon.claim}, code = ${coupon.code}, auto = ${coupon.auto}, auto_from_fen = ${coupon.autoFromFen},
      auto_level = ${coupon.autoLevel}, gift_max = ${coupon.giftMax}, claim_from = ${coupon.claimFrom},
      claim_until = ${coupon.claimUntil}, validity = ${coupon.validity}, valid_from = ${coupon.validFrom},
      valid_until = ${coupon.validUntil}, valid_days = ${coupon.validDays}, version = version + 1, updated_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and version = ${seenVersion} returning id`
  return rows.length === 1
}

/** Stops or resumes giving a coupon out; false when there is no such coupon. */
export async function setCouponState(
  tx: TenantTx,
  id: CouponId,
  state: 'open' | 'stopped',
  at: Date,
): Promise<boolean> {
  const rows = await tx.sql`
    update coupons_coupons set state = ${state}, version = version + 1, updated_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} returning id`
  return rows.length === 1
}
