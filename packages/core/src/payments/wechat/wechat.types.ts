import type { KeyObject } from 'node:crypto'

/** A shop's account at WeChat Pay, as its provider needs it. Kept sealed; in memory only while it is used. */
export interface WechatAccount {
  /** 商户号. */
  readonly mchId: string
  /** The official account or mini-program that the shop's payments belong to. */
  readonly appId: string
  /** Of the official account; null: payers inside WeChat are not recognised. */
  readonly appSecret: string | null
  /** Serial number of the merchant's API certificate, and its private half. */
  readonly merchantSerial: string
  readonly merchantKey: KeyObject
  /** APIv3 密钥, 32 bytes: opens what notifications carry. */
  readonly apiV3Key: Buffer
  /** The platform's public keys by serial number or public-key id; several while they are exchanged. */
  readonly platformKeys: ReadonlyMap<string, KeyObject>
}

/** How the shopper pays: in WeChat's own browser, in another one on the phone, or by a code that the phone scans. */
export type WechatScene = 'jsapi' | 'h5' | 'native'
