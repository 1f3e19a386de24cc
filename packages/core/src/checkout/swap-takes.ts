import type { TenantTx, TransactionSql } from '@mamapu/db'
import { must, newId, type OrderId } from '@mamapu/kernel'
import type { DeliveryAgreement, DeliveryLine } from '@mamapu/plugin-sdk'
import type { PluginHost } from '../plugins/index.js'
import { byLockOrder, rankOf, releaseTake, takeQuota } from '../quotas/index.js'
import { listDeliveryTakes, listShelved, markMoved, markTake } from './change-delivery.queries.js'
import { type HeldTake, planSwap, type Swap } from './place-units.rules.js'

/** A line that is still to be delivered, with the counter of its goods on the shelf. */
export interface Carried {
  readonly line: DeliveryLine
  readonly stockId: string | null
}

class Lacking extends Error {}

interface SwapAsk {
  readonly orderId: OrderId
  readonly agreement: DeliveryAgreement
  readonly carried: readonly Carried[]
  readonly at: Date
}

/**
 * Gives back what an order took for its delivery and takes what the new agreement says, goods of a method's own place or of
 * the shelf among them: all of it, or false, changing nothing, when one counter does not reach. The order is held. One
 * counter after the other in the lock order, so that two orders that change places never wait in a circle.
 */
export async function swapTakes(tx: TenantTx, host: PluginHost, ask: SwapAsk): Promise<boolean> {
  const { orderId, agreement, carried } = ask
  const shelves = new Map(carried.map(({ line, stockId }) => [line.lineId as string, stockId]))
  const plan = planSwap({
    held: await listDeliveryTakes(tx, orderId),
    shelved: await listShelved(tx, orderId),
    wanted: agreement.takes,
    shelfOf: (lineId) => must(shelves.get(lineId) ?? null, 'goods of a line have their shelf'),
  })
  const rank = (kind: string) => rankOf(kind, host.registry.heatOf(kind))
  const steps = [
    ...plan.back.map((old) => ({
      ...{ rank: rank(old.kind), kind: old.kind, id: old.quotaId },
      run: (inner: TenantTx) => giveBack(inner, old, ask.at),
    })),
    ...plan.anew.map((take) => ({
      ...{ rank: rank(take.kind), kind: take.kind, id: take.id },
      run: (inner: TenantTx) => takeAnew(inner, { take, rank: rank(take.kind) }, ask),
    })),
  ].sort(byLockOrder)
  try {
    await tx.sql.savepoint(async (sql) => {
      const inner = { ...tx, sql: sql as TransactionSql } as TenantTx
      for (const step of steps) await step.run(inner)
    })
    return true
  } catch (error) {
    if (!(error instanceof Lacking)) throw error
    return false
  }
}

async function giveBack(tx: TenantTx, old: HeldTake, at: Date): Promise<void> {
  const units = await releaseTake(tx, old, at)
  if (old.lineId !== null) await markMoved(tx, old.id, units)
}

async function takeAnew(
  tx: TenantTx,
  { take, rank }: { readonly take: Swap['anew'][number]; readonly rank: number },
  { orderId, at }: SwapAsk,
): Promise<void> {
  const takeId = newId('tak', at)
  const outcome = await takeQuota(tx, {
    takeId,
    ...{ kind: take.kind, id: take.id, units: take.units, limit: take.limit, giveBack: take.giveBack },
    // Its own each time: an order may come back to a slot it left.
    owner: `${orderId}/${takeId}`,
    orderId,
    lineId: take.lineId,
    expiresAt: null,
    at,
  })
  if (outcome !== 'taken') throw new Lacking()
  await markTake(tx, takeId, { rank, isOfDelivery: take.kind !== 'stock' })
}
