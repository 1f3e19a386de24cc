import { createHash } from 'node:crypto'
import { formatFen, must, toFen } from '@mamapu/kernel'

/** A payment in WeChat Pay's books. */
export interface WechatTransaction {
  /** The shop's number. */
  readonly number: string
  readonly totalFen: number
  readonly scene: string
  readonly notifyUrl: string
  openid: string
  state: 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED'
  transactionId: string
}

/** A refund in WeChat Pay's books. */
export interface WechatRefundEntry {
  /** The shop's number. */
  readonly number: string
  readonly refundId: string
  readonly of: WechatTransaction
  readonly amountFen: number
  readonly notifyUrl: string
  status: 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL'
}

export interface BookReply {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>> | null
}

const refusal = (status: number, code: string): BookReply => ({ status, body: { code, message: code } })

type Asked = Readonly<Record<string, unknown>>
const part = (value: unknown): Asked => (typeof value === 'object' && value !== null ? (value as Asked) : {})

/** What WeChat Pay remembers of one merchant, and what it does for each call of the interface. */
export function wechatBooks({ mchId, appId }: { mchId: string; appId: string }) {
  const transactions = new Map<string, WechatTransaction>()
  const refunds = new Map<string, WechatRefundEntry>()
  let paidOnes = 0
  const books = { refundsAre: 'SUCCESS' as 'SUCCESS' | 'PROCESSING' }

  function whyNotOpen(scene: string, asked: Asked): string | null {
    const { total, currency } = part(asked.amount)
    if (asked.mchid !== mchId || asked.appid !== appId) return 'account'
    if (!/^[\w|*-]{6,32}$/.test(String(asked.out_trade_no))) return 'number'
    if (!Number.isSafeInteger(total) || Number(total) <= 0 || currency !== 'CNY') return 'amount'
    if (Buffer.byteLength(String(asked.description ?? '')) > 127) return 'description'
    if (scene === 'jsapi' && typeof part(asked.payer).openid !== 'string') return 'payer'
    if (scene === 'h5' && typeof part(asked.scene_info).payer_client_ip !== 'string') return 'scene'
    return null
  }

  function open(scene: string, asked: Asked): BookReply {
    const { out_trade_no: number, notify_url: notifyUrl } = asked
    const { total } = part(asked.amount)
    if (typeof number !== 'string' || whyNotOpen(scene, asked)) return refusal(400, 'PARAM_ERROR')
    const openid = part(asked.payer).openid
    const known = transactions.get(number)
    if (known && known.totalFen !== total) return refusal(400, 'INVALID_REQUEST')
    if (known && known.state !== 'NOTPAY')
      return refusal(400, known.state === 'CLOSED' ? 'ORDER_CLOSED' : 'ORDERPAID')
    transactions.set(
      number,
      known ?? {
        number,
        totalFen: Number(total),
        scene,
        notifyUrl: String(notifyUrl),
        openid: typeof openid === 'string' ? openid : '',
        state: 'NOTPAY',
        transactionId: '',
      },
    )
    if (scene === 'jsapi') return { status: 200, body: { prepay_id: `wx${number}` } }
    if (scene === 'h5')
      return {
        status: 200,
        body: { h5_url: `https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx${number}` },
      }
    return { status: 200, body: { code_url: `weixin://wxpay/bizpayurl?pr=${number.slice(0, 8)}` } }
  }

  function query(number: string): BookReply {
    const known = transactions.get(number)
    return known ? { status: 200, body: tellTransaction(known) } : refusal(404, 'ORDER_NOT_EXIST')
  }

  function close(number: string): BookReply {
    const known = transactions.get(number)
    if (!known) return refusal(404, 'ORDER_NOT_EXIST')
    if (known.state === 'SUCCESS' || known.state === 'REFUND') return refusal(400, 'ORDERPAID')
    known.state = 'CLOSED'
    return { status: 204, body: null }
  }

  function refund(asked: Asked): BookReply {
    const { out_trade_no: of, out_refund_no: number } = asked
    const { refund: amountFen, total, currency } = part(asked.amount)
    const paid = transactions.get(String(of))
    if (typeof number !== 'string' || number.length > 64 || currency !== 'CNY')
      return refusal(400, 'PARAM_ERROR')
    if (!paid) return refusal(404, 'RESOURCE_NOT_EXISTS')
    const known = refunds.get(number)
    if (known && (known.of !== paid || known.amountFen !== amountFen)) return refusal(400, 'PARAM_ERROR')
    if (known) return { status: 200, body: { ...tellRefund(known), status: known.status } }
    if (total !== paid.totalFen || !Number.isSafeInteger(amountFen) || Number(amountFen) <= 0)
      return refusal(400, 'PARAM_ERROR')
    if (paid.state !== 'SUCCESS' && paid.state !== 'REFUND') return refusal(400, 'INVALID_REQUEST')
    const of50 = [...refunds.values()].filter((one) => one.of === paid)
    const gone = of50.filter(({ status }) => status !== 'CLOSED').reduce((sum, one) => sum + one.amountFen, 0)
    if (of50.length >= 50) return refusal(403, 'FREQUENCY_LIMITED')
    if (gone + Number(amountFen) > paid.totalFen) return refusal(400, 'INVALID_REQUEST')
    const entry: WechatRefundEntry = {
      number,
      refundId: `5030000${String(refunds.size + 1).padStart(21, '0')}`,
      of: paid,
      amountFen: Number(amountFen),
      notifyUrl: String(asked.notify_url),
      status: books.refundsAre,
    }
    refunds.set(number, entry)
    if (entry.status === 'SUCCESS') paid.state = 'REFUND'
    return { status: 200, body: { ...tellRefund(entry), status: entry.status } }
  }

  function queryRefund(number: string): BookReply {
    const known = refunds.get(number)
    return known
      ? { status: 200, body: { ...tellRefund(known), status: known.status } }
      : refusal(404, 'RESOURCE_NOT_EXISTS')
  }

  const tellTransaction = ({ number, state, totalFen, transactionId, openid }: WechatTransaction) => ({
    mchid: mchId,
    appid: appId,
    out_trade_no: number,
    trade_state: state,
    ...(transactionId ? { transaction_id: transactionId, payer: { openid } } : {}),
    amount: { total: totalFen, payer_total: totalFen, currency: 'CNY' },
  })

  const tellRefund = ({ number, refundId, of, amountFen }: WechatRefundEntry) => ({
    mchid: mchId,
    refund_id: refundId,
    out_refund_no: number,
    out_trade_no: of.number,
    transaction_id: of.transactionId,
    amount: { total: of.totalFen, refund: amountFen, payer_refund: amountFen, currency: 'CNY' },
  })

  /** The money is there; of a payment that was closed or paid before it is an error of the test. */
  function pay(number: string): WechatTransaction {
    const known = must(transactions.get(number), `no payment ${number}`)
    if (known.state !== 'NOTPAY') throw new Error(`a payment that is ${known.state} is not paid`)
    known.state = 'SUCCESS'
    paidOnes += 1
    known.transactionId = `4200000${String(paidOnes).padStart(21, '0')}`
    known.openid ||= 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o'
    return known
  }

  return {
    ...books,
    books,
    transactions,
    refunds,
    open,
    query,
    close,
    refund,
    queryRefund,
    pay,
    tellTransaction,
    tellRefund,
  }
}

/** The bill of a day as WeChat Pay writes one, with its hash. */
export function wechatBill(
  transactions: readonly WechatTransaction[],
  refunds: readonly WechatRefundEntry[],
): { text: string; sha1: string } {
  const yuan = (amountFen: number) => formatFen(toFen(amountFen))
  const line = (values: readonly string[]) => values.map((value) => `\`${value}`).join(',')
  const head =
    '交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易状态,订单金额,微信退款单号,商户退款单号,退款金额'
  const when = '2026-03-04 10:00:00'
  const rows = [
    ...transactions.map((one) =>
      line([
        when,
        'wx',
        'mch',
        one.transactionId,
        one.number,
        'SUCCESS',
        yuan(one.totalFen),
        '0',
        '0',
        '0.00',
      ]),
    ),
    ...refunds.map(({ of, refundId, number, amountFen }) =>
      line([
        when,
        'wx',
        'mch',
        of.transactionId,
        of.number,
        'REFUND',
        yuan(of.totalFen),
        refundId,
        number,
        yuan(amountFen),
      ]),
    ),
  ]
  const total = transactions.reduce((sum, one) => sum + one.totalFen, 0)
  const summary = ['总交易单数,应结订单总金额,退款总金额', line([String(rows.length), yuan(total), '0.00'])]
  const text = `\uFEFF${[head, ...rows, ...summary].join('\r\n')}\r\n`
  return { text, sha1: createHash('sha1').update(text).digest('hex') }
}
