import { assert, type CustomerId, type OrderId, uuidOf } from '@mamapu/kernel'
import type { PluginContext } from '@mamapu/plugin-sdk'
import {
  addGone,
  insertEntry,
  insertGrant,
  listOpenGrants,
  listOver,
  lockAccount,
  lowerGrant,
  writeAccount,
} from './points.queries.js'
import { expiringOf, expiryOf, limitOf } from './points.rules.js'
import type { PointsSettings } from './points.settings.js'
import { type Account, type Entry, type Grant, QUOTA } from './points.types.js'

export type Ctx = PluginContext<PointsSettings>

/** A checkout may take points between a look at the counter and its change: then it is looked at again. */
const LOOKS_MAX = 10

const payee = (customerId: CustomerId) => `payee:${customerId}` as const

export interface Giving {
  readonly customerId: CustomerId
  /** Unique: gives once. */
  readonly cause: string
  readonly points: number
  readonly kind: Entry['kind']
  readonly orderId?: OrderId
  readonly note?: string
}

/** Gives points, once per cause; what the customer owes is repaid from them first. False when this cause has given. */
export async function give(ctx: Ctx, giving: Giving): Promise<boolean> {
  const { customerId, cause, points } = giving
  const account = await lockAccount(ctx.tx, customerId)
  const expiresAt = expiryOf(ctx.at, ctx.settings.validMonths, ctx.zone)
  const grant = { id: uuidOf(ctx.newId()), customerId, cause, points, expiresAt, at: ctx.at }
  if (!(await insertGrant(ctx.tx, grant))) return false
  await post(ctx, { debit: 'points:issued', credit: payee(customerId), amount: points, cause })
  await repay(ctx, { ...account, credited: account.credited + points }, points, cause)
  await enter(ctx, giving)
  return true
}

/** Takes points of a grant back: at once as far as they are not spent, the rest is owed. What expired of it stays gone. */
export async function takeBack(
  ctx: Ctx,
  grant: Grant,
  back: Omit<Giving, 'cause'> & { readonly account: Account },
): Promise<Account> {
  const { account, customerId } = back
  const points = Math.min(back.points, grant.points - grant.gone)
  if (points === 0) return account
  await lowerGrant(ctx.tx, grant.id, points)
  const credited = account.credited - points
  const after = await change(ctx, (taken) => {
    const owed = Math.max(0, taken - limitOf({ ...account, credited }))
    return { ...account, credited, debt: account.debt + owed }
  })
  const amount = limitOf(account) - limitOf(after)
  const cause = `${grant.cause}:down-to:${grant.points - points}`
  if (amount > 0) await post(ctx, { debit: payee(customerId), credit: 'points:taken-back', amount, cause })
  await enter(ctx, { ...back, points: -points })
  return after
}

/** Takes an amount back from what is there, from what ends last; false, changing nothing, when there is less. */
export async function deduct(ctx: Ctx, giving: Omit<Giving, 'cause'>): Promise<boolean> {
  let account = await lockAccount(ctx.tx, giving.customerId)
  const taken = await takenOf(ctx, giving.customerId)
  if (limitOf(account) - taken < giving.points) return false
  let left = giving.points
  for (const grant of await listOpenGrants(ctx.tx, giving.customerId)) {
    const part = Math.min(left, grant.points - grant.gone)
    if (part === 0) break
    account = await takeBack(ctx, grant, { ...giving, points: part, account })
    left -= part
  }
  return left === 0
}

/** Lets go what is over and was neither spent nor is held by an order. How many points. */
export async function expire(ctx: Ctx, customerId: CustomerId): Promise<number> {
  const account = await lockAccount(ctx.tx, customerId)
  const over = await listOver(ctx.tx, customerId, ctx.at)
  let found = expiringOf(account, over, await takenOf(ctx, customerId))
  const after = await change(ctx, (taken) => {
    found = expiringOf(account, over, taken)
    return { ...account, expired: account.expired + found.points }
  })
  if (found.points === 0) return 0
  for (const { id, points } of found.grants) await addGone(ctx.tx, id, points)
  const cause = `expire:${customerId}:${after.expired}`
  await post(ctx, { debit: payee(customerId), credit: 'points:expired', amount: found.points, cause })
  await enter(ctx, { customerId, kind: 'expire', points: -found.points })
  return found.points
}

/** An order was paid with points; they leave the books. */
export async function bookSpending(
  ctx: Ctx,
  { customerId, orderId, points }: { customerId: CustomerId; orderId: OrderId; points: number },
): Promise<void> {
  const cause = `spend:${orderId}`
  await post(ctx, { debit: payee(customerId), credit: 'points:spent', amount: points, cause })
  await enter(ctx, { customerId, orderId, kind: 'spend', points: -points })
}

/** Points of an order are the customer's again; what is owed is repaid from them first. `total`: all that came back so far. */
export async function bookReturn(
  ctx: Ctx,
  account: Account,
  { orderId, points, total }: { orderId: OrderId; points: number; total: number },
): Promise<void> {
  const { customerId } = account
  const cause = `return:${orderId}:${total}`
  await post(ctx, { debit: 'points:spent', credit: payee(customerId), amount: points, cause })
  await repay(ctx, account, points, cause)
  await enter(ctx, { customerId, orderId, kind: 'return', points })
}

/** What a customer owes is paid from points that have just come; the account is written. */
async function repay(ctx: Ctx, account: Account, points: number, cause: string): Promise<void> {
  const repaid = Math.min(account.debt, points)
  await change(ctx, () => ({ ...account, debt: account.debt - repaid }))
  const { customerId } = account
  if (repaid > 0)
    await post(ctx, {
      debit: payee(customerId),
      credit: 'points:taken-back',
      amount: repaid,
      cause: `${cause}:repaid`,
    })
}

/** What came free counts towards what is owed at once: a debt only stands while everything else is held or spent. */
export async function settleDebt(ctx: Ctx, account: Account): Promise<void> {
  if (account.debt === 0) return
  const after = await change(ctx, (taken) => {
    const free = Math.max(0, limitOf(account) - taken)
    return { ...account, debt: account.debt - Math.min(account.debt, free) }
  })
  const amount = account.debt - after.debt
  const cause = `free:${ctx.newId()}`
  if (amount > 0)
    await post(ctx, { debit: payee(account.customerId), credit: 'points:taken-back', amount, cause })
}

/** Writes the account that `next` makes of what is taken now, and its counter's limit with it. */
async function change(ctx: Ctx, next: (taken: number) => Account): Promise<Account> {
  for (let look = 1; look <= LOOKS_MAX; look += 1) {
    const { customerId } = next(0)
    const account = next(await takenOf(ctx, customerId))
    if (await ctx.quotas.setLimit(QUOTA.spend, uuidOf(customerId), limitOf(account))) {
      await writeAccount(ctx.tx, account)
      return account
    }
  }
  throw new Error('the counter of points kept moving')
}

export async function takenOf({ quotas }: Ctx, customerId: CustomerId): Promise<number> {
  return (await quotas.read(QUOTA.spend, [uuidOf(customerId)])).get(uuidOf(customerId))?.taken ?? 0
}

async function post(
  { ledger }: Ctx,
  transfer: Omit<Parameters<Ctx['ledger']['post']>[0], 'unit'>,
): Promise<void> {
  const result = await ledger.post({ ...transfer, unit: 'points' })
  assert(result.entered, `points ledger: ${transfer.cause} is not covered`)
}

async function enter(ctx: Ctx, entry: Entry): Promise<void> {
  const { customerId, kind, points, orderId, note } = entry
  const kept = { customerId, kind, points, ...(orderId ? { orderId } : {}), ...(note ? { note } : {}) }
  await insertEntry(ctx.tx, { ...kept, id: uuidOf(ctx.newId()), at: ctx.at })
}
