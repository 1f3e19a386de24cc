import { type Clock, HOUR, later, OutsideError } from '@mamapu/kernel'
import type { AlipaySdk } from 'alipay-sdk'
import { Agent } from 'undici'
import { bounded } from '../bounded.js'
import type { AlipayAccount } from './alipay.types.js'

export interface AlipayCallOptions {
  readonly clock: Clock
  /** Where the gateway answers, e.g. `https://openapi.alipay.com/gateway.do`; the loopback peer in tests. */
  readonly gateway: string
  /** Milliseconds to wait for an answer; left out: five seconds. */
  readonly patience?: number
}

/** What Alipay answers to a call it has understood; `code` 10000 is a yes, `subCode` says why not. */
export interface AlipayReply {
  readonly code: string
  readonly subCode: string
  readonly body: Readonly<Record<string, unknown>>
}

const PATIENCE = 5000
/** Of a whole call, its one repetition on a broken line with it. */
const CALL_PARTS = 1.5
const REPLY_MAX = 262_144

/**
 * The official client of an account, loaded when the first shop needs it. Signs with RSA2, and takes its answers through a line that is
 * bounded in time and size: the client itself reads on for ever.
 */
export function alipayClients({ gateway, patience = PATIENCE }: Omit<AlipayCallOptions, 'clock'>) {
  const line = new Agent({
    connect: { timeout: patience },
    headersTimeout: patience,
    bodyTimeout: patience,
    maxResponseSize: REPLY_MAX,
  })
  return async ({ appId, privateKey, alipayPublicKey }: AlipayAccount): Promise<AlipaySdk> => {
    const { AlipaySdk } = await import('alipay-sdk')
    return new AlipaySdk({
      appId,
      privateKey,
      alipayPublicKey,
      gateway,
      keyType: 'PKCS8',
      signType: 'RSA2',
      timeout: patience,
      camelcase: false,
      proxyAgent: line as never,
    })
  }
}

/** The instant as Alipay reads and writes it, whatever zone this process is in: 2026-03-04 10:00:00, Beijing time. */
export const alipayTime = (at: Date): string =>
  later(at, 8 * HOUR)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ')

/**
 * Calls Alipay for an account. What Alipay has decided is given as it is; what is no answer, or not signed by Alipay, is an OutsideError with
 * the code PAYMENT_PROVIDER_DOWN. The client's own errors carry whole answers and signatures, so nothing of them is passed on.
 */
export function alipayCaller(options: AlipayCallOptions) {
  const clientOf = alipayClients(options)
  const ms = (options.patience ?? PATIENCE) * CALL_PARTS
  return async (account: AlipayAccount, method: string, content: object): Promise<AlipayReply> => {
    const client = await clientOf(account)
    const timestamp = alipayTime(options.clock.now())
    const body = await bounded(
      () => client.exec(method, { timestamp, bizContent: content }, { validateSign: true }),
      { ms, down: downBecause },
    )
    const { code, sub_code: subCode } = body as Record<string, unknown>
    const reply = { code: String(code), subCode: String(subCode ?? ''), body: body as AlipayReply['body'] }
    if (reply.code === '20000' || reply.subCode.endsWith('SYSTEM_ERROR') || reply.subCode.startsWith('aop.'))
      throw down(`Alipay answered ${reply.code} ${reply.subCode}`)
    return reply
  }
}

/** A refusal with Alipay's code, which says what is to be done. */
export function refusedByAlipay({ code, subCode, body }: AlipayReply): OutsideError {
  const said = [code, subCode, typeof body.sub_msg === 'string' ? body.sub_msg : ''].filter(Boolean).join(' ')
  return new OutsideError('PAYMENT_PROVIDER_REFUSED', `Alipay answered ${said.slice(0, 200)}`)
}

const down = (message: string) => new OutsideError('PAYMENT_PROVIDER_DOWN', message)

function downBecause(error: unknown): OutsideError {
  const { message = '', responseDataRaw: raw } = error as { message?: string; responseDataRaw?: unknown }
  const [, said = ''] = /"sub_code":"([\w.-]{1,80})"/.exec(typeof raw === 'string' ? raw : '') ?? []
  if (/验签|signature/.test(message)) return down(`an answer that Alipay has not signed ${said}`.trim())
  return down(`Alipay cannot be reached ${said}`.trim())
}
