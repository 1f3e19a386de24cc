import { formatFen, type Id, type Locale, later, localTimeOf } from '@mamapu/kernel'
import type { GoodsPrice } from './context.js'

export const POSTER_TEMPLATES = Object.freeze(['product', 'story', 'shop', 'invite', 'results'] as const)
export type PosterTemplate = (typeof POSTER_TEMPLATES)[number]

/** What they are for: 朋友圈 3:4, 聊天 5:4, 方图 1:1, 长图 9:16. */
export const POSTER_SIZES = Object.freeze({
  moments: { width: 1080, height: 1440 },
  chat: { width: 1080, height: 864 },
  square: { width: 1080, height: 1080 },
  tall: { width: 1080, height: 1920 },
})
export type PosterSize = keyof typeof POSTER_SIZES

/** What a poster shows; what a template has no place for is left out, what is missing leaves no hole. */
export interface PosterContent {
  readonly title: string
  readonly subtitle?: string
  /** As shown: `¥71.10`. */
  readonly price?: string
  readonly struckPrice?: string
  readonly badge?: string
  /** A picture of the shop's own media by its hash. */
  readonly picture?: string
  /** Short facts under one another: results, reasons; at most 6. */
  readonly lines?: readonly { readonly label: string; readonly value: string }[]
  /** Who recommends it; a nickname. */
  readonly from?: string
  /** A path of the shop, drawn as QR code with the shop's whole address. */
  readonly qrPath?: string
  readonly qrHint?: string
}

export interface PosterAsk {
  readonly template: PosterTemplate
  readonly size: PosterSize
  readonly content: PosterContent
}

export interface PosterView {
  readonly id: Id<'pst'>
  readonly state: 'waiting' | 'ready' | 'failed'
  /** A PNG, once it is ready; it stays at this address. */
  readonly url: string | null
  readonly width: number
  readonly height: number
}

export interface PosterService {
  /** Drawn by a job; the same content gives the same poster and is drawn once. Needs `posters:make`. */
  make(ask: PosterAsk): Promise<PosterView>
  /** One that this plugin had drawn; null for what is not there, or no longer. */
  find(id: Id<'pst'>): Promise<PosterView | null>
  /**
   * The same by what it shows, for pages: null when this plugin had none drawn of exactly this, so that nobody is shown what is
   * no longer true (another price, another name). Asks for nothing.
   */
  known(ask: PosterAsk): Promise<PosterView | null>
}

/** A price as a poster says it: what a campaign makes of it says until when it holds. */
export function posterPrice(
  { unitFen, until }: GoodsPrice,
  { zone, locale }: { readonly zone: string; readonly locale: Locale },
): Pick<PosterContent, 'price' | 'badge'> {
  const price = `¥${formatFen(unitFen)}`
  if (until === null) return { price }
  const day = { month: 'long', day: 'numeric' } as const
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, ...day, ...time })
  // What ends at midnight ends on the day before, at 23:59: nobody takes 00:00 for the evening.
  const isMidnight = localTimeOf(until, zone).minute === 0
  const last = format.format(isMidnight ? later(until, -1) : until)
  return { price, badge: locale === 'en' ? `Until ${last}` : `限时价 · ${last} 止` }
}
