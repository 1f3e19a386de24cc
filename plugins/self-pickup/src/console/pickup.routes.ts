import { asId, type Id, localDateOf } from '@mamapu/kernel'
import { field } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { tell } from '../desk/ready.js'
import { slotWords, words } from '../method/words.js'
import type { PickupError } from '../pickup.errors.js'
import { hooks } from '../pickup.settings.js'
import type { Ctx, Pickup } from '../pickup.types.js'
import { refundLeft } from '../pickups/instead.js'
import { insertLog, listRecent } from '../pickups/log.queries.js'
import {
  countOpen,
  listPickups,
  listUpset,
  lockPickup,
  writeKept,
  writeShort,
  writeState,
} from '../pickups/pickup.queries.js'
import { answerProposal, insertProposal, listAnswers } from '../pickups/proposal.queries.js'
import { readPlaces } from '../points/point.queries.js'
import { offKey } from '../slots/slot.rules.js'
import { Done, listOf, RowParams } from './replies.js'

const { route } = hooks
const READ = { audience: 'staff', scope: 'marketing:read', whileOff: true } as const
const MANAGE = { audience: 'staff', scope: 'pickups:manage', whileOff: true, atCounter: true } as const
const DAY_MS = 86_400_000
const Text = Type.String()
const Order = Type.Object({ id: Text, number: Text })
const Row = Type.Object({
  id: Text,
  order: Order,
  point: Text,
  when: Text,
  state: Text,
  customer: Text,
  keptUntil: Type.Union([Text, Type.Null()]),
  why: Text,
  answer: Text,
})

const Reason = Type.String({
  ...field('原因', 'Why', { help: words('顾客会看到', 'The shopper reads it'), ui: 'text' }),
  minLength: 1,
  maxLength: 200,
  pattern: '\\S',
})

const Question = Type.Object(
  {
    reason: Reason,
    mayExpress: Type.Optional(
      Type.Boolean({
        ...field('也可以改快递', 'Or by courier', {
          help: words(
            '顾客可以改成快递，运费由店里出',
            'The shopper may have it sent; the shop pays the postage',
          ),
          ui: 'yes-no',
        }),
        default: true,
      }),
    ),
  },
  { additionalProperties: false },
)

async function rowsOf(ctx: Ctx, pickups: readonly Pickup[]) {
  const { points, daysOff } = await readPlaces(
    ctx.tx,
    localDateOf(new Date(ctx.at.getTime() - 31 * DAY_MS), ctx.zone),
  )
  const customers = [...new Set(pickups.flatMap(({ customerId }) => customerId ?? []))]
  const names = await ctx.customers.maskedNames(customers.slice(0, 200))
  const answers = await listAnswers(
    ctx.tx,
    pickups.map(({ id }) => id),
  )
  return pickups.map((pickup) => {
    const point = points.find(({ id }) => id === pickup.pointId)
    const isOff = point !== undefined && daysOff.has(offKey(point, pickup.day))
    const answer = answers.get(pickup.id) ?? 'none'
    return {
      id: pickup.id,
      order: { id: pickup.orderId, number: pickup.number },
      point: point ? (ctx.locale === 'en' ? point.nameEn : point.name) : '',
      when: slotWords(pickup)[ctx.locale],
      state: pickup.state,
      customer: (pickup.customerId && names.get(pickup.customerId)) ?? '',
      keptUntil: pickup.keptUntil?.toISOString() ?? null,
      why: whyUpset({
        isShort: pickup.isShort,
        isClosed: point?.isOpen === false,
        isOff,
        isAsked: answer === 'open',
      }),
      answer,
    }
  })
}

interface Upset {
  readonly isShort: boolean
  readonly isClosed: boolean
  readonly isOff: boolean
  readonly isAsked: boolean
}

function whyUpset({ isShort, isClosed, isOff, isAsked }: Upset): string {
  if (isShort) return 'short'
  if (isClosed) return 'closed'
  if (isOff) return 'day_off'
  return isAsked ? 'asked' : ''
}

const OPEN: readonly string[] = ['preparing', 'ready', 'part', 'overdue']

/** Holds an open pickup and does something with it; refused when it is over. */
async function withOpen(
  ctx: Ctx,
  id: string,
  work: (pickup: Pickup) => Promise<PickupError | null>,
): Promise<{ refused: PickupError } | { body: { done: boolean } }> {
  const pickup = await lockPickup(ctx.tx, asId('plg', id))
  if (!pickup) return { refused: 'SELF_PICKUP_NOT_FOUND' }
  if (!OPEN.includes(pickup.state))
    return { refused: pickup.state === 'handed' ? 'SELF_PICKUP_HANDED' : 'SELF_PICKUP_OVER' }
  const refused = await work(pickup)
  return refused ? { refused } : { body: { done: true } }
}

const note = (ctx: Ctx, pickupId: Id<'plg'>, what: 'extended' | 'short' | 'proposed', text: string) =>
  insertLog(ctx.tx, {
    id: ctx.newId(),
    pickupId,
    what,
    staffId: ctx.staff?.id ?? null,
    note: text,
    at: ctx.at,
  })

async function tellOwner(
  ctx: Ctx,
  pickup: Pickup,
  template: 'short' | 'proposed' | 'extended',
  more: Readonly<Record<string, string>>,
): Promise<void> {
  const { points } = await readPlaces(ctx.tx, localDateOf(ctx.at, ctx.zone))
  const point = points.find(({ id }) => id === pickup.pointId)
  if (point) await tell(ctx, pickup, template, point, more)
}

/** What the merchant sees and decides about pickups. */
export const pickupRoutes = [
  ...(['all', 'overdue'] as const).map((which) =>
    route({
      ...READ,
      method: 'GET',
      path: which === 'all' ? '/pickups' : '/overdue',
      summary: which === 'all' ? 'Pickups, the latest first' : 'Nobody came for these',
      reply: listOf(Row),
      async handle(ctx) {
        const found = await listPickups(ctx.tx, which === 'all' ? null : 'overdue')
        return { body: { items: await rowsOf(ctx, found) } }
      },
    }),
  ),
  route({
    ...READ,
    method: 'GET',
    path: '/upset',
    summary:
      'What cannot be as agreed: the point or its day is closed, the goods are not there, or the shopper was asked',
    reply: listOf(Row),
    async handle(ctx) {
      return { body: { items: await rowsOf(ctx, await listUpset(ctx.tx)) } }
    },
  }),
  route({
    ...READ,
    method: 'GET',
    path: '/log',
    summary: 'What happened at the points, the latest first',
    reply: listOf(
      Type.Object({
        id: Text,
        at: Text,
        order: Order,
        what: Text,
        units: Type.Optional(Type.Integer()),
        staffId: Text,
        note: Text,
      }),
    ),
    async handle(ctx) {
      const entries = await listRecent(ctx.tx)
      return {
        body: {
          items: entries.map(({ id, at, order, what, lines, staffId, note: text, isUndone }) => ({
            id,
            at: at.toISOString(),
            order,
            what: isUndone ? 'handed_undone' : what,
            ...(lines.length === 0 ? {} : { units: lines.reduce((sum, { units }) => sum + units, 0) }),
            staffId: staffId ?? '',
            note: text,
          })),
        },
      }
    },
  }),
  route({
    ...READ,
    method: 'GET',
    path: '/figures',
    summary: 'How many wait',
    reply: Type.Object({ preparing: Type.Integer(), ready: Type.Integer(), overdue: Type.Integer() }),
    async handle(ctx) {
      return { body: await countOpen(ctx.tx) }
    },
  }),
  route({
    ...MANAGE,
    method: 'POST',
    path: '/pickups/:id/extend',
    summary: 'Keep it longer',
    params: RowParams,
    body: Type.Object(
      {
        days: Type.Integer({
          ...field('再保留几天', 'Days more', { ui: 'count' }),
          minimum: 1,
          maximum: 60,
          default: 7,
        }),
      },
      { additionalProperties: false },
    ),
    reply: Done,
    handle: (ctx, { params, body }) =>
      withOpen(ctx, params.id, async (pickup) => {
        if (pickup.keptUntil === null) return 'SELF_PICKUP_CHANGED'
        const until = new Date(Math.max(ctx.at.getTime(), pickup.keptUntil.getTime()) + body.days * DAY_MS)
        await writeKept(ctx.tx, pickup.id, until)
        await note(ctx, pickup.id, 'extended', String(body.days))
        await tellOwner(ctx, pickup, 'extended', { until: localDateOf(until, ctx.zone) })
        return null
      }),
  }),
  route({
    ...MANAGE,
    method: 'POST',
    path: '/pickups/:id/propose',
    summary: 'Ask the shopper to choose another time, or the money back',
    params: RowParams,
    body: Question,
    reply: Done,
    handle: (ctx, { params, body }) =>
      withOpen(ctx, params.id, async (pickup) => {
        const reason = body.reason.trim()
        const mayExpress = body.mayExpress ?? false
        const asked = { id: ctx.newId(), pickupId: pickup.id, reason, mayExpress, at: ctx.at }
        if (!(await insertProposal(ctx.tx, asked))) return 'SELF_PICKUP_CHANGED'
        await note(ctx, pickup.id, 'proposed', reason)
        await tellOwner(ctx, pickup, 'proposed', { reason })
        return null
      }),
  }),
  route({
    ...MANAGE,
    method: 'POST',
    path: '/pickups/:id/refund',
    summary: 'Pay back what was not collected, and end the pickup',
    params: RowParams,
    reply: Done,
    handle: (ctx, { params }) =>
      withOpen(ctx, params.id, (pickup) =>
        refundLeft(ctx, pickup, { reason: '自提未完成，店家退款', by: ctx.staff?.id ?? 'self-pickup' }),
      ),
  }),
  route({
    ...MANAGE,
    method: 'POST',
    path: '/pickups/:id/short',
    summary: 'The point has not all of it: the shopper chooses another point or time, express, or the money',
    params: RowParams,
    body: Question,
    reply: Done,
    handle: (ctx, { params, body }) =>
      withOpen(ctx, params.id, async (pickup) => {
        if (pickup.isShort) return 'SELF_PICKUP_CHANGED'
        const reason = body.reason.trim()
        await writeShort(ctx.tx, pickup.id, reason)
        if (pickup.state === 'ready') {
          await writeState(ctx.tx, pickup.id, { state: 'preparing', readyAt: null })
          await ctx.orders.markReady(pickup.orderId, false)
        }
        const mayExpress = body.mayExpress ?? false
        // Asked before: this question stands instead.
        await answerProposal(ctx.tx, pickup.id, { state: 'withdrawn', at: ctx.at })
        await insertProposal(ctx.tx, { id: ctx.newId(), pickupId: pickup.id, reason, mayExpress, at: ctx.at })
        await note(ctx, pickup.id, 'short', reason)
        await tellOwner(ctx, pickup, 'short', { reason })
        return null
      }),
  }),
]
