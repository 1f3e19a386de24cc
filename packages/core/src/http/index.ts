export { IdText, Instant, NoBody, PageQuery, ProblemReply, pageOf } from './api.schema.js'
export { channelOf } from './channel.rules.js'
export { readToken, type SessionCookie, sessionCookie, setCookieLine } from './cookies.js'
export { defineErrors, type ErrorEntry, HTTP_ERRORS } from './errors.js'
export {
  forgetIdempotencyKeys,
  type IdempotencyCall,
  type IdempotentAnswer,
  type IdempotentResult,
  idempotencyKeyOf,
  idempotencyOf,
  type StoredReply,
  withIdempotency,
} from './idempotency.js'
export { makeCursor, parseCursor, parseWhole } from './parse.js'
export { localeOf, type Problem, problemOf, refuse } from './problem.js'
export { type Rate, RateLimiter } from './rate-limit.js'
export { safeNext } from './redirect.js'
export type { RequestSite, ShopperPrincipal, StaffPrincipal } from './request.js'
export { ROLE_SCOPES, type Role, SCOPES, type Scope } from './scopes.js'
