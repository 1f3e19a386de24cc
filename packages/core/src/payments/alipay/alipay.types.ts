/** A shop's account at Alipay, as its provider needs it. Kept sealed; in memory only while it is used. */
export interface AlipayAccount {
  /** 应用 APPID. */
  readonly appId: string
  /** 商户 PID (2088…): whom the money is paid to. */
  readonly sellerId: string
  /** 应用私钥, as PKCS #8 PEM. */
  readonly privateKey: string
  /** 支付宝公钥, as PEM: Alipay's own, one for each app. */
  readonly alipayPublicKey: string
}
