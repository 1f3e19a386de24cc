import { DAY, formatFen, later, localDateOf, toFen } from '@mamapu/kernel'
import { EARNINGS_PATH, type EarningView, type PluginEvents } from '@mamapu/plugin-sdk'
import { hooks } from './distributor.settings.js'
import type { Ctx } from './distributor.types.js'
import { PATHS } from './paths.js'

type Told = PluginEvents['earning.changed']

/** Lines of one order somebody earns by, as far as a message adds them up. */
const LINES_MAX = 50
/** So much of an order's number tells her which one it is. */
const SHOWN_DIGITS = 4

/**
 * Told of in a message with the page where it stands: a commission that came with a paid order, money that may be withdrawn, what a
 * refund took back and what the merchant refused. Once per order and amount, once a day for what is available.
 */
export const earningEvents = {
  'earning.changed': hooks.on('earning.changed', {
    whileOff: true,
    async handle(ctx, told) {
      const { payee, orderId, earningId } = told
      const lines = await ctx.earnings.list({ payee, orderId, after: null, limit: LINES_MAX })
      const own = lines.find(({ id }) => id === earningId)
      if (!own) return
      if (told.state === 'estimated' && told.returnedFen === 0) await tellEstimated(ctx, told, lines)
      if (told.state === 'available' && isFresh(ctx, told, own)) await tellAvailable(ctx, payee)
      if (told.returnedFen > 0) await tellTakenBack(ctx, told, lines)
      if (own.refusedFen > 0) await tellRefused(ctx, told, own)
    },
  }),
}

/** Whether it came to be available just now; refunds of what has been so for long are told of as well. */
function isFresh({ at }: Ctx, { returnedFen }: Told, { dueAt }: EarningView): boolean {
  return returnedFen === 0 || (dueAt !== null && later(dueAt, DAY) > at)
}

const money = (fen: number) => `¥${formatFen(toFen(fen))}`
const numberOf = ({ orderNumber }: EarningView) => orderNumber.slice(-SHOWN_DIGITS)
const sumOf = (lines: readonly EarningView[], fenOf: (line: EarningView) => number) =>
  lines.reduce((sum, line) => sum + fenOf(line), 0)

async function tellEstimated(ctx: Ctx, told: Told, lines: readonly EarningView[]): Promise<void> {
  const { payee, orderId } = told
  const fen = sumOf(lines, ({ state, amountFen }) => (state === 'estimated' ? amountFen : 0))
  if (fen === 0) return
  await ctx.notify({
    customerId: payee,
    template: 'estimated',
    data: { amount: money(fen), path: PATHS.orders },
    dedupeKey: `estimated:${orderId}:${payee}`,
  })
}

async function tellAvailable(ctx: Ctx, payee: Told['payee']): Promise<void> {
  const { availableFen } = await ctx.earnings.summary(payee)
  if (availableFen <= 0) return
  await ctx.notify({
    customerId: payee,
    template: 'available',
    data: { amount: money(availableFen), path: EARNINGS_PATH },
    dedupeKey: `available:${payee}:${localDateOf(ctx.at, ctx.zone)}`,
  })
}

/** All lines of one refund are one message: what went back of the order so far, and what is left of it. */
async function tellTakenBack(ctx: Ctx, told: Told, lines: readonly EarningView[]): Promise<void> {
  const { payee, orderId } = told
  const [first] = lines
  const takenFen = sumOf(lines, ({ returnedFen }) => returnedFen)
  if (!first || takenFen === 0) return
  const leftFen = sumOf(
    lines,
    ({ amountFen, returnedFen, refusedFen }) => amountFen - returnedFen - refusedFen,
  )
  const { availableFen } = await ctx.earnings.summary(payee)
  await ctx.notify({
    customerId: payee,
    template: availableFen < 0 ? 'taken_owing' : 'taken_back',
    data: {
      ...{ order: numberOf(first), amount: money(takenFen), left: money(leftFen) },
      ...{ owed: money(Math.max(0, -availableFen)), path: PATHS.orders },
    },
    dedupeKey: `taken:${orderId}:${payee}:${takenFen}`,
  })
}

async function tellRefused(ctx: Ctx, { payee, earningId }: Told, own: EarningView): Promise<void> {
  await ctx.notify({
    customerId: payee,
    template: 'refused',
    data: { order: numberOf(own), amount: money(own.refusedFen), path: PATHS.orders },
    dedupeKey: `refused:${earningId}`,
  })
}
