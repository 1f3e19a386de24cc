import type { AudiencePerson, PluginContext } from '@mamapu/plugin-sdk'
import { type Holder, personTake } from '../claim/issue.js'
import { type AsideResult, handOut, setAside } from '../claim/set-aside.js'
import type { CouponErrorCode } from '../coupon.errors.js'
import { shareCoupon } from '../coupon.queries.js'
import { whyNotClaimable, worthOf } from '../coupon.rules.js'
import { type Coupon, type CouponId, type GivingId, QUOTA } from '../coupon.types.js'
import { tellGiven } from '../notices/tell.js'
import {
  type Giving,
  type GivingState,
  insertGiving,
  listGivenTo,
  lockRunning,
  noteGiving,
} from './giving.queries.js'
import { causeOf } from './giving.rules.js'
import { nextPeople, type Whom, type WhomKind } from './whom.js'

/** Customers of one transaction. */
const CHUNK = 200

type GiveResult =
  | { readonly started: true; readonly id: GivingId }
  | { readonly started: false; readonly reason: CouponErrorCode }

/** Begins to give a coupon to chosen customers or a segment; a job does it piece by piece. */
export async function startGiving(
  ctx: PluginContext,
  input: Whom<Exclude<WhomKind, 'birthday'>> & { couponId: CouponId; tells: boolean },
): Promise<GiveResult> {
  const coupon = await shareCoupon(ctx.tx, input.couponId)
  if (!coupon) return { started: false, reason: 'COUPONS_NOT_FOUND' }
  const obstacle = whyNotClaimable(coupon, 'give', ctx.at)
  if (obstacle) return { started: false, reason: obstacle }
  const id = ctx.newId()
  await insertGiving(ctx.tx, { ...input, id, cause: `giving:${id}`, at: ctx.at })
  return { started: true, id }
}

/** Gives to the next customers of the oldest giving. What a crash undid is given again, what was given is not. */
export async function giveNext(ctx: PluginContext): Promise<'more' | undefined> {
  const giving = await lockRunning(ctx.tx)
  if (!giving) return undefined
  const end = (state: GivingState) =>
    noteGiving(ctx.tx, giving.id, { after: giving.after, given: 0, skipped: 0, state, at: ctx.at })
  const coupon = await shareCoupon(ctx.tx, giving.couponId)
  const isOver = giving.until !== null && giving.until <= ctx.at
  if (!coupon || isOver || whyNotClaimable(coupon, 'give', ctx.at)) {
    await end('stopped')
    return 'more'
  }
  const { people, last, isLast } = await nextPeople(ctx, giving, { after: giving.after, limit: CHUNK })
  const { given, isShort } = await giveAll(ctx, { giving, coupon, people })
  await noteGiving(ctx.tx, giving.id, {
    after: last,
    given,
    skipped: people.length - given,
    state: isShort ? 'short' : isLast ? 'done' : 'running',
    at: ctx.at,
  })
  return 'more'
}

/** One chunk: the persons' counts first, then the coupons for all of them at once, so that no claim waits crosswise. */
async function giveAll(
  ctx: PluginContext,
  { giving, coupon, people }: { giving: Giving; coupon: Coupon; people: readonly AudiencePerson[] },
): Promise<{ given: number; isShort: boolean }> {
  const { cause, scope } = causeOf(giving)
  const customerIds = people.map(({ id }) => id)
  const before = await listGivenTo(ctx.tx, { couponId: coupon.id, cause, customerIds })
  const ready: { holder: Holder; heldId: `plg_${string}` }[] = []
  for (const { id, personKey } of byPerson(people)) {
    if (before.has(id)) continue
    const heldId = ctx.newId()
    const taken = await ctx.quotas.take([personTake(coupon, personKey, heldId, scope)])
    if (taken.taken) ready.push({ holder: { id, personKey }, heldId })
  }
  const owner = ctx.newId()
  const { units, aside } = await asideFor(ctx, coupon, { wanted: ready.length, owner })
  for (const [index, { holder, heldId }] of ready.entries()) {
    if (index >= units) {
      const { kind, id } = personTake(coupon, holder.personKey, heldId, scope)
      await ctx.quotas.release(kind, id, heldId)
      continue
    }
    const held = await handOut(ctx, {
      coupon,
      holder,
      source: 'give',
      cause,
      aside: { owner, terms: coupon.terms, unitFen: aside.unitFen },
      heldId,
    })
    if (giving.tells) await tellGiven(ctx, holder.id, held)
  }
  return { given: units, isShort: units < ready.length }
}

function byPerson(people: readonly AudiencePerson[]): readonly AudiencePerson[] {
  return [...people].sort((a, b) => (a.personKey < b.personKey ? -1 : a.personKey > b.personKey ? 1 : 0))
}

/** As many units as are wanted, or as many as are left. */
async function asideFor(
  ctx: PluginContext,
  coupon: Coupon,
  { wanted, owner }: { wanted: number; owner: string },
): Promise<{ units: number; aside: Extract<AsideResult, { done: true }> }> {
  let units = wanted
  while (units > 0) {
    const aside = await setAside(ctx, coupon, { units, owner })
    if (aside.done) return { units, aside }
    units = Math.min(units - 1, await unitsLeft(ctx, coupon))
  }
  return { units: 0, aside: { done: true, unitFen: 0 } }
}

async function unitsLeft(ctx: PluginContext, coupon: Coupon): Promise<number> {
  const leftOf = async (kind: string) => {
    const counter = (await ctx.quotas.read(kind, [coupon.id])).get(coupon.id)
    return counter ? counter.limit - counter.taken : 0
  }
  const issue = await leftOf(QUOTA.issue)
  if (coupon.budgetFen === null) return issue
  return Math.min(issue, Math.floor((await leftOf(QUOTA.budget)) / Math.max(1, worthOf(coupon.terms).most)))
}
