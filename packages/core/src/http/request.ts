import type { CustomerId, Id, Locale, StoreId } from '@mamapu/kernel'
import type { PreviewLook, StoreSnapshot } from '../stores/index.js'
import type { Role, Scope } from './scopes.js'

/** Who a signed-in member of staff is, and what that session may do in the store it asked for. */
export interface StaffPrincipal {
  readonly staffId: Id<'stf'>
  readonly name: string
  readonly isOperator: boolean
  /** Null on routes that name no store. */
  readonly storeId: StoreId | null
  readonly role: Role | null
  readonly scopes: ReadonlySet<Scope>
  /** Hash of the session token, hex: names the session in lists. */
  readonly sessionHash: string
  readonly csrf: string
}

/** Which door a request came through. */
export interface RequestSite {
  readonly kind: 'platform' | 'cashier' | 'shop' | 'none'
  /** The normalised host name; empty when it is none. */
  readonly host: string
}

/** The shopper's browser session in one shop; a guest has no customer. */
export interface ShopperPrincipal {
  /** Keyed hash of the session token, hex: names the session in idempotency keys and guest carts. */
  readonly sessionHash: string
  readonly csrf: string
  readonly customerId: CustomerId | null
  /** The browser, the same before and after signing in: 32 hex digits. */
  readonly visitorKey: string
  /** Whose tracked link brought the browser last, and when. */
  readonly came: { readonly by: CustomerId; readonly at: Date } | null
  /** Whether whoever brought them last may see what they look at; null while they have not answered about that person. */
  readonly mayFollow: boolean | null
  /** Keyed hash of a phone verified in this session, hex. */
  readonly verifiedPhoneHash: string | null
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Read once when the request arrives. */
    at: Date
    locale: Locale | undefined
    /** The shop of this host; null on the platform's host. Admin routes: the store named in the path. */
    storeId: StoreId | null
    /** The snapshot of that store. */
    store: StoreSnapshot | null
    site: RequestSite
    /** The body as it came, on routes with `keepsRawBody`: what a provider's signature covers. */
    rawBody: string | null
    staff: StaffPrincipal | null
    /** The look of the preview this browser is in; every other route of the shop is closed then. */
    preview: PreviewLook | null
    shopper: ShopperPrincipal | null
  }

  interface FastifyReply {
    /** The nonce of this reply's scripts and styles; asking for it makes the reply a page of the storefront. */
    nonce(): string
    pageNonce: string | null
    /** A policy other than the usual, e.g. for the console's files. */
    contentPolicy: string | null
  }

  interface FastifyContextConfig {
    /** Who may call: checked for every route at boot; a route without one does not start. */
    audience?: 'public' | 'shopper' | 'staff' | 'operator' | 'peer'
    /** For staff routes: what the session must be allowed to do. */
    scope?: Scope
    /** A page of the shop that a preview may show; it is made without writing. */
    inPreview?: boolean
    /** Answers on every host, even one nobody knows: probes. */
    anyHost?: boolean
    /** Keeps the JSON body as text beside the parsed one. */
    keepsRawBody?: boolean
    /** Moves money or stock: an Idempotency-Key is required. */
    idempotent?: boolean
    /**
     * Answers from memory what is refused to everybody alike, before anyone asks who sends it; false when it has not
     * answered. The body is parsed and not yet checked.
     */
    beforeSession?: (request: FastifyRequest, reply: FastifyReply) => boolean
  }
}
