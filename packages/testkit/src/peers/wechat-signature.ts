import {
  createCipheriv,
  createSign,
  createVerify,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** What WeChat Pay and one merchant know of each other: both sides' halves. */
export interface WechatPair {
  /** What the merchant types into a form. */
  readonly values: Readonly<Record<string, string>>
  readonly account: { readonly mchId: string; readonly appId: string; readonly apiV3Key: Buffer }
  readonly merchantSerial: string
  readonly merchantPublic: KeyObject
  readonly platformPrivate: KeyObject
  readonly platformSerial: string
}

export function wechatPair(): WechatPair {
  const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const platform = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const platformSerial = `PUB_KEY_ID_${randomBytes(8).toString('hex').toUpperCase()}`
  const [mchId, appId] = ['1900000109', 'wx2421b1c4370ec43b']
  const merchantSerial = randomBytes(20).toString('hex').toUpperCase()
  const apiV3Key = randomBytes(16).toString('hex')
  return {
    values: {
      mchId,
      appId,
      appSecret: randomBytes(16).toString('hex'),
      merchantSerial,
      merchantKey: String(merchant.privateKey.export({ type: 'pkcs8', format: 'pem' })),
      apiV3Key,
      platformKeyId: platformSerial,
      platformKey: String(platform.publicKey.export({ type: 'spki', format: 'pem' })),
    },
    account: { mchId, appId, apiV3Key: Buffer.from(apiV3Key) },
    merchantSerial,
    merchantPublic: merchant.publicKey,
    platformPrivate: platform.privateKey,
    platformSerial,
  }
}

/** The headers that say a body is the platform's. */
export function signAsWechat(
  { platformPrivate, platformSerial }: Pick<WechatPair, 'platformPrivate' | 'platformSerial'>,
  body: string,
  at: Date,
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const nonce = randomBytes(16).toString('hex')
  const signature = createSign('RSA-SHA256')
    .update(`${timestamp}\n${nonce}\n${body}\n`)
    .sign(platformPrivate, 'base64')
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': platformSerial,
    'wechatpay-signature': signature,
  }
}

/** Whether the merchant signed this call, with this account's certificate and not long ago. */
export function isMerchantsCall(
  { account, merchantSerial, merchantPublic }: WechatPair,
  call: { method: string; path: string; headers: IncomingHttpHeaders; body: string; at: Date },
): boolean {
  const [scheme, rest = ''] = (call.headers.authorization ?? '').split(' ')
  const said = Object.fromEntries(
    [...rest.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
  )
  if (scheme !== 'WECHATPAY2-SHA256-RSA2048' || said.mchid !== account.mchId) return false
  if (said.serial_no !== merchantSerial) return false
  if (Math.abs(call.at.getTime() / 1000 - Number(said.timestamp)) > 300) return false
  return createVerify('RSA-SHA256')
    .update(`${call.method}\n${call.path}\n${said.timestamp}\n${said.nonce_str}\n${call.body}\n`)
    .verify(merchantPublic, said.signature ?? '', 'base64')
}

/** Encrypts what a notification carries. */
export function sealForMerchant(key: Buffer, value: object | string, associated: string) {
  const nonce = randomBytes(6).toString('hex')
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
  cipher.setAAD(Buffer.from(associated))
  const text = Buffer.concat([
    cipher.update(typeof value === 'string' ? value : JSON.stringify(value)),
    cipher.final(),
    cipher.getAuthTag(),
  ])
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: text.toString('base64'),
    nonce,
    associated_data: associated,
  }
}
