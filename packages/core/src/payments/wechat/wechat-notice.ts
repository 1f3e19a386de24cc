import { type Fen, type Id, toFen } from '@mamapu/kernel'
import { idOfNumber } from '../our-number.js'
import type { RawNotification } from '../provider.js'
import { isFromWechat, openWechatText, readResource } from './wechat.signature.js'
import type { WechatAccount } from './wechat.types.js'

/** A payment of ours at WeChat Pay, as a notification or a query tells of it. */
export interface WechatPaid {
  readonly paymentId: Id<'pay'>
  readonly transactionId: string
  readonly amountFen: Fen
  readonly payer?: string
}

/** A refund of ours, as a notification or a query tells of it. */
export interface WechatRefund {
  readonly refundId: Id<'ref'>
  readonly providerRef: string
  readonly status: 'SUCCESS' | 'CLOSED' | 'PROCESSING' | 'ABNORMAL'
}

export type WechatNotice =
  | { readonly kind: 'paid'; readonly paid: WechatPaid }
  | { readonly kind: 'refund'; readonly refund: WechatRefund }

const NOTICE_MAX = 16_384

/** What a notification tells; null when it is not the platform's, too old, of another account, or makes no sense. */
export function readWechatNotice(
  account: WechatAccount,
  { headers, body }: RawNotification,
  at: Date,
): WechatNotice | null {
  if (body.length > NOTICE_MAX || !isFromWechat(account, headers, body, at)) return null
  const notice = readObject(body.toString('utf8')) ?? {}
  const resource = readResource(notice.resource)
  const inside = resource && openWechatText(account.apiV3Key, resource)
  const told = inside === null ? null : readObject(inside)
  if (!told) return null
  if (notice.event_type === 'TRANSACTION.SUCCESS') {
    const paid = told.trade_state === 'SUCCESS' ? readPaid(account, told) : null
    return paid && { kind: 'paid', paid }
  }
  if (!/^REFUND\./.test(String(notice.event_type)) || told.mchid !== account.mchId) return null
  const refund = readRefund(told, told.refund_status)
  return refund && { kind: 'refund', refund }
}

/** A paid transaction of this account; null when it is another's or lacks something. */
export function readPaid(account: WechatAccount, told: Record<string, unknown>): WechatPaid | null {
  const paymentId = idOfNumber('pay', told.out_trade_no)
  const { amount, payer, transaction_id: transactionId } = told
  if (told.mchid !== account.mchId || told.appid !== account.appId) return null
  if (paymentId === null || typeof transactionId !== 'string' || transactionId === '' || !isObject(amount))
    return null
  if (amount.currency !== 'CNY' || !Number.isSafeInteger(amount.total) || Number(amount.total) < 0)
    return null
  const openid = isObject(payer) && typeof payer.openid === 'string' ? payer.openid : ''
  return {
    paymentId,
    transactionId,
    amountFen: toFen(Number(amount.total)),
    ...(openid ? { payer: openid } : {}),
  }
}

/** A refund as WeChat Pay has it; null when something is missing. */
export function readRefund(told: Record<string, unknown>, status: unknown): WechatRefund | null {
  const refundId = idOfNumber('ref', told.out_refund_no)
  const known = (['SUCCESS', 'CLOSED', 'PROCESSING', 'ABNORMAL'] as const).find((one) => one === status)
  if (refundId === null || !known || typeof told.refund_id !== 'string') return null
  return { refundId, providerRef: told.refund_id, status: known }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
