import type { PosterPlan } from '../poster.types.js'

/** What the drawing thread is asked for: one poster, with its picture as a data address. */
export interface DrawOrder {
  readonly plan: PosterPlan
  readonly picture: string | null
}

/** Four bytes per pixel, row by row; nothing shines through. */
export interface Drawn {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

export type DrawReply = { readonly drawn: Drawn } | { readonly failed: string }
