import { asId, later, localDateOf, must, type OrderId } from '@mamapu/kernel'
import type { OrderView, PluginContext } from '@mamapu/plugin-sdk'
import { countOf, giftsOf, luckyOrder, on, QUOTA, type Round } from './lucky-order.mechanic.js'
import { noteBack, noteWin, type Prize } from './lucky-order.queries.js'

/** Never reached: the counter counts, it does not limit. */
const COUNT_MAX = 1_000_000

interface Told {
  readonly orderId: OrderId
}

const counts = { handle: countOrder }
export const luckyEvents = {
  'order.paid': on('order.paid', counts),
  'order.late_money': on('order.late_money', counts),
  'order.refunded': on('order.refunded', { whileOff: true, handle: takeBack }),
}

/** Counts a paid order once in each round that ran when it was paid, for the day of its payment; every so-manieth wins. */
async function countOrder(ctx: PluginContext, { orderId }: Told): Promise<void> {
  const order = await ctx.orders.find(orderId)
  if (!order?.paidAt || order.state === 'cancelled') return
  const { paidAt } = order
  const day = localDateOf(paidAt, ctx.zone)
  const rounds = await ctx.campaigns.rounds(luckyOrder, { from: paidAt, until: later(paidAt, 1), at: paidAt })
  for (const round of rounds.filter(({ state }) => state === 'running')) {
    const one = { kind: QUOTA.orders, id: countOf(round, day), units: 1, limit: COUNT_MAX, owner: orderId }
    // The counter is held until the commit: nobody else has this number.
    const result = await ctx.quotas.take([one])
    if (!result.taken || result.isRepeat) continue
    const number = must(result.counts[0], 'a counter').taken
    if (number % round.config.every !== 0) continue
    const prize = await award(ctx, round, { order, number })
    await noteWin(ctx.tx, round, { orderId, day, number, paidAt, prize })
  }
}

/** The gift with badge and message; nothing is said to an order that gets none. */
async function award(
  ctx: PluginContext,
  round: Round,
  { order: { id: orderId, customerId }, number }: { readonly order: OrderView; readonly number: number },
): Promise<Prize> {
  const { giftSkuId, giftName } = round.config
  const given = await ctx.orders.addGift({
    orderId,
    skuId: asId('sku', giftSkuId),
    units: 1,
    key: round.id,
    words: { 'zh-CN': `第 ${number} 单：${giftName}`, en: `Order no. ${number}: ${giftName}` },
    onRefund: 'keep',
    takes: [{ kind: QUOTA.gifts, id: giftsOf(round), units: 1, limit: null, insteadOfStock: true }],
  })
  if (!given.added) return given.reason === 'sold_out' ? 'gone' : 'missed'
  await ctx.orders.setBadge(orderId, { 'zh-CN': `第 ${number} 单惊喜`, en: `Lucky no. ${number}` })
  const data = { number, gift: giftName }
  const dedupeKey = `${round.id}:${orderId}`
  if (customerId) await ctx.notify({ customerId, template: 'won', data, dedupeKey })
  return 'given'
}

/** Core took the gift back if it had not been sent: then the badge goes. Nobody's number changes. */
async function takeBack({ tx, orders }: PluginContext, { orderId }: Told): Promise<void> {
  const gifts = (await orders.find(orderId))?.lines.filter(({ gift }) => gift?.key != null) ?? []
  if (gifts.length === 0 || gifts.some(({ quantity, refundedUnits }) => refundedUnits < quantity)) return
  await orders.setBadge(orderId, null)
  await noteBack(tx, orderId)
}
