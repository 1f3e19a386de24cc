import { randomBytes } from 'node:crypto'
import { type StoreId, toFen } from '@mamapu/kernel'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import {
  billOf,
  CASHIER_MODES,
  type CashierMode,
  close,
  find,
  findRefund,
  open,
  pay,
  query,
  refund,
} from './cashier.js'
import { cashierPage } from './cashier.page.js'
import { readDeskBodies, signedCalls } from './sandbox-desk.js'

const PayParams = Type.Object({
  storeId: Type.String({ pattern: '^sto_[0-9a-f]{32}$' }),
  id: Type.String({ pattern: '^[0-9a-f]{32}$' }),
})

/** The sandbox cashier's own web service: a provider's API for shops (signed calls) and its page for people. */
export function cashierRoutes(app: App) {
  return async (server: FastifyInstance): Promise<void> => {
    readDeskBodies(server)
    const call = signedCalls(app, server)

    call('/v1/payments', async ({ storeId, payload }) => {
      const { merchantRef, amount, description, notifyUrl, returnUrl, expiresAt } = payload
      if (typeof merchantRef !== 'string' || !Number.isSafeInteger(amount)) return null
      return open(app, storeId, {
        merchantRef,
        amountFen: toFen(amount as number),
        description: String(description),
        notifyUrl: String(notifyUrl),
        returnUrl: String(returnUrl),
        expiresAt: new Date(String(expiresAt)),
      })
    })
    call('/v1/payments/query', ({ storeId, payload }) => query(app, storeId, String(payload.merchantRef)))
    call('/v1/payments/close', ({ storeId, payload }) => close(app, storeId, String(payload.merchantRef)))
    call('/v1/refunds', async ({ storeId, payload }) => {
      const { merchantRef, payment, amount } = payload
      if (!Number.isSafeInteger(amount)) return null
      const id = await refund(app, storeId, {
        merchantRef: String(merchantRef),
        payment: String(payment),
        amount: amount as number,
      })
      return id ? { id } : null
    })
    call('/v1/refunds/query', async ({ storeId, payload }) => ({
      id: await findRefund(app, storeId, String(payload.merchantRef)),
    }))
    call('/v1/bills', async ({ storeId, payload }) => {
      const [from, to] = [new Date(String(payload.from)), new Date(String(payload.to))]
      if (Number.isNaN(+from) || Number.isNaN(+to)) return null
      return { rows: await billOf(app, storeId, { from, to }) }
    })

    server.get(
      '/pay/:storeId/:id',
      { schema: { params: PayParams }, config: { audience: 'public' } },
      async (request, reply) => showPage(app, request, reply, ''),
    )
    server.post(
      '/pay/:storeId/:id',
      { schema: { params: PayParams }, config: { audience: 'peer' } },
      async (request, reply) => {
        const { storeId, id } = request.params as { storeId: StoreId; id: string }
        const mode = (request.body as { mode?: string } | null)?.mode as CashierMode
        if (!CASHIER_MODES.includes(mode))
          return showPage(app, request, reply.code(400), '请选择一种付款方式')
        const outcome = await pay(app, storeId, id, mode, payerOf(request) ?? '')
        if (outcome === 'not_found') return reply.code(404).type('text/plain').send('not found')
        if (outcome === 'failed')
          return showPage(app, request, reply, '付款没有成功，可以再试一次 · The payment failed, try again')
        if (outcome === 'closed')
          return showPage(app, request, reply.code(409), '这笔付款已经关闭 · This payment is closed')
        if (outcome === 'on_its_way')
          return showPage(
            app,
            request,
            reply,
            '钱会在付款期限过后才到账 · The money arrives after the deadline',
          )
        const payment = await find(app, storeId, id)
        return reply.redirect(payment?.returnUrl ?? '/', 303)
      },
    )
  }
}

/** Whose browser it is, as the cashier names it. */
const PAYER = 'cashier_payer'

function payerOf(request: FastifyRequest): string | null {
  const cookie = request.headers.cookie ?? ''
  return cookie.match(/(?:^|; )cashier_payer=([0-9a-f]{32})(?:;|$)/)?.[1] ?? null
}

async function showPage(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  note: string,
): Promise<FastifyReply> {
  const { storeId, id } = request.params as { storeId: StoreId; id: string }
  const payment = await find(app, storeId, id)
  if (!payment) return reply.code(404).type('text/plain').send('not found')
  if (payerOf(request) === null)
    reply.header('set-cookie', `${PAYER}=${randomBytes(16).toString('hex')}; Path=/; HttpOnly; SameSite=Lax`)
  return reply
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'none'",
    )
    .type('text/html; charset=utf-8')
    .send(cashierPage(payment, `/pay/${storeId}/${id}`, note))
}
