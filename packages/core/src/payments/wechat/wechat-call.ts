import { randomBytes } from 'node:crypto'
import { type Clock, OutsideError } from '@mamapu/kernel'
import { request } from 'undici'
import { isFromWechat, signWechatCall } from './wechat.signature.js'
import type { WechatAccount } from './wechat.types.js'
import { type AskCertificates, platformCertificates } from './wechat-certificates.js'

export interface WechatCallOptions {
  readonly clock: Clock
  /** Where the platform answers; the loopback peer in tests. */
  readonly origin: string
}

export interface WechatReply {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

const TIMEOUT_MS = 5000
const REPLY_MAX = 65_536
/** A day of some hundred thousand movements. */
const FILE_MAX = 128 * 1024 * 1024

export interface WechatLine {
  /**
   * Calls WeChat Pay for an account: signed, bounded in time and size. Refusals (4xx) are given as they are, since they say
   * something, and need not be signed, as the platform's own clients have it. What is no answer, or a success that the platform
   * has not signed, is an OutsideError with the code PAYMENT_PROVIDER_DOWN.
   */
  call(account: WechatAccount, method: 'GET' | 'POST', path: string, payload?: object): Promise<WechatReply>
  /** The account with the key of this serial number, where the platform has it. */
  trusting(account: WechatAccount, serial: unknown): Promise<WechatAccount>
}

export function wechatLine({ clock, origin }: WechatCallOptions): WechatLine {
  async function sendSigned(
    account: WechatAccount,
    method: 'GET' | 'POST',
    path: string,
    body: string,
  ): Promise<Awaited<ReturnType<typeof send>>> {
    const nonce = randomBytes(16).toString('hex')
    const signed = signWechatCall(account, { method, path, body }, { at: clock.now(), nonce })
    return send(`${origin}${path}`, method, { body, signed })
  }
  const ask: AskCertificates = async (account) => {
    const { reply, bytes } = await sendSigned(account, 'GET', '/v3/certificates', '')
    return { status: reply.statusCode, headers: reply.headers, bytes }
  }
  const { trusting } = platformCertificates(clock, ask)
  return {
    trusting,
    async call(account, method, path, payload) {
      const body = payload ? JSON.stringify(payload) : ''
      const { reply, bytes } = await sendSigned(account, method, path, body)
      const { statusCode: status, headers } = reply
      if (status >= 500) throw down(`WeChat Pay answered ${status}`)
      if (status < 300) {
        const trusted = await trusting(account, headers['wechatpay-serial'])
        if (!isFromWechat(trusted, headers, bytes, clock.now()))
          throw down(`an answer (${status}) that WeChat Pay has not signed`)
      }
      return { status, body: bytes.length === 0 ? {} : readObject(bytes) }
    },
  }
}

/** A refusal in the platform's own words; its code is kept, since it says what is to be done. */
export function refusedByWechat({ status, body }: WechatReply): OutsideError {
  const said = [body.code, body.message].filter((part) => typeof part === 'string').join(': ')
  return new OutsideError('PAYMENT_PROVIDER_REFUSED', `WeChat Pay answered ${status} ${said.slice(0, 200)}`)
}

/** A file the platform told the address of: fetched from the platform alone, signed like every call. */
export async function downloadFromWechat(
  { clock, origin }: WechatCallOptions,
  account: WechatAccount,
  told: string,
): Promise<Buffer> {
  const url = new URL(told)
  if (url.origin !== new URL(origin).origin) throw down('a file at a place that is not WeChat Pay')
  const path = `${url.pathname}${url.search}`
  const nonce = randomBytes(16).toString('hex')
  const signed = signWechatCall(account, { method: 'GET', path, body: '' }, { at: clock.now(), nonce })
  const { reply, bytes } = await send(url.href, 'GET', { body: '', signed }, FILE_MAX)
  if (reply.statusCode !== 200) throw down(`a file was answered with ${reply.statusCode}`)
  return bytes
}

const down = (message: string, cause?: unknown) =>
  new OutsideError('PAYMENT_PROVIDER_DOWN', message, { cause })

async function send(
  url: string,
  method: 'GET' | 'POST',
  { body, signed }: { body: string; signed: string },
  bytesMax = REPLY_MAX,
) {
  try {
    const reply = await request(url, {
      method,
      headers: {
        accept: 'application/json',
        authorization: signed,
        'user-agent': 'mamapu',
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body } : {}),
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    })
    return { reply, bytes: await readBounded(reply.body, bytesMax) }
  } catch (cause) {
    throw down('WeChat Pay cannot be reached', cause)
  }
}

async function readBounded(body: AsyncIterable<Buffer>, bytesMax: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > bytesMax) throw new Error('an answer longer than any of theirs')
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function readObject(bytes: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {}
  throw down('an answer that is no JSON')
}
