import { type Clock, formatFen, must, toFen } from '@mamapu/kernel'
import { gb18030, zipOf } from './alipay-file.js'

/** A trade in Alipay's books: there from the moment a shopper opened its page. */
export interface AlipayTrade {
  /** The shop's number. */
  readonly number: string
  readonly totalFen: number
  readonly product: string
  readonly notifyUrl: string
  state: 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_CLOSED'
  tradeNo: string
  paidAt: string
}

/** A refund in Alipay's books. */
export interface AlipayRefundEntry {
  /** The shop's number. */
  readonly number: string
  readonly of: AlipayTrade
  readonly amountFen: number
  isDone: boolean
}

export type AlipayAnswer = Readonly<Record<string, string>>
type Asked = Readonly<Record<string, unknown>>

const yes = (body: Record<string, string> = {}): AlipayAnswer => ({ code: '10000', msg: 'Success', ...body })
const no = (subCode: string): AlipayAnswer => ({
  code: '40004',
  msg: 'Business Failed',
  sub_code: subCode,
  sub_msg: subCode,
})

const yuan = (amountFen: number) => formatFen(toFen(amountFen))

/** The amount as whole fen; null for what Alipay would not take. */
const fenOf = (text: unknown) =>
  typeof text === 'string' && /^\d{1,9}\.\d\d$/.test(text) ? Number(text.replace('.', '')) : null

/** An instant in Beijing time, as Alipay writes it. */
export const beijing = (at: Date) =>
  new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

/** What Alipay remembers of one seller, and what it does for each call of the interface. */
export function alipayBooks(sellerId: string, clock: Clock) {
  const trades = new Map<string, AlipayTrade>()
  const refunds = new Map<string, AlipayRefundEntry>()
  const rules = { refundsAre: 'done' as string }

  /** A shopper comes by a signed address: the trade is there from now on. False: Alipay shows that it cannot be paid any more. */
  function openPage(product: string, notifyUrl: string, asked: Asked): boolean {
    const number = String(asked.out_trade_no)
    const totalFen = fenOf(asked.total_amount)
    if (totalFen === null || totalFen === 0 || /[/=&]/.test(String(asked.subject))) return false
    if (String(asked.time_expire) <= beijing(clock.now())) return false
    const known = trades.get(number)
    if (known) return known.totalFen === totalFen && known.state === 'WAIT_BUYER_PAY'
    const state = 'WAIT_BUYER_PAY'
    trades.set(number, { number, totalFen, product, notifyUrl, state, tradeNo: '', paidAt: '' })
    return true
  }

  function query({ out_trade_no: number }: Asked): AlipayAnswer {
    const known = trades.get(String(number))
    return known ? yes(tellTrade(known)) : no('ACQ.TRADE_NOT_EXIST')
  }

  function close({ out_trade_no: number }: Asked): AlipayAnswer {
    const known = trades.get(String(number))
    if (!known) return no('ACQ.TRADE_NOT_EXIST')
    if (known.state !== 'WAIT_BUYER_PAY') return no('ACQ.TRADE_STATUS_ERROR')
    known.state = 'TRADE_CLOSED'
    return yes({ out_trade_no: known.number })
  }

  const gone = (trade: AlipayTrade) =>
    [...refunds.values()].filter(({ of }) => of === trade).reduce((sum, { amountFen }) => sum + amountFen, 0)

  function refund(asked: Asked): AlipayAnswer {
    const number = String(asked.out_request_no)
    const trade = trades.get(String(asked.out_trade_no))
    const amountFen = fenOf(asked.refund_amount)
    if (!trade) return no('ACQ.TRADE_NOT_EXIST')
    if (amountFen === null || amountFen === 0) return no('ACQ.INVALID_PARAMETER')
    if (rules.refundsAre.startsWith('ACQ.')) return no(rules.refundsAre)
    const known = refunds.get(number)
    if (known && (known.of !== trade || known.amountFen !== amountFen))
      return no('ACQ.DISCORDANT_REPEAT_REQUEST')
    if (known) return yes({ out_trade_no: trade.number, fund_change: 'N' })
    if (!trade.paidAt || trade.state === 'TRADE_CLOSED') return no('ACQ.TRADE_STATUS_ERROR')
    if (gone(trade) + amountFen > trade.totalFen) return no('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL')
    const isDone = rules.refundsAre === 'done'
    refunds.set(number, { number, of: trade, amountFen, isDone })
    if (gone(trade) === trade.totalFen) trade.state = 'TRADE_CLOSED'
    return yes({ out_trade_no: trade.number, refund_fee: yuan(gone(trade)), fund_change: isDone ? 'Y' : 'N' })
  }

  function queryRefund({ out_request_no: number, out_trade_no: of }: Asked): AlipayAnswer {
    const known = refunds.get(String(number))
    if (!trades.has(String(of))) return no('ACQ.TRADE_NOT_EXIST')
    if (!known?.isDone) return yes()
    const about = { out_request_no: known.number, out_trade_no: known.of.number }
    return yes({ ...about, refund_amount: yuan(known.amountFen), refund_status: 'REFUND_SUCCESS' })
  }

  const tellTrade = (trade: AlipayTrade) => ({
    out_trade_no: trade.number,
    total_amount: yuan(trade.totalFen),
    trade_status: trade.state,
    ...(trade.tradeNo
      ? { trade_no: trade.tradeNo, send_pay_date: trade.paidAt, buyer_open_id: '01501o8f93I2nJAqB1jsjP' }
      : {}),
  })

  /** The money is there; of a trade that was closed or paid before it is an error of the test. */
  function pay(number: string): AlipayTrade {
    const known = must(trades.get(number), `nobody opened ${number}`)
    if (known.state !== 'WAIT_BUYER_PAY') throw new Error(`a trade that is ${known.state} is not paid`)
    known.state = 'TRADE_SUCCESS'
    known.tradeNo = `2026030422001${String(trades.size).padStart(15, '0')}`
    known.paidAt = beijing(clock.now())
    return known
  }

  /** The bill of a day, as the zip that Alipay has for it. */
  function bill(extra: readonly AlipayTrade[], without: ReadonlySet<string>): Buffer {
    const head =
      '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,对方账户,订单金额（元）,商家实收（元）,退款批次号/请求号,服务费（元）,备注'
    const when = '2026-03-04 10:00:00'
    const line = (trade: AlipayTrade, kind: string, amount: string, request = '') =>
      [
        trade.tradeNo,
        trade.number,
        kind,
        '连体衣, 云朵',
        when,
        when,
        '宝(139****)',
        amount,
        amount,
        request,
        '0.00',
        '',
      ]
        .map((value) => `${value}\t`)
        .join(',')
    const rows = [
      ...[...trades.values(), ...extra]
        .filter(({ tradeNo, number }) => tradeNo !== '' && !without.has(number))
        .map((trade) => line(trade, '交易', yuan(trade.totalFen))),
      ...[...refunds.values()]
        .filter(({ isDone, number }) => isDone && !without.has(number))
        .map(({ of, amountFen, number }) => line(of, '退款', `-${yuan(amountFen)}`, number)),
    ]
    const about = ['#支付宝业务明细查询', `#账号：[${sellerId}0156]`, '#---业务明细列表---']
    const text = [
      ...about,
      head,
      ...rows,
      '#---业务明细列表结束---',
      '#导出时间：[2026年03月05日 09:00:00]',
    ].join('\r\n')
    const sums = [...about, '门店编号,门店名称,交易订单总笔数', '合计,,1'].join('\r\n')
    return zipOf([
      { name: gb18030('业务明细(汇总).csv'), bytes: gb18030(sums), isDeflated: false },
      { name: gb18030('业务明细.csv'), bytes: gb18030(text), isDeflated: true },
    ])
  }

  return { trades, refunds, rules, openPage, query, close, refund, queryRefund, pay, bill, gone, tellTrade }
}
