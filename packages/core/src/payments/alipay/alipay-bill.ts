import { DAY, HOUR, later, OutsideError, parseFen } from '@mamapu/kernel'
import iconv from 'iconv-lite'
import { downloadBounded } from '../download.js'
import { idOfNumber } from '../our-number.js'
import type { BillDay, BillRow } from '../provider.js'
import type { AlipayAccount } from './alipay.types.js'
import { type AlipayCallOptions, alipayCaller, refusedByAlipay } from './alipay-call.js'
import { unzip } from './unzip.js'

/** Until when on the next day a bill that is not there may still come; after it the day had no movement. Beijing time. */
const READY_BY_HOURS = 14
const FILE_MAX = 32 * 1024 * 1024
const TEXT_MAX = 256 * 1024 * 1024
const ROWS_MAX = 200_000

/** The app's bill of a day (`trade`): a zip with a table of movements in GB 18030, downloaded from Alipay alone. */
export async function readAlipayBill(
  options: AlipayCallOptions,
  account: AlipayAccount,
  { date, from }: BillDay,
): Promise<readonly BillRow[] | 'not_ready'> {
  const asked = { bill_type: 'trade', bill_date: date }
  const reply = await alipayCaller(options)(account, 'alipay.data.dataservice.bill.downloadurl.query', asked)
  if (/bill_not_exist/i.test(reply.subCode)) {
    const isOver = options.clock.now() >= later(from, DAY + READY_BY_HOURS * HOUR)
    return isOver ? [] : 'not_ready'
  }
  const { bill_download_url: told } = reply.body
  if (reply.code !== '10000' || typeof told !== 'string') throw refusedByAlipay(reply)
  const file = await downloadBounded(fileUrl(told, options.gateway), FILE_MAX)
  const tables = unzip(file, TEXT_MAX).map(({ bytes }) => iconv.decode(bytes, 'gb18030'))
  const table = tables.find((text) => text.includes(HEAD))
  if (!table) throw unknownBill('no table of movements')
  return readBillTable(table, account.sellerId)
}

const HEAD = '支付宝交易号,商户订单号,业务类型'

const COLUMNS = {
  transaction: '支付宝交易号',
  ours: '商户订单号',
  kind: '业务类型',
  amount: '订单金额(元)',
  ourRefund: '退款批次号/请求号',
} as const

/** The movements of a table: lines that begin with # tell of it (whose it is with them), the others are its head and rows. */
export function readBillTable(text: string, sellerId: string): BillRow[] {
  const lines = text.split(/\r?\n/)
  const whose = lines.find((line) => /^#账号/.test(line))
  if (!whose?.includes(`[${sellerId}`)) throw unknownBill('of another account')
  const [head = '', ...rest] = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const names = head.split(',').map((name) => name.trim().replaceAll('（', '(').replaceAll('）', ')'))
  const places = new Map<string, number>(Object.values(COLUMNS).map((name) => [name, names.indexOf(name)]))
  if ([...places.values()].includes(-1)) throw unknownBill('a column is missing')
  if (rest.length > ROWS_MAX) throw unknownBill('more lines than any of ours')
  return rest.map((line) => {
    // A title may hold a comma of its own: what stands behind it is counted from the end.
    const values = line.split(',').map((value) => value.trim())
    const extra = values.length - names.length
    const title = names.indexOf('商品名称')
    const said = (name: string) => {
      const place = places.get(name) ?? -1
      return values[extra > 0 && title >= 0 && place > title ? place + extra : place] ?? ''
    }
    return said(COLUMNS.kind) === '退款' ? refundRow(said) : paymentRow(said)
  })
}

type Said = (column: string) => string

const paymentRow = (said: Said): BillRow => ({
  kind: 'payment',
  ours: idOfNumber('pay', said(COLUMNS.ours)),
  providerRef: said(COLUMNS.transaction),
  amountFen: fenOf(said(COLUMNS.amount)),
})

const refundRow = (said: Said): BillRow => ({
  kind: 'refund',
  ours: idOfNumber('ref', said(COLUMNS.ourRefund)),
  providerRef: said(COLUMNS.ourRefund) || said(COLUMNS.transaction),
  amountFen: fenOf(said(COLUMNS.amount).replace(/^-/, '')),
})

function fenOf(text: string) {
  const amount = parseFen(text)
  if (amount === null) throw unknownBill('an amount that is none')
  return amount
}

/** The file's address, Alipay's own and encrypted; beside the loopback gateway the one it names. */
function fileUrl(told: string, gateway: string): URL {
  const url = new URL(told)
  if (url.origin === new URL(gateway).origin) return url
  const isAlipays = /(^|\.)alipay(dev)?\.com$/.test(url.hostname) && url.port === ''
  if (!isAlipays || !/^https?:$/.test(url.protocol)) throw unknownBill('a file at a place that is not Alipay')
  url.protocol = 'https:'
  return url
}

const unknownBill = (why: string) =>
  new OutsideError('PAYMENT_BILL_UNKNOWN', `a bill of another shape: ${why}`)
