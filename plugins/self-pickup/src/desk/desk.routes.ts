import { asId, idPattern, type LocalDate, localDateOf, must, parseLocalDate } from '@mamapu/kernel'
import { Type } from 'typebox'
import { spanText } from '../method/words.js'
import { hooks } from '../pickup.settings.js'
import type { Ctx, Pickup } from '../pickup.types.js'
import { findByOrder, listDay } from '../pickups/pickup.queries.js'
import { Card, cardOf } from './card.js'
import { handPickup, undoHanded } from './hand.js'
import { lookUp } from './look-up.js'
import { markReady, takeReadyBack } from './ready.js'
import { UNDO_MINUTES } from './undo.rules.js'
import { holdOwn, ownPoints } from './whose.js'

const { route } = hooks
const Id = Type.String({ pattern: idPattern('plg') })
const ByRow = Type.Object({ id: Id })
const CARDS = Type.Object({ card: Card })
/** Said to be ready at once. */
const READY_MAX = 100
const LINES_MAX = 200

/** What the staff page speaks with. Open while the plugin is off: orders that were placed are handed over all the same. */
const desk = { audience: 'staff', scope: 'pickups:verify', whileOff: true, atCounter: true } as const

export const deskRoutes = [
  route({
    ...desk,
    method: 'GET',
    path: '/desk',
    summary: 'The points whoever asks works at',
    reply: Type.Object({
      points: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
      today: Type.String(),
      mayUndo: Type.Boolean(),
      undoMinutes: Type.Integer(),
    }),
    async handle(ctx) {
      const points = await ownPoints(ctx)
      return {
        body: {
          points: points.map(({ id, name, nameEn }) => ({ id, name: ctx.locale === 'en' ? nameEn : name })),
          today: localDateOf(ctx.at, ctx.zone),
          mayUndo: must(ctx.staff, 'the desk is for staff').may('pickups:manage'),
          undoMinutes: UNDO_MINUTES,
        },
      }
    },
  }),
  route({
    ...desk,
    method: 'GET',
    path: '/desk/points/:id/days/:day',
    summary: 'Pickups of a day by time, and what still waits from before',
    params: Type.Object({ id: Id, day: Type.String({ maxLength: 10 }) }),
    reply: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Type.String(),
          number: Type.String(),
          state: Type.String(),
          day: Type.String(),
          span: Type.String(),
          isShort: Type.Boolean(),
          name: Type.String(),
        }),
      ),
    }),
    async handle(ctx, { params }) {
      const day = parseLocalDate(params.day)
      const point = (await ownPoints(ctx)).find(({ id }) => id === params.id)
      if (!point || day === null) return { refused: 'SELF_PICKUP_NOT_YOURS' }
      return { body: { items: await rowsOf(ctx, await listDay(ctx.tx, point.id, day as LocalDate)) } }
    },
  }),
  route({
    ...desk,
    method: 'POST',
    path: '/desk/points/:id/look-up',
    summary: 'What a code is for; wrong ones are counted',
    params: ByRow,
    body: Type.Object(
      { code: Type.String({ minLength: 1, maxLength: 100 }) },
      { additionalProperties: false },
    ),
    reply: Type.Object({
      outcome: Type.String(),
      card: Type.Optional(Card),
      point: Type.Optional(Type.String()),
      triesLeft: Type.Optional(Type.Integer()),
      seconds: Type.Optional(Type.Integer()),
    }),
    async handle(ctx, { params, body }) {
      const result = await lookUp(ctx, { pointId: asId('plg', params.id), text: body.code })
      if (result.outcome !== 'found') return { body: result }
      return { body: { outcome: 'found', card: await cardOf(ctx, result.pickup) } }
    },
  }),
  route({
    ...desk,
    method: 'GET',
    path: '/desk/pickups/:id',
    summary: 'One pickup with what is left of it',
    params: ByRow,
    reply: CARDS,
    async handle(ctx, { params }) {
      const held = await holdOwn(ctx, asId('plg', params.id))
      return held.held ? { body: { card: await cardOf(ctx, held.pickup) } } : { refused: held.reason }
    },
  }),
  route({
    ...desk,
    method: 'GET',
    path: '/desk/orders/:id',
    summary: 'The pickup of an order, and the point it waits at',
    params: Type.Object({ id: Type.String({ pattern: idPattern('ord') }) }),
    reply: Type.Object({ card: Card, pointId: Type.String() }),
    async handle(ctx, { params }) {
      const found = await findByOrder(ctx.tx, asId('ord', params.id))
      if (!found) return { refused: 'SELF_PICKUP_NOT_FOUND' }
      const held = await holdOwn(ctx, found.id)
      if (!held.held) return { refused: held.reason }
      return { body: { card: await cardOf(ctx, held.pickup), pointId: held.point.id } }
    },
  }),
  route({
    ...desk,
    method: 'POST',
    path: '/desk/ready',
    summary: 'Say of several that they are ready',
    body: Type.Object(
      { ids: Type.Array(Id, { minItems: 1, maxItems: READY_MAX }) },
      { additionalProperties: false },
    ),
    reply: Type.Object({ count: Type.Integer() }),
    async handle(ctx, { body }) {
      return {
        body: {
          count: await markReady(
            ctx,
            body.ids.map((id) => asId('plg', id)),
          ),
        },
      }
    },
  }),
  route({
    ...desk,
    method: 'POST',
    path: '/desk/pickups/:id/unready',
    summary: 'It was said to be ready by mistake',
    params: ByRow,
    reply: CARDS,
    async handle(ctx, { params }) {
      const id = asId('plg', params.id)
      if (!(await takeReadyBack(ctx, id))) return { refused: 'SELF_PICKUP_CHANGED' }
      const held = await holdOwn(ctx, id)
      return held.held ? { body: { card: await cardOf(ctx, held.pickup) } } : { refused: held.reason }
    },
  }),
  route({
    ...desk,
    method: 'POST',
    path: '/desk/pickups/:id/hand',
    summary: 'Hand over what is left, or some units',
    params: ByRow,
    body: Type.Object(
      {
        version: Type.Integer({ minimum: 1 }),
        lines: Type.Optional(
          Type.Array(
            Type.Object(
              {
                lineId: Type.String({ pattern: idPattern('lin') }),
                units: Type.Integer({ minimum: 1, maximum: 100_000 }),
              },
              { additionalProperties: false },
            ),
            { minItems: 1, maxItems: LINES_MAX },
          ),
        ),
      },
      { additionalProperties: false },
    ),
    reply: CARDS,
    idempotent: true,
    async handle(ctx, { params, body }) {
      const lines = body.lines?.map(({ lineId, units }) => ({ lineId: asId('lin', lineId), units })) ?? null
      const result = await handPickup(ctx, { id: asId('plg', params.id), version: body.version, lines })
      return result.done ? { body: { card: await cardOf(ctx, result.pickup) } } : { refused: result.reason }
    },
  }),
  route({
    ...desk,
    scope: 'pickups:manage',
    method: 'POST',
    path: '/desk/pickups/:id/undo',
    summary: 'Take the latest hand-over back',
    params: ByRow,
    reply: CARDS,
    idempotent: true,
    async handle(ctx, { params }) {
      const result = await undoHanded(ctx, asId('plg', params.id))
      return result.done ? { body: { card: await cardOf(ctx, result.pickup) } } : { refused: result.reason }
    },
  }),
]

async function rowsOf(ctx: Ctx, pickups: readonly Pickup[]) {
  const customers = pickups.flatMap(({ customerId }) => customerId ?? [])
  const names = await ctx.customers.maskedNames([...new Set(customers)].slice(0, 200))
  return pickups.map((pickup) => ({
    id: pickup.id,
    number: pickup.number,
    state: pickup.state,
    day: pickup.day,
    span: spanText(pickup),
    isShort: pickup.isShort,
    name: (pickup.customerId && names.get(pickup.customerId)) ?? '',
  }))
}
