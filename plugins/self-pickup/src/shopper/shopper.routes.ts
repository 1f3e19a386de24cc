import { Type } from 'typebox'
import { Done } from '../console/replies.js'
import { hooks } from '../pickup.settings.js'
import type { Ctx } from '../pickup.types.js'
import { declineAndRefund, sendInstead } from '../pickups/instead.js'
import { type Moved, moveSlot } from '../pickups/move.js'
import { renewCode } from '../pickups/renew.js'
import { readPick } from './change.page.js'
import { holdOwnPickup, PATHS } from './own.js'

const { route } = hooks
/** The part of the order's address that nobody guesses. */
const Token = Type.String({ minLength: 1, maxLength: 60 })
const RATE = { max: 20, minutes: 10 } as const
const closed = { additionalProperties: false }
const whatToDo = { audience: 'shopper', method: 'POST', reply: Done, rate: RATE } as const

const answerOf = (result: Moved) =>
  result.moved
    ? { body: { done: true } }
    : { refused: result.reason, ...(result.words ? { data: { words: result.words } } : {}) }

/** What whoever may see the order does about its pickup. */
export const shopperRoutes = [
  route({
    ...whatToDo,
    path: '/move',
    summary: 'Collect at another time or point',
    body: Type.Object({ o: Token, pick: Type.String({ maxLength: 80 }) }, closed),
    form: { next: PATHS.code, done: 'notice.moved' },
    async handle(ctx, { body: { o, pick } }) {
      const [pickup, wanted] = [await holdOwnPickup(ctx, o), readPick(pick)]
      if (!pickup || !wanted) return { refused: 'SELF_PICKUP_NOT_FOUND' }
      return answerOf(await moveSlot(ctx, pickup, wanted))
    },
  }),
  route({
    ...whatToDo,
    path: '/express',
    summary: 'Have it sent instead, where the shop offers that',
    body: Type.Object(
      {
        o: Token,
        name: Type.String({ maxLength: 40 }),
        phone: Type.String({ maxLength: 20 }),
        provinceCode: Type.Optional(Type.String({ maxLength: 6 })),
        regionCode: Type.String({ maxLength: 6 }),
        street: Type.String({ maxLength: 120 }),
      },
      closed,
    ),
    whileOff: true,
    form: { next: PATHS.code, done: 'notice.express' },
    async handle(ctx, { body: { o, name, phone, regionCode, street } }) {
      const pickup = await holdOwnPickup(ctx, o)
      if (!pickup) return { refused: 'SELF_PICKUP_NOT_FOUND' }
      return answerOf(await sendInstead(ctx, pickup, { name, phone, regionCode, street }))
    },
  }),
  route({
    ...whatToDo,
    path: '/renew',
    summary: 'A new code; the old one dies',
    body: Type.Object({ o: Token }, closed),
    whileOff: true,
    form: { next: PATHS.code, done: 'notice.renewed' },
    handle: (ctx, { body }) => withOwn(ctx, body.o, renewCode),
  }),
  route({
    ...whatToDo,
    path: '/decline',
    summary: 'None of the times proposed: the money back instead',
    body: Type.Object({ o: Token }, closed),
    whileOff: true,
    form: { next: PATHS.code, done: 'notice.declined' },
    handle: (ctx, { body }) => withOwn(ctx, body.o, declineAndRefund),
  }),
]

async function withOwn(ctx: Ctx, token: string, work: typeof renewCode) {
  const pickup = await holdOwnPickup(ctx, token)
  if (!pickup) return { refused: 'SELF_PICKUP_NOT_FOUND' as const }
  const refused = await work(ctx, pickup)
  return refused ? { refused } : { body: { done: true } }
}
