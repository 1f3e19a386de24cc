import type { Id } from '@mamapu/kernel'

/** A picture in its real proportions, for `{{img}}` in blocks. */
export interface PictureView {
  readonly url: string
  readonly width: number
  readonly height: number
  readonly alt: string
  readonly sources: readonly { readonly url: string; readonly width: number }[]
}

export interface MediaView {
  readonly id: Id<'med'>
  /** Its name among the shop's pictures, as posters take it. */
  readonly hash: string
  readonly picture: PictureView
}

/** The shop's pictures: uploaded at the console, where a form asks for them by the field kind `pictures`. Needs no scope. */
export interface MediaService {
  /** These in this order, without those that the shop has not; the first 50. */
  find(ids: readonly Id<'med'>[]): Promise<readonly MediaView[]>
  /**
   * The SHA-256 (hex) of the largest file kept of a picture, and the address that gives out exactly those bytes, so that anyone
   * can reckon it again. Null for a picture the shop has not, or whose file is gone.
   */
  digest(id: Id<'med'>): Promise<{ readonly sha256: string; readonly url: string } | null>
}
