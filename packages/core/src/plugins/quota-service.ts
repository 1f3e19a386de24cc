import type { TenantTx, TransactionSql } from '@mamapu/db'
import { newId } from '@mamapu/kernel'
import {
  PluginError,
  type PluginScope,
  type QuotaCount,
  type QuotaService,
  type Take,
} from '@mamapu/plugin-sdk'
import { byLockOrder, rankOf, releaseTake, takeQuota, tellFreed } from '../quotas/index.js'
import { findTake, readCounters, writeLimit } from './quota.queries.js'
import type { LoadedPlugin } from './registry.js'

const TAKES_MAX = 20
const READ_MAX = 200

/** Limited things of one plugin's own kinds, in the transaction of its work. */
export function quotaService(
  { id, plugin }: LoadedPlugin,
  tx: TenantTx,
  at: Date,
  needs: (scope: PluginScope) => void,
): QuotaService {
  const heat = new Map((plugin.quotas ?? []).map((quota) => [quota.kind, quota.heat]))
  const ownKind = (kind: string) => {
    if (!heat.has(kind))
      throw new PluginError(`plugin ${id}: the quota kind "${kind}" is not declared in quotas`)
  }
  return {
    async setLimit(kind, quotaId, limit) {
      needs('quotas:take')
      ownKind(kind)
      tellFreed(tx, { kind, id: quotaId }, limit)
      return writeLimit(tx, { kind, id: quotaId, limit })
    },
    async take(takes) {
      needs('quotas:take')
      if (takes.length > TAKES_MAX) throw new PluginError(`plugin ${id}: at most ${TAKES_MAX} takes at once`)
      for (const { kind } of takes) ownKind(kind)
      const ordered = takes
        .map((take) => ({ ...take, rank: rankOf(take.kind, heat.get(take.kind)) }))
        .sort(byLockOrder)
      const lacking = await takeAll(tx, ordered, at)
      if (lacking) return { taken: false, lacking: { kind: lacking.kind, id: lacking.id } }
      return { taken: true, counts: await countsAfter(tx, takes) }
    },
    async release(kind, quotaId, owner, units) {
      needs('quotas:take')
      ownKind(kind)
      const take = await findTake(tx, kind, quotaId, owner)
      if (!take) return 0
      const back = Math.min(units ?? take.left, take.left)
      return releaseTake(tx, { id: take.id, kind, quotaId, units: back }, at)
    },
    async read(kind, ids) {
      needs('quotas:read')
      ownKind(kind)
      if (ids.length > READ_MAX) throw new PluginError(`plugin ${id}: at most ${READ_MAX} counters at once`)
      return readCounters(tx, kind, ids)
    },
  }
}

class Lacking extends Error {
  readonly take: Take
  constructor(take: Take) {
    super('lacking')
    this.take = take
  }
}

async function countsAfter(tx: TenantTx, takes: readonly Take[]): Promise<QuotaCount[]> {
  const byKind = new Map<string, ReadonlyMap<string, QuotaCount>>()
  for (const kind of new Set(takes.map((take) => take.kind))) {
    const ids = takes.filter((take) => take.kind === kind).map(({ id }) => id)
    byKind.set(kind, await readCounters(tx, kind, ids))
  }
  return takes.map(({ kind, id }) => byKind.get(kind)?.get(id) ?? { limit: 0, taken: 0 })
}

/** The first that does not reach, or none: what was taken before one is lacking goes back with the savepoint. */
async function takeAll(tx: TenantTx, takes: readonly Take[], at: Date): Promise<Take | null> {
  const takeEach = async (sql: TransactionSql) => {
    const inner = { ...tx, sql } as TenantTx
    for (const take of takes) {
      const outcome = await takeQuota(inner, {
        takeId: newId('tak', at),
        kind: take.kind,
        id: take.id,
        units: take.units,
        limit: take.limit,
        owner: take.owner,
        orderId: null,
        lineId: null,
        giveBack: 'cancel',
        expiresAt: take.expiresAt ?? null,
        at,
      })
      if (outcome === 'lacking') throw new Lacking(take)
    }
  }
  try {
    if (takes.length === 1) await takeEach(tx.sql)
    else await tx.sql.savepoint((sql) => takeEach(sql as TransactionSql))
    return null
  } catch (error) {
    if (!(error instanceof Lacking)) throw error
    return error.take
  }
}
