import { type Database, isConnectionLoss, readTenant, type TransactionSql } from '@mamapu/db'
import type { StoreId } from '@mamapu/kernel'
import { deepFreeze, type Fact, type FactMap, type SlotName } from '@mamapu/plugin-sdk'
import { EMPTY_CAMPAIGNS, type ReadSaved, type StoreCampaigns } from '../campaigns/index.js'
import type { LoadedPlugin, PluginRegistry } from './registry.js'
import { savedSettings } from './saved-settings.js'
import { type SwitchRow, switchesQuery } from './switch.queries.js'

/** A plugin that is on in a store, with that store's settings. */
export interface ActivePlugin {
  readonly id: string
  readonly loaded: LoadedPlugin
  readonly settings: unknown
  readonly settingsVersion: number
}

export interface PlannedFact {
  /** `<plugin>:<fact>`, or `core:<fact>`. */
  readonly key: string
  readonly pluginId: string
  readonly fact: Fact
}

/** Which facts of a person some work needs: each once, however many rules declare it. */
export interface FactPlan {
  readonly facts: readonly PlannedFact[]
  readonly needsCore: boolean
}

/** The plugins' part of the store snapshot, for one configuration version. Frozen. */
export interface StorePlugins {
  readonly storeId: StoreId
  readonly zone: string
  readonly active: readonly ActivePlugin[]
  /** Facts for pricing, validating and showing carts and checkouts. */
  readonly cartPlan: FactPlan
  /** The same with those for saying who earns, which is asked when an order is placed. */
  readonly orderPlan: FactPlan
  /** `<plugin>|<hook>` → since when. */
  readonly breakers: ReadonlyMap<string, number>
  /** Facts about the store itself, by `<plugin>:<fact>`; what failed to load is missing. */
  readonly storeFacts: ReadonlyMap<string, unknown>
  /** The campaigns of the mechanics; the facts their audiences need are in every plan. */
  readonly campaigns: StoreCampaigns
}

export function factKey(pluginId: string, fact: Fact): string {
  return fact.name.startsWith('core:') ? fact.name : `${pluginId}:${fact.name}`
}

/** Told of settings that a process cannot read, for its operators. */
export type OnUnread = (
  storeId: StoreId,
  pluginId: string,
  unread: Extract<ReadSaved, { fits: false }>,
) => void

/** What is on, with which settings and which breakers. A plugin whose stored settings no longer fit counts as off. */
export function compileSwitches(
  registry: PluginRegistry,
  { storeId, zone }: { readonly storeId: StoreId; readonly zone: string },
  rows: readonly SwitchRow[],
  onUnread: OnUnread = () => {},
): StorePlugins {
  const active: ActivePlugin[] = []
  const breakers = new Map<string, number>()
  for (const row of rows) {
    const loaded = registry.find(row.plugin_id)
    if (!row.is_on || !loaded) continue
    const read = savedSettings({ registry, storeId, loaded }, row)
    if (!read.fits) onUnread(storeId, loaded.id, read)
    if (!read.fits) continue
    const { value: settings } = read
    active.push(Object.freeze({ id: loaded.id, loaded, settings, settingsVersion: row.settings_version }))
    for (const [hook, since] of openBreakers(row)) breakers.set(hook, since)
  }
  return Object.freeze({
    storeId,
    zone,
    active,
    cartPlan: planFor(active, isOfCart),
    orderPlan: planFor(active, isOfCart, true),
    breakers,
    storeFacts: new Map(),
    campaigns: EMPTY_CAMPAIGNS,
  })
}

/** The same store with these campaigns: the published ones, or what a preview puts in their place. */
export function withCampaigns(store: StorePlugins, campaigns: StoreCampaigns): StorePlugins {
  const withCore = (plan: FactPlan) =>
    Object.freeze({ ...plan, needsCore: plan.needsCore || campaigns.needs.size > 0 })
  const { cartPlan, orderPlan } = store
  return Object.freeze({ ...store, campaigns, cartPlan: withCore(cartPlan), orderPlan: withCore(orderPlan) })
}

/** `<plugin>|<hook>` → since when. What stays cut off never becomes old enough to be tried again. */
export function openBreakers(row: Pick<SwitchRow, 'plugin_id' | 'breakers'>): ReadonlyMap<string, number> {
  return new Map(
    row.breakers.map(({ hook, openedAt, stays }) => [
      `${row.plugin_id}|${hook}`,
      stays ? Number.POSITIVE_INFINITY : new Date(openedAt).getTime(),
    ]),
  )
}

function isOfCart(slot: SlotName): boolean {
  return slot.startsWith('cart.') || slot.startsWith('checkout.')
}

/** The personal facts these slots need beside none of the rules'. */
export function slotPlan(store: StorePlugins, slots: readonly SlotName[]): FactPlan {
  const facts = store.active.flatMap((active) =>
    (active.loaded.plugin.slots ?? [])
      .filter(({ slot }) => slots.includes(slot))
      .map((part) => ({ active, facts: part.facts })),
  )
  const plan = collect(facts)
  return store.campaigns.needs.size > 0 ? Object.freeze({ ...plan, needsCore: true }) : plan
}

function planFor(
  active: readonly ActivePlugin[],
  withSlot: (slot: SlotName) => boolean,
  isPlacing = false,
): FactPlan {
  return collect(
    active.flatMap((one) => {
      const { plugin } = one.loaded
      const {
        prices = [],
        validators = [],
        earns = [],
        slots = [],
        commissions = [],
        deliveryMethods = [],
      } = plugin
      const shown = slots.filter(({ slot }) => withSlot(slot))
      const asked = [...prices, ...validators, ...earns, ...deliveryMethods]
      const readers = [...asked, ...shown, ...(isPlacing ? commissions : [])]
      return readers.map(({ facts }) => ({ active: one, facts }))
    }),
  )
}

/** What the audiences of campaigns look at. */
const AUDIENCE_KEYS = ['channel', 'isMember', 'isNew', 'levelRank', 'ordersPaid', 'tags'].map(
  (name) => `core:${name}`,
)

/** The facts that price rules and the audiences of campaigns read, each once. */
export function askedKeys(store: StorePlugins): string[] {
  const declared = store.active.flatMap(({ id, loaded }) =>
    (loaded.plugin.prices ?? []).flatMap(({ facts }) =>
      Object.values(facts).map((fact) => factKey(id, fact)),
    ),
  )
  return [...new Set([...declared, ...(store.campaigns.needs.size > 0 ? AUDIENCE_KEYS : [])])].sort()
}

function collect(users: readonly { active: ActivePlugin; facts: FactMap }[]): FactPlan {
  const facts = new Map<string, PlannedFact>()
  let needsCore = false
  for (const { active, facts: declared } of users)
    for (const fact of Object.values(declared)) {
      const key = factKey(active.id, fact)
      if (key.startsWith('core:')) needsCore = true
      else if (fact.about !== 'store') facts.set(key, { key, pluginId: active.id, fact })
    }
  return Object.freeze({ facts: [...facts.values()], needsCore })
}

/** Reads switches and then the store facts of what is on: once per configuration version of a store. */
export async function loadStorePlugins(
  db: Database,
  registry: PluginRegistry,
  input: { storeId: StoreId; zone: string; at: Date; onFault?: (pluginId: string, error: unknown) => void },
): Promise<StorePlugins> {
  const [rows] = await readTenant(db, input.storeId, (sql, tenantId) => [
    switchesQuery(sql as unknown as TransactionSql, tenantId),
  ])
  return withStoreFacts(db, compileSwitches(registry, input, rows), input)
}

/** The same with the store facts of everything that is on. One that fails is missing, and what needs it is skipped. */
export async function withStoreFacts(
  db: Database,
  store: StorePlugins,
  { at, onFault }: { at: Date; onFault?: (pluginId: string, error: unknown) => void },
): Promise<StorePlugins> {
  const wanted = store.active.flatMap((active) =>
    (active.loaded.plugin.facts ?? [])
      .filter(({ about }) => about === 'store')
      .map((fact) => ({ active, fact })),
  )
  const values = new Map<string, unknown>()
  await Promise.all(
    wanted.map(async ({ active, fact }) => {
      try {
        values.set(factKey(active.id, fact), await readStoreFact(db, store.storeId, fact, at))
      } catch (error) {
        // A database that is away is nobody's fault: the snapshot is tried again, not kept without the fact.
        if (isConnectionLoss(error)) throw error
        onFault?.(active.id, error)
      }
    }),
  )
  return Object.freeze({ ...store, storeFacts: values })
}

async function readStoreFact(db: Database, storeId: StoreId, fact: Fact, at: Date): Promise<unknown> {
  const [rows] = await readTenant(db, storeId, (sql, tenantId) => [
    fact.query({
      sql: sql as unknown as TransactionSql,
      tenantId,
      customerId: null,
      sessionKey: null,
      at,
    }) ?? Promise.resolve([]),
  ])
  return deepFreeze(fact.map(rows as readonly object[]))
}
