import { createHmac, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Clock, must } from '@mamapu/kernel'
import { openPeerServer, postman } from './peer-server.js'
import type { CallbackMode } from './signed-peer.js'
import {
  refusedByPeer,
  type StripeAnswer,
  type StripeAsked,
  type StripeMovement,
  type StripeRefundEntry,
  type StripeSession,
  stripeBooks,
} from './stripe-books.js'

/** How a notification lies: other values in what it tells of; of real money, or signed at another time. */
export interface StripeLie {
  readonly told?: Readonly<Record<string, unknown>>
  readonly isLive?: boolean
  readonly at?: Date
}

/** Stripe as a shop meets it: own keys and books, over real HTTP on 127.0.0.1. */
export interface StripePeer {
  readonly origin: string
  /** What the shop was given when it signed up, as merchants paste it. */
  readonly values: Readonly<Record<'secretKey' | 'webhookSecret', string>>
  /** Where the shop hears: its endpoint as set up at Stripe. */
  endpoint: string
  readonly sessions: ReadonlyMap<string, StripeSession>
  readonly refunds: ReadonlyMap<string, StripeRefundEntry>
  readonly movements: readonly StripeMovement[]
  /** Calls without the shop's key. */
  readonly unknown: number
  /** What it does with calls from now on. */
  mode: 'works' | 'fails' | 'loses answer' | 'hangs' | 'floods' | 'refuses'
  /** Whether a refund is done at once, is pending, or fails. */
  refundsAre: StripeRefundEntry['status']
  /** A day later: what it was asked before is new to it. */
  forget(): void
  /** The shopper pays on a page, or the money is only on its way (`arrive` brings it). Gives what the shop answered. */
  pay(id: string, how?: CallbackMode | 'never', lie?: StripeLie): Promise<readonly string[]>
  /** The shopper confirms a payment that takes days. */
  confirm(id: string): Promise<readonly string[]>
  /** What was on its way is there. */
  arrive(id: string, how?: CallbackMode | 'never'): Promise<readonly string[]>
  /** Tells of a paid page again. */
  tell(id: string, how?: CallbackMode, lie?: StripeLie): Promise<readonly string[]>
  /** Decides a refund, or lets one that succeeded fail after all. */
  finishRefund(
    id: string,
    as: 'succeeded' | 'failed',
    how?: CallbackMode | 'never',
  ): Promise<readonly string[]>
  /** Tells of a refund again, as it is or as it was. */
  tellRefund(id: string, told: Readonly<Record<string, unknown>>): Promise<readonly string[]>
  /** Delivers what is held, in the order told or the other way round. */
  release(order?: 'as told' | 'reversed'): Promise<readonly string[]>
}

/** Opens Stripe for one shop. `shop`: the socket shops answer on, where it is not the address they tell. */
export async function openStripe(
  t: { teardown(work: () => unknown): void },
  clock: Clock,
  shop?: () => string,
): Promise<StripePeer> {
  const values = {
    secretKey: `sk_test_${randomBytes(16).toString('hex')}`,
    webhookSecret: `whsec_${randomBytes(16).toString('hex')}`,
  }
  const books = stripeBooks(clock)
  const post = postman(shop)
  const done = new Map<string, { readonly asked: string; readonly answer: StripeAnswer }>()
  let unknown = 0
  let mode: StripePeer['mode'] = 'works'
  let events = 0

  function work(method: string, path: string, asked: StripeAsked): StripeAnswer {
    const [, page, action] = /^\/v1\/checkout\/sessions\/(\w+)(\/expire)?$/.exec(path) ?? []
    if (path === '/v1/checkout/sessions' && method === 'POST') return books.open(asked)
    if (path === '/v1/checkout/sessions')
      return { status: 200, body: { object: 'list', data: [], has_more: false } }
    if (page && action && method === 'POST') return books.expire(page)
    if (page && method === 'GET') return books.find(page)
    const [, refund] = /^\/v1\/refunds\/(\w+)$/.exec(path) ?? []
    if (refund && method === 'GET') return books.findRefund(refund)
    if (path === '/v1/refunds') return method === 'POST' ? books.refund(asked) : books.listRefunds(asked)
    if (path === '/v1/balance_transactions' && method === 'GET') return books.listMovements(asked)
    return refusedByPeer(404, 'unrecognized_url')
  }

  /** What was asked by this name before is answered as before; another question by it is refused. */
  function once(name: string, asked: string, make: () => StripeAnswer): StripeAnswer {
    const before = done.get(name)
    if (before && before.asked !== asked) return refusedByPeer(400, 'key_reused', 'idempotency_error')
    const answer = before?.answer ?? make()
    if (!before && answer.status === 200) done.set(name, { asked, answer })
    return answer
  }

  function answer(incoming: IncomingMessage, reply: ServerResponse, body: string): void {
    const { method = 'GET', headers } = incoming
    const url = new URL(incoming.url ?? '/', 'http://peer')
    if (mode === 'hangs') return
    if (mode === 'fails') return void reply.writeHead(500).end('{"error":{"type":"api_error"}}')
    if (mode === 'floods') return void reply.writeHead(200).end('x'.repeat(5_000_000))
    if (headers.authorization !== `Bearer ${values.secretKey}` || mode === 'refuses') {
      unknown += 1
      return void say(reply, refusedByPeer(401, 'api_key_invalid'))
    }
    const asked = new Map([...url.searchParams, ...new URLSearchParams(body)])
    const key = headers['idempotency-key']
    const make = () => work(method, url.pathname, asked)
    const said = typeof key === 'string' ? once(key, `${url.pathname} ${body}`, make) : make()
    if (mode === 'loses answer') return void incoming.socket.destroy()
    say(reply, said)
  }
  const { origin } = await openPeerServer(t, (incoming, reply, body) =>
    answer(incoming, reply, body.toString('utf8')),
  )

  async function notify(
    type: string,
    object: object,
    how: CallbackMode | 'never',
    { told = {}, isLive = false, at = clock.now() }: StripeLie = {},
  ): Promise<readonly string[]> {
    events += 1
    const seconds = Math.floor(at.getTime() / 1000)
    const about = { id: `evt_${events}`, object: 'event', api_version: '2026-10-28.endive', created: seconds }
    const body = JSON.stringify({
      ...about,
      type,
      livemode: isLive,
      data: { object: { ...object, ...told } },
    })
    const secret = how === 'forged' ? 'whsec_another' : values.webhookSecret
    const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': `t=${seconds},v1=${signature}`,
    }
    return post.send({ url: peer.endpoint, headers, body }, how)
  }

  const sessionOf = (id: string) => must(books.sessions.get(id), `no page ${id}`)
  const COMPLETED = 'checkout.session.completed'
  const peer: StripePeer = {
    origin,
    values,
    endpoint: '',
    sessions: books.sessions,
    refunds: books.refunds,
    movements: books.movements,
    get unknown() {
      return unknown
    },
    get mode() {
      return mode
    },
    set mode(next) {
      mode = next
    },
    get refundsAre() {
      return books.rules.refundsAre
    },
    set refundsAre(next) {
      books.rules.refundsAre = next
    },
    forget: () => done.clear(),
    pay: async (id, how = 'once', lie = {}) => notify(COMPLETED, books.tellSession(books.pay(id)), how, lie),
    confirm: async (id) => notify(COMPLETED, books.tellSession(books.pay(id, false)), 'once'),
    async arrive(id, how = 'once') {
      books.arrive(sessionOf(id))
      return notify('checkout.session.async_payment_succeeded', books.tellSession(sessionOf(id)), how)
    },
    tell: async (id, how = 'once', lie = {}) => notify(COMPLETED, books.tellSession(sessionOf(id)), how, lie),
    async finishRefund(id, as, how = 'once') {
      const refund = must(books.refunds.get(id), `no refund ${id}`)
      if (as === 'failed') books.failRefund(id, 'expired_or_canceled_card')
      else refund.status = as
      const type = as === 'failed' ? 'refund.failed' : 'refund.updated'
      return notify(type, books.tellRefund(refund), how)
    },
    async tellRefund(id, told) {
      const refund = must(books.refunds.get(id), `no refund ${id}`)
      return notify('refund.updated', books.tellRefund(refund), 'once', { told })
    },
    release: post.release,
  }
  return peer
}

function say(reply: ServerResponse, { status, body }: StripeAnswer): void {
  const headers = {
    'content-type': 'application/json',
    'request-id': 'req_1',
    'stripe-should-retry': 'false',
  }
  reply.writeHead(status, headers).end(JSON.stringify(body))
}
