import type { Sql } from '@mamapu/db'
import { assert } from '@mamapu/kernel'
import type { StoreSnapshot } from './store.types.js'

/** The snapshot without the parts, which is what a part may look at. */
export type SnapshotBase = Omit<StoreSnapshot, 'parts'>

/** What another domain keeps of a store in memory: one statement and what is made of its rows. */
export interface SnapshotPart<T> {
  readonly name: string
  /** One read, sent in the same flush as the rest of the snapshot; it names `tenant_id` and has a limit. */
  query(sql: Sql, tenantId: string): PromiseLike<readonly object[]>
  /** Pure; small results only, there are thousands of stores in memory. */
  compile(rows: readonly object[], store: SnapshotBase): T
}

interface PartOf<R extends object, T> {
  readonly name: string
  query(sql: Sql, tenantId: string): PromiseLike<readonly R[]>
  compile(rows: readonly R[], store: SnapshotBase): T
}

/** Describes a part; the type of its rows stays inside. */
export function definePart<R extends object, T>(part: PartOf<R, T>): SnapshotPart<T> {
  return Object.freeze({
    name: part.name,
    query: (sql: Sql, tenantId: string) => part.query(sql, tenantId),
    compile: (rows: readonly object[], store: SnapshotBase) => part.compile(rows as readonly R[], store),
  })
}

/** What this part made of the store. The directory must have been given the part. */
export function partOf<T>(store: StoreSnapshot, part: SnapshotPart<T>): T {
  assert(store.parts.has(part.name), `the store directory was not given the part ${part.name}`)
  return store.parts.get(part.name) as T
}
