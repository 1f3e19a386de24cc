import { parseId, type StoreId } from '@mamapu/kernel'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { App } from '../app.js'
import { isCallAuthentic, merchantKey } from './signature.js'

interface SignedCall {
  readonly storeId: StoreId
  readonly payload: Readonly<Record<string, unknown>>
}

/** Bodies of the sandbox's service as they came, because a signature covers them, and the forms of its pages. */
export function readDeskBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: 16_384 },
    (_request, body, done) => done(null, body),
  )
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 1024 },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
}

/** Adds calls that only shops can make, each signed with its shop's key. What the work answers null to is refused. */
export function signedCalls(app: App, server: FastifyInstance) {
  return (path: string, work: (call: SignedCall) => Promise<object | null>): void => {
    server.post(path, { schema: {}, config: { audience: 'peer' } }, async (request, reply) => {
      const signed = readCall(app, request)
      if (!signed) return reply.code(401).send({ code: 'SIGNATURE_REFUSED' })
      const answer = await work(signed)
      return answer ?? reply.code(409).send({ code: 'REFUSED' })
    })
  }
}

function readCall(app: App, request: FastifyRequest): SignedCall | null {
  const merchant = request.headers['x-cashier-merchant']
  const storeId = typeof merchant === 'string' ? parseId('sto', merchant) : null
  const body = request.body
  if (!storeId || !Buffer.isBuffer(body)) return null
  if (!isCallAuthentic(merchantKey(app.secret, storeId), request.headers, body, app.clock.now())) return null
  try {
    return { storeId, payload: JSON.parse(body.toString('utf8')) as Record<string, unknown> }
  } catch {
    return null
  }
}
