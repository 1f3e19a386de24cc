import { createHash } from 'node:crypto'
import { type Fen, type LocalDate, OutsideError, parseFen } from '@mamapu/kernel'
import { idOfNumber } from '../our-number.js'
import type { BillRow } from '../provider.js'
import type { WechatAccount } from './wechat.types.js'
import {
  downloadFromWechat,
  refusedByWechat,
  type WechatCallOptions,
  type WechatLine,
} from './wechat-call.js'

/**
 * The shop's bill of a day (`tradebill`, all kinds), compared with the hash WeChat Pay tells before a line of it is read. It is made at
 * ten the next morning: before that, and on days without a movement, there may be none.
 */
export async function readWechatBill(
  { options, line }: { readonly options: WechatCallOptions; readonly line: WechatLine },
  account: WechatAccount,
  day: LocalDate,
): Promise<readonly BillRow[] | 'not_ready'> {
  const path = `/v3/bill/tradebill?bill_date=${day}&bill_type=ALL`
  const reply = await line.call(account, 'GET', path)
  if (reply.status >= 400 && reply.body.code === 'NO_STATEMENT_EXIST') return []
  if (reply.status >= 400 && reply.body.code === 'STATEMENT_CREATING') return 'not_ready'
  const { download_url: url, hash_type: kind, hash_value: hash } = reply.body
  if (reply.status !== 200 || typeof url !== 'string' || kind !== 'SHA1') throw refusedByWechat(reply)
  const file = await downloadFromWechat(options, account, url)
  if (createHash('sha1').update(file).digest('hex') !== String(hash).toLowerCase())
    throw unknownBill('another one than was told of')
  return readBillFile(file.toString('utf8'))
}

const COLUMNS = {
  transaction: '微信订单号',
  ours: '商户订单号',
  state: '交易状态',
  paid: '订单金额',
  refund: '微信退款单号',
  ourRefund: '商户退款单号',
  refunded: '退款金额',
} as const

/** The movements of a bill: a head, a line each with a back-quote before every value, then a summary that is left out. */
export function readBillFile(text: string): BillRow[] {
  const [head = '', ...rest] = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const names = head.split(',')
  const places = new Map<string, number>(Object.values(COLUMNS).map((name) => [name, names.indexOf(name)]))
  if ([...places.values()].includes(-1)) throw unknownBill('a column is missing')
  const summary = rest.findIndex((line) => !line.startsWith('`'))
  return rest.slice(0, summary === -1 ? undefined : summary).map((line) => {
    const values = line.slice(1).split(',`')
    const said = (name: string) => values[places.get(name) ?? -1] ?? ''
    return said(COLUMNS.state) === 'REFUND' ? refundRow(said) : paymentRow(said)
  })
}

type Said = (column: string) => string

const paymentRow = (said: Said): BillRow => ({
  kind: 'payment',
  ours: idOfNumber('pay', said(COLUMNS.ours)),
  providerRef: said(COLUMNS.transaction),
  amountFen: fenOf(said(COLUMNS.paid)),
})

const refundRow = (said: Said): BillRow => ({
  kind: 'refund',
  ours: idOfNumber('ref', said(COLUMNS.ourRefund)),
  providerRef: said(COLUMNS.refund),
  amountFen: fenOf(said(COLUMNS.refunded)),
})

function fenOf(text: string): Fen {
  const amount = parseFen(text)
  if (amount === null) throw unknownBill('an amount that is none')
  return amount
}

const unknownBill = (why: string) =>
  new OutsideError('PAYMENT_BILL_UNKNOWN', `a bill of another shape: ${why}`)
