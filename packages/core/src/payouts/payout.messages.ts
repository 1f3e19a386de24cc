import type { TenantTx } from '@mamapu/db'
import { formatFen } from '@mamapu/kernel'
import { EARNINGS_PATH } from '@mamapu/plugin-sdk'
import { notifyText } from '../notifications/index.js'
import { getSettings } from '../stores/index.js'
import type { WithdrawalAction } from './withdrawal.rules.js'
import type { Withdrawal } from './withdrawal.types.js'
import { messageText } from './withdrawal.words.js'

/** Where a payee reads about one withdrawal. */
export const withdrawalPath = (id: Withdrawal['id']): string => `${EARNINGS_PATH}/${id}`

/** Tells the payee in her inbox what somebody else did with her withdrawal; says nothing of the rest. */
export async function tellPayee(
  tx: TenantTx,
  row: Withdrawal,
  { action, at }: { action: WithdrawalAction; at: Date },
): Promise<void> {
  const { locale } = await getSettings(tx)
  const text = messageText(action, locale)
  if (text === null) return
  const values = {
    net: formatFen(row.netFen),
    amount: formatFen(row.amountFen),
    path: withdrawalPath(row.id),
  }
  await notifyText(tx, {
    customerId: row.payeeId,
    template: `payouts.${action}`,
    text: text.replace(/\{(net|amount|path)\}/g, (_, name: keyof typeof values) => values[name]),
    data: { path: values.path },
    dedupeKey: `payouts.${action}:${row.id}:${action === 'insist' || action === 'pay' ? at.getTime() : ''}`,
    at,
    locale,
  })
}
