import type { CustomerId } from '@mamapu/kernel'

/** A customer as mechanics know one: nothing that says who it is. */
export interface CustomerView {
  readonly id: CustomerId
  /** Empty without one. */
  readonly level: string
  /** From 1; 0 without a level. */
  readonly levelRank: number
  readonly growth: number
  readonly tags: readonly string[]
  readonly ordersPaid: number
  readonly isMember: boolean
  readonly isNew: boolean
  readonly points: number
  /** As a mechanic said by `setPlan`; empty without one. */
  readonly plan: string
  /** What others may read of her, by her own choice; empty without one. */
  readonly publicName: string
  /** `03-08`; null when the shopper gave none. */
  readonly birthday: string | null
  readonly createdAt: Date
}

export type SetLevelResult =
  | { readonly done: true; readonly changed: boolean; readonly from: string }
  | { readonly done: false; readonly reason: 'no_customer' | 'unknown_level' }

/** One change of a level; empty for none. */
export interface LevelChangeView {
  readonly from: string
  readonly to: string
  readonly at: Date
}

/** Which customers, in the order of their ids; at most 500 at once. */
export interface CustomerPage {
  readonly after: CustomerId | null
  readonly limit: number
  readonly level?: string
  readonly tag?: string
  /** `03-08`. */
  readonly birthday?: string
}

/** Core's facts about customers and their only writers. Reading needs `customers:read`, writing `customers:write`. */
export interface CustomerService {
  find(customerId: CustomerId): Promise<CustomerView | null>
  list(page: CustomerPage): Promise<readonly CustomerId[]>
  /** What to call them on a page that others read: the first letter of the name and stars, `陈**`; those without a name are missing. At most 200. */
  maskedNames(ids: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, string>>
  /** How a customer's level changed, the latest first; at most 50. */
  levelChanges(customerId: CustomerId, limit: number): Promise<readonly LevelChangeView[]>
  /** Puts a customer on a level (`''` for none), keeps the change for ever and tells `customer.level_changed`. */
  setLevel(customerId: CustomerId, level: string, reason: string): Promise<SetLevelResult>
  /** False when there is no such customer. */
  setGrowth(customerId: CustomerId, growth: number): Promise<boolean>
  /** What the customer is to the shop, `distributor:gold`, for rules and pages by `core:plan`; empty takes it away. At most 40 of a-z, 0-9, `:` and `-`; few values. */
  setPlan(customerId: CustomerId, plan: string): Promise<boolean>
  /**
   * What the customer wants to be called where others read it (on posters): her own choice, at most 20 letters; empty takes it
   * away. False, writing nothing, for words that the guard would not let pass, and without such a customer.
   */
  setPublicName(customerId: CustomerId, name: string): Promise<boolean>
  /** `full`: the customer has `CUSTOMER_TAGS_MAX` already. */
  addTag(customerId: CustomerId, tag: string): Promise<'added' | 'there' | 'full' | 'no_customer'>
  removeTag(customerId: CustomerId, tag: string): Promise<boolean>
}
