/** One model per page. Cacheable pages hold nothing personal: that goes into gaps (`gaps.ts`). */
import type {
  CartLine,
  CategoryLink,
  DeliveryChoice,
  GiftLine,
  InvalidLine,
  Layout,
  LineItem,
  LinkItem,
  Message,
  OrderCard,
  OrderStage,
  OrderState,
  Parcel,
  Picture,
  PointsChoice,
  PriceLine,
  ProductCard,
  ProductDetail,
  Region,
  SavedAddress,
  SlotPart,
  VirtualItem,
  WhyLine,
} from './page-parts.js'
import type { SafeHtml } from './safe-html.js'

export interface Page {
  layout: Layout
}

/** Messages by field name; the form shows them beside the field. */
export type FieldErrors = Readonly<Record<string, string>>

/** `/` – cacheable. */
export interface HomePage extends Page {
  banners: readonly { picture: Picture; title: string | null; text: string | null; url: string | null }[]
  categories: readonly CategoryLink[]
  sections: readonly { title: string; moreUrl: string | null; products: readonly ProductCard[] }[]
}

/** `/categories` – cacheable. */
export interface CategoriesPage extends Page {
  categories: readonly CategoryLink[]
}

export interface SortLink {
  key: 'default' | 'new' | 'price-asc' | 'price-desc' | 'sales'
  url: string
  current: boolean
}

/** `/c/:slug?sort=new|price-asc|price-desc|sales&after=cursor` – cacheable. */
export interface CategoryPage extends Page {
  category: { name: string; description: string | null; url: string }
  siblings: readonly (CategoryLink & { current: boolean })[]
  sorts: readonly SortLink[]
  products: readonly ProductCard[]
  nextUrl: string | null
}

/** `/search?q=` – cacheable. */
export interface SearchPage extends Page {
  query: string
  sorts: readonly SortLink[]
  products: readonly ProductCard[]
  /** Whole number of finds, or null when there are more than were counted. */
  total: number | null
  nextUrl: string | null
  /** Words to try before or after a search without finds. */
  suggestions: readonly { text: string; url: string }[]
}

/** `/p/:slug` – cacheable. POST `/cart/lines`: `csrf, skuId, quantity, next` (`cart` or `checkout`). */
export interface ProductPage extends Page {
  product: ProductDetail
  similar: readonly ProductCard[]
}

/**
 * Becoming a member on the page itself, where that makes it cheaper: POST `/login/code` `csrf, phone, next, here`, then POST
 * `/login` `csrf, phone, code, next, here`. With `here` = `cart` both answer with the cart.
 */
export interface JoinPanel {
  step: 'phone' | 'code'
  /** What it saves: 成为会员，这一单再省 ¥16.70. */
  text: string
  phone: string
  phoneMasked: string
  /** Seconds until another code may be sent; 0 when now. */
  resendInSeconds: number
  errors: FieldErrors
}

/** `/cart`. POST `/cart/lines/:id` `csrf, quantity`; POST `/cart/lines/:id/remove` `csrf`. */
export interface CartPage extends Page {
  join: JoinPanel | null
  lines: readonly CartLine[]
  invalid: readonly InvalidLine[]
  breakdown: readonly PriceLine[]
  messages: readonly Message[]
  gifts: readonly GiftLine[]
  why: readonly WhyLine[]
  quantity: number
  totalFen: number
  savedFen: number
  suggestions: readonly ProductCard[]
}

/**
 * `/checkout`. POST `/checkout`: `csrf, key, seenTotalFen, name, phone, provinceCode, regionCode, street, remark,
 * addressId?, phoneCode?, points?, choice.<plugin>, delivery, delivery.<field>, recalculate?`. With `recalculate` nothing is placed.
 */
export interface CheckoutPage extends Page {
  /** Idempotency key of this form. */
  key: string
  /** Set when a round's units could not be had at once. POST the same form again, with `tries` as it stands, to try again. */
  crowd: {
    /** `queue`: units are left, those before are ordering; `held`: all are taken, some unpaid; `gone`: none can come back. */
    state: 'queue' | 'held' | 'gone'
    left: number
    /** When the first unpaid one may come back, `20:14`; empty when nobody can say. */
    again: string
    /** The goods' own page, where other rounds stand. */
    url: string
    /** How often it was tried by itself; the page stops by itself too. */
    tries: number
    /** Seconds until the page tries again by itself; 0 for never. */
    retrySeconds: number
  } | null
  /**
   * Set while a round has not begun: nothing is placed, all of it is laid ready, priced as at the start. POST `/prepare` `back` and the same
   * fields; `buyUrl` is the checkout at today's price.
   */
  prepare: { label: string; startsAt: string; back: string; buyUrl: string } | null
  lines: readonly LineItem[]
  quantity: number
  savedAddresses: readonly SavedAddress[]
  /** Address fields as typed; shown when there is no saved address or 新地址 is chosen. */
  form: {
    name: string
    phone: string
    provinceCode: string
    regionCode: string
    street: string
    remark: string
  }
  newAddress: boolean
  errors: FieldErrors
  provinces: readonly (Region & { selected: boolean })[]
  /** Cities with districts of the chosen province; empty before one is chosen. */
  cities: readonly { name: string; districts: readonly (Region & { selected: boolean })[] }[]
  /** GET `<regionsUrl>?province=<code>` answers `[{ name, districts: [{ code, name }] }]`. */
  regionsUrl: string
  delivery: DeliveryChoice
  /** Asks for a one-time code because a per-person limit applies to a guest. */
  needsPhoneCode: boolean
  messages: readonly Message[]
  gifts: readonly GiftLine[]
  why: readonly WhyLine[]
  /** The form's `points`: `most` or `none`; null where there are none to use. */
  points: PointsChoice | null
  /** Set when the total moved since the shopper saw it. */
  changedTotal: { oldFen: number; newFen: number } | null
  breakdown: readonly PriceLine[]
  totalFen: number
  savedFen: number
}

/** `/pay/:token`. POST `startUrl` `csrf, method` leads to the cashier. */
export interface PaymentPage extends Page {
  state: 'waiting' | 'processing' | 'paid' | 'failed' | 'expired' | 'refunded'
  orderNumber: string
  orderUrl: string
  startUrl: string
  /** Once it is paid: what comes next, where it goes by no parcel. */
  next: string | null
  totalFen: number
  /** Once it is paid: what the everyday prices would have cost more, and why. */
  savedFen: number
  why: readonly WhyLine[]
  /** Payment deadline; null when none runs. */
  expiresAt: string | null
  /** Empty while the shop cannot be paid. */
  methods: readonly { code: string; name: string; selected: boolean }[]
  /** Once a way was chosen: where script and a link lead, the address of a picture to scan, or the call of WeChat's own browser as JSON; and its name. */
  leadUrl: string | null
  code: string | null
  call: string | null
  methodTitle: string | null
  /** What opens there does not open inside this app: the page says how to go on in a browser, and leads nowhere. */
  isOutside: boolean
  /** She has just come back, and the provider does not say yet that she paid. */
  isBack: boolean
  /** This page without a way chosen. */
  pageUrl: string
  /** Script asks it every few seconds and shows the page anew when `state` is another; null when there is nothing to wait for. */
  statusUrl: string | null
  recommended: readonly ProductCard[]
}

/** `/o/:token`. POST `cancelUrl` and `confirmUrl` `csrf`. */
export interface OrderPage extends Page {
  order: {
    number: string
    state: OrderState
    /** Said instead of the words for `state`; null where those fit. */
    stage: OrderStage | null
    /** Address of this page, for the guest to keep. */
    url: string
    placedAt: string
    /** Set while the order waits for payment. */
    payUrl: string | null
    expiresAt: string | null
    cancelUrl: string | null
    confirmUrl: string | null
    /** Where after-sale is asked for and looked at; null before anything was paid. */
    aftersaleUrl: string | null
    /** When it completes by itself after shipping. */
    autoCompletesAt: string | null
    remark: string | null
    cancelReason: string | null
    /** How it reaches the shopper, as agreed. */
    delivery: string
    /** Whom `address` names, in the words of that way; null for a parcel. */
    receiver: string | null
    /** What mechanics say of it in a few words. */
    badges: readonly string[]
  }
  timeline: readonly { text: string; at: string }[]
  parcels: readonly Parcel[]
  virtual: readonly VirtualItem[]
  receiptUrl: string | null
  /** Where an invoice is asked for and looked at; null before anything was paid. */
  invoiceUrl: string | null
  address: { name: string; phoneMasked: string; text: string } | null
  lines: readonly LineItem[]
  breakdown: readonly PriceLine[]
  why: readonly WhyLine[]
  totalFen: number
  savedFen: number
  refunds: readonly {
    amountFen: number
    state: 'processing' | 'done' | 'failed'
    at: string
    reason: string | null
  }[]
}

/** `/o/:token/verify`: POST `verifyUrl` `csrf, last4`. */
export interface OrderVerifyPage extends Page {
  orderNumber: string | null
  verifyUrl: string
  error: string | null
}

/** `/account/orders?tab=`. */
export interface OrderListPage extends Page {
  tabs: readonly { key: OrderTab; url: string; current: boolean; count: number | null }[]
  orders: readonly OrderCard[]
  nextUrl: string | null
}
export type OrderTab = 'all' | 'unpaid' | 'to_ship' | 'shipped' | 'refunds'

/** `/account` of a signed-in customer. POST `/logout` `csrf`. */
export interface AccountPage extends Page {
  customer: { name: string; phoneMasked: string; levelName: string | null }
  tabs: readonly { key: OrderTab; url: string; count: number | null }[]
  orders: readonly OrderCard[]
  links: readonly LinkItem[]
}

/** `/account/profile` of a signed-in customer. POST `/account/profile` `csrf, name, month, day, consent`. */
export interface ProfilePage extends Page {
  name: string
  /** Of the birthday, with an empty one first; 01 … 12 and 01 … 31. */
  months: readonly Choice[]
  days: readonly Choice[]
  hasBirthday: boolean
  hasConsent: boolean
  errors: FieldErrors
}

export interface Choice {
  value: string
  text: string
  selected: boolean
}

/** `/account/messages`: what the shop wrote to her, newest first; opening it marks it read. */
export interface MessagesPage extends Page {
  messages: readonly { text: string; at: string; isNew: boolean; url: string | null }[]
  nextUrl: string | null
}

/** `/account/earnings/statements?month=` of a signed-in customer: what a month brought, from the ledger. */
export interface StatementPage extends Page {
  /** The latest first; empty while nothing ever moved, and then there is no statement. */
  months: readonly { text: string; url: string; current: boolean }[]
  /** Whole fen. opening + net − withdrawn = closing; net = gross − reversed − fee − tax + other. */
  statement: {
    isOpen: boolean
    openingFen: number
    grossFen: number
    reversedFen: number
    feeFen: number
    taxFen: number
    otherFen: number
    hasOther: boolean
    netFen: number
    withdrawnFen: number
    closingFen: number
  } | null
  /** In their order; `amountFen` is below zero for what went out. */
  lines: readonly {
    kind: 'commission' | 'returned' | 'withdrawal' | 'fee' | 'tax' | 'other'
    text: string
    /** The goods a commission was for; empty otherwise. */
    about: string
    orderNumber: string | null
    at: string
    amountFen: number
    isIn: boolean
  }[]
  nextUrl: string | null
  csvUrl: string | null
  earningsUrl: string
}

/** `/login`: POST `/login/code` `csrf, phone, next`; POST `/login` `csrf, phone, code, next`. */
export interface LoginPage extends Page {
  step: 'phone' | 'code'
  phone: string
  phoneMasked: string
  next: string
  /** Seconds until another code may be sent; 0 when now. */
  resendInSeconds: number
  errors: FieldErrors
}

/** `/share?path=`. */
export interface SharePage extends Page {
  url: string
  backUrl: string
  title: string
  picture: Picture | null
  priceFen: number | null
  /** Inline SVG made by the server. */
  qr: SafeHtml
  /** True when the address only works on this machine; the page says how to change that. */
  onlyThisMachine: boolean
}

/** `/x/:plugin/:page`: a page whose body is a plugin's block. */
export interface PluginPage extends Page {
  heading: string
  body: SlotPart
}

/** Every refusal and failure. The words come from the theme; `message` replaces them where the server knows better. */
export interface ErrorPage extends Page {
  status: 403 | 404 | 410 | 422 | 429 | 500 | 503
  message: string | null
  requestId: string | null
  backUrl: string | null
  retryUrl: string | null
  suggestions: readonly ProductCard[]
}
