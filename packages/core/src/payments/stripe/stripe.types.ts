/** A shop's account at Stripe, as its provider needs it. Kept sealed; in memory only while it is used. */
export interface StripeAccount {
  /** A secret (`sk_`) or restricted (`rk_`) key. */
  readonly secretKey: string
  /** The signing secret of the shop's webhook endpoint (`whsec_`). */
  readonly webhookSecret: string
}

/** Whether a key is for real money. */
export const isLive = ({ secretKey }: Pick<StripeAccount, 'secretKey'>): boolean =>
  /^[sr]k_live_/.test(secretKey)
