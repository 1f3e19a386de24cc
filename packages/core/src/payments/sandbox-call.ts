import { randomBytes } from 'node:crypto'
import { type Clock, OutsideError, type StoreId } from '@mamapu/kernel'
import { request } from 'undici'
import { merchantKey, signCall } from './signature.js'

export interface SandboxOptions {
  readonly secret: Buffer
  readonly clock: Clock
  /** Where the cashier answers, e.g. `http://127.0.0.1:3000`. */
  readonly origin: string
  /** The host name it answers under, e.g. `cashier.localhost:3000`. */
  readonly host: string
  /** The address a shopper's browser is sent to, e.g. `http://cashier.localhost:3000`. */
  readonly publicOrigin: string
  /** False where nobody rehearses any more: what was paid by it can still be given back. */
  readonly isOffered?: boolean
}

const TIMEOUT_MS = 3000

/** Calls the sandbox's service as a shop: signed, bounded in time; whatever is no answer is an OutsideError with that code. */
export function sandboxCaller(options: SandboxOptions, code: string) {
  return async (storeId: StoreId, path: string, payload: object): Promise<Record<string, unknown>> => {
    const body = Buffer.from(JSON.stringify(payload))
    const key = merchantKey(options.secret, storeId)
    const signed = signCall(key, body, options.clock.now(), randomBytes(12).toString('hex'))
    let reply: Awaited<ReturnType<typeof request>>
    let text: string
    try {
      reply = await request(`${options.origin}/v1/${path}`, {
        method: 'POST',
        headers: {
          host: options.host,
          'content-type': 'application/json',
          'x-cashier-merchant': storeId,
          ...signed,
        },
        body,
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
      })
      text = await reply.body.text()
    } catch (cause) {
      throw new OutsideError(code, 'the sandbox cannot be reached', { cause })
    }
    if (reply.statusCode !== 200)
      throw new OutsideError(code, `the sandbox answered ${reply.statusCode}: ${text.slice(0, 200)}`)
    return JSON.parse(text) as Record<string, unknown>
  }
}
