import { Redis } from 'ioredis'
import type { ReportTrouble } from './backend.js'

/** So many tokens of one counter. */
export interface Tokens {
  readonly key: string
  readonly units: number
}

/** `twin`: the same request was let in a moment ago. `missing`: keys that hold nothing; they want to be seeded. */
export type TokensAnswer =
  | { readonly answer: 'taken' | 'twin' }
  | { readonly answer: 'short'; readonly key: string }
  | { readonly answer: 'missing'; readonly keys: readonly string[] }

/** Counters that may be wrong or lost without harm: they only keep a crowd from the database. */
export interface TokenStore {
  /** All or none. `marker` names the request: its twin is let in without tokens. */
  take(scope: string, wants: readonly Tokens[], marker: string | null): Promise<TokensAnswer>
  /** Sets counters that are not there; each is gone after `ttlMs`, so that what went wrong mends itself. */
  seed(scope: string, tokens: readonly Tokens[], ttlMs: number): Promise<void>
  /** Adds to counters that are there. */
  giveBack(scope: string, tokens: readonly Tokens[]): Promise<void>
  close(): void
}

const MARKER_MS = 10_000
const ANSWER_MS = 250

/**
 * KEYS: the request's marker, then the counters. ARGV: the marker's milliseconds (0: it has none), then units per counter.
 * Result: {0} taken · {1} twin · {2, n…} the n-th counters are missing · {3, n} the n-th has too few.
 * Keeps: all counters are lowered or none, none below zero.
 */
const TAKE = `
local ttl = tonumber(ARGV[1])
if ttl > 0 and redis.call('exists', KEYS[1]) == 1 then return {1} end
local missing = {2}
for n = 2, #KEYS do
  local left = redis.call('get', KEYS[n])
  if not left then missing[#missing + 1] = n - 1
  elseif tonumber(left) < tonumber(ARGV[n]) then return {3, n - 1} end
end
if #missing > 1 then return missing end
for n = 2, #KEYS do redis.call('decrby', KEYS[n], ARGV[n]) end
if ttl > 0 then redis.call('set', KEYS[1], '1', 'PX', ttl) end
return {0}`

/** KEYS: counters. ARGV: units per counter. Adds to those that are there; how long they live stays as it is. */
const GIVE_BACK = `
for n = 1, #KEYS do
  if redis.call('exists', KEYS[n]) == 1 then redis.call('incrby', KEYS[n], ARGV[n]) end
end
return 0`

interface Scripts {
  mamapuTake(keys: number, ...args: (string | number)[]): Promise<number[]>
  mamapuGiveBack(keys: number, ...args: (string | number)[]): Promise<number>
}

/** Tokens in Redis. Every call fails at once while it is away; nothing waits for it. */
export function openTokens(redisUrl: string, report: ReportTrouble): TokenStore {
  const redis = new Redis(redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: ANSWER_MS,
    connectTimeout: 2000,
    enableAutoPipelining: true,
    retryStrategy: (times) => Math.min(50 * times, 1000),
  })
  redis.on('error', (error) => report(error, 'redis'))
  redis.defineCommand('mamapuTake', { lua: TAKE })
  redis.defineCommand('mamapuGiveBack', { lua: GIVE_BACK })
  const scripts = redis as unknown as Scripts
  // Hash-tagged: what one call touches lives in one slot of a Redis Cluster.
  const keyOf = (scope: string, key: string) => `{mamapu:gate:${scope}}:${key}`
  return {
    async take(scope, wants, marker) {
      const keys = [`!${marker ?? ''}`, ...wants.map(({ key }) => key)].map((key) => keyOf(scope, key))
      const args = [marker === null ? 0 : MARKER_MS, ...wants.map(({ units }) => units)]
      const [code, ...places] = await scripts.mamapuTake(keys.length, ...keys, ...args)
      const named = places.map((place) => (wants[place - 1] as Tokens).key)
      if (code === 2) return { answer: 'missing', keys: named }
      if (code === 3) return { answer: 'short', key: named[0] as string }
      return { answer: code === 1 ? 'twin' : 'taken' }
    },
    async seed(scope, tokens, ttlMs) {
      await Promise.all(
        tokens.map(({ key, units }) => redis.set(keyOf(scope, key), String(units), 'PX', ttlMs, 'NX')),
      )
    },
    async giveBack(scope, tokens) {
      const keys = tokens.map(({ key }) => keyOf(scope, key))
      if (keys.length > 0)
        await scripts.mamapuGiveBack(keys.length, ...keys, ...tokens.map(({ units }) => units))
    },
    close: () => redis.disconnect(),
  }
}
