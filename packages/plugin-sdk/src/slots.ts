import type { Cart, PricedCart } from '@mamapu/pricing'
import type { CampaignsNow } from './campaigns.js'
import type { CustomerRef, FactMap, FactValues } from './facts.js'

/** The product a page is about. */
export interface ProductSubject {
  readonly id: string
  /** Where its page is, e.g. `/p/cotton-onesie`. */
  readonly path: string
  readonly categoryIds: readonly string[]
  readonly tags: readonly string[]
  readonly skuIds: readonly string[]
}

/** The cart as it stands and as it was priced. */
export interface CartSubject {
  readonly cart: Cart
  readonly priced: PricedCart
}

/** Every place where plugins may appear, with what a contribution is told about the page. The one catalogue. */
export interface SlotSubjects {
  'home.top': Record<never, never>
  'home.strip': Record<never, never>
  'home.bottom': Record<never, never>
  'category.top': { readonly categoryId: string }
  'product.price': { readonly product: ProductSubject }
  'product.actions': { readonly product: ProductSubject }
  'product.below': { readonly product: ProductSubject }
  'cart.above': CartSubject
  'checkout.delivery': CartSubject
  'checkout.choices': CartSubject
  'payment.done': { readonly orderId: string }
  'order.below': { readonly orderId: string }
  'account.links': Record<never, never>
}

export type SlotName = keyof SlotSubjects

/** `cached`: the page is the same for everyone of one audience, so nothing personal may appear there. */
export const SLOTS = Object.freeze({
  'home.top': { cached: true },
  'home.strip': { cached: true },
  'home.bottom': { cached: true },
  'category.top': { cached: true },
  'product.price': { cached: true },
  'product.actions': { cached: true },
  'product.below': { cached: true },
  'cart.above': { cached: false },
  'checkout.delivery': { cached: false },
  'checkout.choices': { cached: false },
  'payment.done': { cached: false },
  'order.below': { cached: false },
  'account.links': { cached: false },
}) satisfies Readonly<Record<SlotName, { cached: boolean }>>

export interface SlotInput<S, F extends FactMap, N extends SlotName = SlotName, C = unknown> {
  readonly subject: SlotSubjects[N]
  readonly settings: S
  readonly facts: FactValues<F>
  readonly at: Date
  readonly locale: 'zh-CN' | 'en'
  readonly customer: CustomerRef | null
  /** This mechanic's campaigns at `at`; on cached pages as they stand for the page's audience. */
  readonly campaigns: CampaignsNow<C>
  /** A text of the plugin's locale files with its placeholders filled. */
  t(key: string, values?: Readonly<Record<string, string | number>>): string
}

/** One appearance of a block. Pure. */
export interface SlotPart<
  S = unknown,
  F extends FactMap = FactMap,
  N extends SlotName = SlotName,
  C = unknown,
> {
  readonly slot: N
  readonly block: string
  readonly facts: F
  /** Reads facts of a person; only in slots of pages that are never cached. */
  readonly personal?: boolean
  /** What the block is given; null to show nothing. */
  data(input: SlotInput<S, F, N, C>): object | null
  /** When `data` will next give something else by time alone; a cached page ends there. */
  changesAt?(input: SlotInput<S, F, N, C>): Date | null
}
