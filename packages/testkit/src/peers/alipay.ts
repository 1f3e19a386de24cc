import { createSign, createVerify, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Clock, must } from '@mamapu/kernel'
import {
  type AlipayAnswer,
  type AlipayRefundEntry,
  type AlipayTrade,
  alipayBooks,
  beijing,
} from './alipay-books.js'
import { openPeerServer, type PeerServer, postman } from './peer-server.js'
import type { CallbackMode } from './signed-peer.js'

/** How a notification lies: other values in its fields, signed by Alipay all the same; null leaves one out. */
export type AlipayLie = Readonly<Record<string, string | null>>

/** Alipay as a shop meets it: own keys and books, over real HTTP on 127.0.0.1. */
export interface AlipayPeer {
  /** What the shop was given when it signed up, as merchants paste it. */
  readonly values: Readonly<Record<'appId' | 'sellerId' | 'privateKey' | 'alipayPublicKey', string>>
  readonly gateway: string
  readonly trades: ReadonlyMap<string, AlipayTrade>
  readonly refunds: ReadonlyMap<string, AlipayRefundEntry>
  /** Calls and pages that the shop had not signed. */
  readonly unsigned: number
  /** What it does with calls from now on. */
  mode: 'works' | 'fails' | 'loses answer' | 'answers unsigned' | 'hangs' | 'floods'
  /** What becomes of refunds: done; under way until finished; or refused with this code (`ACQ.…`). */
  refundsAre: 'done' | 'under way' | `ACQ.${string}`
  /** What its bill says beyond the books, what it leaves out, whether it is made, and where it is said to be. */
  readonly bill: {
    readonly extra: AlipayTrade[]
    readonly without: Set<string>
    isReady: boolean
    url: string | null
  }
  /** The shopper opens the page she was led to. False: Alipay says that it cannot be paid. */
  open(url: string): boolean
  /** The shopper pays; the shop is told, unless never. Gives what the shop answered: `200 success` is thanks. */
  pay(number: string, how?: CallbackMode | 'never', lie?: AlipayLie): Promise<readonly string[]>
  /** Tells of a trade again, with a refund when its number is given. */
  tell(number: string, how?: CallbackMode, lie?: AlipayLie): Promise<readonly string[]>
  /** A refund that was under way is done; the shop is told, unless never. */
  finishRefund(number: string, how?: CallbackMode | 'never'): Promise<readonly string[]>
  /** Delivers what is held, in the order told or the other way round. */
  release(order?: 'as told' | 'reversed'): Promise<readonly string[]>
}

const bare = (key: KeyObject, type: 'pkcs1' | 'spki') =>
  key.export({ format: 'der', type }).toString('base64')

/** Opens Alipay for one shop. `shop`: the socket shops answer on, where it is not the address they tell. */
export async function openAlipay(
  t: { teardown(work: () => unknown): void },
  clock: Clock,
  shop?: () => string,
): Promise<AlipayPeer> {
  const app = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const alipay = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const forger = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const appId = '2021000122671080'
  const sellerId = '2088101117955611'
  const books = alipayBooks(sellerId, clock)
  const bill: AlipayPeer['bill'] = { extra: [], without: new Set(), isReady: true, url: null }
  const post = postman(shop)
  let unsigned = 0
  let mode: AlipayPeer['mode'] = 'works'

  function isShops(fields: ReadonlyMap<string, string>): boolean {
    const at = new Date(`${fields.get('timestamp')?.replace(' ', 'T')}+08:00`)
    const isNow = Math.abs(clock.now().getTime() - at.getTime()) < 15 * 60_000
    const isOne = fields.get('app_id') === appId && fields.get('sign_type') === 'RSA2' && isNow
    const verified = createVerify('RSA-SHA256').update(signable(fields, ['sign']))
    const isSigned = isOne && verified.verify(app.publicKey, fields.get('sign') ?? '', 'base64')
    if (!isSigned) unsigned += 1
    return isSigned
  }

  function work(method: string, asked: Record<string, unknown>): AlipayAnswer {
    const works: Readonly<Record<string, (asked: Record<string, unknown>) => AlipayAnswer>> = {
      'alipay.trade.query': books.query,
      'alipay.trade.close': books.close,
      'alipay.trade.refund': books.refund,
      'alipay.trade.fastpay.refund.query': books.queryRefund,
      'alipay.data.dataservice.bill.downloadurl.query': () =>
        bill.isReady
          ? { code: '10000', bill_download_url: bill.url ?? `${server.origin}/bill.zip` }
          : { code: '40004', sub_code: 'isp.bill_not_exist' },
    }
    return works[method]?.(asked) ?? { code: '40001', sub_code: 'isv.invalid-method' }
  }

  function say(reply: ServerResponse, method: string, answer: AlipayAnswer): void {
    const text = JSON.stringify(answer)
    const { privateKey } = mode === 'answers unsigned' ? forger : alipay
    const sign = createSign('RSA-SHA256').update(text).sign(privateKey, 'base64')
    const key = `${method.replaceAll('.', '_')}_response`
    reply.writeHead(200, { 'content-type': 'application/json' })
    reply.end(`{"${key}":${text},"sign":"${sign}"}`)
  }

  function answer(incoming: IncomingMessage, reply: ServerResponse, body: string): void {
    const url = new URL(incoming.url ?? '/', server.origin)
    if (mode === 'fails') return void reply.writeHead(502).end('bad gateway')
    if (mode === 'hangs') return
    if (mode === 'floods') return void reply.writeHead(200).end('x'.repeat(1_000_000))
    if (url.pathname === '/bill.zip')
      return void reply.writeHead(200).end(books.bill(bill.extra, bill.without))
    const fields = new Map([...url.searchParams, ...new URLSearchParams(body)])
    const method = fields.get('method') ?? ''
    if (!isShops(fields)) return void say(reply, method, { code: '40002', sub_code: 'isv.invalid-signature' })
    const done = work(method, JSON.parse(fields.get('biz_content') ?? '{}') as Record<string, unknown>)
    if (mode === 'loses answer') return void incoming.socket.destroy()
    say(reply, method, done)
  }
  const server: PeerServer = await openPeerServer(t, (incoming, reply, body) =>
    answer(incoming, reply, body.toString('utf8')),
  )

  async function notify(
    trade: AlipayTrade,
    more: Readonly<Record<string, string>>,
    how: CallbackMode | 'never',
    lie: AlipayLie,
  ): Promise<readonly string[]> {
    const fields = new Map<string, string>()
    const { send_pay_date: paidAt = '', ...told } = books.tellTrade(trade) as Record<string, string>
    const about = {
      notify_type: 'trade_status_sync',
      notify_id: `n${trade.number}`,
      charset: 'utf-8',
      version: '1.0',
    }
    const whose = {
      app_id: appId,
      seller_id: sellerId,
      notify_time: beijing(clock.now()),
      gmt_payment: paidAt,
    }
    const all = { ...about, ...whose, ...told, subject: '宝宝 & 妈妈', sign_type: 'RSA2', ...more, ...lie }
    for (const [name, value] of Object.entries(all))
      if (value !== null && value !== '') fields.set(name, value)
    const { privateKey } = how === 'forged' ? forger : alipay
    const text = signable(fields, ['sign', 'sign_type'])
    const kind = fields.get('sign_type') === 'RSA' ? 'RSA-SHA1' : 'RSA-SHA256'
    fields.set('sign', createSign(kind).update(text).sign(privateKey, 'base64'))
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
    return post.send(
      { url: trade.notifyUrl, headers, body: new URLSearchParams([...fields]).toString() },
      how,
    )
  }

  const tradeOf = (number: string) => must(books.trades.get(number), `nobody opened ${number}`)
  return {
    values: {
      appId,
      sellerId,
      privateKey: bare(app.privateKey, 'pkcs1'),
      alipayPublicKey: bare(alipay.publicKey, 'spki'),
    },
    gateway: `${server.origin}/gateway.do`,
    trades: books.trades,
    refunds: books.refunds,
    bill,
    get unsigned() {
      return unsigned
    },
    get mode() {
      return mode
    },
    set mode(next) {
      mode = next
    },
    get refundsAre() {
      return books.rules.refundsAre as AlipayPeer['refundsAre']
    },
    set refundsAre(next) {
      books.rules.refundsAre = next
    },
    open(url) {
      const fields = new Map(new URL(url).searchParams)
      const product = /^alipay\.trade\.(wap|page)\.pay$/.exec(fields.get('method') ?? '')?.[1]
      if (!isShops(fields) || !product) return false
      const asked = JSON.parse(fields.get('biz_content') ?? '{}') as Record<string, unknown>
      return books.openPage(product, fields.get('notify_url') ?? '', asked)
    },
    pay: async (number, how = 'once', lie = {}) => notify(books.pay(number), {}, how, lie),
    tell: async (number, how = 'once', lie = {}) => notify(tradeOf(number), {}, how, lie),
    async finishRefund(number, how = 'once') {
      const refund = must(books.refunds.get(number), `no refund ${number}`)
      refund.isDone = true
      const more = { out_biz_no: number, gmt_refund: `${beijing(clock.now())}.123` }
      return notify(refund.of, more, how, {})
    },
    release: post.release,
  }
}

/** What a signature covers: the fields that say something, by name. */
const signable = (fields: ReadonlyMap<string, string>, without: readonly string[]) =>
  [...fields]
    .filter(([name]) => !without.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
