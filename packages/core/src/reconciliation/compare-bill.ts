import { type TenantTx, withTenant } from '@mamapu/db'
import {
  DAY,
  HOUR,
  type Id,
  instantOf,
  type LocalDate,
  later,
  localDateOf,
  MINUTE,
  newId,
  OutsideError,
  type StoreId,
  sumFen,
} from '@mamapu/kernel'
import type { App } from '../app.js'
import { insertStaffNotice } from '../notifications/index.js'
import type { Providers } from '../orders/index.js'
import type { BillDay, BillRow, PaymentProvider } from '../payments/index.js'
import {
  type BillClock,
  insertDay,
  insertDifferences,
  listOurPayments,
  listOurRefunds,
  listUnbilled,
  lockClock,
  markBilled,
  setClock,
  zoneOf,
} from './reconciliation.queries.js'
import { compare } from './reconciliation.rules.js'
import type { Ours } from './reconciliation.types.js'

/** Bills are there by ten; half an hour later they are asked for, by the shop's clock. */
const DUE_MINUTE = 10 * 60 + 30
/** Providers keep no bill longer than three months; a shop that slept longer begins here. */
const DAYS_BACK_MAX = 80
const SOON_MS = 30 * MINUTE
const SOON_TRIES = 10
/** What could not be had at all is asked for again at once, twice: a provider may be away for a moment. */
const AT_ONCE_MS = 2 * MINUTE
const AT_ONCE_TRIES = 2
/** How far our clock and the provider's may be apart. */
const SKEW_MS = 5 * MINUTE
/** Numbers looked up at once. */
const CHUNK = 1000
/** Ours on no bill, of one day: more of them are one and the same fault. */
const MISSING_MAX = 500

export type CompareResult =
  | { readonly compared: true; readonly day: LocalDate; readonly differences: number }
  | { readonly compared: false; readonly why: 'not_due' | 'begun' | 'not_ready' | 'failed' }

/**
 * Compares the next day of a provider's books with ours, once per (shop, provider, day), and looks on to the day after. The bill
 * is fetched outside any transaction, everything it tells is written in one: a process that dies in between repeats it. A bill that
 * is not there yet, or cannot be had, is asked for again, every half an hour at first.
 */
export async function compareBill(
  app: App,
  providers: Providers,
  storeId: StoreId,
  clockId: Id<'bcl'>,
): Promise<CompareResult> {
  const at = app.clock.now()
  const due = await withTenant(app.db, storeId, (tx) => readDue(tx, providers, clockId, at))
  if ('why' in due) return { compared: false, why: due.why }
  const bill = await fetchBill(app, storeId, due)
  return withTenant(app.db, storeId, async (tx) => {
    const clock = await lockClock(tx, clockId)
    if (!clock || clock.nextDay !== due.day.date) return { compared: false, why: 'not_due' as const }
    if (!Array.isArray(bill)) {
      const wait = pauseAfter(clock.tries, bill !== 'not_ready')
      const fault = bill === 'not_ready' ? 'not_ready' : (bill as { fault: string }).fault
      const change = { nextDay: due.day.date, dueAt: later(at, wait), tries: clock.tries + 1, fault }
      await setClock(tx, clockId, change)
      return { compared: false, why: bill === 'not_ready' ? ('not_ready' as const) : ('failed' as const) }
    }
    const differences = await writeDay(tx, { ...due, provider: due.provider.id, bill, at })
    if (differences > 0) await tellStaff(tx, due, { differences, at })
    const nextDay = dayAfter(due.day.date)
    await setClock(tx, clockId, { nextDay, dueAt: dueOf(nextDay, due.zone), tries: 0, fault: '' })
    return { compared: true, day: due.day.date, differences }
  })
}

function pauseAfter(tries: number, isAway: boolean): number {
  if (isAway && tries < AT_ONCE_TRIES) return AT_ONCE_MS
  return tries < SOON_TRIES ? SOON_MS : 6 * HOUR
}

interface DueDay {
  readonly provider: PaymentProvider
  readonly day: BillDay
  /** Of the shop. */
  readonly zone: string
}

async function readDue(
  tx: TenantTx,
  providers: Providers,
  clockId: Id<'bcl'>,
  at: Date,
): Promise<DueDay | { readonly why: 'not_due' | 'begun' }> {
  const clock = await lockClock(tx, clockId)
  if (!clock || clock.dueAt > at) return { why: 'not_due' }
  const provider = providers.get(clock.provider)
  const zone = await zoneOf(tx)
  const billZone = provider?.billZone ?? zone
  const first = firstDay(clock, billZone, at)
  const isDue = provider !== undefined && dueOf(first, zone) <= at
  if (!isDue || clock.nextDay !== first) {
    // A provider that is no longer installed has no bills; its clock looks in again tomorrow.
    const dueAt = provider ? dueOf(first, zone) : later(at, DAY)
    await setClock(tx, clockId, { nextDay: first, dueAt, tries: 0, fault: '' })
  }
  if (!isDue) return { why: 'begun' }
  const day = {
    date: first,
    from: instantOf(first, 0, billZone),
    to: instantOf(dayAfter(first), 0, billZone),
  }
  return { provider, day, zone }
}

function firstDay(clock: BillClock, zone: string, at: Date): LocalDate {
  const oldest = localDateOf(later(at, -DAYS_BACK_MAX * DAY), zone)
  const wanted = clock.nextDay === '' ? localDateOf(clock.begunAt, zone) : clock.nextDay
  const isGone = wanted < oldest
  return isGone ? oldest : wanted
}

function dayAfter(day: LocalDate): LocalDate {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY).toISOString().slice(0, 10) as LocalDate
}

const dueOf = (day: LocalDate, zone: string) => instantOf(dayAfter(day), DUE_MINUTE, zone)

async function fetchBill(
  app: App,
  storeId: StoreId,
  { provider, day }: DueDay,
): Promise<readonly BillRow[] | 'not_ready' | { readonly fault: string }> {
  try {
    return await provider.bill(storeId, day)
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    app.log.warn(
      { storeId, provider: provider.id, day: day.date, reason: error.message },
      'no bill to be had',
    )
    return { fault: error.message }
  }
}

async function writeDay(
  tx: TenantTx,
  {
    provider,
    day,
    bill,
    at,
  }: {
    readonly provider: string
    readonly day: BillDay
    readonly bill: readonly BillRow[]
    readonly at: Date
  },
): Promise<number> {
  const known = await readKnown(tx, provider, bill)
  const span = { from: later(day.from, -SKEW_MS), to: later(day.to, -SKEW_MS), limit: MISSING_MAX }
  const unbilled = await listUnbilled(tx, provider, span)
  const found = compare({ bill, known, unbilled })
  const sums = (kind: BillRow['kind']) => {
    const rows = bill.filter((row) => row.kind === kind)
    return { count: rows.length, fen: sumFen(rows.map(({ amountFen }) => amountFen)) }
  }
  const [payments, refunds] = [sums('payment'), sums('refund')]
  const isNew = await insertDay(tx, {
    provider,
    day: day.date,
    payments: payments.count,
    paymentsFen: payments.fen,
    refunds: refunds.count,
    refundsFen: refunds.fen,
    differences: found.length,
    comparedAt: at,
  })
  if (isNew) await insertDifferences(tx, { provider, day: day.date, at }, found)
  await markBilled(tx, day.date, [...known.values()])
  return found.length
}

/** Once per provider and day, as the day is compared once. */
async function tellStaff(
  tx: TenantTx,
  { provider: { id, title }, day: { date } }: DueDay,
  { differences, at }: { readonly differences: number; readonly at: Date },
): Promise<void> {
  await insertStaffNotice(tx, {
    id: newId('msg', at),
    source: 'reconciliation',
    key: `bill:${id}:${date}`,
    words: {
      'zh-CN': `${date} 的账（${title['zh-CN']}）有 ${differences} 笔对不上，请到「对账」看看怎么办`,
      en: `The bill of ${date} (${title.en}) and the shop’s books differ ${differences === 1 ? 'once' : `${differences} times`}; “Bills” says what to do`,
    },
    isUrgent: true,
    createdAt: at,
  })
}

async function readKnown(
  tx: TenantTx,
  provider: string,
  bill: readonly BillRow[],
): Promise<ReadonlyMap<string, Ours>> {
  const known = new Map<string, Ours>()
  for (let from = 0; from < bill.length; from += CHUNK) {
    const ids = bill.slice(from, from + CHUNK).flatMap(({ ours }) => ours ?? [])
    const rows = [
      ...(await listOurPayments(tx, provider, ids.filter(isPayment))),
      ...(await listOurRefunds(tx, provider, ids.filter(isRefund))),
    ]
    for (const row of rows) known.set(row.id, row)
  }
  return known
}

const isPayment = (id: string): id is Id<'pay'> => id.startsWith('pay_')
const isRefund = (id: string): id is Id<'ref'> => id.startsWith('ref_')
