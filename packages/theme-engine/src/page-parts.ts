/** The shared parts of page models. Money is whole fen in fields ending in `Fen`; instants are ISO strings. */
import type { Block } from './block.js'
import type { SafeHtml } from './safe-html.js'

export type Locale = 'zh-CN' | 'en'

/** A picture with its real size, so that the page never jumps, and its ready-made widths. */
export interface Picture {
  url: string
  width: number
  height: number
  alt: string
  sources: readonly { url: string; width: number }[]
}

export interface LinkItem {
  text: string
  url: string
}

export interface CategoryLink {
  name: string
  url: string
  picture: Picture | null
  /** Name of a theme icon used where there is no picture. */
  icon: string | null
  children: readonly CategoryLink[]
}

/** One contribution of a plugin to a slot. `template` comes from `compileBlock`; `data` is plain data. */
export interface SlotPart {
  plugin: string
  template: Block
  data: object
}

/** Every place where plugins may appear. A theme must offer those marked so in `slotNames`. */
export type SlotName = keyof typeof slotNames
export const slotNames = {
  'home.top': { required: true },
  'home.strip': { required: true },
  'home.sale': { required: true },
  'home.bottom': { required: false },
  'category.top': { required: false },
  'product.price': { required: true },
  'product.campaign': { required: true },
  'product.actions': { required: true },
  'product.below': { required: true },
  'cart.above': { required: true },
  'checkout.delivery': { required: true },
  'checkout.choices': { required: true },
  'payment.done': { required: true },
  'order.below': { required: true },
  'account.links': { required: true },
} as const

export type Slots = Partial<Record<SlotName, readonly SlotPart[]>>

export interface Shop {
  name: string
  slug: string
  tagline: string
  /** `#rrggbb`; the engine derives readable colours from it. */
  brandColour: string
  logo: Picture | null
  contact: { phone: string | null; wechat: string | null; hours: string | null }
  /** IANA zone in which dates are shown. */
  timeZone: string
}

/** What surrounds every page; templates and blocks read it as `@layout`. It never holds anything personal. */
export interface Layout {
  shop: Shop
  title: string
  description: string
  canonicalUrl: string
  noindex: boolean
  social: SocialCard | null
  categories: readonly CategoryLink[]
  tab: 'home' | 'categories' | 'cart' | 'account' | null
  announcements: readonly { text: string; url: string | null }[]
  languages: readonly { code: Locale; name: string; url: string; current: boolean }[]
  slots: Slots
  /** In a preview: what it shows, and the way out. */
  preview: { text: string; leaveUrl: string } | null
  /** Result of the last form on uncached pages ("已加入购物车"); null on cacheable ones. */
  notice: { level: 'info' | 'success' | 'error'; text: string } | null
  /** What visitors brought by a link are asked, where the gap `follow` says so; missing where nobody would be told. */
  follow?: {
    text: string
    yes: string
    no: string
    answerUrl: string
    nextUrl: string
    more: { text: string; url: string } | null
  } | null
}

export interface SocialCard {
  type: 'website' | 'product'
  title: string
  description: string
  imageUrl: string | null
  priceFen: number | null
}

export type TagKind = 'sale' | 'member' | 'coupon' | 'shipping' | 'age' | 'new' | 'plain'
export interface Tag {
  kind: TagKind
  text: string
}

export interface ProductCard {
  id: string
  title: string
  sellingPoint: string | null
  url: string
  picture: Picture | null
  priceFen: number
  /** True when other variants cost more: shows 起. */
  priceFrom: boolean
  compareAt: CompareAt | null
  memberPrice: MemberPrice | null
  tags: readonly Tag[]
  /** Real sales, or null when not shown. */
  salesCount: number | null
}

/**
 * The number beside a lower price. Struck through only with the basis it was proved on; else it is shown plainly with
 * what it is called.
 */
export interface CompareAt {
  priceFen: number
  basis: string
  struck: boolean
}

/** What somebody who joins would pay: 会员价 ¥80. */
export interface MemberPrice {
  priceFen: number
  who: string
}

export interface Sku {
  id: string
  /** All option values in one line: 粉色 / 80 cm. */
  name: string
  /** One value per entry of `ProductDetail.optionNames`. */
  values: readonly string[]
  priceFen: number
  compareAt: CompareAt | null
  picture: Picture | null
}

/** Typed baby attributes; months are whole numbers. */
export interface BabyAttributes {
  ageFromMonths: number | null
  ageToMonths: number | null
  stage: string | null
  size: string | null
  standard: string | null
  shelfLife: string | null
}

export interface ProductDetail {
  id: string
  title: string
  sellingPoint: string | null
  url: string
  pictures: readonly Picture[]
  priceFen: number
  priceFrom: boolean
  compareAt: CompareAt | null
  memberPrice: MemberPrice | null
  /** Where joining by phone begins; leads back here. Null where joining does not bring the price. */
  joinUrl: string | null
  tags: readonly Tag[]
  salesCount: number | null
  brand: string | null
  optionNames: readonly string[]
  skus: readonly Sku[]
  /** Whether it can be bought now by its schedule; sold out is the gap `sale-state`. */
  availability: 'on_sale' | 'not_started' | 'off_sale'
  startsAt: string | null
  limit: { quantity: number; text: string } | null
  guarantees: readonly { title: string; text: string }[]
  baby: BabyAttributes
  attributes: readonly { name: string; value: string }[]
  description: SafeHtml | null
  /** Where the share button leads: `/share?path=…`. */
  shareUrl: string
}

/** One row of a price breakdown, from the trace. Discounts are negative amounts. */
export interface PriceLine {
  kind: 'goods' | 'discount' | 'shipping' | 'points' | 'total'
  label: string
  amountFen: number
  note: string | null
}

export interface LineItem {
  id: string
  title: string
  url: string
  picture: Picture | null
  skuName: string | null
  quantity: number
  unitPriceFen: number
  compareAt: CompareAt | null
  /** What the shopper pays for the whole line after every discount. */
  payableFen: number
  tags: readonly Tag[]
}

export interface CartLine extends LineItem {
  quantityMax: number
  messages: readonly string[]
}

export interface InvalidLine {
  id: string
  title: string
  url: string
  picture: Picture | null
  skuName: string | null
  quantity: number
  reason: string
}

export interface Message {
  level: 'info' | 'success' | 'warning' | 'error'
  text: string
  link: LinkItem | null
}

/** One sentence of "why this price": an offer that won, lost to a better one, or does not fit. */
export interface WhyLine {
  outcome: 'won' | 'lost' | 'refused'
  text: string
}

/** Something that goes into the parcel for nothing. */
export interface GiftLine {
  title: string
  quantity: number
  /** The offer it comes from. */
  from: string
}

/** Points as money: what the most would be, and whether they are used. */
export interface PointsChoice {
  points: number
  amountFen: number
  used: boolean
}

export interface Region {
  code: string
  name: string
}

export interface SavedAddress {
  id: string
  name: string
  phoneMasked: string
  text: string
  selected: boolean
}

export type OrderState =
  | 'unpaid'
  | 'paid'
  | 'part_shipped'
  | 'shipped'
  | 'completed'
  | 'cancelled'
  | 'refunded'
/** Where an order stands in the words of its way of delivery: in a tag, and in a sentence. */
export interface OrderStage {
  name: string
  text: string
}
export type OrderAction = 'pay' | 'confirm' | 'cancel' | 'buy_again'

export interface OrderCard {
  number: string
  url: string
  state: OrderState
  /** Said instead of the words for `state`; null where those fit. */
  stage: OrderStage | null
  placedAt: string
  lines: readonly { title: string; skuName: string | null; quantity: number; picture: Picture | null }[]
  quantity: number
  totalFen: number
  refundedFen: number
  /** The one action that is due, if any. */
  action: { kind: OrderAction; url: string } | null
}

/** What left the shop together. Without `trackingNumber` it went in no parcel: handed over, or delivered at once. */
export interface Parcel {
  title: string
  carrier: string
  trackingNumber: string
  trackingUrl: string | null
  shippedAt: string
  items: readonly { title: string; quantity: number }[]
  /** Where it is now, in a few words; null while its carrier has said nothing. */
  state: string | null
  /** What its carrier told, the latest first. */
  events: readonly { text: string; at: string }[]
}

/** Virtual goods of an order: codes or links, shown once somebody asked to see them. */
export interface VirtualItem {
  title: string
  quantity: number
  /** Where a form is sent that shows them; null once they are shown. */
  revealUrl: string | null
  codes: readonly string[]
  howTo: string | null
}

/** How it reaches the shopper. The form's `delivery` is a method's id; the fields of the picked one are `delivery.<name>`. */
export interface DeliveryChoice {
  /** Of the picked method, with what it promises. */
  name: string
  text: string | null
  feeFen: number
  /** `address`: all of it; `contact`: name and phone; `nothing`: who is signed in is known. */
  asks: 'address' | 'contact' | 'nothing'
  /** Whose name is asked for, in the words of that way; null for a parcel. */
  receiver: string | null
  methods: readonly {
    id: string
    name: string
    /** What it promises, or why it does not go. */
    text: string
    /** Before offers of free delivery; null while it is not known. */
    feeFen: number | null
    available: boolean
    selected: boolean
  }[]
  fields: readonly {
    name: string
    label: string
    show: 'cards' | 'chips' | 'text' | 'position'
    hint: string | null
    value: string
    options: readonly {
      value: string
      label: string
      hint: string | null
      gone: boolean
      selected: boolean
    }[]
  }[]
  error: string | null
}
