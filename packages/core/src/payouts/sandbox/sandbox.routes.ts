import type { StoreId } from '@mamapu/kernel'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../../app.js'
import { readDeskBodies, signedCalls } from '../../payments/index.js'
import { accept, find, press, query, TRANSFER_MODES, type TransferMode } from './sandbox.js'
import { transferPage } from './sandbox.page.js'

const Params = Type.Object({
  storeId: Type.String({ pattern: '^sto_[0-9a-f]{32}$' }),
  id: Type.String({ pattern: '^[0-9a-f]{32}$' }),
})

/** The sandbox that pays out, as a web service of its own: signed calls for shops, a page for whoever is paid. */
export function sandboxPayoutRoutes(app: App) {
  return async (server: FastifyInstance): Promise<void> => {
    readDeskBodies(server)
    const call = signedCalls(app, server)

    call('/v1/transfers', async ({ storeId, payload }) => {
      const { merchantRef, amount, payee, notifyUrl, returnUrl } = payload
      if (typeof merchantRef !== 'string' || !Number.isSafeInteger(amount) || (amount as number) < 1)
        return null
      return accept(app, storeId, {
        merchantRef,
        amount: amount as number,
        payee: String(payee),
        notifyUrl: String(notifyUrl),
        returnUrl: String(returnUrl),
      })
    })
    call('/v1/transfers/query', ({ storeId, payload }) => query(app, storeId, String(payload.merchantRef)))

    server.get(
      '/transfer/:storeId/:id',
      { schema: { params: Params }, config: { audience: 'public' } },
      async (request, reply) => showPage(app, request, reply, ''),
    )
    server.post(
      '/transfer/:storeId/:id',
      { schema: { params: Params }, config: { audience: 'peer' } },
      async (request, reply) => {
        const { storeId, id } = request.params as { storeId: StoreId; id: string }
        const mode = (request.body as { mode?: string } | null)?.mode as TransferMode
        if (!TRANSFER_MODES.includes(mode))
          return showPage(app, request, reply.code(400), '请选择一种收款方式 · Please choose')
        if (!(await press(app, storeId, id, mode)))
          return showPage(app, request, reply.code(409), '这笔转账已经结束 · This transfer is over')
        const transfer = await find(app, storeId, id)
        return reply.redirect(transfer?.returnUrl ?? '/', 303)
      },
    )
  }
}

async function showPage(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  note: string,
): Promise<FastifyReply> {
  const { storeId, id } = request.params as { storeId: StoreId; id: string }
  const transfer = await find(app, storeId, id)
  if (!transfer) return reply.code(404).type('text/plain').send('not found')
  const isOver = transfer.expiresAt <= app.clock.now()
  return reply
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'none'",
    )
    .type('text/html; charset=utf-8')
    .send(transferPage(transfer, { action: `/transfer/${storeId}/${id}`, isOver, note }))
}
