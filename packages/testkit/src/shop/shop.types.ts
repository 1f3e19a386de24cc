import type { campaigns, media, notifications, payments, plugins } from '@mamapu/core'
import type { CustomerId, Id, OrderId, SkuId } from '@mamapu/kernel'
import type {
  Plugin,
  PluginEventName,
  PluginEvents,
  SlotName,
  SlotSubjects,
  Visitor,
} from '@mamapu/plugin-sdk'
import type { TestApp } from '../app.js'
import type { Browser } from '../browser.js'
import type { MadeCampaign } from '../campaigns.js'
import type { NewSku, TestSku } from '../goods.js'
import type { CashierPeer } from '../peers/cashier.js'
import type { TransfersPeer } from '../peers/transfers.js'
import type { TestStore } from '../store.js'
import type { TestCart, Wanted } from './cart.js'
import type { Doors } from './doors.js'
import type { Ground } from './ground.js'
import type { TestOrder } from './order.js'
import type { Race, RaceBuyer } from './race.js'
import type { Whither } from './travel.js'
import type { TestWork } from './work.js'

export interface ShopOptions {
  /** Switched on from the start; the first is the one the short forms mean (`page`, `runJob`, `switchTo`). */
  readonly plugins?: readonly Plugin[]
  /** Where the clock stands: ten o'clock of a Wednesday in Shanghai when left out. */
  readonly at?: Date
  /** The zone of the shop's calendar. */
  readonly zone?: string
  /** What else carries messages, beside the sandbox. */
  readonly messengers?: readonly notifications.ChannelProvider[]
  /** More ways to pay than the sandbox and cash, over the shop's own accounts. */
  readonly providers?: (ground: Pick<TestApp, 'app' | 'directory'>) => readonly payments.PaymentProvider[]
  /** Connections of the pool: ten when left out, as in the product. */
  readonly max?: number
}

export interface Asked {
  readonly body?: object
  readonly form?: Readonly<Record<string, string>>
  /** A body as it is, such as of `multipartOf`; its type stands in the headers. */
  readonly payload?: Buffer
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
}

/** Someone signed in: a shopper of the shop, or its owner. */
export interface Person {
  readonly token: string
  readonly csrf: string
}

export type Role = 'owner' | 'manager' | 'operator' | 'clerk'

export interface TestStaff extends Person {
  readonly staffId: Id<'stf'>
}

export interface TestCustomer extends Person {
  readonly id: CustomerId
  readonly phone?: string
}

/** Somebody without an account whose phone is verified. */
export interface Guest {
  readonly phone: string
  readonly verifiedPhoneHash: string
}

/** Who a cart is of. */
export type Buyer = Pick<TestCustomer, 'id' | 'phone'> | Guest

/** What a customer is; a member of no level with a phone of their own when left out. */
export interface About {
  readonly phone?: string
  readonly isMember?: boolean
  /** A level the shop has. */
  readonly level?: string
  readonly tags?: readonly string[]
  readonly ordersPaid?: number
  /** Given at the console of the plugin points, which has to be on. */
  readonly points?: number
}

/** How much of something limited there is, and how much of it is taken. */
export interface Counter {
  readonly limit: number
  readonly taken: number
}

/** A shop of its own over a real database, served by the real server, on a clock that stands still until it travels. */
export interface Shop extends Ground, Doors, TestWork {
  /** The first of its plugins. */
  readonly plugin: Plugin
  readonly peers: { readonly payment: CashierPeer; readonly payout: TransfersPeer }
  /** The same as the shop itself. */
  readonly test: TestApp

  /** A product on sale with one SKU. */
  sku(about?: NewSku): Promise<TestSku>
  /** A picture of one shade (0–255) among the shop's own; the same shade is the same picture. */
  picture(shade?: number): Promise<media.Media>
  /** A campaign made and published as a merchant would; throws what refuses it. */
  campaign(about: MadeCampaign): Promise<campaigns.Campaign>
  guest(phone?: string): Promise<Guest>
  customer(about?: About, store?: TestStore): Promise<TestCustomer>
  owner(store?: TestStore): Promise<Person>
  /** One of the staff, signed in at the console. */
  staff(role: Role): Promise<TestStaff>
  /** Another shop in the same installation, where nothing is switched on. */
  neighbour(): Promise<TestStore>

  cart(...wanted: readonly Wanted[]): TestCart
  order(orderId: OrderId): TestOrder
  /** So many buyers at the same moment. */
  race<R>(count: number, work: (buyer: RaceBuyer, n: number) => Promise<R>): Promise<Race<R>>
  /** Moves the clock and lets everything happen that falls due on the way. */
  travel(whither: Whither): Promise<void>

  /** The shelf of a SKU. */
  stock(sku: TestSku): Promise<Counter>
  /** A counter of a kind; of all of that kind together when no id is named. */
  quota(kind: string, id?: string): Promise<Counter>
  /** Invariants of money, goods, ledger and plugins that do not hold, with what breaks them; none, if all is well. */
  broken(): Promise<readonly { readonly name: string; readonly broken: readonly unknown[] }[]>

  switchTo(isOn: boolean, store?: TestStore): Promise<void>
  /** The plugins of the store as pages and checkouts see them now. */
  active(store?: TestStore): Promise<plugins.StorePlugins>
  /** What the plugins show in a slot of a cached page. */
  slot<N extends SlotName>(name: N, subject: SlotSubjects[N]): Promise<plugins.ShownSlot>
  /** What they show beside a basket of these units, priced for this customer with their best choice. */
  basketSlot(
    name: 'cart.above' | 'checkout.choices',
    skuId: SkuId,
    customer: TestCustomer | null,
  ): Promise<plugins.ShownSlot>
  /** A page of the plugin as this shopper gets it, also in a preview: where nothing can be written. */
  page(
    name: string,
    customer: TestCustomer | null,
    query?: Readonly<Record<string, string>>,
    visitor?: Visitor | null,
  ): Promise<plugins.PluginPageResult>
  /** A browser at the shop's host, or at the platform's, over real HTTP. */
  visit(where?: 'shop' | 'platform'): Browser

  /** Brings campaigns over every edge that is due, as the boundary clock does, and delivers what that tells. */
  passEdges(): Promise<void>
  /** One run of a scheduled job of the plugin, or of one beside it; repeated as long as there is more. */
  runJob(name: string, pluginId?: string): Promise<void>
  /** Tells an event and delivers it as often as asked. */
  tell<E extends PluginEventName>(name: E, payload: PluginEvents[E], times?: number): Promise<Id<'evt'>>

  /** `order(id)` in one call each. */
  pay(orderId: OrderId): Promise<void>
  cancel(orderId: OrderId): Promise<void>
  refund(orderId: OrderId, units?: number): Promise<void>
  receive(orderId: OrderId): Promise<void>
}
