import { DAY, later, uuidOf } from '@mamapu/kernel'
import { CASH } from '../shop/cash.js'
import type { TestOrder } from '../shop/order.js'
import type { Shop } from '../shop/shop.types.js'

/** Money on its way has arrived by then: the latest retry of a refund and late money of a cashier. */
const ARRIVED_MS = DAY

interface LineRow {
  readonly quantity: number
  readonly paid: number
  readonly refundedUnits: number
  readonly refunded: number
}

/**
 * Lets everything on its way arrive, then compares an order's money with its lines, its refunds and the cashier's books, its
 * takes with its state, and asks every invariant of the database.
 */
export async function unsettledOf(shop: Shop, order: TestOrder): Promise<readonly string[]> {
  if (shop.jobs.length > 0) await shop.travel(later(shop.clock.now(), ARRIVED_MS))
  await shop.runDue()
  const seen = await order.look()
  const lines = await linesOf(shop, order)
  const [shipping] = await shop.database.admin<{ paid: number; refunded: number }[]>`
    select shipping_fen::int as paid, shipping_refunded_fen::int as refunded from orders where id = ${uuidOf(order.id)}`
  const faults: string[] = []
  const same = (what: string, one: number, other: number) => {
    if (one !== other) faults.push(`${what}: ${one} is not ${other}`)
  }
  const isPaid = seen.paidFen > 0 || seen.state === 'refunded'
  const paid = sum(lines, ({ paid }) => paid) + (shipping?.paid ?? 0)
  const back = sum(lines, ({ refunded }) => refunded) + (shipping?.refunded ?? 0)
  same('the lines and the total', paid, seen.payableFen)
  if (isPaid) same('what was paid and the total', seen.paidFen, seen.payableFen)
  same('what was refunded and the lines', back, seen.refundedFen)
  for (const { quantity, paid, refundedUnits, refunded } of lines)
    same('a line’s refunds', refunded, Math.floor((paid * refundedUnits) / quantity))
  const cash = sum(
    seen.payments.filter(({ state }) => state === 'paid' || state === 'late'),
    ({ amountFen }) => amountFen,
  )
  const sent = sum(seen.refunds, ({ amountFen }) => amountFen)
  const kept = isPaid ? seen.paidFen - seen.refundedFen : 0
  same('the money kept', cash - sent, kept)
  for (const { state, kind } of seen.refunds)
    if (state !== 'done') faults.push(`a ${kind} refund is ${state}`)
  same(
    'the cashier’s books',
    seen.cashier.paidFen - seen.cashier.refundedFen,
    kept - (await inCash(shop, order)),
  )
  for (const { kind, state, units, released } of seen.takes) {
    if (seen.state === 'cancelled' && state !== 'released')
      faults.push(`${kind} is ${state} of a cancelled order`)
    if (isPaid && state === 'held') faults.push(`${kind} is only held of a paid order`)
    if (released > units) faults.push(`${kind}: ${released} of ${units} released`)
  }
  for (const { name, broken } of await shop.broken())
    faults.push(`${name}: ${JSON.stringify(broken).slice(0, 300)}`)
  return faults
}

/** Money of the order that never went over the cashier. */
async function inCash(shop: Shop, order: TestOrder): Promise<number> {
  const [row] = await shop.database.admin<{ kept: number }[]>`
    select coalesce(sum(p.amount_fen - (select coalesce(sum(r.amount_fen), 0) from refunds r where r.payment_id = p.id)), 0)::int as kept
      from payments p where p.order_id = ${uuidOf(order.id)} and p.provider = ${CASH} and p.state in ('paid', 'late')`
  return row?.kept ?? 0
}

async function linesOf(shop: Shop, order: TestOrder): Promise<readonly LineRow[]> {
  return shop.database.admin<LineRow[]>`
    select quantity, paid_fen::int as paid, refunded_units as "refundedUnits", refunded_fen::int as refunded
      from order_lines where order_id = ${uuidOf(order.id)} order by position`
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0)
}
