import type { Id, Locale } from '@mamapu/kernel'
import type { PosterContent, PosterSize, PosterTemplate } from '@mamapu/plugin-sdk'

export type PosterId = Id<'pst'>

/** The shop as its posters show it, when they were asked for. */
export interface PosterShop {
  readonly name: string
  readonly locale: Locale
  /** `#e8825a`. */
  readonly color: string
  /** What stands before the path in a QR code: `http://mili.localhost:3000`. */
  readonly origin: string
}

/** Everything a poster is drawn from: the same is the same poster. */
export interface PosterPlan {
  readonly template: PosterTemplate
  readonly size: PosterSize
  readonly content: PosterContent
  readonly shop: PosterShop
}

export type PosterState = 'waiting' | 'ready' | 'failed'

export interface Poster {
  readonly id: PosterId
  readonly key: string
  readonly size: PosterSize
  readonly state: PosterState
  readonly askedAt: Date
}
