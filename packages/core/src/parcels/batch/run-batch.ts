import { type TenantTx, withTenant } from '@mamapu/db'
import type { Id, OrderId, StoreId } from '@mamapu/kernel'
import type { App } from '../../app.js'
import { lockPlans, type Pack, sendPack } from '../../desk/index.js'
import {
  findByNumber,
  listLines,
  lockOrder,
  type OrderLine,
  type ShipResult,
  shipParcel,
  unitsToPack,
  unitsToShip,
} from '../../orders/index.js'
import {
  endRow,
  findOrderByNumber,
  type KeptRow,
  listBatches,
  lockRows,
  nextParcel,
  setBatchState,
} from './batch.queries.js'
import { type RowFault, whyBadRow } from './batch.rules.js'
import { unitsByCode, whichPlan } from './plan.rules.js'

/**
 * Sends the parcels of a table from where it stands to its end, each in its own transaction: killed, run again or run twice at
 * once, nothing goes twice. A parcel one of whose rows is wrong is left out and its rows say why; the others go on. One that
 * its order has already, by its number, counts as sent before. Rows that are a planned parcel send it, with every order in it;
 * rows that go against the plans of their order are left out.
 */
export async function runBatch(
  app: App,
  storeId: StoreId,
  batchId: Id<'bat'>,
  signal?: AbortSignal,
): Promise<void> {
  const [batch] = await withTenant(app.db, storeId, async (tx) => {
    await setBatchState(tx, batchId, { state: 'running', at: app.clock.now() })
    return listBatches(tx, { id: batchId, limit: 1 })
  })
  if (!batch || batch.state === 'done') return
  for (;;) {
    if (signal?.aborted) return
    const at = app.clock.now()
    const parcel = await withTenant(app.db, storeId, (tx) => nextParcel(tx, batchId))
    if (parcel === null) break
    await withTenant(app.db, storeId, (tx) => sendRows(tx, { batchId, parcel, actor: batch.staffId, at }))
  }
  app.nudge(storeId)
  await withTenant(app.db, storeId, (tx) =>
    setBatchState(tx, batchId, { state: 'done', at: app.clock.now() }),
  )
}

interface Run {
  readonly batchId: Id<'bat'>
  readonly parcel: number
  readonly actor: string
  readonly at: Date
}

async function sendRows(tx: TenantTx, run: Run): Promise<void> {
  const rows = await lockRows(tx, run.batchId, run.parcel)
  const [first] = rows
  if (!first) return
  const faults = new Map(rows.map((row) => [row, whyBadRow(row) ?? whyTwoCarriers(row, first)]))
  if ([...faults.values()].some(Boolean)) return failRows(tx, run, faults, null)
  const orderId = await findOrderByNumber(tx, first.order)
  // Plans first: orders that go together are held in one order.
  const plans = orderId ? await lockPlans(tx, orderId) : []
  const order = orderId && (await lockOrder(tx, orderId))
  if (!orderId || !order)
    return failRows(tx, run, all(rows, { problem: 'ROW_ORDER_UNKNOWN', field: 'order' }), null)
  const end = (row: KeptRow, state: 'sent' | 'again') =>
    endRow(tx, run.batchId, { number: row.number, state, problem: null, field: null, orderId })
  if (await findByNumber(tx, orderId, first.tracking)) {
    for (const row of rows) await end(row, 'again')
    return
  }
  const lines = await listLines(tx, orderId)
  const chosen = chooseLines(rows, lines)
  if ('faults' in chosen) return failRows(tx, run, chosen.faults, orderId)
  const { carrier, tracking: trackingNumber } = first
  const parcel = { carrier, trackingNumber, actor: run.actor, at: run.at }
  const plan = planOf(chosen.lines, lines, plans)
  if (plan === 'against')
    return failRows(tx, run, all(rows, { problem: 'ROW_PACKED', field: 'code' }), orderId)
  if (plan !== 'beside') {
    const { done } = await sendPack(tx, { ...parcel, id: plan.id })
    if (!done) return failRows(tx, run, all(rows, { problem: 'ROW_PACK_CHANGED', field: 'order' }), orderId)
  } else {
    const sent = await shipParcel(tx, {
      ...parcel,
      orderId,
      ...(chosen.lines ? { lines: chosen.lines } : {}),
    })
    if (!sent.shipped) return failRows(tx, run, all(rows, SHIP_FAULTS[sent.reason]), orderId)
  }
  for (const row of rows) await end(row, 'sent')
}

/** Which of the plans these units of an order are, or how they lie to all of them; `null` are all that are left. */
function planOf(
  chosen: readonly { readonly lineId: Id<'lin'>; readonly units: number }[] | null,
  lines: readonly OrderLine[],
  plans: readonly Pack[],
): Pack | 'beside' | 'against' {
  const codes = new Map(lines.map(({ id, code }) => [id, code]))
  const counted = (parts: readonly { readonly lineId: Id<'lin'>; readonly units: number }[]) =>
    unitsByCode(
      parts.flatMap(({ lineId, units }) => {
        const code = codes.get(lineId)
        return code === undefined ? [] : [{ code, units }]
      }),
    )
  const packed = lines.filter(({ deliveryKind }) => deliveryKind !== 'virtual')
  const left = unitsByCode(packed.map((line) => ({ code: line.code, units: unitsToPack(line) })))
  const which = whichPlan(
    chosen ? counted(chosen) : left,
    plans.map((plan) => counted(plan.lines)),
    left,
  )
  return typeof which === 'number' ? (plans[which] ?? 'beside') : which
}

const SHIP_FAULTS: Readonly<Record<Extract<ShipResult, { shipped: false }>['reason'], RowFault>> = {
  order_not_found: { problem: 'ROW_ORDER_UNKNOWN', field: 'order' },
  wrong_state: { problem: 'ROW_STATE', field: 'order' },
  nothing_to_ship: { problem: 'ROW_NOTHING_LEFT', field: 'order' },
  too_many: { problem: 'ROW_TOO_MANY', field: 'units' },
  virtual_line: { problem: 'ROW_VIRTUAL', field: 'code' },
  asked_back: { problem: 'ROW_ASKED_BACK', field: 'order' },
}

const whyTwoCarriers = (row: KeptRow, first: KeptRow): RowFault | null =>
  row.carrier === first.carrier ? null : { problem: 'ROW_TWO_CARRIERS', field: 'carrier' }

const all = (rows: readonly KeptRow[], fault: RowFault) => new Map(rows.map((row) => [row, fault]))

async function failRows(
  tx: TenantTx,
  { batchId }: Run,
  faults: ReadonlyMap<KeptRow, RowFault | null>,
  orderId: OrderId | null,
): Promise<void> {
  for (const [{ number }, fault] of faults) {
    const { problem, field } = fault ?? { problem: 'ROW_WITH_OTHERS' as const, field: 'tracking' as const }
    await endRow(tx, batchId, { number, state: 'failed', problem, field, orderId })
  }
}

type Chosen =
  | { readonly lines: { lineId: Id<'lin'>; units: number }[] | null }
  | { readonly faults: ReadonlyMap<KeptRow, RowFault | null> }

/** Which units the rows mean: all that is left where a row names no item, all that is left of an item where it says no number. */
function chooseLines(rows: readonly KeptRow[], lines: readonly OrderLine[]): Chosen {
  if (rows.some(({ code }) => code === '')) return { lines: null }
  const left = new Map(lines.map((line) => [line.id, unitsToShip(line)]))
  const chosen = new Map<Id<'lin'>, number>()
  const faults = new Map<KeptRow, RowFault | null>()
  for (const row of rows) faults.set(row, chooseRow(row, { lines, left, chosen }))
  if ([...faults.values()].some(Boolean)) return { faults }
  return { lines: [...chosen].map(([lineId, units]) => ({ lineId, units })) }
}

/** Takes a row's units off what is left, over all lines with its code (a gift has its item's code). */
function chooseRow(
  row: KeptRow,
  {
    lines,
    left,
    chosen,
  }: {
    readonly lines: readonly OrderLine[]
    readonly left: Map<Id<'lin'>, number>
    readonly chosen: Map<Id<'lin'>, number>
  },
): RowFault | null {
  const named = lines.filter((line) => line.code === row.code)
  if (named.length === 0) return { problem: 'ROW_CODE_UNKNOWN', field: 'code' }
  if (named.every(({ deliveryKind }) => deliveryKind === 'virtual')) return SHIP_FAULTS.virtual_line
  const room = named.reduce((sum, { id }) => sum + (left.get(id) ?? 0), 0)
  if (room === 0) return { problem: 'ROW_NOTHING_LEFT', field: 'code' }
  let open = row.units === '' ? room : Number(row.units)
  if (open > room) return SHIP_FAULTS.too_many
  for (const { id } of named) {
    const units = Math.min(open, left.get(id) ?? 0)
    if (units === 0) continue
    left.set(id, (left.get(id) ?? 0) - units)
    chosen.set(id, (chosen.get(id) ?? 0) + units)
    open -= units
  }
  return null
}
