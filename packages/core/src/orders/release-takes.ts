import type { TenantTx } from '@mamapu/db'
import type { Id, OrderId } from '@mamapu/kernel'
import { lockShelves, type Release, releaseTakes } from '../quotas/index.js'
import { claimTakes, listTakes, type TakeRow } from './order.queries.js'

/** Gives back what an order took: it ended without having been paid. What says `never` stays taken, for good. */
export async function releaseAll(tx: TenantTx, orderId: OrderId, at: Date): Promise<void> {
  const takes = await listTakes(tx, orderId)
  const back = takes.filter(({ giveBack }) => giveBack !== 'never')
  await releaseTakes(tx, back, at)
  if (back.length < takes.length) await claimTakes(tx, orderId)
}

/** What came back of a line of `quantity`: so many units, how many may be sold again, and how many stay bought. */
export interface ReturnedUnits {
  readonly lineId: Id<'lin'>
  readonly units: number
  readonly unitsLeft: number
  readonly quantity: number
  readonly restockedUnits: number
}

/**
 * Gives back by rule after a refund. Units of a line return with the line; what the whole order took (a coupon) returns
 * only when nothing of the order is left. A take that says `cancel` or `never` stays spent.
 */
export async function releaseRefunded(
  tx: TenantTx,
  orderId: OrderId,
  returned: { lines: readonly ReturnedUnits[]; isWhole: boolean; at: Date },
): Promise<void> {
  const takes = await listTakes(tx, orderId)
  const goods = new Map(returned.lines.flatMap((line) => [...goodsBack(takes, line)]))
  const byLine = new Map(returned.lines.map((line) => [line.lineId, line]))
  const releases = takes.map((take): Release => {
    const isGoods = take.isGoods && take.lineId !== null
    const units = isGoods ? goods.get(take.id) : countersBack(take, byLine, returned.isWhole)
    return { ...take, units: units ?? 0 }
  })
  await releaseTakes(
    tx,
    releases.filter(({ units }) => units > 0),
    returned.at,
  )
}

/**
 * Puts units of lines on the shelf again without a refund, because other goods are sent for them: the shelves these are
 * `wanted` from are held with those of the returned ones, so that two who swap crosswise never wait in a circle.
 */
export async function shelveReturned(
  tx: TenantTx,
  orderId: OrderId,
  {
    lines,
    wanted,
    at,
  }: {
    readonly lines: readonly Pick<ReturnedUnits, 'lineId' | 'restockedUnits'>[]
    readonly wanted: readonly string[]
    readonly at: Date
  },
): Promise<void> {
  const takes = await listTakes(tx, orderId)
  const back = new Map(lines.flatMap((line) => [...goodsBack(takes, line)]))
  const releases = takes
    .map((take): Release => ({ ...take, units: back.get(take.id) ?? 0 }))
    .filter(({ units }) => units > 0)
  const shelves = releases.filter(({ kind }) => kind === 'stock')
  await releaseTakes(
    tx,
    releases.filter(({ kind }) => kind !== 'stock'),
    at,
  )
  await lockShelves(tx, [...new Set([...shelves.map(({ quotaId }) => quotaId), ...wanted])])
  await releaseTakes(tx, shelves, at)
}

/**
 * Units of a line that are sold again: those of the shelf come back first, then a campaign's own. Goods that came back
 * broken are not sold again.
 */
function goodsBack(
  takes: readonly TakeRow[],
  line: Pick<ReturnedUnits, 'lineId' | 'restockedUnits'>,
): ReadonlyMap<Id<'tak'>, number> {
  const back = new Map<Id<'tak'>, number>()
  let open = line.restockedUnits
  const own = takes.filter(({ isGoods, lineId }) => isGoods && lineId === line.lineId)
  for (const take of [...own].reverse()) {
    const units = Math.min(open, take.units - take.released)
    back.set(take.id, units)
    open -= units
  }
  return back
}

/** A counter that took fewer units than its line has keeps them while as many stay bought: as with goods, they go last. */
function countersBack(
  take: TakeRow,
  byLine: ReadonlyMap<Id<'lin'>, ReturnedUnits>,
  isWhole: boolean,
): number {
  if (take.giveBack !== 'refund') return 0
  if (take.lineId === null) return isWhole ? take.units : 0
  const line = byLine.get(take.lineId)
  if (!line) return 0
  const kept = Math.max(0, take.units - take.released - line.unitsLeft)
  return take.units < line.quantity ? Math.min(line.units, kept) : line.units
}
