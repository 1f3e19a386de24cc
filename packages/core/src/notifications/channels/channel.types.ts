import type { StoreId, Words } from '@mamapu/kernel'

/** Where messages go besides the shop's own inbox. */
export const OUTBOUND_CHANNELS = ['sms', 'email', 'wechat'] as const
export type OutboundChannel = (typeof OUTBOUND_CHANNELS)[number]

/**
 * What kind of message it is: about something the shopper did (`service`), a code or link that opens something (`secret`: at any
 * hour, read by nobody else), or something the shop would like to sell (`marketing`: asked for, not at night, not too often).
 */
export const CATEGORIES = ['service', 'secret', 'marketing'] as const
export type Category = (typeof CATEGORIES)[number]

/** The provider whose messages reach nobody: what is secret stays in the operator's log, as without any provider. */
export const SANDBOX = 'sandbox'

/** One message on its way out, as a provider is handed it. Control characters are gone from all of its texts. */
export interface Outgoing {
  /** The same for the same message, however often it is tried: a provider that knows keys sends it once. */
  readonly key: string
  readonly storeId: StoreId
  readonly event: string
  readonly category: Category
  readonly locale: 'zh-CN' | 'en'
  /** A phone in its one spelling, an e-mail address, or what the channel calls a person. */
  readonly to: string
  readonly shopName: string
  /** Where the shop is: `https://mili.example`. */
  readonly origin: string
  /** What it is about, in a few words. */
  readonly subject: string
  readonly text: string
  readonly data: Readonly<Record<string, unknown>>
  /** Opened or posted to, it ends offers on this channel; null where nothing is offered. */
  readonly unsubscribeUrl: string | null
  readonly at: Date
}

/** What became of handing it over. `reason` is a code, never an address or a text. */
export type SendOutcome =
  /** The provider has it, under `ref`. */
  | { readonly outcome: 'sent'; readonly ref: string }
  /** It surely has it not, and would not take it again either. */
  | { readonly outcome: 'refused'; readonly reason: string }
  /** It surely has it not; later perhaps. */
  | { readonly outcome: 'later'; readonly reason: string }
  /** Nobody can say whether it has it. */
  | { readonly outcome: 'unknown'; readonly reason: string }

/** What a provider tells afterwards, its signature, age and shape checked. */
export interface DeliveryNotice {
  /** The key it was handed over with. */
  readonly key: string
  readonly ref: string
  readonly state: 'delivered' | 'failed'
  readonly reason: string
}

export interface RawNotice {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** What a merchant fills in to use a provider; secrets are never handed out again. */
export interface CredentialField {
  readonly name: string
  readonly title: Words
  readonly kind: 'text' | 'number' | 'secret' | 'switch'
  readonly isRequired: boolean
  readonly max: number
  /** What stands there first. */
  readonly initial?: string
}

export type Credentials = Readonly<Record<string, string>>

/** A way to carry messages of one channel. Never called inside a database transaction; answers within ten seconds or so. */
export interface ChannelProvider {
  /** Unique for its channel. */
  readonly id: string
  readonly channel: OutboundChannel
  readonly title: Words
  /** Handing over the same key again sends nothing twice. */
  readonly isRepeatable: boolean
  /** Empty: there is nothing to fill in. */
  readonly asks: readonly CredentialField[]
  /** Why these will not do; null when they will. */
  whyNot?(credentials: Credentials): { readonly field: string; readonly words: Words } | null
  send(message: Outgoing, credentials: Credentials): Promise<SendOutcome>
  /** Null when it is not authentic, too old, or makes no sense. Left out: this provider tells nothing afterwards. */
  readNotice?(storeId: StoreId, raw: RawNotice, at: Date): DeliveryNotice | null
}

/** What an installation carries messages with. */
export class ChannelProviders {
  readonly #all: readonly ChannelProvider[]

  constructor(all: readonly ChannelProvider[]) {
    this.#all = all
  }

  of(channel: OutboundChannel): readonly ChannelProvider[] {
    return this.#all.filter((one) => one.channel === channel)
  }

  find(channel: string, id: string): ChannelProvider | null {
    return this.#all.find((one) => one.channel === channel && one.id === id) ?? null
  }
}
