import type { FieldErrors, Page } from './page-models.js'

/**
 * `/account/notify` of a signed-in customer: how the shop reaches her, and where she wants offers. All forms POST there with `csrf` and
 * `do`: `offers` (channel, wants), `email` (email), `code` (code), `forget` (channel), `wechat`.
 */
export interface NotifyPage extends Page {
  channels: readonly {
    key: string
    title: string
    help: string
    /** Masked; null while she cannot be reached there. */
    address: string | null
    /** Masked; waits for its code. */
    pending: string | null
    /** Only where she can be reached. */
    canOffer: boolean
    wantsOffers: boolean
    isEmail: boolean
    /** A WeChat that is none can be linked. */
    canLink: boolean
    canForget: boolean
  }[]
  /** What she typed. */
  email: string
  errors: FieldErrors
}

/** `/unsubscribe?t=` from an e-mail: one button, POST `t` to the same address, `end`ed, or a link that is none of the shop's. */
export interface UnsubscribePage extends Page {
  state: 'ask' | 'ended' | 'invalid'
  token: string
  /** The channel's name. */
  channel: string
}
