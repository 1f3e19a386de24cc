import { type Fen, type Id, parseFen } from '@mamapu/kernel'
import type { AlipaySdk } from 'alipay-sdk'
import { idOfNumber } from '../our-number.js'
import type { ProviderNotice, RawNotification } from '../provider.js'
import type { AlipayAccount } from './alipay.types.js'

/** A payment of ours at Alipay, as a notification or a query tells of it. */
export interface AlipayPaid {
  readonly paymentId: Id<'pay'>
  readonly transactionId: string
  readonly amountFen: Fen
  readonly payer?: string
}

const NOTICE_MAX = 16_384
const FIELDS_MAX = 80

/**
 * What a notification tells; null when Alipay has not signed it (RSA2 alone: the form itself could ask for less), or when it is of another
 * app or seller, or makes no sense. Alipay tells of refunds by the payment's own notification, with the refund's number in `out_biz_no`.
 */
export function readAlipayNotice(
  client: AlipaySdk,
  account: AlipayAccount,
  { body }: RawNotification,
): ProviderNotice | null {
  const told = body.length <= NOTICE_MAX ? readForm(body) : null
  if (told?.sign_type !== 'RSA2' || !isSigned(client, told)) return null
  if (told.app_id !== account.appId || told.seller_id !== account.sellerId) return null
  const paymentId = idOfNumber('pay', told.out_trade_no)
  // The same app may take money for something else than this shop.
  if (told.notify_type !== 'trade_status_sync' || paymentId === null) return { of: 'nothing' }
  if (told.out_biz_no || told.gmt_refund) return refundNotice(told)
  if (told.trade_status !== 'TRADE_SUCCESS' && told.trade_status !== 'TRADE_FINISHED')
    return { of: 'nothing' }
  const paid = readPaid(told)
  return paid && { of: 'payment', ...paid }
}

/** A paid trade of ours; null when something is missing. Older accounts name the buyer by `buyer_id` or `buyer_user_id`, newer ones by `buyer_open_id`. */
export function readPaid(told: Readonly<Record<string, unknown>>): AlipayPaid | null {
  const paymentId = idOfNumber('pay', told.out_trade_no)
  const amountFen = parseFen(String(told.total_amount ?? ''))
  const { trade_no: transactionId } = told
  if (paymentId === null || amountFen === null || typeof transactionId !== 'string' || transactionId === '')
    return null
  const payer = told.buyer_open_id ?? told.buyer_id ?? told.buyer_user_id
  return {
    paymentId,
    transactionId,
    amountFen,
    ...(typeof payer === 'string' && payer !== '' ? { payer } : {}),
  }
}

function refundNotice(told: Readonly<Record<string, string>>): ProviderNotice {
  const refundId = idOfNumber('ref', told.out_biz_no)
  // Given back by hand at Alipay: the bill of the day tells of it.
  if (refundId === null) return { of: 'nothing' }
  return { of: 'refund', refundId, refund: { state: 'done', providerRef: told.out_biz_no ?? '' } }
}

function isSigned(client: AlipaySdk, told: Readonly<Record<string, string>>): boolean {
  try {
    return client.checkNotifySignV2({ ...told })
  } catch {
    return false
  }
}

/** The fields of a form, each there once. */
function readForm(body: Buffer): Record<string, string> | null {
  const pairs = [...new URLSearchParams(body.toString('utf8'))]
  const told = Object.assign(Object.create(null), Object.fromEntries(pairs)) as Record<string, string>
  return pairs.length <= FIELDS_MAX && Object.keys(told).length === pairs.length ? told : null
}
