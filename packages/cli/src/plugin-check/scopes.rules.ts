/** Services of a plugin's context and the scope each call needs. */
const CALLS: readonly (readonly [RegExp, string])[] = [
  [/\bquotas\s*\??\.\s*read\s*\(/g, 'quotas:read'],
  [/\bquotas\s*\??\.\s*(?:take|release|setLimit)\s*\(/g, 'quotas:take'],
  [/\bledger\s*\??\.\s*post\s*\(/g, 'ledger:post'],
  [/\borders\s*\??\.\s*(?:find|numbers)\s*\(/g, 'orders:read'],
  [/\borders\s*\??\.\s*addGift\s*\(/g, 'orders:gift'],
  [/\borders\s*\??\.\s*(?:openDelivery|changeDelivery|markReady)\s*\(/g, 'orders:deliver'],
  [/\borders\s*\??\.\s*lowerTake\s*\(/g, 'quotas:take'],
  [/\borders\s*\??\.\s*setBadge\s*\(/g, 'orders:badge'],
  [/\bcustomers\s*\??\.\s*(?:find|list|levelChanges)\s*\(/g, 'customers:read'],
  [
    /\bcustomers\s*\??\.\s*(?:setLevel|setGrowth|setPlan|setPublicName|addTag|removeTag)\s*\(/g,
    'customers:write',
  ],
  [/\baudience\s*\??\.\s*(?:find|list|isIn|firstPaidOrder)\s*\(/g, 'customers:read'],
  [/\bearnings\s*\??\.\s*(?:summary|list|figures|top|days)\s*\(/g, 'earnings:read'],
  [/\bearnings\s*\??\.\s*(?:pause|resume|setTrusted)\s*\(/g, 'earnings:hold'],
  [/\blinks\s*\??\.\s*(?:make|find|pageOf|figures|setCounting)\s*\(/g, 'links:make'],
  [/\bcampaigns\s*\??\.\s*ended\s*\(/g, 'campaigns:read'],
  [/\bposters\s*\??\.\s*(?:make|find)\s*\(/g, 'posters:make'],
  [/(?<!\.)\bnotify\s*\(|\bctx\s*\??\.\s*notify\s*\(/g, 'messages:send'],
  [/(?<!\.)\btellOccasion\s*\(|\bctx\s*\??\.\s*tellOccasion\s*\(/g, 'occasions:tell'],
]

export interface ScopeUse {
  readonly scope: string
  readonly at: number
}

/** Which scopes a source uses, by the services it calls; `code` is its text without comments and strings. */
export function scopesUsed(code: string): readonly ScopeUse[] {
  return CALLS.flatMap(([pattern, scope]) =>
    [...code.matchAll(pattern)].map((match) => ({ scope, at: match.index })),
  )
}

/** Scopes whose use can be told from the sources. */
export const TOLD_SCOPES: ReadonlySet<string> = new Set(CALLS.map(([, scope]) => scope))

const SERVICES: Readonly<Record<string, readonly string[]>> = {
  quotas: ['quotas:read', 'quotas:take'],
  ledger: ['ledger:post'],
  orders: ['orders:read', 'orders:gift', 'orders:badge'],
  customers: ['customers:read', 'customers:write'],
  audience: ['customers:read'],
  earnings: ['earnings:read', 'earnings:hold'],
  links: ['links:make'],
  posters: ['posters:make'],
  notify: ['messages:send'],
  tellOccasion: ['occasions:tell'],
}

/** Scopes of services that are handed on or given another name: used somewhere, nobody can tell for what. */
export function scopesHandedOn(code: string): readonly string[] {
  return Object.entries(SERVICES).flatMap(([service, scopes]) => (handedOn(service).test(code) ? scopes : []))
}

/** `ctx.quotas` without a call, `{ quotas: q }`, `helper(quotas)`, `const q = quotas`, `ctx[…]`. */
function handedOn(service: string): RegExp {
  const ways = [
    `\\b\\w+\\s*\\??\\.\\s*${service}\\b(?!\\s*\\??[.(])`,
    `\\b${service}\\s*:\\s*\\w`,
    `[(=]\\s*${service}\\s*[,);\\n]`,
    `,\\s*${service}\\s*\\)`,
    '\\bctx\\s*\\[',
  ]
  return new RegExp(ways.join('|'))
}
