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
import { isCount, isLimit, isName, whyBadTake } from './asked-of-core.js'
import { findTake, readCounters, writeLimit } from './quota.queries.js'
import type { LoadedPlugin } from './registry.js'

const TAKES_MAX = 20
const READ_MAX = 200

interface QuotaWork {
  readonly at: Date
  readonly needs: (scope: PluginScope) => void
  /** Whether the work is for an order that was paid after the plugin was switched off. */
  isTooLate(): Promise<boolean>
}

/** Limited things of one plugin's own kinds, in the transaction of its work. */
export function quotaService(
  { id, plugin }: LoadedPlugin,
  tx: TenantTx,
  { at, needs, isTooLate }: QuotaWork,
): QuotaService {
  const heat = new Map((plugin.quotas ?? []).map((quota) => [quota.kind, quota.heat]))
  const ownKind = (kind: string) => {
    if (!heat.has(kind))
      throw new PluginError(`plugin ${id}: the quota kind "${kind}" is not declared in quotas`)
  }
  const assertAsked = (isSound: boolean, rule: string) => {
    if (!isSound) throw new PluginError(`plugin ${id}: quotas: ${rule}`)
  }
  return {
    async setLimit(kind, quotaId, limit) {
      needs('quotas:take')
      ownKind(kind)
      assertAsked(
        isName(quotaId) && limit !== null && isLimit(limit),
        'setLimit takes an id and a whole number',
      )
      tellFreed(tx, { kind, id: quotaId }, limit)
      return writeLimit(tx, { kind, id: quotaId, limit })
    },
    async take(takes) {
      needs('quotas:take')
      if (takes.length > TAKES_MAX) throw new PluginError(`plugin ${id}: at most ${TAKES_MAX} takes at once`)
      for (const take of takes) {
        ownKind(take.kind)
        const fault = whyBadTake({ ...take, owner: take.owner })
        assertAsked(fault === null, `take: ${fault}`)
      }
      const [first] = takes
      if (first && (await isTooLate()))
        return { taken: false, lacking: { kind: first.kind, id: first.id }, isOff: true }
      const ordered = takes
        .map((take) => ({ ...take, rank: rankOf(take.kind, heat.get(take.kind)) }))
        .sort(byLockOrder)
      const outcome = await takeAll(tx, ordered, at)
      if ('lacking' in outcome) {
        const { kind, id: quotaId } = outcome.lacking
        return { taken: false, lacking: { kind, id: quotaId } }
      }
      return { taken: true, counts: await countsAfter(tx, takes), ...outcome }
    },
    async release(kind, quotaId, owner, units) {
      needs('quotas:take')
      ownKind(kind)
      assertAsked(isName(quotaId) && isName(owner), 'release takes an id and an owner')
      assertAsked(
        units === undefined || isCount(units, Number.MAX_SAFE_INTEGER),
        'release takes units above zero',
      )
      const take = await findTake(tx, kind, quotaId, owner)
      if (!take) return 0
      const back = Math.min(units ?? take.left, take.left)
      return releaseTake(tx, { id: take.id, kind, quotaId, units: back }, at)
    },
    async read(kind, ids) {
      needs('quotas:read')
      ownKind(kind)
      assertAsked(
        ids.every((one) => isName(one)),
        'read takes ids',
      )
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

type Outcome = { readonly lacking: Take } | { readonly isRepeat: boolean }

/** The first that does not reach, or whether all were there already: what was taken before one is lacking goes back with the savepoint. */
async function takeAll(tx: TenantTx, takes: readonly Take[], at: Date): Promise<Outcome> {
  let isRepeat = takes.length > 0
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
      if (outcome === 'taken') isRepeat = false
    }
  }
  try {
    if (takes.length === 1) await takeEach(tx.sql)
    else await tx.sql.savepoint((sql) => takeEach(sql as TransactionSql))
    return { isRepeat }
  } catch (error) {
    if (!(error instanceof Lacking)) throw error
    return { lacking: error.take }
  }
}
