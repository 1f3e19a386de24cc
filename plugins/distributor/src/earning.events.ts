import { DAY, formatFen, later, localDateOf, toFen } from '@mamapu/kernel'
import type { PluginEvents } from '@mamapu/plugin-sdk'
import { hooks } from './distributor.settings.js'
import type { Ctx } from './distributor.types.js'

type Told = PluginEvents['earning.changed']

/** How many of the latest earnings are looked through for those of one order. */
const LATEST_MAX = 50

/** Told of in a message: a commission that came with a paid order, and money that may be withdrawn. Once per order, once a day. */
export const earningEvents = {
  'earning.changed': hooks.on('earning.changed', {
    whileOff: true,
    async handle(ctx, told) {
      if (told.state === 'estimated' && told.returnedFen === 0) await tellEstimated(ctx, told)
      if (told.state === 'available' && (await isFresh(ctx, told))) await tellAvailable(ctx, told.payee)
    },
  }),
}

/** Whether it came to be available just now; refunds of what has been so for long are told of as well. */
async function isFresh(ctx: Ctx, { payee, earningId, returnedFen }: Told): Promise<boolean> {
  if (returnedFen === 0) return true
  const latest = await ctx.earnings.list({ payee, state: 'available', after: null, limit: LATEST_MAX })
  const dueAt = latest.find(({ id }) => id === earningId)?.dueAt
  return !!dueAt && later(dueAt, DAY) > ctx.at
}

async function tellEstimated(ctx: Ctx, { payee, orderId }: Told): Promise<void> {
  const latest = await ctx.earnings.list({ payee, state: 'estimated', after: null, limit: LATEST_MAX })
  const fen = latest.filter((one) => one.orderId === orderId).reduce((sum, one) => sum + one.amountFen, 0)
  if (fen === 0) return
  await ctx.notify({
    customerId: payee,
    template: 'estimated',
    data: { amount: `¥${formatFen(toFen(fen))}` },
    dedupeKey: `estimated:${orderId}:${payee}`,
  })
}

async function tellAvailable(ctx: Ctx, payee: Told['payee']): Promise<void> {
  const { availableFen } = await ctx.earnings.summary(payee)
  if (availableFen <= 0) return
  await ctx.notify({
    customerId: payee,
    template: 'available',
    data: { amount: `¥${formatFen(toFen(availableFen))}` },
    dedupeKey: `available:${payee}:${localDateOf(ctx.at, ctx.zone)}`,
  })
}
