import type { Words } from '@mamapu/kernel'
import { type TSchema, Type } from 'typebox'
import type { PluginContext } from './context.js'
import type { ValueOf } from './value-of.js'

/** What staff must be allowed to do; the same words as roles and API keys use. */
export type StaffScope =
  | 'marketing:read'
  | 'marketing:write'
  | 'payouts:read'
  | 'payouts:write'
  | 'plugins:read'
  | 'plugins:write'
  | 'pickups:verify'
  | 'pickups:manage'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** A refusal by one of the plugin's own codes, or as `ctx.guard` gave it, rolls back everything the handler did. A file needs a route whose reply is `fileReply`. */
export type RouteResult =
  | { readonly body: unknown; readonly status?: 200 | 201 }
  | { readonly file: { readonly name: string } & FilePart }
  | {
      readonly refused: string
      readonly data?: Readonly<Record<string, unknown>>
      /** What is wrong where, by pointers into the body: `/title`. */
      readonly fields?: Readonly<Record<string, Words>>
    }

/**
 * A piece of a file and, when there is more, how the rest is read: each piece in a transaction of its own, of which
 * nothing stays, so that a file of any size is never held whole and nobody's transaction waits for a slow reader.
 */
export interface FilePart {
  readonly text: string
  readonly rest?: (ctx: PluginContext) => Promise<FilePart>
}

/** What a route replies that gives out a file: its media type, for the API's description and the reply's head. */
export function fileReply(mediaType: 'text/csv' | 'text/plain') {
  return Type.String({ 'x-file': mediaType })
}

/** At most so many requests of one shopper (a guest: of one address) in the time; against guessing and floods. */
export interface RouteRate {
  readonly max: number
  readonly minutes: number
}

export interface RouteRequest<P, Q, B> {
  readonly params: P
  readonly query: Q
  readonly body: B
}

/** One address of a plugin. The schemas are the only description of its shape; the handler runs in one transaction. */
export interface Route<S = unknown, P = unknown, Q = unknown, B = unknown> {
  readonly audience: 'shopper' | 'staff'
  readonly method: Method
  /** Below `/x/<plugin>`, e.g. `/coupons/:couponId/claim`. */
  readonly path: string
  readonly summary: string
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  /** The shape of the reply that is no refusal. */
  readonly reply: TSchema
  /** For staff. */
  readonly scope?: StaffScope
  /** For shoppers: refuse guests before the handler runs. */
  readonly signedIn?: boolean
  /** For shoppers. */
  readonly rate?: RouteRate
  /** Requires an Idempotency-Key: the same key gives the same reply and happens once. */
  readonly idempotent?: boolean
  /** Stays open while the plugin is switched off: it settles what was promised. */
  readonly whileOff?: boolean
  /**
   * For staff: everyday work at a counter. Nothing that pages show changes by it, so the store's configuration version stays; the audit
   * log names the route and its params, and never what was typed.
   */
  readonly atCounter?: boolean
  /** Also serves `POST /x/<plugin><path>` to forms without script; leads to `next`, where the text `done` is shown. */
  readonly form?: { readonly next: string; readonly done: string }
  handle(ctx: PluginContext<S>, request: RouteRequest<P, Q, B>): Promise<RouteResult>
}

type StaticOf<T> = T extends TSchema ? ValueOf<T> : undefined

export interface RouteDefinition<
  S,
  P extends TSchema | undefined,
  Q extends TSchema | undefined,
  B extends TSchema | undefined,
> extends Omit<Route<S, StaticOf<P>, StaticOf<Q>, StaticOf<B>>, 'params' | 'query' | 'body'> {
  readonly params?: P
  readonly query?: Q
  readonly body?: B
}

/** A page of the storefront at `/x/<plugin>/<name>`, whose body is one block. */
export interface PluginPage<S = unknown> {
  readonly name: string
  readonly title: { readonly 'zh-CN': string; readonly en: string }
  readonly block: string
  /** Guests are asked to sign in first. */
  readonly signedIn?: boolean
  /** Stays while the plugin is switched off: it settles what was promised. */
  readonly whileOff?: boolean
  data(ctx: PluginContext<S>, request: { readonly query: Readonly<Record<string, string>> }): Promise<object>
}

/** Work of the store's own at a rhythm, in one transaction, bounded in rows. Long work goes on piece by piece. */
export interface PluginJob<S = unknown> {
  /** Imperative: `remind-expiring`. */
  readonly name: string
  readonly every: '1m' | '5m' | '1h' | '1d'
  /** Goes on while switched off: it settles what was promised. */
  readonly whileOff?: boolean
  /** `more`: there is more to do now; it is run again at once, in a transaction of its own, up to 200 times per tick. */
  run(ctx: PluginContext<S>): Promise<'more' | undefined> | Promise<void>
}
