import { asId, DAY, idPattern, later, parseId } from '@mamapu/kernel'
import { acknowledgedField, type EndedRound, field } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import {
  deleteReport,
  findReport,
  insertReport,
  listReports,
  listTold,
  lockReport,
  writePublished,
} from './bulletin.queries.js'
import { countedOf } from './bulletin.rules.js'
import { route } from './bulletin.settings.js'
import type { Report } from './bulletin.types.js'
import { type Ctx, pageOf, postersOf, recount, writeWords } from './tell.js'

/** How far back rounds are offered. */
const BACK_MS = 30 * DAY
const ROUNDS_MAX = 20
const REPORTS_MAX = 50
const TITLE_MAX = 60

const ById = Type.Object({ id: Type.String({ pattern: idPattern('plg') }) })
const Instant = Type.String({ format: 'date-time' })
const Done = Type.Object({ id: Type.String() })

const Round = Type.Object({
  id: Type.String(),
  label: Type.String(),
  startsAt: Instant,
  endsAt: Instant,
  units: Type.Integer(),
  orders: Type.Integer(),
  refundedFen: Type.Integer(),
  state: Type.String(),
})

const lastRounds = (ctx: Ctx) => ctx.campaigns.ended({ from: later(ctx.at, -BACK_MS), until: ctx.at })

const listRounds = route({
  audience: 'staff',
  method: 'GET',
  path: '/rounds',
  summary: 'Rounds that ended in the last thirty days, with what they brought',
  scope: 'marketing:read',
  reply: Type.Object({ items: Type.Array(Round) }),
  async handle(ctx) {
    const rounds = (await lastRounds(ctx)).slice(0, ROUNDS_MAX)
    const told = await listTold(ctx.tx, [...new Set(rounds.map(({ campaignId }) => campaignId))])
    const items = []
    for (const round of rounds) items.push(await roundRow(ctx, round, told))
    return { body: { items } }
  },
})

async function roundRow(ctx: Ctx, one: EndedRound, told: ReadonlySet<string>) {
  const result = await ctx.campaigns.resultOf(one.campaignId, one)
  const orders = result?.keptOrders ?? 0
  const isTold = told.has(`${one.campaignId}/${one.round}`)
  return {
    id: `${one.campaignId}.${one.round}`,
    label: one.label,
    startsAt: one.startsAt.toISOString(),
    endsAt: one.endsAt.toISOString(),
    units: result?.units ?? 0,
    orders,
    refundedFen: result?.refundedFen ?? 0,
    state: isTold ? 'told' : orders === 0 ? 'empty' : 'open',
  }
}

const makeBulletin = route({
  audience: 'staff',
  method: 'POST',
  path: '/rounds/:id/bulletin',
  summary: 'Write the bulletin of a round from its paid orders',
  scope: 'marketing:write',
  params: Type.Object({ id: Type.String({ maxLength: 80 }) }),
  reply: Done,
  async handle(ctx, { params }) {
    const [campaign = '', round = ''] = params.id.split('.')
    const campaignId = parseId('cmp', campaign)
    const found = (await lastRounds(ctx)).find((one) => one.campaignId === campaignId && one.round === round)
    const result = found && (await ctx.campaigns.resultOf(found.campaignId, found))
    if (!found || !result) return { refused: 'BULLETIN_ROUND_NOT_FOUND' }
    if (result.keptOrders === 0) return { refused: 'BULLETIN_EMPTY' }
    const { startsAt, endsAt } = found
    const title = cut(ctx.t('title', { label: found.label }))
    const report = {
      ...{ id: ctx.newId(), campaignId: found.campaignId, round, title, startsAt, endsAt },
      ...{ ...countedOf(result), countedAt: ctx.at, showsSales: ctx.settings.showSales },
    }
    if (!(await insertReport(ctx.tx, report))) return { refused: 'BULLETIN_MADE' }
    await writeWords(
      ctx,
      { ...report, posters: {}, publishedAt: null, skuId: null },
      { ...report, skuId: null },
    )
    return { status: 201, body: { id: report.id } }
  },
})

const cut = (text: string) => [...text].slice(0, TITLE_MAX).join('')

const Row = Type.Object({
  id: Type.String(),
  title: Type.String(),
  startsAt: Instant,
  endsAt: Instant,
  units: Type.Integer(),
  orders: Type.Integer(),
  state: Type.String(),
  page: Type.String(),
  poster: Type.String(),
  countedAt: Instant,
})

const listBulletins = route({
  audience: 'staff',
  method: 'GET',
  path: '/bulletins',
  summary: 'Bulletins, the latest first',
  scope: 'marketing:read',
  reply: Type.Object({ items: Type.Array(Row) }),
  async handle(ctx) {
    const items = []
    for (const report of await listReports(ctx.tx, REPORTS_MAX)) items.push(await bulletinRow(ctx, report))
    return { body: { items } }
  },
})

async function bulletinRow(ctx: Ctx, report: Report) {
  const posters = await postersOf(ctx, report)
  const isDrawing = posters.some(({ state }) => state === 'waiting')
  const { id, title, units, orders, publishedAt } = report
  return {
    ...{ id, title, units, orders },
    startsAt: report.startsAt.toISOString(),
    endsAt: report.endsAt.toISOString(),
    countedAt: report.countedAt.toISOString(),
    state: isDrawing ? 'drawing' : publishedAt ? 'published' : 'draft',
    page: publishedAt ? pageOf(id) : '',
    poster: posters.find(({ size }) => size === 'moments')?.url ?? '',
  }
}

const Body = Type.Object(
  {
    title: Type.String({ ...field('标题', 'Title'), minLength: 1, maxLength: TITLE_MAX, pattern: '\\S' }),
    skuId: Type.Optional(
      Type.String({
        ...field('配图商品', 'Goods in the picture', {
          help: {
            'zh-CN': '用它的主图；不选就不配图。',
            en: 'Its main picture is shown; none when left out.',
          },
          ui: 'sku',
        }),
        pattern: `^(${idPattern('sku').replace(/^\^|\$$/g, '')})?$`,
      }),
    ),
    showsSales: Type.Boolean({
      ...field('公开成交额', 'Show sales in money', {
        help: { 'zh-CN': '公开时也写明退款金额。', en: 'Refunds are then shown as well.' },
        ui: 'yes-no',
      }),
      default: false,
    }),
    acknowledged: acknowledgedField,
  },
  { additionalProperties: false },
)

const readBulletin = route({
  audience: 'staff',
  method: 'GET',
  path: '/bulletins/:id',
  summary: 'The words of one bulletin',
  scope: 'marketing:read',
  params: ById,
  reply: Type.Object({
    title: Type.String(),
    skuId: Type.Optional(Type.String()),
    showsSales: Type.Boolean(),
  }),
  async handle(ctx, { params: { id } }) {
    const report = await findReport(ctx.tx, id)
    if (!report) return { refused: 'BULLETIN_NOT_FOUND' }
    const { title, skuId, showsSales } = report
    return { body: { title, showsSales, ...(skuId ? { skuId } : {}) } }
  },
})

const changeBulletin = route({
  audience: 'staff',
  method: 'PUT',
  path: '/bulletins/:id',
  summary: 'Change the words of a bulletin; its numbers come from orders alone',
  scope: 'marketing:write',
  params: ById,
  body: Body,
  reply: Done,
  async handle(ctx, { params: { id }, body }) {
    const report = await lockReport(ctx.tx, id)
    if (!report) return { refused: 'BULLETIN_NOT_FOUND' }
    const about = {
      place: 'campaign',
      acknowledged: body.acknowledged ?? false,
      subject: `report:${id}`,
    } as const
    const { refusal } = await ctx.guard.check({ '/title': body.title }, about)
    if (refusal) return refusal
    const skuId = body.skuId ? asId('sku', body.skuId) : null
    await writeWords(ctx, report, { title: body.title.trim(), skuId, showsSales: body.showsSales })
    if (report.publishedAt) await ctx.pagesChanged()
    return { body: { id } }
  },
})

const act = (path: string, summary: string, work: (ctx: Ctx, report: Report) => Promise<unknown>) =>
  route({
    audience: 'staff',
    method: 'POST',
    path: `/bulletins/:id/${path}`,
    summary,
    scope: 'marketing:write',
    params: ById,
    reply: Done,
    async handle(ctx, { params: { id } }) {
      const report = await lockReport(ctx.tx, id)
      if (!report) return { refused: 'BULLETIN_NOT_FOUND' }
      await work(ctx, report)
      await ctx.pagesChanged()
      return { body: { id } }
    },
  })

const publish = act('publish', 'Count anew and show the bulletin in the shop', async (ctx, report) => {
  await recount(ctx, report)
  await writePublished(ctx.tx, report.id, report.publishedAt ?? ctx.at)
})

const withdraw = act('withdraw', 'Take the bulletin out of the shop', (ctx, { id }) =>
  writePublished(ctx.tx, id, null),
)

const countAgain = act('recount', 'Count anew, refunds taken off', recount)

const remove = act('remove', 'Delete a bulletin', (ctx, { id }) => deleteReport(ctx.tx, id))

export const bulletinRoutes = [
  listRounds,
  makeBulletin,
  listBulletins,
  readBulletin,
  changeBulletin,
  publish,
  withdraw,
  countAgain,
  remove,
]
