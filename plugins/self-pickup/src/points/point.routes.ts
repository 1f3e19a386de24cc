import { asId, type Id, idPattern, type LocalDate, localDateOf, parseLocalDate } from '@mamapu/kernel'
import { field } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { Done, listOf, RowParams } from '../console/replies.js'
import { stockId } from '../method/offer.js'
import { words } from '../method/words.js'
import type { PickupError } from '../pickup.errors.js'
import { hooks } from '../pickup.settings.js'
import type { Ctx, Point } from '../pickup.types.js'
import { readPosition } from '../slots/near.rules.js'
import { hoursText, readHours, readTime, timeText } from '../slots/slot.rules.js'
import { QUOTA } from './point.facts.js'
import { HOUR_FIELDS, PointBody, type PointInput } from './point.fields.js'
import {
  deleteDayOff,
  deletePointStaff,
  insertDayOff,
  insertPointStaff,
  listDaysOff,
  listPointStaff,
  readPlaces,
  usageOf,
  usageQuery,
  writeOpen,
  writePoint,
} from './point.queries.js'

const { route } = hooks
const READ = { audience: 'staff', scope: 'marketing:read' } as const
const WRITE = { audience: 'staff', scope: 'marketing:write' } as const
const Text = Type.String()

/** What was typed as a point, or what is wrong where. */
function readPoint(
  body: PointInput,
  id: Id<'plg'>,
  isOpen: boolean,
): Point | { readonly refused: PickupError; readonly field: string } {
  const hours = HOUR_FIELDS.map((name) => readHours(body[name]))
  const wrong = hours.indexOf(null)
  if (wrong >= 0) return { refused: 'SELF_PICKUP_HOURS', field: `/${HOUR_FIELDS[wrong]}` }
  const position = (body.position ?? '').trim() === '' ? null : readPosition(body.position ?? '')
  if (position === null && (body.position ?? '').trim() !== '')
    return { refused: 'SELF_PICKUP_POSITION', field: '/position' }
  const cutOff = (body.cutOff ?? '').trim() === '' ? null : readTime(body.cutOff ?? '')
  if (cutOff === null && (body.cutOff ?? '').trim() !== '')
    return { refused: 'SELF_PICKUP_CUT_OFF', field: '/cutOff' }
  return {
    id,
    isOpen,
    name: body.name.trim(),
    nameEn: (body.nameEn ?? '').trim(),
    city: (body.city ?? '').trim(),
    address: body.address.trim(),
    phone: (body.phone ?? '').trim(),
    guide: (body.guide ?? '').trim(),
    position,
    hours: hours.map((spans) => spans ?? []),
    slotMinutes: body.slotMinutes,
    capacity: body.capacity,
    countBy: body.countBy,
    leadMinutes: body.leadMinutes,
    cutOff,
    daysAhead: body.daysAhead,
    hasOwnStock: body.hasOwnStock,
  }
}

async function savePoint(ctx: Ctx, body: PointInput, known: Point | null) {
  const point = readPoint(body, known?.id ?? ctx.newId(), known?.isOpen ?? true)
  if ('refused' in point)
    return { refused: point.refused, fields: { [point.field]: pointWords(point.refused) } }
  const hasRoom = await writePoint(ctx.tx, point, ctx.at)
  if (!hasRoom && known === null) return { refused: 'SELF_PICKUP_POINTS_MAX' as const }
  return { body: { id: point.id } }
}

const pointWords = (code: PickupError) =>
  code === 'SELF_PICKUP_HOURS'
    ? words('例如 09:00-12:00 13:30-18:00', 'Like 09:00-12:00 13:30-18:00')
    : code === 'SELF_PICKUP_CUT_OFF'
      ? words('例如 16:00', 'Like 16:00')
      : words('例如 30.27415,120.15515', 'Like 30.27415,120.15515')

const today = ({ at, zone }: Ctx): LocalDate => localDateOf(at, zone)

async function findPoint(ctx: Ctx, id: string): Promise<Point | null> {
  return (await readPlaces(ctx.tx, today(ctx))).points.find((point) => point.id === id) ?? null
}

const nameOf = (ctx: Ctx, points: readonly Point[], id: string): string => {
  const point = points.find((one) => one.id === id)
  return point ? (ctx.locale === 'en' ? point.nameEn : point.name) : ''
}

/** Points, the days they are closed, who works there, and what they have of their own. */
export const pointRoutes = [
  route({
    ...READ,
    method: 'GET',
    path: '/points',
    summary: 'Pickup points',
    reply: listOf(
      Type.Object({ id: Text, name: Text, city: Text, address: Text, hours: Text, slots: Text, state: Text }),
    ),
    async handle(ctx) {
      const { points } = await readPlaces(ctx.tx, today(ctx))
      return {
        body: {
          items: points.map((point) => ({
            id: point.id,
            name: ctx.locale === 'en' ? point.nameEn : point.name,
            city: point.city,
            address: point.address,
            hours: hoursLine(ctx, point),
            slots: ctx.t('console.slots', {
              minutes: point.slotMinutes,
              capacity: point.capacity,
              unit: ctx.t(`console.by.${point.countBy}`),
            }),
            state: point.isOpen ? 'open' : 'closed',
          })),
        },
      }
    },
  }),
  route({
    ...READ,
    method: 'GET',
    path: '/points/:id',
    summary: 'One point, for its form',
    params: RowParams,
    reply: Type.Record(Type.String(), Type.Unknown()),
    async handle(ctx, { params }) {
      const point = await findPoint(ctx, params.id)
      if (!point) return { refused: 'SELF_PICKUP_NOT_FOUND' }
      const { id: _id, isOpen: _open, hours, position, cutOff, ...rest } = point
      return {
        body: {
          ...rest,
          nameEn: rest.nameEn === rest.name ? '' : rest.nameEn,
          ...Object.fromEntries(HOUR_FIELDS.map((name, index) => [name, hoursText(hours[index] ?? [])])),
          position: position ? `${position.lat},${position.lng}` : '',
          cutOff: cutOff === null ? '' : timeText(cutOff),
        },
      }
    },
  }),
  route({
    ...WRITE,
    method: 'POST',
    path: '/points',
    summary: 'Make a point',
    body: PointBody,
    reply: Type.Object({ id: Text }),
    handle: (ctx, { body }) => savePoint(ctx, body, null),
  }),
  route({
    ...WRITE,
    method: 'PUT',
    path: '/points/:id',
    summary: 'Change a point',
    params: RowParams,
    body: PointBody,
    reply: Type.Object({ id: Text }),
    async handle(ctx, { params, body }) {
      const known = await findPoint(ctx, params.id)
      return known ? savePoint(ctx, body, known) : { refused: 'SELF_PICKUP_NOT_FOUND' }
    },
  }),
  ...(['open', 'close'] as const).map((what) =>
    route({
      ...WRITE,
      method: 'POST',
      path: `/points/:id/${what}`,
      summary: what === 'open' ? 'Take orders for a point' : 'Take no more orders for a point',
      params: RowParams,
      reply: Done,
      async handle(ctx, { params }) {
        const done = await writeOpen(ctx.tx, asId('plg', params.id), what === 'open', ctx.at)
        return done ? { body: { done } } : { refused: 'SELF_PICKUP_NOT_FOUND' }
      },
    }),
  ),
  route({
    ...READ,
    method: 'GET',
    path: '/days-off',
    summary: 'Days on which points are closed beyond their hours',
    reply: listOf(Type.Object({ id: Text, point: Text, day: Text, reason: Text })),
    async handle(ctx) {
      const { points } = await readPlaces(ctx.tx, today(ctx))
      const items = await listDaysOff(ctx.tx, today(ctx))
      return {
        body: {
          items: items.map(({ id, pointId, day, reason }) => ({
            id,
            point: nameOf(ctx, points, pointId),
            day,
            reason,
          })),
        },
      }
    },
  }),
  route({
    ...WRITE,
    method: 'POST',
    path: '/points/:id/days-off',
    summary: 'Close a point on a day; who booked it is listed to be asked',
    params: RowParams,
    body: Type.Object(
      {
        day: Type.String({ ...field('哪一天', 'Day', { ui: 'date' }), maxLength: 10 }),
        reason: Type.Optional(
          Type.String({ ...field('原因', 'Why', { ui: 'text' }), maxLength: 100, default: '' }),
        ),
      },
      { additionalProperties: false },
    ),
    reply: Done,
    async handle(ctx, { params, body }) {
      const day = parseLocalDate(body.day)
      const point = await findPoint(ctx, params.id)
      if (!point || day === null) return { refused: 'SELF_PICKUP_NOT_FOUND' }
      await insertDayOff(ctx.tx, {
        id: ctx.newId(),
        pointId: point.id,
        day,
        reason: (body.reason ?? '').trim(),
      })
      return { body: { done: true } }
    },
  }),
  route({
    ...WRITE,
    method: 'DELETE',
    path: '/days-off/:id',
    summary: 'Open that day after all',
    params: RowParams,
    reply: Done,
    async handle(ctx, { params }) {
      const done = await deleteDayOff(ctx.tx, asId('plg', params.id))
      return done ? { body: { done } } : { refused: 'SELF_PICKUP_NOT_FOUND' }
    },
  }),
  route({
    ...READ,
    method: 'GET',
    path: '/staff',
    summary: 'Who works at which point',
    reply: listOf(Type.Object({ id: Text, point: Text, staffId: Text })),
    async handle(ctx) {
      const { points } = await readPlaces(ctx.tx, today(ctx))
      const items = await listPointStaff(ctx.tx)
      return {
        body: {
          items: items.map(({ id, pointId, staffId }) => ({
            id,
            point: nameOf(ctx, points, pointId),
            staffId,
          })),
        },
      }
    },
  }),
  route({
    ...WRITE,
    method: 'POST',
    path: '/points/:id/staff',
    summary: 'Let one of the staff work at a point',
    params: RowParams,
    body: Type.Object(
      {
        staffId: Type.String({
          ...field('员工', 'Who', {
            ui: 'staff',
            help: words(
              '店主和店长本来就能在每个点核销',
              'Owners and managers may hand over at every point anyway',
            ),
          }),
          pattern: idPattern('stf'),
        }),
      },
      { additionalProperties: false },
    ),
    reply: Done,
    async handle(ctx, { params, body }) {
      const point = await findPoint(ctx, params.id)
      if (!point) return { refused: 'SELF_PICKUP_NOT_FOUND' }
      await insertPointStaff(ctx.tx, {
        id: ctx.newId(),
        pointId: point.id,
        staffId: asId('stf', body.staffId),
      })
      return { body: { done: true } }
    },
  }),
  route({
    ...WRITE,
    method: 'DELETE',
    path: '/staff/:id',
    summary: 'Take somebody off a point',
    params: RowParams,
    reply: Done,
    async handle(ctx, { params }) {
      const done = await deletePointStaff(ctx.tx, asId('plg', params.id))
      return done ? { body: { done } } : { refused: 'SELF_PICKUP_NOT_FOUND' }
    },
  }),
  route({
    ...READ,
    method: 'GET',
    path: '/stock',
    summary: 'What points with a stock of their own have',
    reply: listOf(
      Type.Object({
        id: Text,
        point: Text,
        product: Text,
        options: Text,
        units: Type.Integer(),
        left: Type.Integer(),
      }),
    ),
    async handle(ctx) {
      const { points } = await readPlaces(ctx.tx, today(ctx))
      const rows = await usageQuery(ctx.tx.sql, ctx.tx.tenantId, { kind: QUOTA.stock, from: '', until: '~' })
      const counters = [...usageOf(rows)].slice(0, 200)
      const goods = await ctx.goods.find(counters.map(([id]) => asId('sku', `sku_${id.split(':')[1]}`)))
      const known = new Map(goods.map((one) => [one.skuId as string, one]))
      return {
        body: {
          items: counters.map(([id, { limit, taken }]) => {
            const [point = '', sku = ''] = id.split(':')
            return {
              id,
              point: nameOf(ctx, points, `plg_${point}`),
              product: known.get(`sku_${sku}`)?.title ?? `sku_${sku}`,
              options: known.get(`sku_${sku}`)?.optionText ?? '',
              units: limit,
              left: limit - taken,
            }
          }),
        },
      }
    },
  }),
  route({
    ...WRITE,
    method: 'POST',
    path: '/points/:id/stock',
    summary: 'Say how many units of a SKU a point has had in all',
    params: RowParams,
    body: Type.Object(
      {
        sku: Type.String({ ...field('商品', 'Goods', { ui: 'sku' }), pattern: idPattern('sku') }),
        units: Type.Integer({
          ...field('这个点现在可以卖几件', 'Units it can still sell', { ui: 'count' }),
          minimum: 0,
          maximum: 1_000_000,
        }),
      },
      { additionalProperties: false },
    ),
    reply: Done,
    async handle(ctx, { params, body }) {
      const point = await findPoint(ctx, params.id)
      if (!point) return { refused: 'SELF_PICKUP_NOT_FOUND' }
      const id = stockId(point, body.sku)
      const now = (await ctx.quotas.read(QUOTA.stock, [id])).get(id)
      const done = await ctx.quotas.setLimit(QUOTA.stock, id, body.units + (now?.taken ?? 0))
      return done ? { body: { done } } : { refused: 'SELF_PICKUP_STOCK_TAKEN' }
    },
  }),
]

function hoursLine({ t }: Ctx, point: Point): string {
  const days = point.hours.filter((spans) => spans.length > 0).length
  const usual = point.hours.find((spans) => spans.length > 0)
  return usual ? t('console.hours', { hours: hoursText(usual), days }) : t('console.no_hours')
}
