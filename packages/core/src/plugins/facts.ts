import { isConnectionLoss, readTenant, type Sql, type TransactionSql } from '@mamapu/db'
import { deepFreeze, type FactMap, type FactReader } from '@mamapu/plugin-sdk'
import { NOBODY, type ShopperFacts } from '../campaigns/index.js'
import { callOf, type Hook } from './breakers.js'
import { CORE_FACTS_NONE, coreFactsQuery } from './fact.queries.js'
import type { PluginHost } from './host.js'
import { type FactPlan, factKey, type PlannedFact, type StorePlugins } from './store-plugins.js'
import { watched } from './watchdog.js'

/** Loaded facts by key. One that failed is missing: rules that need it are skipped, validators refuse. */
export type LoadedFacts = ReadonlyMap<string, unknown>

export const NO_FACTS: LoadedFacts = new Map()

export interface PreparedFacts {
  /** To be sent in the caller's own read batch, in this order. */
  readonly queries: readonly PromiseLike<readonly object[]>[]
  /** The facts from the results of exactly those queries. */
  read(results: readonly (readonly object[])[]): LoadedFacts
}

/**
 * The queries of all facts in a plan, for the one `readTenant` flush that also reads the cart. For a plugin whose query
 * fails in the database use `readWithFacts`, which reads again without it.
 */
export function factQueries(
  host: PluginHost,
  store: StorePlugins,
  plan: FactPlan,
  reader: FactReader,
): PreparedFacts {
  const ready = new Map<string, unknown>()
  const pending: { planned: PlannedFact; query: PromiseLike<readonly object[]> }[] = []
  for (const planned of plan.facts) {
    const hook = hookOf(store, planned)
    if (!host.breakers.admits(hook, reader.at)) continue
    try {
      const query = watched(host.watch, callOf(hook), () => planned.fact.query(reader))
      if (query) pending.push({ planned, query })
      else ready.set(planned.key, planned.fact.none)
    } catch (error) {
      host.breakers.failed(hook, reader.at, error)
    }
  }
  const core = plan.needsCore ? coreFactsQuery(reader) : null
  return {
    queries: [...pending.map(({ query }) => query), ...(core ? [core] : [])],
    read(results) {
      pending.forEach(({ planned }, index) => {
        const hook = hookOf(store, planned)
        try {
          const value = watched(host.watch, callOf(hook), () =>
            planned.fact.map(results[index] as readonly object[]),
          )
          ready.set(planned.key, deepFreeze(value))
          host.breakers.answered(hook, reader.at, 0)
        } catch (error) {
          host.breakers.failed(hook, reader.at, error)
        }
      })
      const row = core ? results[pending.length]?.[0] : undefined
      const { channel = 'web', regionCode = '' } = reader
      for (const [key, value] of Object.entries({ ...CORE_FACTS_NONE, ...row, channel, regionCode }))
        ready.set(`core:${key}`, value)
      return ready
    },
  }
}

function hookOf(store: StorePlugins, { pluginId, fact }: PlannedFact): Hook {
  return { store, pluginId, hook: `fact:${fact.name}` }
}

type BaseQueries = readonly PromiseLike<unknown>[]

/**
 * Core's own reads and all facts of the plan in one flush. When the flush fails and the database is there, core's reads
 * are sent again alone and each plugin fact by itself: the one that fails is missing and counted, the shop goes on.
 */
export async function readWithFacts<const Q extends BaseQueries>(
  host: PluginHost,
  store: StorePlugins,
  input: { readonly plan: FactPlan; readonly reader: Omit<FactReader, 'sql' | 'tenantId'> },
  base: (sql: Sql, tenantId: string) => Q,
): Promise<{ base: { -readonly [K in keyof Q]: Awaited<Q[K]> }; facts: LoadedFacts }> {
  const { plan, reader } = input
  let prepared: PreparedFacts | undefined
  let baseLength = 0
  try {
    const results = await readTenant(host.db, store.storeId, (sql, tenantId) => {
      const own = base(sql, tenantId)
      baseLength = own.length
      prepared = factQueries(host, store, plan, { ...reader, ...bound(sql, tenantId) })
      return [...own, ...prepared.queries]
    })
    return {
      base: results.slice(0, baseLength) as { -readonly [K in keyof Q]: Awaited<Q[K]> },
      facts: (prepared as PreparedFacts).read(results.slice(baseLength) as (readonly object[])[]),
    }
  } catch (error) {
    if (plan.facts.length === 0 || isConnectionLoss(error)) throw error
    const alone = await readTenant(host.db, store.storeId, base)
    return { base: alone, facts: await readOneByOne(host, store, plan, reader) }
  }
}

function bound(sql: Sql, tenantId: string) {
  return { sql: sql as unknown as TransactionSql, tenantId }
}

async function readOneByOne(
  host: PluginHost,
  store: StorePlugins,
  plan: FactPlan,
  reader: Omit<FactReader, 'sql' | 'tenantId'>,
): Promise<LoadedFacts> {
  const facts = new Map<string, unknown>()
  const parts: FactPlan[] = [
    { facts: [], needsCore: plan.needsCore },
    ...plan.facts.map((fact) => ({ facts: [fact], needsCore: false })),
  ]
  for (const part of parts) {
    let prepared: PreparedFacts | undefined
    try {
      const results = await readTenant(host.db, store.storeId, (sql, tenantId) => {
        prepared = factQueries(host, store, part, { ...reader, ...bound(sql, tenantId) })
        return [...prepared.queries]
      })
      for (const [key, value] of (prepared as PreparedFacts).read(results)) facts.set(key, value)
    } catch (error) {
      const [planned] = part.facts
      if (!planned || isConnectionLoss(error)) throw error
      host.breakers.failed(hookOf(store, planned), reader.at, error)
    }
  }
  return facts
}

/** The values of the facts a hook declares; null when one of them could not be loaded. */
export function valuesOf(
  store: StorePlugins,
  pluginId: string,
  declared: FactMap,
  loaded: LoadedFacts,
): Readonly<Record<string, unknown>> | null {
  const values: Record<string, unknown> = {}
  for (const [name, fact] of Object.entries(declared)) {
    const key = factKey(pluginId, fact)
    const from = fact.about === 'store' ? store.storeFacts : loaded
    if (!from.has(key)) return null
    values[name] = from.get(key)
  }
  return Object.freeze(values)
}

/** What audiences of campaigns are decided from; what was not read is as for a guest. */
export function shopperOf(loaded: LoadedFacts): ShopperFacts {
  const read = <K extends keyof ShopperFacts>(name: K) =>
    (loaded.get(`core:${name}`) as ShopperFacts[K] | undefined) ?? NOBODY[name]
  return {
    isMember: read('isMember'),
    levelRank: read('levelRank'),
    tags: read('tags'),
    isNew: loaded.has('core:isNew') ? read('isNew') : (loaded.get('core:ordersPaid') ?? 0) === 0,
    channel: read('channel'),
  }
}

/** The facts of a shopper nobody is: core's as given over a guest's, each plugin's as it is when there is nothing to ask. */
export function factsAsIf(store: StorePlugins, core: Readonly<Record<string, unknown>>): LoadedFacts {
  const facts = new Map<string, unknown>()
  for (const [name, value] of Object.entries({ ...CORE_FACTS_NONE, channel: 'web', regionCode: '', ...core }))
    facts.set(`core:${name}`, value)
  for (const { key, fact } of store.orderPlan.facts) facts.set(key, fact.none)
  return facts
}
