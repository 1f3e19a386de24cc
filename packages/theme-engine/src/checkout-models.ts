import type { FieldErrors, Page } from './page-models.js'
import type {
  GiftLine,
  LineItem,
  Message,
  PointsChoice,
  PriceLine,
  Region,
  SavedAddress,
  WhyLine,
} from './page-parts.js'

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
