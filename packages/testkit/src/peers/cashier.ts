import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { notifications, orders, parcels, payments, payouts } from '@mamapu/core'
import type { Id, OrderId } from '@mamapu/kernel'
import type { FastifyInstance } from 'fastify'
import { request } from 'undici'
import type { Ground } from '../shop/ground.js'

/** What shoppers of tests hold in hand. */
export const PHONE: payments.PayerDevice = { ip: '127.0.0.1', isPhone: true }

/** What the cashier's line does with the next requests of the shop. */
export type LineMode = 'open' | 'cut' | 'hang' | { readonly fails: number }

/** The sandbox cashier of the product over real HTTP, and what can go wrong with it. */
export interface CashierPeer {
  /** Opens a payment of an order at the cashier; throws when the shop refuses it. */
  open(orderId: OrderId): Promise<OpenPayment>
  /** From now on: answers; drops the line; never answers, until this changes; fails so many times with 500 and works again. */
  line(mode: LineMode): void
}

export interface OpenPayment {
  readonly paymentId: Id<'pay'>
  readonly cashierUrl: string
  /** Presses a button on the cashier's page: pays, fails, says nothing, pays late, tells twice. `payer`: 32 hex digits that name the browser. Answers the page's status. */
  press(mode: payments.cashier.CashierMode, payer?: string): Promise<number>
  /** Tells the shop of money as the cashier does, of another amount or with a forged signature; answers the shop's status. */
  tell(wrong?: { amountFen?: number; transactionId?: string; isForged?: boolean }): Promise<number>
}

/** The socket a shop's cashier and browsers talk over. */
export interface Line {
  readonly origin: string
  /** What answers; asked for when the first request comes. */
  serve(web: () => Promise<FastifyInstance>): void
  mode: LineMode
}

export async function openLine(t: { teardown(work: () => unknown): void }): Promise<Line> {
  const server: Server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const hung = new Set<Socket>()
  let mode: LineMode = 'open'
  const line: Line = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get mode() {
      return mode
    },
    set mode(next) {
      mode = next
      for (const socket of hung) socket.destroy()
      hung.clear()
    },
    serve(web) {
      server.on('request', (incoming, reply) => {
        if (!isCashier(incoming) || mode === 'open')
          return void web().then(
            (found) => found.routing(incoming, reply),
            (error: Error) => reply.destroy(error),
          )
        if (mode === 'cut') return void incoming.socket.destroy()
        if (mode === 'hang') return void hung.add(incoming.socket)
        const fails = mode.fails - 1
        mode = fails > 0 ? { fails } : 'open'
        reply.writeHead(500).end()
      })
    },
  }
  t.teardown(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return line
}

const isCashier = (incoming: IncomingMessage) => (incoming.headers.host ?? '').startsWith('cashier.')

/** The ways to pay of a shop whose cashier answers on this line. */
export function sandboxOn({ app }: Pick<Ground, 'app'>, origin: string): payments.PaymentProvider {
  return payments.sandboxProvider(sandboxAt(app, origin))
}

/** The sandbox that pays out, answering on the same line. */
export function payoutsOn({ app }: Pick<Ground, 'app'>, origin: string): payouts.PayoutProvider {
  return payouts.sandboxPayouts(sandboxAt(app, origin))
}

/** Every channel of messages through the sandbox, answering on the same line, and whatever else a test brings. */
export function messagesOn(
  { app }: Pick<Ground, 'app'>,
  origin: string,
  more: readonly notifications.ChannelProvider[],
): notifications.ChannelProviders {
  const sandbox = notifications.sandboxMessengers(sandboxAt(app, origin))
  return new notifications.ChannelProviders([...sandbox, ...more])
}

/** The sandbox carrier, answering on the same line. */
export function carrierOn({ app }: Pick<Ground, 'app'>, origin: string): parcels.TrackingProvider {
  return parcels.sandboxCarrier(sandboxAt(app, origin))
}

function sandboxAt({ secret, clock, hosts }: Ground['app'], origin: string): payments.SandboxOptions {
  const host = `cashier.${hosts.base}`
  return { secret, clock, origin, host, publicOrigin: `http://${host}` }
}

/** What the shop's money is told by, pressed and cut. */
export function cashierPeer(ground: Ground, line: Line): CashierPeer {
  const { app, providers, clock } = ground
  return {
    async open(orderId) {
      const store = await ground.snapshot()
      const ask = { orderId, provider: 'sandbox', device: PHONE, at: clock.now() }
      const started = await orders.startPayment(app, providers, store, ask)
      if (!started.started) throw new Error(`payment not started: ${started.reason}`)
      const { paymentId, opened } = started
      const cashierUrl = payments.cashierUrlOf(opened)
      return {
        paymentId,
        cashierUrl,
        press: (mode, payer) => press(line.origin, cashierUrl, mode, payer),
        async tell({ amountFen, transactionId, isForged = false } = {}) {
          const book = await payments.cashier.query(app, store.storeId, paymentId)
          const paid = book.state === 'paid' ? book : null
          const body = Buffer.from(
            JSON.stringify({
              type: 'payment.paid',
              merchantRef: paymentId,
              transactionId: transactionId ?? paid?.transactionId ?? '4200000001',
              amount: amountFen ?? paid?.amount ?? 0,
            }),
          )
          const { privateKey } = payments.cashierKeys(isForged ? Buffer.alloc(32, 7) : app.secret)
          const signed = payments.signNotification(
            privateKey,
            body,
            clock.now(),
            `tell-${paymentId.slice(-8)}`,
          )
          return notify(line.origin, new URL(store.origin).host, { body, headers: { ...signed } })
        },
      }
    },
    line(mode) {
      line.mode = mode
    },
  }
}

/** Sends the shop a notification; gives the reply's status. */
export async function notify(
  origin: string,
  host: string,
  { body, headers }: { body: Buffer; headers: Readonly<Record<string, string>> },
): Promise<number> {
  const reply = await request(`${origin}/callbacks/payments/sandbox`, {
    method: 'POST',
    headers: { host, 'content-type': 'application/json', ...headers },
    body,
  })
  await reply.body.dump()
  return reply.statusCode
}

/** Presses a button on the cashier's page, as a shopper's browser does; gives the reply's status. */
export async function press(
  origin: string,
  cashierUrl: string,
  mode: string,
  payer?: string,
): Promise<number> {
  const { pathname, host } = new URL(cashierUrl)
  const reply = await request(`${origin}${pathname}`, {
    method: 'POST',
    headers: {
      host,
      'content-type': 'application/x-www-form-urlencoded',
      ...(payer ? { cookie: `cashier_payer=${payer}` } : {}),
    },
    body: `mode=${mode}`,
  })
  await reply.body.dump()
  return reply.statusCode
}
