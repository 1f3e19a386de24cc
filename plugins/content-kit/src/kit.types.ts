import type { CustomerId, Id, SkuId } from '@mamapu/kernel'
import type { PosterTemplate } from '@mamapu/plugin-sdk'

export type ItemKind = 'moment' | 'goods' | 'letter'

/** What is written of an item. */
export interface ItemWords {
  readonly kind: ItemKind
  readonly title: string
  readonly words: string
  readonly pictures: readonly Id<'med'>[]
  readonly videoUrl: string
  readonly skuId: SkuId | null
  readonly template: PosterTemplate | ''
  readonly startsAt: Date | null
  readonly endsAt: Date | null
}

export interface Item extends ItemWords {
  readonly id: string
  readonly isOn: boolean
  readonly updatedAt: Date
}

export type ItemState = 'off' | 'coming' | 'shown' | 'over'

/** What was made of an item for one person. */
export interface Share {
  readonly itemId: string
  readonly customerId: CustomerId
  /** The whole address of her own link, and its path. */
  readonly url: string
  readonly path: string
  readonly madeAt: Date
}
