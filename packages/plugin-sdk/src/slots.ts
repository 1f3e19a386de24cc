import type { Fen, SkuId } from '@mamapu/kernel'
import type { Cart, CartLine, PricedCart, PricedLine } from '@mamapu/pricing'
import type { CampaignsNow } from './campaigns.js'
import type { CampaignCommission } from './commissions.js'
import type { GoodsView } from './context.js'
import type { CustomerRef, FactMap, FactValues } from './facts.js'

/** A variant as the page's audience sees it. */
export interface ShownSku {
  readonly id: string
  readonly everydayFen: Fen
  /** The unit price shown, listed offers taken off. */
  readonly unitFen: Fen
  /** What the campaign of that price says of commission: for what sharing it brings. */
  readonly commission: CampaignCommission
}

/** A product on a page. */
export interface ProductSubject {
  readonly id: string
  /** Where its page is, e.g. `/p/cotton-onesie`. */
  readonly path: string
  readonly categoryIds: readonly string[]
  readonly tags: readonly string[]
  /** The variants on sale, in the merchant's order. */
  readonly skus: readonly ShownSku[]
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
  'home.sale': Record<never, never>
  'home.bottom': Record<never, never>
  'category.top': { readonly categoryId: string }
  'product.card': { readonly product: ProductSubject }
  'product.price': { readonly product: ProductSubject }
  'product.campaign': { readonly product: ProductSubject }
  'product.actions': { readonly product: ProductSubject }
  'product.below': { readonly product: ProductSubject }
  'cart.above': CartSubject
  'cart.line': { readonly line: CartLine; readonly priced: PricedLine }
  'checkout.delivery': CartSubject
  'checkout.choices': CartSubject
  'payment.done': { readonly orderId: string; readonly token: string }
  /** `token`: what `ctx.orders.openedBy` takes, for links to pages of the plugin's own. */
  'order.below': { readonly orderId: string; readonly token: string }
  'account.links': Record<never, never>
}

export type SlotName = keyof SlotSubjects
export type WordSlot = 'product.card' | 'cart.line'
export type BlockSlot = Exclude<SlotName, WordSlot>

/**
 * `cached`: the page is the same for everyone of one audience, so nothing personal may appear there. `words`: a few
 * words (`SlotWords`) beside a price instead of a block.
 */
export const SLOTS = Object.freeze({
  'home.top': { cached: true, words: false },
  'home.strip': { cached: true, words: false },
  'home.sale': { cached: true, words: false },
  'home.bottom': { cached: true, words: false },
  'category.top': { cached: true, words: false },
  'product.card': { cached: true, words: true },
  'product.price': { cached: true, words: false },
  'product.campaign': { cached: true, words: false },
  'product.actions': { cached: true, words: false },
  'product.below': { cached: true, words: false },
  'cart.above': { cached: false, words: false },
  'cart.line': { cached: false, words: true },
  'checkout.delivery': { cached: false, words: false },
  'checkout.choices': { cached: false, words: false },
  'payment.done': { cached: false, words: false },
  'order.below': { cached: false, words: false },
  'account.links': { cached: false, words: false },
}) satisfies Readonly<Record<SlotName, { cached: boolean; words: boolean }>>

/** What a slot of words is given: 秒杀, 会员价, 本场限购 2 件. At most 40 characters are shown. */
export interface SlotWords {
  readonly text: string
  readonly kind: 'sale' | 'member' | 'coupon' | 'shipping' | 'new' | 'plain'
}

export interface SlotInput<S, F extends FactMap, N extends SlotName = SlotName, C = unknown> {
  readonly subject: SlotSubjects[N]
  readonly settings: S
  readonly facts: FactValues<F>
  readonly at: Date
  /** The store's time zone: whose days, weeks and months count. */
  readonly zone: string
  readonly locale: 'zh-CN' | 'en'
  readonly customer: CustomerRef | null
  /** This mechanic's campaigns at `at`; on cached pages as they stand for the page's audience. */
  readonly campaigns: CampaignsNow<C>
  /** What `goods` asked for, by SKU; those the shop has not are missing. Empty while `goods` itself is asked. */
  readonly goods: ReadonlyMap<string, GoodsView>
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
  /** The block that shows it; none in slots of words. */
  readonly block?: string
  readonly facts: F
  /** Reads facts of a person; only in slots of pages that are never cached. */
  readonly personal?: boolean
  /** SKUs whose titles and pictures `data` shows, on cached pages; the first 12. Pure. */
  goods?(input: SlotInput<S, F, N, C>): readonly SkuId[]
  /** What the block is given, or `SlotWords` where a slot shows words; null to show nothing. */
  data(input: SlotInput<S, F, N, C>): object | null
  /** When `data` will next give something else by time alone; a cached page ends there. */
  changesAt?(input: SlotInput<S, F, N, C>): Date | null
}
