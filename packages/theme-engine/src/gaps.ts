import { randomBytes } from 'node:crypto'
import { escapeHtml } from './escape.js'

/**
 * The places of a page that are personal or move. They are left open when a page is rendered and filled while it is
 * sent. A value is text: it is escaped, and fits both between tags and inside a quoted attribute.
 */
export const gapNames = {
  csrf: { arg: false, what: 'the token of this session' },
  nonce: { arg: false, what: 'the nonce of this response for style and script' },
  now: { arg: false, what: 'server time, ISO' },
  'cart-count': { arg: false, what: 'pieces in the cart as digits; empty for none' },
  'customer-name': { arg: false, what: 'name of the signed-in customer; empty for a guest' },
  stock: { arg: true, what: 'pieces of this SKU left, as digits' },
  'sale-state': {
    arg: true,
    what: 'on-sale or sold-out, for a list of SKUs; its arg is their ids with spaces between',
  },
  countdown: {
    arg: true,
    what: 'time left until this instant (ISO), such as 02:11:09; 00:00:00 when it is over',
  },
  until: { arg: true, what: 'whole seconds left until this instant (ISO), as digits' },
  left: { arg: true, what: 'units left of this counter (kind:id), as digits' },
  'left-state': {
    arg: true,
    what: 'state of these counters (kind:id with spaces between): on-sale, held (all taken, some not paid yet) or sold-out',
  },
  'left-again': {
    arg: true,
    what: 'when the next unpaid unit of these counters may come back, as a time of day; empty for never',
  },
  taken: { arg: true, what: 'units taken of these counters (kind:id with spaces between), as digits' },
  progress: {
    arg: true,
    what: 'taken share of these counters (kind:id with spaces between) in percent, as digits',
  },
  follow: {
    arg: false,
    what: 'ask for a visitor who came by somebody’s link and has not said whether that person may see what is looked at; else quiet',
  },
  'follow-ask': {
    arg: false,
    what: 'what goes back with the answer to `follow`: who was asked about; else empty',
  },
  mark: { arg: true, what: "a word on this shopper's own state of a thing (plugin:key), such as claimed" },
} as const
export type GapName = keyof typeof gapNames

export interface Gap {
  readonly name: GapName
  readonly arg: string
}

/** A rendered page: `chunks[0] gaps[0] chunks[1] …`; there is always one chunk more than gaps. Safe to cache. */
export interface Rendered {
  readonly chunks: readonly string[]
  readonly gaps: readonly Gap[]
}

// Not guessable, so that no text of a shop can open a gap of its own.
const marker = `\uE000${randomBytes(9).toString('base64url')}:`

/** What a template prints where a gap stands, `index` being its place in the list of gaps. */
export function gapMarker(index: number): string {
  return `${marker}${index};`
}

/** Cuts rendered text at its gap markers. */
export function cutAtGaps(text: string, gaps: readonly Gap[]): Rendered {
  const pieces = text.split(marker)
  const chunks = [pieces[0] ?? '']
  const ordered: Gap[] = []
  for (let i = 1; i < pieces.length; i++) {
    const piece = pieces[i] as string
    const end = piece.indexOf(';')
    ordered.push(gaps[Number(piece.slice(0, end))] as Gap)
    chunks.push(piece.slice(end + 1))
  }
  return Object.freeze({ chunks, gaps: ordered })
}

/** Fills every gap with the escaped value and joins the page. */
export function fill(rendered: Rendered, values: (name: GapName, arg: string) => string): string {
  const { chunks, gaps } = rendered
  let page = chunks[0] as string
  for (let i = 0; i < gaps.length; i++) {
    const gap = gaps[i] as Gap
    page += escapeHtml(values(gap.name, gap.arg)) + (chunks[i + 1] as string)
  }
  return page
}
