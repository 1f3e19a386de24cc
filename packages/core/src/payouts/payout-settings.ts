import type { TenantTx } from '@mamapu/db'
import { localDateOf } from '@mamapu/kernel'
import { type Static, Type } from 'typebox'
import { findVersioned, saveVersioned } from '../versioned/index.js'
import { LABOUR_2019, ruleOn, type TaxRule, whyNotTaxRules } from './tax.rules.js'
import { BY_HAND, PAYOUT_WAYS } from './withdrawal.types.js'

const closed = { additionalProperties: false }
const Amount = (minimum: number, title: string) => Type.Integer({ minimum, maximum: 100_000_000, title })

/** A withholding scale as it is sent and answered. */
export const TaxRuleBody = Type.Object(
  {
    from: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', title: '生效日 In force from' }),
    smallUpToFen: Amount(0, '定额扣除适用的收入上限 Income up to which a fixed amount is taken off'),
    smallDeductionFen: Amount(0, '定额扣除 Fixed amount taken off'),
    deductionBps: Type.Integer({ minimum: 0, maximum: 10_000, title: '比例扣除 Share taken off above' }),
    brackets: Type.Array(
      Type.Object(
        {
          upToFen: Type.Union([Amount(1, '上限 Up to'), Type.Null()]),
          bps: Type.Integer({ minimum: 0, maximum: 10_000, title: '税率 Rate' }),
          quickFen: Amount(0, '速算扣除数 Quick deduction'),
        },
        closed,
      ),
      { minItems: 1, maxItems: 10 },
    ),
    source: Type.String({ minLength: 1, maxLength: 200, title: '依据 Source' }),
  },
  closed,
)

/** How a shop pays out, as a merchant sets it. Whole fen, basis points, days. */
export const PayoutSettingsBody = Type.Object(
  {
    minimumFen: Amount(1, '最低提现金额 Least amount'),
    feeBps: Type.Integer({ minimum: 0, maximum: 1000, title: '手续费比例 Fee, share of the amount' }),
    feeFixedFen: Amount(0, '每笔固定手续费 Fee, fixed'),
    dailyCount: Type.Integer({ minimum: 1, maximum: 50, title: '每日次数上限 Times a day' }),
    dailyFen: Amount(1, '每日金额上限 Amount a day'),
    ways: Type.Array(Type.Enum([...PAYOUT_WAYS]), { minItems: 1, maxItems: 3, title: '收款方式 Ways' }),
    route: Type.String({
      pattern: '^[a-z][a-z0-9-]{0,29}$',
      title: '付款方式：hand 为人工打款 How it is paid: hand, or a provider',
    }),
    autoBelowFen: Amount(0, '低于此金额免审核（0 为都要审核）Approved by itself below (0: never)'),
    secondAboveFen: Amount(0, '高于此金额需第二人复核 A second person approves above'),
    confirmDays: Type.Integer({
      minimum: 1,
      maximum: 90,
      title: '打款后自动确认天数 Days until silence confirms',
    }),
    tax: Type.Object(
      {
        kind: Type.Enum(['none', 'labour']),
        rules: Type.Array(TaxRuleBody, { minItems: 1, maxItems: 20 }),
      },
      closed,
    ),
  },
  closed,
)

export type PayoutSettings = Static<typeof PayoutSettingsBody> & {
  /** 0 while the merchant has set nothing. */
  readonly version: number
}

/**
 * What holds until a merchant says otherwise: ten yuan at least, no fee, paid by hand, every withdrawal looked at, a second person
 * above 5,000 yuan, silence confirms after seven days, tax withheld as for labour services.
 */
export const DEFAULT_PAYOUT_SETTINGS: PayoutSettings = {
  minimumFen: 1000,
  feeBps: 0,
  feeFixedFen: 0,
  dailyCount: 3,
  dailyFen: 2_000_000,
  ways: [...PAYOUT_WAYS],
  route: BY_HAND,
  autoBelowFen: 0,
  secondAboveFen: 500_000,
  confirmDays: 7,
  tax: { kind: 'labour', rules: [LABOUR_2019] },
  version: 0,
}

/** The shop's settings as they stand in this transaction; what an older version left out has its default. */
export async function getPayoutSettings(tx: TenantTx): Promise<PayoutSettings> {
  const row = await findVersioned(tx, 'payouts')
  if (!row) return DEFAULT_PAYOUT_SETTINGS
  return { ...DEFAULT_PAYOUT_SETTINGS, ...(row.settings as Partial<PayoutSettings>), version: row.version }
}

export type SavePayoutSettingsResult =
  | { readonly saved: true; readonly settings: PayoutSettings }
  | { readonly saved: false; readonly reason: 'conflict' | 'route_unknown' | 'tax_rules' | 'tax_not_begun' }

/**
 * Sets all of them on the version the merchant saw. What was asked before keeps what it was told. Withholding that is on has a
 * scale in force today: one that only begins later would withhold nothing and say nothing.
 */
export async function savePayoutSettings(
  tx: TenantTx,
  ask: {
    readonly version: number
    readonly settings: Static<typeof PayoutSettingsBody>
    readonly routes: readonly string[]
    readonly at: Date
    /** Of the shop: whose day it is. */
    readonly zone: string
  },
): Promise<SavePayoutSettingsResult> {
  const { version, settings, routes, at, zone } = ask
  if (![BY_HAND, ...routes].includes(settings.route)) return { saved: false, reason: 'route_unknown' }
  if (whyNotTaxRules(settings.tax.rules)) return { saved: false, reason: 'tax_rules' }
  const { kind, rules } = settings.tax
  if (kind !== 'none' && !ruleOn(rules, localDateOf(at, zone)))
    return { saved: false, reason: 'tax_not_begun' }
  if (!(await saveVersioned(tx, 'payouts', { version, settings, at })))
    return { saved: false, reason: 'conflict' }
  return { saved: true, settings: await getPayoutSettings(tx) }
}

/** The month tax counts in and the scale that holds on that day, by the shop's calendar. */
export function taxAt(
  { tax }: PayoutSettings,
  at: Date,
  zone: string,
): { readonly kind: 'none' | 'labour'; readonly month: string; readonly rule: TaxRule | null } {
  const day = localDateOf(at, zone)
  const rule = tax.kind === 'none' ? null : ruleOn(tax.rules, day)
  return { kind: rule ? 'labour' : 'none', month: day.slice(0, 7), rule }
}
