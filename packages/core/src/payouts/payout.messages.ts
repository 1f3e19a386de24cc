import type { TenantTx } from '@mamapu/db'
import { formatFen, type Words } from '@mamapu/kernel'
import { EARNINGS_PATH } from '@mamapu/plugin-sdk'
import { notifyText } from '../notifications/index.js'
import { getSettings } from '../stores/index.js'
import type { WithdrawalAction } from './withdrawal.rules.js'
import type { Withdrawal } from './withdrawal.types.js'

/** Where a payee reads about one withdrawal. */
export const withdrawalPath = (id: Withdrawal['id']): string => `${EARNINGS_PATH}/${id}`

const TEXTS: Readonly<Partial<Record<WithdrawalAction, Words>>> = {
  pay: {
    'zh-CN': '提现 {net} 元已打款，请看看有没有到账，到了点一下确认：{path}',
    en: 'Your withdrawal of {net} has been paid. Please check that it arrived and confirm it: {path}',
  },
  accept: {
    'zh-CN': '提现 {net} 元等你确认收款，24 小时内没确认会退回余额：{path}',
    en: 'Your withdrawal of {net} is waiting for you to take it. After 24 hours it goes back to your balance: {path}',
  },
  arrive: {
    'zh-CN': '提现 {net} 元已到账：{path}',
    en: 'Your withdrawal of {net} has arrived: {path}',
  },
  reject: {
    'zh-CN': '提现 {amount} 元没有通过审核，钱已退回余额。原因在这里：{path}',
    en: 'Your withdrawal of {amount} was not approved and the money is back on your balance. Why: {path}',
  },
  expire: {
    'zh-CN': '提现 {amount} 元超过 24 小时没有确认收款，已退回余额，可以再提一次：{path}',
    en: 'Your withdrawal of {amount} was not taken in time and is back on your balance; you may ask again: {path}',
  },
  fail: {
    'zh-CN': '提现 {amount} 元没有成功，钱已退回余额，请看看收款账户对不对：{path}',
    en: 'Your withdrawal of {amount} did not succeed and is back on your balance. Please check your account: {path}',
  },
  insist: {
    'zh-CN': '店家补充了提现 {net} 元的打款凭证，请再核对一下：{path}',
    en: 'The shop added proof that your withdrawal of {net} was paid. Please check again: {path}',
  },
  return: {
    'zh-CN': '提现 {amount} 元确认没有到账，已退回余额：{path}',
    en: 'Your withdrawal of {amount} did not arrive and is back on your balance: {path}',
  },
}

/** Tells the payee in her inbox what somebody else did with her withdrawal; says nothing of the rest. */
export async function tellPayee(
  tx: TenantTx,
  row: Withdrawal,
  { action, at }: { action: WithdrawalAction; at: Date },
): Promise<void> {
  const words = TEXTS[action]
  if (!words) return
  const { locale } = await getSettings(tx)
  const values = {
    net: formatFen(row.netFen),
    amount: formatFen(row.amountFen),
    path: withdrawalPath(row.id),
  }
  await notifyText(tx, {
    customerId: row.payeeId,
    template: `payouts.${action}`,
    text: words[locale].replace(/\{(net|amount|path)\}/g, (_, name: keyof typeof values) => values[name]),
    data: { path: values.path },
    dedupeKey: `payouts.${action}:${row.id}:${action === 'insist' || action === 'pay' ? at.getTime() : ''}`,
    at,
  })
}
