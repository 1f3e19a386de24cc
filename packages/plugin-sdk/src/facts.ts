import type { TransactionSql } from '@mamapu/db'
import type { CustomerId } from '@mamapu/kernel'

/**
 * What a shopper comes through: a browser, the browser inside WeChat, a mini-program, or an app of its own (a headless
 * front) on the store API.
 */
export const CHANNELS = Object.freeze(['web', 'wechat', 'mini-program', 'app'] as const)
export type Channel = (typeof CHANNELS)[number]

/** What a fact's query may know. `customerId` is the uuid for SQL; null for a guest. */
export interface FactReader {
  readonly sql: TransactionSql
  /** For `tenant_id = ${tenantId}` in every statement. */
  readonly tenantId: string
  readonly customerId: string | null
  readonly sessionKey: string | null
  /** The browser, the same before and after signing in; null without a session. */
  readonly visitorKey?: string | null
  /** False when no tracked link ever brought this browser: nobody can know anything of its key. Left out where that is not known. */
  readonly cameByLink?: boolean
  readonly at: Date
  /** Keyed hash (hex) of a phone a guest's session verified; null for everyone else. */
  readonly guestPhoneHash?: string | null
  /** `web` when left out. */
  readonly channel?: Channel
  /** Six-digit region code of the address of this cart; empty while there is none. */
  readonly regionCode?: string
  /** The uuid of the order shown, for facts about an order; null or missing everywhere else. */
  readonly orderId?: string | null
}

/**
 * Something rules read, loaded by core: all facts of all switched-on plugins travel in one read batch.
 * `store` facts are loaded once per configuration version; `person` facts with every cart; `order` facts where an order is
 * shown (`order.below`, `payment.done`), for whoever may see it, a guest with its link included.
 */
export interface Fact<T = unknown> {
  readonly name: string
  readonly about: 'store' | 'person' | 'order'
  /** The value when there is nothing to ask: `query` gave null. */
  readonly none: T
  /** Sends nothing by itself: the driver's query, built in a `*.queries.ts` and bounded by a limit. */
  query(reader: FactReader): PromiseLike<readonly object[]> | null
  map(rows: readonly object[]): T
}

export type FactMap = Readonly<Record<string, Fact>>
export type FactValues<F extends FactMap> = {
  readonly [K in keyof F]: F[K] extends Fact<infer T> ? T : never
}

/** A fact of the plugin's own tables, with the row type flowing from its query to `map`. */
export function defineFact<R extends object, T>(fact: {
  readonly name: string
  readonly about: 'store' | 'person' | 'order'
  readonly none: T
  query(reader: FactReader): PromiseLike<readonly R[]> | null
  map(rows: readonly R[]): T
}): Fact<T> {
  return fact as unknown as Fact<T>
}

export interface CustomerRef {
  readonly id: CustomerId
}

function coreFact<T>(name: string, none: T): Fact<T> {
  return { name: `core:${name}`, about: 'person', none, query: () => null, map: () => none }
}

/** Core's menu: facts of the shopper that every rule may declare; core knows how to load them. */
export const coreFacts = Object.freeze({
  /** The customer's level, empty without one. */
  level: coreFact('level', ''),
  /** How high that level stands in the shop's list, from 1; 0 without one. */
  levelRank: coreFact('levelRank', 0),
  growth: coreFact('growth', 0),
  /** In alphabetical order, at most `CUSTOMER_TAGS_MAX`. */
  tags: coreFact<readonly string[]>('tags', Object.freeze([])),
  /** Orders this customer has paid so far. */
  ordersPaid: coreFact('ordersPaid', 0),
  /** True for a customer whose phone was verified: a member where no levels plugin is on. */
  isMember: coreFact('isMember', false),
  /** The person has not paid an order in this shop: not as this customer, nor as a guest with the same verified phone. */
  isNew: coreFact('isNew', true),
  /** What a mechanic says this customer is to the shop (`distributor:gold`), by `customers.setPlan`; empty without one. */
  plan: coreFact('plan', ''),
  /** Points posted to the customer, those in unpaid orders included; below zero while some are owed. */
  points: coreFact('points', 0),
  /** As the server saw it in the request; part of a page's price audience. */
  channel: coreFact<Channel>('channel', 'web'),
  /** Six digits of the address the cart goes to; empty while there is none, as in a cart and on pages. */
  regionCode: coreFact('regionCode', ''),
})

/** Tags of one customer at most. */
export const CUSTOMER_TAGS_MAX = 50
/** Facts that may make a page's price audience: few values, so that a cached page serves many. */
export const AUDIENCE_FACTS: ReadonlySet<string> = new Set([
  'core:level',
  'core:levelRank',
  'core:tags',
  'core:isMember',
  'core:isNew',
  'core:channel',
  'core:plan',
])
