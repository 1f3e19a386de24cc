import { asId, later, localDateOf, must, type OrderId } from '@mamapu/kernel'
import type { GiftTake, OrderView, PlannedRound, PluginContext } from '@mamapu/plugin-sdk'
import { countOf, giftsOf, type Lucky, luckyOrder, on, QUOTA } from './lucky-order.mechanic.js'
import { noteBack, notePlace, notePrize, type Prize } from './lucky-order.queries.js'

/** Never reached: the counter counts, it does not limit. */
const COUNT_MAX = 1_000_000

type Round = PlannedRound<Lucky['config']>
type PaidOrder = OrderView & { readonly paidAt: Date }
interface Told {
  readonly orderId: OrderId
}

const counts = { handle: countOrder }
export const luckyEvents = {
  'order.paid': on('order.paid', counts),
  'order.late_money': on('order.late_money', counts),
  'order.refunded': on('order.refunded', { whileOff: true, handle: takeBack }),
}

/** Counts a paid order once in each round it was paid in, for the day it was paid on; every so-manieth wins. */
async function countOrder(ctx: PluginContext, { orderId }: Told): Promise<void> {
  const order = await ctx.orders.find(orderId)
  if (!order?.paidAt || order.state === 'cancelled') return
  const { paidAt } = order
  const rounds = await ctx.campaigns.rounds(luckyOrder, { from: paidAt, until: later(paidAt, 1) })
  for (const round of rounds)
    if (round.state === 'running' || round.state === 'ended') await countIn(ctx, round, { ...order, paidAt })
}

async function countIn(ctx: PluginContext, round: Round, order: PaidOrder): Promise<void> {
  const { id: orderId, paidAt } = order
  const day = localDateOf(paidAt, ctx.zone)
  const one = { kind: QUOTA.orders, id: countOf(round, day), units: 1, limit: COUNT_MAX, owner: orderId }
  // The counter is held until the commit: nobody else has this number, and a repeat finds the place noted.
  const result = await ctx.quotas.take([one])
  if (!result.taken) return
  const number = must(result.counts[0], 'a counter').taken
  const place = { campaignId: round.id, orderId, round: round.round, day, number, paidAt }
  if (!(await notePlace(ctx.tx, place)) || number % round.config.every !== 0) return
  const prize = await award(ctx, round, { order, number })
  await notePrize(ctx.tx, place, { prize, gift: round.config.giftName })
}

/** The gift with badge and message; nothing is said to an order that gets none. */
async function award(
  ctx: PluginContext,
  round: Round,
  { order, number }: { readonly order: PaidOrder; readonly number: number },
): Promise<Prize> {
  const { id: orderId, customerId } = order
  const { giftSkuId, giftName } = round.config
  const given = await ctx.orders.addGift({
    orderId,
    skuId: asId('sku', giftSkuId),
    units: 1,
    key: round.id,
    words: { 'zh-CN': `第 ${number} 单：${giftName}`, en: `Order no. ${number}: ${giftName}` },
    onRefund: 'keep',
    takes: [await takeOf(ctx, round)],
  })
  if (!given.added) return given.reason === 'sold_out' ? 'gone' : 'missed'
  await ctx.orders.setBadge(orderId, { 'zh-CN': `第 ${number} 单惊喜`, en: `Lucky no. ${number}` })
  const data = { number, gift: giftName }
  const dedupeKey = `${round.id}:${orderId}`
  if (customerId) await ctx.notify({ customerId, template: 'won', data, dedupeKey })
  return 'given'
}

/** One of the gifts set aside. They go home to the shelf when the round ends: from there comes what is told later. */
async function takeOf({ quotas }: PluginContext, round: Round): Promise<GiftTake> {
  const one = { kind: QUOTA.gifts, id: giftsOf(round), units: 1 }
  if (round.state !== 'ended') return { ...one, limit: null, insteadOfStock: true }
  const taken = (await quotas.read(one.kind, [one.id])).get(one.id)?.taken ?? 0
  return { ...one, id: `${one.id}:late`, limit: round.config.units - taken }
}

/** Core took the gift back if it had not been sent: then the badge goes. The order keeps its place, and so do all others. */
async function takeBack({ tx, orders }: PluginContext, { orderId }: Told): Promise<void> {
  const order = await orders.find(orderId)
  const gifts = order?.lines.filter(({ gift }) => gift !== null && gift.key !== null) ?? []
  if (gifts.length === 0 || gifts.some(({ quantity, refundedUnits }) => refundedUnits < quantity)) return
  await orders.setBadge(orderId, null)
  await noteBack(tx, orderId)
}
