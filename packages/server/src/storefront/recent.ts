import { filling } from '@mamapu/core'
import type { StoreId } from '@mamapu/kernel'
import { LRUCache } from 'lru-cache'

/** What a process knows of things that move, at most as old as said; asked once however many wait. */
export class Recent<V extends object | number> {
  readonly #known: LRUCache<string, V>
  readonly #loading = new Map<string, Promise<void>>()
  readonly #load: (storeId: StoreId, ids: readonly string[]) => Promise<ReadonlyMap<string, V>>
  readonly #none: V

  constructor(options: {
    readonly max: number
    readonly freshMs: number
    /** The value of what nobody knows. */
    readonly none: V
    load(storeId: StoreId, ids: readonly string[]): Promise<ReadonlyMap<string, V>>
  }) {
    this.#known = new LRUCache({ ...filling(options.max), ttl: options.freshMs })
    this.#load = options.load
    this.#none = options.none
  }

  /** Makes sure that all of these are known. */
  async ready(storeId: StoreId, ids: readonly string[]): Promise<void> {
    if (ids.every((id) => this.#known.has(`${storeId}${id}`))) return
    const key = `${storeId} ${ids.join()}`
    const waiting = this.#loading.get(key)
    if (waiting) return waiting
    const loading = this.#load(storeId, ids)
      .then((values) => {
        for (const id of ids) this.#known.set(`${storeId}${id}`, values.get(id) ?? this.#none)
      })
      .finally(() => this.#loading.delete(key))
    this.#loading.set(key, loading)
    return loading
  }

  get(storeId: StoreId, id: string): V {
    return this.#known.get(`${storeId}${id}`) ?? this.#none
  }
}
