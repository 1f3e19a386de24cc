import { type KeyObject, X509Certificate } from 'node:crypto'
import { type Clock, MINUTE, OutsideError } from '@mamapu/kernel'
import { isFromWechat, openWechatText, readResource } from './wechat.signature.js'
import type { WechatAccount } from './wechat.types.js'

/** Asks the platform for its certificates in this account's name; its headers and the bytes of its answer. */
export type AskCertificates = (account: WechatAccount) => Promise<{
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly bytes: Buffer
}>

interface Known {
  readonly keys: ReadonlyMap<string, KeyObject>
  readonly askedAt: number
}

const ACCOUNTS_MAX = 10_000

/**
 * The platform's certificates, which it exchanges every few years and hands out encrypted with the account's own key: fetched
 * when a serial number comes that is not known, at most once a minute per account, whoever makes serial numbers up.
 */
export function platformCertificates(clock: Clock, ask: AskCertificates) {
  const known = new Map<string, Known>()
  return {
    /** The account with every key the platform may sign with under this serial number. */
    async trusting(account: WechatAccount, serial: unknown): Promise<WechatAccount> {
      if (typeof serial !== 'string' || account.platformKeys.has(serial)) return account
      // Public keys are handed over once, at the merchant platform; no call gives them.
      if (serial.startsWith('PUB_KEY_ID_')) return account
      const name = `${account.mchId}/${account.merchantSerial}`
      const now = clock.now().getTime()
      let found = known.get(name)
      if (!found?.keys.has(serial) && (!found || now - found.askedAt >= MINUTE)) {
        const keys = await fetchKeys(account, ask, clock.now()).catch(() => found?.keys ?? new Map())
        if (known.size >= ACCOUNTS_MAX) known.clear()
        found = { keys, askedAt: now }
        known.set(name, found)
      }
      if (!found?.keys.has(serial)) return account
      return { ...account, platformKeys: new Map([...account.platformKeys, ...found.keys]) }
    },
  }
}

/** The keys that hold at `at`; their list has to be signed with one of them. */
async function fetchKeys(
  account: WechatAccount,
  ask: AskCertificates,
  at: Date,
): Promise<ReadonlyMap<string, KeyObject>> {
  const { status, headers, bytes } = await ask(account)
  const body = status === 200 ? (JSON.parse(bytes.toString('utf8')) as { data?: unknown }) : {}
  const keys = new Map<string, KeyObject>()
  for (const entry of Array.isArray(body.data) ? body.data.slice(0, 20) : []) {
    const resource = readResource((entry as Record<string, unknown>).encrypt_certificate)
    const pem = resource && openWechatText(account.apiV3Key, resource)
    if (!pem) continue
    const certificate = new X509Certificate(pem)
    if (new Date(certificate.validTo) > at) keys.set(certificate.serialNumber, certificate.publicKey)
  }
  if (!isFromWechat({ ...account, platformKeys: keys }, headers, bytes, at))
    throw new OutsideError('PAYMENT_PROVIDER_DOWN', 'certificates that WeChat Pay has not signed')
  return keys
}
