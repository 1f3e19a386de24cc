import { createHash, randomBytes } from 'node:crypto'
import { HOUR, later, MINUTE, newId, OutsideError, type StoreId } from '@mamapu/kernel'
import type { AccountReader } from '../accounts/accounts.js'
import { numberOf } from '../our-number.js'
import type {
  Opened,
  PayerDevice,
  PaymentHandle,
  PaymentProvider,
  PaymentRequest,
  ProviderNotice,
  ProviderRefund,
  ProviderState,
  RefundHandle,
  RefundRequest,
} from '../provider.js'
import { signForBrowser } from './wechat.signature.js'
import type { WechatAccount, WechatScene } from './wechat.types.js'
import { WECHAT_FORM, wechatAccountOf } from './wechat-account.js'
import { readWechatBill } from './wechat-bill.js'
import { refusedByWechat, type WechatCallOptions, type WechatReply, wechatLine } from './wechat-call.js'
import { readPaid, readRefund, readWechatNotice, type WechatRefund } from './wechat-notice.js'
import { askPayerUrl, openidOf, type WechatPayerOptions } from './wechat-payer.js'

export interface WechatOptions extends WechatCallOptions, WechatPayerOptions {
  readonly readAccount: AccountReader
}

const BY_NUMBER = '/v3/pay/transactions/out-trade-no'
const REFUNDS = '/v3/refund/domestic/refunds'
/** Bytes of UTF-8 that WeChat Pay takes as a description. */
const DESCRIPTION_MAX = 127

/**
 * WeChat Pay, APIv3 (direct merchants): JSAPI in WeChat's own browser, H5 in another one on the phone, Native (a code) elsewhere.
 * Source: pay.weixin.qq.com/doc/v3/merchant. Our numbers there are the hex digits of our ids, so that every call may be repeated.
 */
export function wechatProvider(options: WechatOptions): PaymentProvider {
  const { clock, readAccount } = options
  const line = wechatLine(options)
  const { call } = line
  const accountOf = async (storeId: StoreId) => wechatAccountOf(await readAccount(storeId))

  async function open(request: PaymentRequest): Promise<Opened> {
    const account = await accountOf(request.storeId)
    const scene = sceneOf(request.device)
    // A minute less than WeChat Pay lets it live: nobody is led to what ends before she is there.
    const noted = (livesMs: number) => ({
      ref: noteOf(request.device),
      until: later(clock.now(), livesMs - MINUTE).toISOString(),
    })
    const reply = await call(account, 'POST', `/v3/pay/transactions/${scene}`, {
      appid: account.appId,
      mchid: account.mchId,
      description: shortened(request.description),
      out_trade_no: numberOf(request.paymentId),
      time_expire: request.expiresAt.toISOString().replace(/\.\d{3}Z$/, 'Z'),
      notify_url: request.notifyUrl,
      amount: { total: request.amountFen, currency: 'CNY' },
      ...sceneParts(scene, request),
    })
    if (reply.status !== 200) throw refusedByWechat(reply)
    const { prepay_id: prepayId, h5_url: url, code_url: text } = reply.body
    if (typeof prepayId === 'string') {
      const fresh = { at: clock.now(), nonce: randomBytes(16).toString('hex') }
      return { by: 'browser', call: signForBrowser(account, prepayId, fresh), ...noted(2 * HOUR) }
    }
    const returnTo = encodeURIComponent(request.returnUrl)
    if (typeof url === 'string')
      return { by: 'redirect', url: `${url}&redirect_url=${returnTo}`, ...noted(5 * MINUTE) }
    if (typeof text === 'string') return { by: 'code', text, ...noted(2 * HOUR) }
    throw refusedByWechat(reply)
  }

  async function query({ storeId, paymentId }: PaymentHandle): Promise<ProviderState> {
    const account = await accountOf(storeId)
    const number = numberOf(paymentId)
    const reply = await call(account, 'GET', `${BY_NUMBER}/${number}?mchid=${account.mchId}`)
    if (reply.status === 404 && isNoOrder(reply)) return { state: 'unknown' }
    if (reply.status !== 200) throw refusedByWechat(reply)
    return stateOf(account, reply)
  }

  /** A payment that WeChat Pay has never heard of may still be opened by a call under way: our number is spent by no one, so it is unknown. */
  async function close(payment: PaymentHandle): Promise<ProviderState> {
    const { storeId, paymentId } = payment
    const account = await accountOf(storeId)
    const path = `${BY_NUMBER}/${numberOf(paymentId)}/close`
    const reply = await call(account, 'POST', path, { mchid: account.mchId })
    if (reply.status === 204) return { state: 'closed' }
    if (reply.status === 404 && isNoOrder(reply)) return { state: 'unknown' }
    if (reply.status >= 400 && ALREADY.has(String(reply.body.code))) return query(payment)
    throw refusedByWechat(reply)
  }

  async function refund(request: RefundRequest): Promise<ProviderRefund> {
    const account = await accountOf(request.storeId)
    const reply = await call(account, 'POST', REFUNDS, {
      out_trade_no: numberOf(request.paymentId),
      out_refund_no: numberOf(request.refundId),
      notify_url: request.notifyUrl,
      amount: { refund: request.amountFen, total: request.paidFen, currency: 'CNY' },
    })
    if (reply.status !== 200) throw refusedByWechat(reply)
    const told = readRefund(reply.body, reply.body.status)
    if (told?.refundId !== request.refundId) throw refusedByWechat(reply)
    return refundOf(told)
  }

  async function queryRefund({
    storeId,
    refundId,
  }: Pick<RefundHandle, 'storeId' | 'refundId'>): Promise<ProviderRefund> {
    const account = await accountOf(storeId)
    const reply = await call(account, 'GET', `${REFUNDS}/${numberOf(refundId)}`)
    if (reply.status === 404) return { state: 'unknown' }
    const told = reply.status === 200 ? readRefund(reply.body, reply.body.status) : null
    if (told?.refundId !== refundId) throw refusedByWechat(reply)
    return refundOf(told)
  }

  /** A number nobody has used is asked for: only who signs with this account's key is told that there is none. */
  async function test(storeId: StoreId): Promise<void> {
    const account = await accountOf(storeId)
    const number = numberOf(newId('pay', clock.now()))
    const reply = await call(account, 'GET', `${BY_NUMBER}/${number}?mchid=${account.mchId}`)
    if (reply.status !== 404 || !isNoOrder(reply)) throw refusedByWechat(reply)
  }

  return {
    id: 'wechat',
    billZone: 'Asia/Shanghai',
    title: { 'zh-CN': '微信支付', en: 'WeChat Pay' },
    account: WECHAT_FORM,
    test,
    fits({ ref = '', until }, device, at) {
      if (ref !== noteOf(device)) return 'close first'
      return until !== undefined && new Date(until) > at ? 'as opened' : 'open again'
    },
    askPayer: {
      isNeeded: ({ isWechat = false, openid }) => isWechat && openid === undefined,
      async begin(storeId, back) {
        const account = await accountOf(storeId)
        if (!account.appSecret)
          throw new OutsideError('PAYMENT_PAYER_UNKNOWN', 'the shop has not given its AppSecret')
        return askPayerUrl(options, account, back)
      },
      finish: async (storeId, code) => openidOf(options, await accountOf(storeId), code),
    },
    thanks: { status: 204, body: '' },
    create: open,
    query,
    close,
    refund,
    queryRefund,
    async readNotification(storeId, raw, at): Promise<ProviderNotice | null> {
      const account = await line.trusting(await accountOf(storeId), raw.headers['wechatpay-serial'])
      const notice = readWechatNotice(account, raw, at)
      if (!notice) return null
      if (notice.kind === 'paid') return { of: 'payment', ...notice.paid }
      const { refundId } = notice.refund
      const refund = refundOf(notice.refund)
      // A failure told late may have been mended since, under the same number: it is asked how the refund stands now.
      const isOver = refund.state !== 'failed'
      return { of: 'refund', refundId, refund: isOver ? refund : await queryRefund({ storeId, refundId }) }
    },
    bill: async (storeId, { date }) => readWechatBill({ options, line }, await accountOf(storeId), date),
  }
}

/** What closing answers when there is nothing left to close. */
const ALREADY = new Set(['ORDERPAID', 'ORDER_PAID', 'ORDER_CLOSED', 'ORDERCLOSED'])

const isNoOrder = ({ body }: WechatReply) =>
  body.code === 'ORDER_NOT_EXIST' || body.code === 'ORDERNOTEXIST' || body.code === 'RESOURCE_NOT_EXISTS'

/** For whom a payment was opened: another scene, or another person inside WeChat, needs another payment. */
function noteOf(device: PayerDevice): string {
  const who = device.openid ? createHash('sha256').update(device.openid).digest('hex').slice(0, 16) : ''
  return `${sceneOf(device)}${who && `:${who}`}`
}

function sceneOf(device: PayerDevice): WechatScene {
  if (device.openid) return 'jsapi'
  return device.isPhone ? 'h5' : 'native'
}

function sceneParts(scene: WechatScene, { device }: PaymentRequest): object {
  if (scene === 'jsapi') return { payer: { openid: device.openid } }
  if (scene === 'h5') return { scene_info: { payer_client_ip: device.ip, h5_info: { type: 'Wap' } } }
  return {}
}

function stateOf(account: WechatAccount, reply: WechatReply): ProviderState {
  const { trade_state: state } = reply.body
  // Refunded payments were paid; what went back is told by the refunds.
  if (state === 'SUCCESS' || state === 'REFUND') {
    const paid = readPaid(account, reply.body)
    if (!paid) throw refusedByWechat(reply)
    const { transactionId, amountFen, payer } = paid
    return { state: 'paid', transactionId, amountFen, ...(payer === undefined ? {} : { payer }) }
  }
  if (state === 'CLOSED' || state === 'REVOKED' || state === 'PAYERROR') return { state: 'closed' }
  return { state: 'open' }
}

function refundOf({ status, providerRef }: WechatRefund): ProviderRefund {
  if (status === 'SUCCESS') return { state: 'done', providerRef }
  if (status === 'PROCESSING') return { state: 'under_way', providerRef }
  return { state: 'failed', providerRef, reason: status }
}

/** As many whole characters as fit. */
function shortened(text: string): string {
  let bytes = 0
  let end = 0
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > DESCRIPTION_MAX) break
    end += character.length
  }
  return text.slice(0, end)
}
