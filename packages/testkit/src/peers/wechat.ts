import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Clock, must } from '@mamapu/kernel'
import { request } from 'undici'
import { openPeerServer } from './peer-server.js'
import type { CallbackMode } from './signed-peer.js'
import {
  type BookReply,
  type WechatRefundEntry,
  type WechatTransaction,
  wechatBill,
  wechatBooks,
} from './wechat-books.js'
import { platformCertificate } from './wechat-certificate.js'
import { isMerchantsCall, sealForMerchant, signAsWechat, wechatPair } from './wechat-signature.js'

/** How a notification lies: another amount, money, account or number; or the second it claims to be signed in. */
export interface WechatLie {
  readonly totalFen?: number
  readonly currency?: string
  readonly mchId?: string
  readonly number?: string
  readonly at?: Date
}

/** WeChat Pay as a shop meets it: own keys and books, over real HTTP on 127.0.0.1. */
export interface WechatPeer {
  /** Where the shop listens, when that is not where its host name leads. */
  shop: string
  readonly origin: string
  /** What the shop was given when it signed up, as it is typed into the form. */
  readonly values: Readonly<Record<string, string>>
  /** The platform signs with another certificate from now on, under its own serial number; `/v3/certificates` hands it out. */
  rotate(): void
  readonly transactions: ReadonlyMap<string, WechatTransaction>
  readonly refunds: ReadonlyMap<string, WechatRefundEntry>
  /** Calls that the shop had not signed. */
  readonly unsigned: number
  /** What it does with calls from now on. */
  mode: 'works' | 'fails' | 'loses answer' | 'answers unsigned'
  /** Whether a refund is done at once, or under way until it is finished. */
  refundsAre: 'SUCCESS' | 'PROCESSING'
  /** What its bill says beyond the books, what it leaves out, and whether it is made. */
  readonly bill: { readonly extra: WechatTransaction[]; readonly without: Set<string>; isReady: boolean }
  /** The shopper pays; the shop is told, unless never. Gives the statuses of its answers. */
  pay(number: string, how?: CallbackMode | 'never', lie?: WechatLie): Promise<readonly number[]>
  /** Tells of a payment again. */
  tellPaid(number: string, how?: CallbackMode, lie?: WechatLie): Promise<readonly number[]>
  /** Decides a refund that was under way; the shop is told, unless never. */
  finishRefund(
    number: string,
    status: Exclude<WechatRefundEntry['status'], 'PROCESSING'>,
    how?: CallbackMode | 'never',
  ): Promise<readonly number[]>
  /** Delivers what is held, in the order told or the other way round. */
  release(order?: 'as told' | 'reversed'): Promise<readonly number[]>
}

export async function openWechat(
  t: { teardown(work: () => unknown): void },
  clock: Clock,
): Promise<WechatPeer> {
  let pair = wechatPair()
  const { account, values } = pair
  let certificates: readonly { serial: string; pem: string }[] = []
  const books = wechatBooks(account)
  const held: { url: string; body: string; at: Date }[] = []
  const bill: WechatPeer['bill'] = { extra: [], without: new Set(), isReady: true }
  let mode: WechatPeer['mode'] = 'works'
  let unsigned = 0

  function work(method: string, url: URL, asked: Record<string, unknown>): BookReply {
    const { pathname: path, searchParams } = url
    const [, scene] = /^\/v3\/pay\/transactions\/(jsapi|h5|native)$/.exec(path) ?? []
    if (scene && method === 'POST') return books.open(scene, asked)
    const [, number = '', closing] =
      /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)(\/close)?$/.exec(path) ?? []
    if (closing && method === 'POST') return books.close(number)
    if (number && method === 'GET' && searchParams.get('mchid') === account.mchId) return books.query(number)
    if (path === '/v3/refund/domestic/refunds' && method === 'POST') return books.refund(asked)
    const [, refund] = /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/.exec(path) ?? []
    if (refund && method === 'GET') return books.queryRefund(refund)
    if (path === '/v3/bill/tradebill' && method === 'GET') return billReply()
    if (path === '/v3/certificates' && method === 'GET') return certificatesReply()
    return { status: 404, body: { code: 'NOT_FOUND' } }
  }

  function certificatesReply(): BookReply {
    if (certificates.length === 0) return { status: 404, body: { code: 'RESOURCE_NOT_EXISTS' } }
    const data = certificates.map(({ serial, pem }) => ({
      serial_no: serial,
      encrypt_certificate: sealForMerchant(account.apiV3Key, pem, 'certificate'),
    }))
    return { status: 200, body: { data } }
  }

  /** Codes are `code-<openid>`. */
  function tokenOf(path: string): object {
    const asked = new URL(path, origin).searchParams
    const isRight = asked.get('appid') === account.appId && asked.get('secret') === values.appSecret
    const [, openid] = /^code-([\w-]+)$/.exec(asked.get('code') ?? '') ?? []
    return isRight && openid ? { openid, access_token: 'x' } : { errcode: 40_029, errmsg: 'invalid code' }
  }

  const billFile = () =>
    wechatBill(
      [...books.transactions.values(), ...bill.extra].filter(
        ({ number, transactionId }) => transactionId !== '' && !bill.without.has(number),
      ),
      [...books.refunds.values()].filter(
        ({ number, status }) => status === 'SUCCESS' && !bill.without.has(number),
      ),
    )

  function billReply(): BookReply {
    if (!bill.isReady) return { status: 400, body: { code: 'STATEMENT_CREATING' } }
    const { sha1 } = billFile()
    return {
      status: 200,
      body: { hash_type: 'SHA1', hash_value: sha1, download_url: `${origin}/v3/billdownload/file?token=t` },
    }
  }

  function answer(incoming: IncomingMessage, reply: ServerResponse, body: string): void {
    const { method = 'GET', headers } = incoming
    const path = incoming.url ?? '/'
    if (path.startsWith('/sns/oauth2/')) return void reply.writeHead(200).end(JSON.stringify(tokenOf(path)))
    if (mode === 'fails') return void reply.writeHead(500).end('{"code":"SYSTEM_ERROR"}')
    if (!isMerchantsCall(pair, { method, path, headers, body, at: clock.now() })) {
      unsigned += 1
      return void reply.writeHead(401).end('{"code":"SIGN_ERROR"}')
    }
    const url = new URL(path, origin)
    if (url.pathname === '/v3/billdownload/file') return void reply.writeHead(200).end(billFile().text)
    const done = work(method, url, readObject(body))
    if (mode === 'loses answer') return void incoming.socket.destroy()
    const text = done.body === null ? '' : JSON.stringify(done.body)
    const signed = mode === 'answers unsigned' ? {} : signAsWechat(pair, text, clock.now())
    reply.writeHead(done.status, { 'content-type': 'application/json', ...signed }).end(text)
  }

  const { origin } = await openPeerServer(t, (incoming, reply, body) =>
    answer(incoming, reply, body.toString('utf8')),
  )
  const forger = wechatPair()
  async function deliver({ url, body, at }: { url: string; body: string; at: Date }, signer = pair) {
    const signed = signAsWechat({ ...signer, platformSerial: pair.platformSerial }, body, at)
    const { pathname, host } = new URL(url)
    const reply = await request(`${peer.shop || new URL(url).origin}${pathname}`, {
      method: 'POST',
      headers: { host, 'content-type': 'application/json', ...signed },
      body,
    })
    await reply.body.dump()
    return reply.statusCode
  }

  async function tell(
    url: string,
    event: { type: string; of: string; value: object },
    how: CallbackMode | 'never',
    at = clock.now(),
  ): Promise<readonly number[]> {
    if (how === 'never') return []
    const body = JSON.stringify({
      id: `EV-${books.transactions.size}-${books.refunds.size}`,
      create_time: at.toISOString(),
      resource_type: 'encrypt-resource',
      event_type: event.type,
      resource: { original_type: event.of, ...sealForMerchant(account.apiV3Key, event.value, event.of) },
    })
    if (how === 'held') {
      held.push({ url, body, at })
      return []
    }
    const first = await deliver({ url, body, at }, how === 'forged' ? forger : pair)
    return how === 'twice' ? [first, await deliver({ url, body, at })] : [first]
  }

  async function tellPaid(
    number: string,
    how: CallbackMode | 'never' = 'once',
    lie: WechatLie = {},
  ): Promise<readonly number[]> {
    const paid = must(books.transactions.get(number), `no payment ${number}`)
    const truth = books.tellTransaction(paid)
    const value = {
      ...truth,
      ...(lie.mchId ? { mchid: lie.mchId } : {}),
      ...(lie.number ? { out_trade_no: lie.number } : {}),
      amount: {
        ...truth.amount,
        ...(lie.totalFen === undefined ? {} : { total: lie.totalFen }),
        ...(lie.currency === undefined ? {} : { currency: lie.currency }),
      },
    }
    return tell(paid.notifyUrl, { type: 'TRANSACTION.SUCCESS', of: 'transaction', value }, how, lie.at)
  }

  const peer: WechatPeer = {
    shop: '',
    origin,
    values,
    bill,
    rotate() {
      const next = platformCertificate(clock.now())
      pair = { ...pair, platformPrivate: next.key, platformSerial: next.serial }
      certificates = [next]
    },
    transactions: books.transactions,
    refunds: books.refunds,
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
      return books.books.refundsAre
    },
    set refundsAre(next) {
      books.books.refundsAre = next
    },
    async pay(number, how, lie) {
      books.pay(number)
      return tellPaid(number, how, lie)
    },
    tellPaid,
    async finishRefund(number, status, how = 'once') {
      const refund = must(books.refunds.get(number), `no refund ${number}`)
      refund.status = status
      if (status === 'SUCCESS') refund.of.state = 'REFUND'
      const value = { ...books.tellRefund(refund), refund_status: status }
      return tell(refund.notifyUrl, { type: `REFUND.${status}`, of: 'refund', value }, how)
    },
    async release(order = 'as told') {
      const all = held.splice(0)
      if (order === 'reversed') all.reverse()
      const statuses: number[] = []
      for (const one of all) statuses.push(await deliver(one))
      return statuses
    },
  }
  return peer
}

function readObject(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
