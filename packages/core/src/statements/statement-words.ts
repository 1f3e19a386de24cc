import type { Locale } from '@mamapu/kernel'
import type { MovementKind } from './statement.types.js'

/** What each kind of line is called, on pages and in files. */
export const MOVEMENT_WORDS: Readonly<Record<MovementKind, Readonly<Record<Locale, string>>>> = {
  commission: { 'zh-CN': '佣金入账', en: 'Commission' },
  returned: { 'zh-CN': '退款扣回', en: 'Taken back by a refund' },
  withdrawal: { 'zh-CN': '提现到账', en: 'Paid out' },
  fee: { 'zh-CN': '提现手续费', en: 'Withdrawal fee' },
  tax: { 'zh-CN': '代扣个税', en: 'Tax withheld' },
  other: { 'zh-CN': '其他', en: 'Other' },
}
