import { type Database, readTenant } from '@mamapu/db'
import { idOf, must, type StoreId } from '@mamapu/kernel'
import { LRUCache } from 'lru-cache'
import type { Hosts, Log } from '../app.js'
import { filling } from '../filling.js'
import { hostOfSlug, originOfSlug, slugOfHost } from './host.rules.js'
import { storeKeys } from './keys.js'
import type { SnapshotBase, SnapshotPart } from './snapshot-part.js'
import {
  type ChangedStore,
  findStoreByHost,
  highestVersion,
  listChangedStores,
  readSettings,
  readStore,
  type SettingsRow,
  type StoreRow,
  settingsOf,
} from './store.queries.js'
import type { StoreSnapshot } from './store.types.js'

export interface DirectoryOptions {
  readonly db: Database
  readonly hosts: Hosts
  readonly secret: Buffer
  readonly log: Log
  /** What other domains keep of each store. */
  readonly parts?: readonly SnapshotPart<unknown>[]
  /** Stores in memory; the least recently used go first. */
  readonly storesMax?: number
  readonly pollMs?: number
  /** Told after every snapshot that took the place of an older one, e.g. to drop cached pages. */
  readonly onReload?: (store: StoreSnapshot) => void
}

const POLL_MS = 700
const CHANGES_MAX = 1000
const PAGES_MAX = 100
const RELOADS_AT_ONCE = 4
const UNKNOWN_MAX = 10_000
const UNKNOWN_MS = 5000
/** How long a transaction may take from raising a version to its commit and still be noticed. */
const OVERLAP_MS = 60_000

interface Reload {
  readonly running: Promise<StoreSnapshot | null>
  next: Promise<StoreSnapshot | null> | null
}

/**
 * Every store this process has met, as of its newest configuration version: one load however many wait, changes of
 * other processes noticed within a second, the old snapshot in service until the new one is whole.
 */
export class StoreDirectory {
  readonly #options: DirectoryOptions
  readonly #parts: readonly SnapshotPart<unknown>[]
  readonly #stores: LRUCache<StoreId, StoreSnapshot>
  readonly #byHost = new Map<string, StoreId>()
  readonly #unknown = new LRUCache<string, true>({ ...filling(UNKNOWN_MAX), ttl: UNKNOWN_MS })
  readonly #lookups = new Map<string, Promise<StoreSnapshot | null>>()
  readonly #reloads = new Map<StoreId, Reload>()
  /** Highest versions seen and when (monotonic), oldest first: the poll starts from the one before the overlap. */
  #seen: { at: number; version: number }[] = []
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: DirectoryOptions) {
    this.#options = options
    this.#parts = options.parts ?? []
    this.#stores = new LRUCache({
      ...filling(options.storesMax ?? 20_000),
      dispose: (store, _, reason) => {
        if (reason === 'evict' || reason === 'delete') this.#dropHosts(store)
      },
    })
  }

  /** Begins to watch for changes; without it snapshots are as of their load. */
  async start(): Promise<void> {
    this.#note(await highestVersion(this.#options.db.sql))
    this.#schedule()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  get size(): number {
    return this.#stores.size
  }

  /** The store of a normalised host if it is in memory; undefined when that is not known yet, null: no such store. */
  peekHost(host: string): StoreSnapshot | null | undefined {
    const id = this.#byHost.get(host)
    if (id !== undefined) return this.#stores.get(id)
    return this.#unknown.has(host) ? null : undefined
  }

  /** The store of a normalised host, loaded when this is the first time; null when it is nobody's. */
  async byHost(host: string): Promise<StoreSnapshot | null> {
    const known = this.peekHost(host)
    if (known !== undefined) return known
    const waiting = this.#lookups.get(host)
    if (waiting) return waiting
    const lookup = this.#lookUp(host).finally(() => this.#lookups.delete(host))
    this.#lookups.set(host, lookup)
    return lookup
  }

  /** The store by id: for the console, jobs and everything that does not come by host. */
  async byId(storeId: StoreId): Promise<StoreSnapshot | null> {
    return this.#stores.get(storeId) ?? (this.#reloads.get(storeId) ?? this.#begin(storeId)).running
  }

  /** The store as it is now, at least as new as this call: for whoever has just changed it, and for stale decisions. */
  async refresh(storeId: StoreId): Promise<StoreSnapshot | null> {
    const reload = this.#reloads.get(storeId)
    if (!reload) return this.#begin(storeId).running
    // What is running may have read before the change; one more load serves everyone who asks meanwhile.
    reload.next ??= reload.running.catch(() => null).then(() => this.#begin(storeId).running)
    return reload.next
  }

  /** The store when it has changed since this snapshot; null when it has not. */
  async newerThan({ storeId, configVersion }: StoreSnapshot): Promise<StoreSnapshot | null> {
    const [[row]] = await readTenant(this.#options.db, storeId, (sql, tenantId) => [readStore(sql, tenantId)])
    return row && row.config_version > configVersion ? this.refresh(storeId) : null
  }

  /** One look at what other processes have changed. Runs by itself once a second after `start`. */
  async poll(): Promise<void> {
    let floor = this.#floor()
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const changed = await listChangedStores(this.#options.db.sql, floor, CHANGES_MAX)
      const newest = changed.at(-1)
      if (!newest) return
      floor = newest.config_version
      this.#note(floor)
      await this.#reload(
        changed.filter((store) => this.#isStale(store)).map((store) => idOf('sto', store.id)),
      )
      if (changed.length < CHANGES_MAX) return
    }
  }

  async #reload(stale: readonly StoreId[]): Promise<void> {
    for (let start = 0; start < stale.length; start += RELOADS_AT_ONCE)
      await Promise.all(stale.slice(start, start + RELOADS_AT_ONCE).map((id) => this.refresh(id)))
  }

  #isStale(store: ChangedStore): boolean {
    for (const host of [hostOfSlug(this.#options.hosts, store.slug), ...store.domains])
      this.#unknown.delete(host)
    const held = this.#stores.peek(idOf('sto', store.id))
    return held !== undefined && held.configVersion < store.config_version
  }

  #schedule(): void {
    if (this.#isClosed) return
    this.#timer = setTimeout(() => {
      this.poll()
        .catch((error: unknown) => {
          this.#options.log.warn({ err: error }, 'stores could not be polled; trying again')
        })
        .finally(() => this.#schedule())
    }, this.#options.pollMs ?? POLL_MS)
    this.#timer.unref()
  }

  #note(version: number): void {
    const now = performance.now()
    const last = this.#seen.at(-1)
    if (!last || version > last.version) this.#seen.push({ at: now, version })
    while (this.#seen[1] && this.#seen[1].at < now - OVERLAP_MS) this.#seen.shift()
  }

  /** Versions are drawn before their commits, so a lower one may appear after a higher: look back over the overlap. */
  #floor(): number {
    const now = performance.now()
    while (this.#seen[1] && this.#seen[1].at < now - OVERLAP_MS) this.#seen.shift()
    return this.#seen[0]?.version ?? 0
  }

  async #lookUp(host: string): Promise<StoreSnapshot | null> {
    const { db, hosts } = this.#options
    const id = await findStoreByHost(db.sql, host, slugOfHost(hosts, host))
    const store = id === null ? null : await this.byId(id)
    if (store && this.#hostsOf(store).includes(host)) return store
    this.#unknown.set(host, true)
    return null
  }

  #begin(storeId: StoreId): Reload {
    const running = this.#load(storeId).finally(() => {
      if (this.#reloads.get(storeId) === reload) this.#reloads.delete(storeId)
    })
    const reload: Reload = { running, next: null }
    this.#reloads.set(storeId, reload)
    return reload
  }

  async #load(storeId: StoreId): Promise<StoreSnapshot | null> {
    const results = await readTenant(this.#options.db, storeId, (sql, tenantId) => [
      readStore(sql, tenantId),
      readSettings(sql, tenantId),
      ...this.#parts.map((part) => part.query(sql, tenantId)),
    ])
    const [storeRows, settingsRows, ...partRows] = results as [
      StoreRow[],
      SettingsRow[],
      ...(readonly object[])[],
    ]
    const [row] = storeRows
    if (!row) return null
    const base = this.#baseOf(storeId, row, must(settingsRows[0], 'a store has settings'))
    const parts = new Map<string, unknown>()
    for (const [index, part] of this.#parts.entries())
      parts.set(part.name, part.compile(partRows[index] ?? [], base))
    return this.#keep({ ...base, parts })
  }

  #baseOf(storeId: StoreId, row: StoreRow, settings: SettingsRow): SnapshotBase {
    return {
      storeId,
      tenantId: row.id.replaceAll('-', ''),
      slug: row.slug,
      status: row.status,
      currency: row.currency,
      zone: row.zone,
      origin: originOfSlug(this.#options.hosts, row.slug),
      domains: row.domains,
      settings: settingsOf(settings),
      configVersion: row.config_version,
      keys: storeKeys(this.#options.secret, settings.secret),
    }
  }

  /** Puts the snapshot in service unless a newer one already is. */
  #keep(store: StoreSnapshot): StoreSnapshot {
    const before = this.#stores.get(store.storeId)
    if (before && before.configVersion > store.configVersion) return before
    if (before) this.#dropHosts(before)
    this.#stores.set(store.storeId, store)
    for (const host of this.#hostsOf(store)) {
      this.#byHost.set(host, store.storeId)
      this.#unknown.delete(host)
    }
    if (before) this.#options.onReload?.(store)
    return store
  }

  #hostsOf(store: StoreSnapshot): readonly string[] {
    return [hostOfSlug(this.#options.hosts, store.slug), ...store.domains]
  }

  #dropHosts(store: StoreSnapshot): void {
    for (const host of this.#hostsOf(store))
      if (this.#byHost.get(host) === store.storeId) this.#byHost.delete(host)
  }
}
