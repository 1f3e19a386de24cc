import { randomInt } from 'node:crypto'
import type { CustomerId } from '@mamapu/kernel'
import type { PluginContext, Take } from '@mamapu/plugin-sdk'
import { isLeft } from '../coupon.queries.js'
import { drawTerms, validityOf, worthOf } from '../coupon.rules.js'
import { type Coupon, type CouponTerms, type HeldCoupon, QUOTA, type Source } from '../coupon.types.js'
import { insertHeld } from '../held/held.queries.js'

export interface Holder {
  readonly id: CustomerId
  readonly personKey: string
}

interface IssueInput {
  readonly coupon: Coupon
  readonly holder: Holder
  readonly source: Source
  /** What it is given for, once per coupon and customer. */
  readonly cause?: string
  /** Which count of the person it goes on; the coupon's own when left out. */
  readonly personScope?: string
}

type IssueResult =
  | { readonly issued: true; readonly held: HeldCoupon }
  | { readonly issued: false; readonly lacking: 'person' | 'units' }

/** How often a random amount is drawn again because others took the budget it was drawn from. */
const DRAWS_MAX = 20

/**
 * Gives one coupon, in the transaction of `ctx`: never more than issued, than one person may have, or than the budget
 * holds. Lacking anything, nothing is written. The last one tells the pages.
 */
export async function issueOne(ctx: PluginContext, input: IssueInput): Promise<IssueResult> {
  const { coupon, holder } = input
  const heldId = ctx.newId()
  const taken = await takeFor(ctx, input, heldId)
  if ('lacking' in taken) return { issued: false, lacking: taken.lacking }
  const { terms } = taken
  const budgetFen = coupon.budgetFen === null ? 0 : worthOf(terms).most
  const held = await writeHeld(ctx, {
    ...input,
    heldId,
    terms,
    budgetFen,
    customerId: holder.id,
    partOf: null,
  })
  if (!(await isLeft(ctx.tx, coupon.id))) await ctx.pagesChanged()
  return { issued: true, held }
}

/** The count of how many of a coupon one person has had; what comes again (a birthday, a member day) brings one each time. */
export function personTake(coupon: Coupon, personKey: string, owner: string, scope = ''): Take {
  const count = { kind: QUOTA.person, units: 1, owner }
  return scope === ''
    ? { ...count, id: `${coupon.id}:${personKey}`, limit: coupon.perPerson }
    : { ...count, id: `${coupon.id}:${scope}:${personKey}`, limit: 1 }
}

async function takeFor(
  ctx: PluginContext,
  { coupon, holder, personScope }: IssueInput,
  owner: string,
): Promise<{ terms: CouponTerms } | { lacking: 'person' | 'units' }> {
  let roomFen = Number.MAX_SAFE_INTEGER
  for (let draw = 0; draw < DRAWS_MAX; draw += 1) {
    const terms = drawTerms(coupon.terms, { below, roomFen })
    const { most: worthFen } = worthOf(terms)
    const taken = await ctx.quotas.take([
      personTake(coupon, holder.personKey, owner, personScope),
      ...(coupon.budgetFen === null
        ? []
        : [{ kind: QUOTA.budget, id: coupon.id, limit: null, units: worthFen, owner }]),
      { kind: QUOTA.issue, id: coupon.id, limit: null, units: 1, owner },
    ])
    if (taken.taken) return { terms }
    if (taken.lacking.kind === QUOTA.person) return { lacking: 'person' }
    if (taken.lacking.kind === QUOTA.issue) return { lacking: 'units' }
    roomFen = await budgetLeft(ctx, coupon)
    if (roomFen < worthOf(coupon.terms).least) return { lacking: 'units' }
  }
  return { lacking: 'units' }
}

/** A whole number from 0 to n − 1 that nobody can foresee. */
export function below(n: number): number {
  return randomInt(n)
}

/** Fen left of a coupon's budget; without one there is no end. */
async function budgetLeft(ctx: PluginContext, coupon: Coupon): Promise<number> {
  if (coupon.budgetFen === null) return Number.MAX_SAFE_INTEGER
  const counter = (await ctx.quotas.read(QUOTA.budget, [coupon.id])).get(coupon.id)
  return counter ? counter.limit - counter.taken : coupon.budgetFen
}

/** Writes what was taken for as the customer's, good from now on as the coupon says. */
export async function writeHeld(
  ctx: PluginContext,
  input: Pick<IssueInput, 'coupon' | 'source' | 'cause'> & {
    readonly heldId: `plg_${string}`
    readonly terms: CouponTerms
    readonly customerId: CustomerId
    readonly partOf: `plg_${string}` | null
    readonly budgetFen: number
  },
): Promise<HeldCoupon> {
  const { coupon, heldId, terms } = input
  const { from, until } = validityOf(coupon, ctx.at)
  await insertHeld(ctx.tx, {
    ...input,
    cause: input.cause ?? null,
    from,
    until,
    at: ctx.at,
  })
  return {
    id: heldId,
    couponId: coupon.id,
    terms,
    validFrom: from,
    validUntil: until,
    takeState: 'free',
    isRecalled: false,
  }
}
