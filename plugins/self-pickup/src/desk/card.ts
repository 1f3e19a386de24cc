import type { SkuId } from '@mamapu/kernel'
import { Type } from 'typebox'
import { slotWords } from '../method/words.js'
import type { Ctx, Pickup } from '../pickup.types.js'
import { leftOfPickup } from '../pickups/left.js'
import { listLog } from '../pickups/log.queries.js'
import { UNDO_MINUTES } from './undo.rules.js'

const Text = Type.String()
export const Card = Type.Object({
  id: Text,
  number: Text,
  state: Text,
  version: Type.Integer(),
  when: Text,
  isShort: Type.Boolean(),
  /** Who ordered, and who else may come. */
  name: Text,
  tail: Text,
  collector: Text,
  collectorTail: Text,
  lines: Type.Array(
    Type.Object({
      lineId: Text,
      title: Text,
      options: Text,
      picture: Type.Union([Text, Type.Null()]),
      left: Type.Integer(),
      handed: Type.Integer(),
    }),
  ),
  /** The hand-over that may be undone; null when none may. */
  undoUntil: Type.Union([Text, Type.Null()]),
  log: Type.Array(Type.Object({ what: Text, at: Text, isUndone: Type.Boolean(), units: Type.Integer() })),
})

/** Everything the desk needs to hand a pickup over: who comes, what with pictures, what happened so far. */
export async function cardOf(ctx: Ctx, pickup: Pickup) {
  const found = await leftOfPickup(ctx, pickup)
  const opened = await ctx.orders.openDelivery(pickup.orderId)
  const lines = found?.lines ?? []
  const goods = new Map(
    (await ctx.goods.find(lines.map(({ skuId }) => skuId as SkuId))).map((one) => [one.skuId as string, one]),
  )
  const log = await listLog(ctx.tx, pickup.id)
  const handed = log.find(({ what, isUndone }) => what === 'handed' && !isUndone)
  const undoUntil = handed && new Date(handed.at.getTime() + UNDO_MINUTES * 60_000)
  const { collector = '', tail = '' } = (opened?.sealed ?? {}) as { collector?: string; tail?: string }
  return {
    id: pickup.id,
    number: pickup.number,
    state: pickup.state,
    version: pickup.version,
    when: slotWords(pickup)[ctx.locale],
    isShort: pickup.isShort,
    name: opened?.name ?? '',
    tail: opened?.phone.slice(-4) ?? '',
    collector,
    collectorTail: tail,
    lines: lines
      .filter(({ left, handed: gone }) => left > 0 || gone > 0)
      .map(({ lineId, skuId, left, handed: gone }) => {
        const one = goods.get(skuId)
        const smallest = one?.picture?.sources.toSorted((a, b) => a.width - b.width)[0]
        return {
          lineId,
          title: one?.title ?? '',
          options: one?.optionText ?? '',
          picture: smallest?.url ?? one?.picture?.url ?? null,
          left,
          handed: gone,
        }
      }),
    undoUntil: undoUntil && undoUntil > ctx.at ? undoUntil.toISOString() : null,
    log: log.map(({ what, at, isUndone, lines: done }) => ({
      what,
      at: at.toISOString(),
      isUndone,
      units: done.reduce((sum, { units }) => sum + units, 0),
    })),
  }
}
