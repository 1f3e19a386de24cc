import { randomBytes } from 'node:crypto'
import { formatFen, type StoreId } from '@mamapu/kernel'
import type { AccountReader } from '../accounts/accounts.js'
import { numberOf } from '../our-number.js'
import type {
  PaymentHandle,
  PaymentProvider,
  PaymentRequest,
  ProviderRefund,
  ProviderState,
  RefundHandle,
  RefundRequest,
} from '../provider.js'
import { ALIPAY_FORM, alipayAccountOf } from './alipay-account.js'
import { readAlipayBill } from './alipay-bill.js'
import {
  type AlipayCallOptions,
  type AlipayReply,
  alipayCaller,
  alipayClients,
  alipayTime,
  refusedByAlipay,
} from './alipay-call.js'
import { readAlipayNotice, readPaid } from './alipay-notice.js'

export interface AlipayOptions extends AlipayCallOptions {
  readonly readAccount: AccountReader
}

/** What Alipay asks by: a page for phones, and one for screens where a code can be scanned. */
const PAGES = {
  phone: { method: 'alipay.trade.wap.pay', product: 'QUICK_WAP_WAY' },
  screen: { method: 'alipay.trade.page.pay', product: 'FAST_INSTANT_TRADE_PAY' },
} as const

const SUBJECT_MAX = 128

/**
 * Alipay by its official client, public-key mode, yuan alone. Opening is a signed address and asks nobody: Alipay learns of a payment when the
 * shopper opens it, and refuses it from `time_expire` on. So a payment unknown there may still be opened until it expires; what is paid after
 * its order has ended goes back by itself, as all late money does.
 */
export function alipayProvider(options: AlipayOptions): PaymentProvider {
  const { clock, readAccount } = options
  const accountOf = async (storeId: StoreId) => alipayAccountOf(await readAccount(storeId))
  const clientOf = alipayClients(options)
  const call = alipayCaller(options)

  async function create(request: PaymentRequest) {
    const client = await clientOf(await accountOf(request.storeId))
    const { method, product } = PAGES[request.device.isPhone ? 'phone' : 'screen']
    const url = client.pageExecute(method, 'GET', {
      timestamp: alipayTime(clock.now()),
      notifyUrl: request.notifyUrl,
      returnUrl: request.returnUrl,
      bizContent: {
        out_trade_no: numberOf(request.paymentId),
        total_amount: formatFen(request.amountFen),
        subject: subjectOf(request.description),
        product_code: product,
        time_expire: alipayTime(request.expiresAt),
        ...(request.device.isPhone ? { quit_url: request.returnUrl } : {}),
      },
    })
    return { by: 'redirect', url } as const
  }

  async function query({ storeId, paymentId }: PaymentHandle): Promise<ProviderState> {
    const trade = { out_trade_no: numberOf(paymentId) }
    const reply = await call(await accountOf(storeId), 'alipay.trade.query', trade)
    if (reply.subCode === 'ACQ.TRADE_NOT_EXIST') return { state: 'unknown' }
    if (reply.code !== '10000' || reply.body.out_trade_no !== trade.out_trade_no) throw refusedByAlipay(reply)
    return stateOf(reply)
  }

  async function close(payment: PaymentHandle): Promise<ProviderState> {
    const trade = { out_trade_no: numberOf(payment.paymentId) }
    const reply = await call(await accountOf(payment.storeId), 'alipay.trade.close', trade)
    if (reply.code === '10000') return { state: 'closed' }
    if (reply.subCode === 'ACQ.TRADE_NOT_EXIST') return { state: 'unknown' }
    // Paid, or closed before: what it is, the trade itself says.
    if (reply.subCode === 'ACQ.TRADE_STATUS_ERROR' || reply.subCode === 'ACQ.REASON_TRADE_STATUS_INVALID')
      return query(payment)
    throw refusedByAlipay(reply)
  }

  async function refund(request: RefundRequest): Promise<ProviderRefund> {
    const number = numberOf(request.refundId)
    const reply = await call(await accountOf(request.storeId), 'alipay.trade.refund', {
      out_trade_no: numberOf(request.paymentId),
      out_request_no: number,
      refund_amount: formatFen(request.amountFen),
    })
    if (NEVER.has(reply.subCode)) return { state: 'failed', providerRef: number, reason: reply.subCode }
    if (reply.code !== '10000') throw refusedByAlipay(reply)
    if (reply.body.fund_change === 'Y') return { state: 'done', providerRef: number }
    // N is said of a number that was paid back before, and of one that is not paid back yet.
    const known = await queryRefund(request)
    return known.state === 'unknown' ? { state: 'under_way', providerRef: number } : known
  }

  async function queryRefund({ storeId, refundId, paymentId }: RefundHandle): Promise<ProviderRefund> {
    const number = numberOf(refundId)
    const reply = await call(await accountOf(storeId), 'alipay.trade.fastpay.refund.query', {
      out_trade_no: numberOf(paymentId),
      out_request_no: number,
    })
    if (reply.subCode === 'ACQ.TRADE_NOT_EXIST' || reply.subCode === 'ACQ.REFUND_NOT_EXIST')
      return { state: 'unknown' }
    if (reply.code !== '10000') throw refusedByAlipay(reply)
    // A refund that Alipay never heard of is answered with a yes and nothing in it.
    const isThis = reply.body.out_request_no === number && reply.body.refund_status === 'REFUND_SUCCESS'
    return isThis ? { state: 'done', providerRef: number } : { state: 'unknown' }
  }

  /** Asks for a trade that nobody has opened: that there is none, only an app says that Alipay knows, in an answer that Alipay has signed. */
  async function test(storeId: StoreId): Promise<void> {
    const nobodys = { out_trade_no: randomBytes(16).toString('hex') }
    const reply = await call(await accountOf(storeId), 'alipay.trade.query', nobodys)
    if (reply.subCode !== 'ACQ.TRADE_NOT_EXIST') throw refusedByAlipay(reply)
  }

  return {
    id: 'alipay',
    billZone: 'Asia/Shanghai',
    title: { 'zh-CN': '支付宝', en: 'Alipay' },
    account: ALIPAY_FORM,
    test,
    // WeChat shows no page of Alipay's.
    needsBrowser: ({ isWechat = false }) => isWechat,
    thanks: { status: 200, body: 'success' },
    create,
    query,
    close,
    refund,
    queryRefund,
    async readNotification(storeId, raw) {
      const account = await accountOf(storeId)
      return readAlipayNotice(await clientOf(account), account, raw)
    },
    bill: async (storeId, day) => readAlipayBill(options, await accountOf(storeId), day),
  }
}

/** Refusals that stay: the money has to go back another way. */
const NEVER = new Set([
  'ACQ.TRADE_HAS_FINISHED',
  'ACQ.TRADE_NOT_ALLOW_REFUND',
  'ACQ.ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND',
  'ACQ.BUYER_NOT_EXIST',
])

/** A trade that was paid and then given back whole is closed too; that it was paid, `send_pay_date` says. */
function stateOf(reply: AlipayReply): ProviderState {
  const { trade_status: status, send_pay_date: paidAt } = reply.body
  if (status === 'WAIT_BUYER_PAY') return { state: 'open' }
  if (status === 'TRADE_CLOSED' && !paidAt) return { state: 'closed' }
  const isPaid = status === 'TRADE_SUCCESS' || status === 'TRADE_FINISHED' || status === 'TRADE_CLOSED'
  const paid = isPaid ? readPaid(reply.body) : null
  if (!paid) throw refusedByAlipay(reply)
  const { transactionId, amountFen, payer } = paid
  return { state: 'paid', transactionId, amountFen, ...(payer === undefined ? {} : { payer }) }
}

/** Alipay takes no `/`, `=` or `&` in a title. */
const subjectOf = (text: string) => [...text.replaceAll(/[/=&]/g, ' ')].slice(0, SUBJECT_MAX).join('')
