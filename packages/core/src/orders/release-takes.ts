import type { TenantTx } from '@mamapu/db'
import type { Id, OrderId } from '@mamapu/kernel'
import { lockShelves, type Release, releaseTakes } from '../quotas/index.js'
import { claimTakes, listTakes, type TakeRow, writeOff } from './order.queries.js'

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
  /** Of them, units that had been sent. */
  readonly returnedUnits: number
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
  for (const line of returned.lines) await writeOffUnsent(tx, takes, { line, back: goods })
}

/** What was never sent and is not sold again stays where it lies: goods of the order that are moved later are the others. */
async function writeOffUnsent(
  tx: TenantTx,
  takes: readonly TakeRow[],
  { line, back }: { readonly line: ReturnedUnits; readonly back: ReadonlyMap<Id<'tak'>, number> },
): Promise<void> {
  let open = line.units - line.returnedUnits - line.restockedUnits
  for (const take of goodsOf(takes, line)) {
    const units = Math.min(open, unitsLeftOf(take) - (back.get(take.id) ?? 0))
    if (units <= 0) continue
    await writeOff(tx, take.id, units)
    open -= units
  }
}

/**
 * Puts units of lines where they lay without a refund, because other goods are sent for them. Places of a delivery come before
 * shelves: what `atPlaces` takes is taken in between, and the shelves others are `wanted` from are held with those of the returned
 * ones, so that two who swap crosswise never wait in a circle.
 */
export async function shelveReturned(
  tx: TenantTx,
  orderId: OrderId,
  {
    lines,
    atPlaces,
    wanted,
    at,
  }: {
    readonly lines: readonly Pick<ReturnedUnits, 'lineId' | 'restockedUnits'>[]
    readonly atPlaces: (takes: readonly TakeRow[]) => Promise<void>
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
  await atPlaces(takes)
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
  for (const take of goodsOf(takes, line)) {
    const units = Math.min(open, unitsLeftOf(take))
    back.set(take.id, units)
    open -= units
  }
  return back
}

/** Takes of a line's goods, the shelf's before a campaign's own. */
const goodsOf = (takes: readonly TakeRow[], { lineId }: Pick<ReturnedUnits, 'lineId'>): readonly TakeRow[] =>
  takes.filter((take) => take.isGoods && take.lineId === lineId).reverse()

const unitsLeftOf = ({ units, released, writtenOff }: TakeRow): number => units - released - writtenOff

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
