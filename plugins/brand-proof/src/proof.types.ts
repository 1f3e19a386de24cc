import type { Id, LocalDate } from '@mamapu/kernel'
import type { PictureView } from '@mamapu/plugin-sdk'

export const KINDS = ['letter', 'certificate', 'report', 'licence'] as const
export type ProofKind = (typeof KINDS)[number]

/** A picture of a proof as it was kept: anyone may load `fileUrl` and reckon its SHA-256 again. */
export interface ProofPicture extends PictureView {
  readonly id: Id<'med'>
  readonly sha256: string
  readonly fileUrl: string
}

/** Which goods a proof speaks for: all of them, or those of any of the lists. */
export interface Covered {
  readonly allGoods: boolean
  readonly productIds: readonly string[]
  readonly categoryIds: readonly string[]
  readonly tags: readonly string[]
}

/** A letter or certificate. Valid from `startsAt` until before `endsAt`; null without an edge. */
export interface Proof extends Covered {
  readonly id: Id<'plg'>
  readonly brand: string
  readonly kind: ProofKind
  readonly number: string
  readonly issuer: string
  readonly note: string
  readonly pictures: readonly ProofPicture[]
  readonly validFrom: LocalDate | null
  readonly validUntil: LocalDate | null
  readonly startsAt: Date | null
  readonly endsAt: Date | null
  readonly isHidden: boolean
  readonly told: number
}

export type ProofState = 'hidden' | 'coming' | 'valid' | 'ending' | 'over'
