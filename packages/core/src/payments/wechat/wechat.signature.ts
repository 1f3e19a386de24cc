import { createDecipheriv, createSign, createVerify } from 'node:crypto'
import type { WechatAccount } from './wechat.types.js'

/** How far a signed message's clock may be off (seconds), both ways; as WeChat Pay's own clients have it. */
const SKEW_SECONDS = 300
const TAG_BYTES = 16
const NONCE_BYTES = 12

interface Call {
  readonly method: 'GET' | 'POST'
  /** Path with query, as it is sent. */
  readonly path: string
  readonly body: string
}

const rsa = (account: WechatAccount, message: string) =>
  createSign('RSA-SHA256').update(message).sign(account.merchantKey, 'base64')

const secondsOf = (at: Date) => String(Math.floor(at.getTime() / 1000))

/** The `Authorization` header of a call: RSA-SHA256 over method, path, second, nonce and body, each on its line (WECHATPAY2-SHA256-RSA2048). */
export function signWechatCall(
  account: WechatAccount,
  { method, path, body }: Call,
  { at, nonce }: { at: Date; nonce: string },
): string {
  const timestamp = secondsOf(at)
  const signature = rsa(account, `${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`)
  const parts = [
    `mchid="${account.mchId}"`,
    `nonce_str="${nonce}"`,
    `signature="${signature}"`,
    `timestamp="${timestamp}"`,
    `serial_no="${account.merchantSerial}"`,
  ]
  return `WECHATPAY2-SHA256-RSA2048 ${parts.join(',')}`
}

/** What WeChat's own browser is given to open the payment (`WeixinJSBridge`, `getBrandWCPayRequest`). */
export function signForBrowser(
  account: WechatAccount,
  prepayId: string,
  { at, nonce }: { at: Date; nonce: string },
) {
  const timeStamp = secondsOf(at)
  const packed = `prepay_id=${prepayId}`
  const paySign = rsa(account, `${account.appId}\n${timeStamp}\n${nonce}\n${packed}\n`)
  return { appId: account.appId, timeStamp, nonceStr: nonce, package: packed, signType: 'RSA', paySign }
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * Whether the platform signed this body, with a key the shop trusts, not five minutes before or after `at`. The body is taken
 * as it came: written anew it would be another one.
 */
export function isFromWechat(account: WechatAccount, headers: Headers, body: Buffer, at: Date): boolean {
  const timestamp = headers['wechatpay-timestamp']
  const nonce = headers['wechatpay-nonce']
  const signature = headers['wechatpay-signature']
  const serial = headers['wechatpay-serial']
  if (typeof timestamp !== 'string' || typeof nonce !== 'string') return false
  if (typeof signature !== 'string' || typeof serial !== 'string') return false
  if (!/^\d{10}$/.test(timestamp) || nonce.length > 64 || signature.length > 1024) return false
  if (Math.abs(at.getTime() / 1000 - Number(timestamp)) > SKEW_SECONDS) return false
  const key = account.platformKeys.get(serial)
  if (!key) return false
  const verifier = createVerify('RSA-SHA256').update(`${timestamp}\n${nonce}\n`).update(body).update('\n')
  return verifier.verify(key, signature, 'base64')
}

/** What a notification carries encrypted (AES-256-GCM, the tag at the end of the text). */
export interface WechatResource {
  readonly ciphertext: string
  readonly nonce: string
  readonly associated_data?: string
}

/** A part that is encrypted this way; null for whatever else it is. */
export function readResource(value: unknown): WechatResource | null {
  if (typeof value !== 'object' || value === null) return null
  const { algorithm, ciphertext, nonce, associated_data: bound } = value as Record<string, unknown>
  if (algorithm !== 'AEAD_AES_256_GCM') return null
  if (typeof ciphertext !== 'string' || typeof nonce !== 'string') return null
  if (bound !== undefined && typeof bound !== 'string') return null
  return { ciphertext, nonce, ...(bound === undefined ? {} : { associated_data: bound }) }
}

/** The text inside; null when it was not encrypted with this shop's key or was changed. */
export function openWechatText(apiV3Key: Buffer, resource: WechatResource): string | null {
  const nonce = Buffer.from(resource.nonce, 'utf8')
  const bytes = Buffer.from(resource.ciphertext, 'base64')
  if (nonce.length !== NONCE_BYTES || bytes.length <= TAG_BYTES) return null
  try {
    const decipher = createDecipheriv('aes-256-gcm', apiV3Key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(Buffer.from(resource.associated_data ?? '', 'utf8'))
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
    const text = Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()])
    return text.toString('utf8')
  } catch {
    return null
  }
}
