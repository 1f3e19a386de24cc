import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type TenantTx, withTenant } from '@mamapu/db'
import { asId, must, parseId, toFen } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import {
  HTTP_ERRORS,
  IdText,
  localeOf,
  makeCursor,
  NoBody,
  PageQuery,
  ProblemReply,
  parseCursor,
  parseWhole,
  refuse,
} from '../http/index.js'
import { followRefund, ORDER_ERRORS } from '../orders/index.js'
import { acceptCase } from './accept-case.js'
import {
  AftersaleSettingsBody,
  getAftersaleSettings,
  listReturnAddresses,
  RETURN_ADDRESSES_MAX,
  ReturnAddressBody,
  saveAftersaleSettings,
} from './aftersale-settings.js'
import { noteCase, redirectCase, refuseCase } from './answer-case.js'
import { AFTERSALE_ERRORS } from './case.errors.js'
import { CASE_STATES, CASE_TEXT_MAX } from './case.rules.js'
import { CaseDetail, CaseReply, caseDetail, caseReply } from './case.schema.js'
import type { CaseId } from './case.types.js'
import { type CaseListing, countCases, listCases } from './case-list.queries.js'
import { getCaseView } from './case-view.js'
import { type Ground, groundOf } from './ground.js'
import { arriveCase, inspectCase } from './inspect-case.js'
import type { DecideResult } from './lock-case.js'
import { NO_RETURN_GROUNDS, type NoReturnGround, RETURN_RULES, returnText } from './reason.rules.js'
import { findReturnRule, setReturnRule } from './return-rule.js'

const closed = { additionalProperties: false }
const InStore = { storeId: IdText('sto') }
const OfCase = Type.Object({ ...InStore, caseId: IdText('asc') })
const Said = Type.String({ minLength: 1, maxLength: CASE_TEXT_MAX, pattern: '\\S' })
const Index = Type.Integer({ minimum: 0, maximum: RETURN_ADDRESSES_MAX - 1 })
const read = { audience: 'staff', scope: 'orders:read' } as const
const decide = { audience: 'staff', scope: 'orders:refund' } as const

const InspectBody = Type.Object(
  {
    /** Left out: all of it is well and sold again. */
    lines: Type.Optional(
      Type.Array(
        Type.Object(
          {
            lineId: IdText('lin'),
            units: Type.Integer({ minimum: 0, maximum: 999 }),
            restockUnits: Type.Integer({ minimum: 0, maximum: 999 }),
            lessFen: Type.Integer({ minimum: 0, maximum: 100_000_000 }),
          },
          closed,
        ),
        { minItems: 1, maxItems: 50 },
      ),
    ),
    note: Type.Optional(Type.String({ maxLength: CASE_TEXT_MAX })),
    /** An exchange that ends with the money. */
    asRefund: Type.Optional(Type.Boolean()),
  },
  closed,
)
const Settings = Type.Object(
  {
    settings: AftersaleSettingsBody,
    addresses: Type.Array(ReturnAddressBody, { maxItems: RETURN_ADDRESSES_MAX }),
    version: Type.Integer({ minimum: 0 }),
  },
  closed,
)
const Rule = Type.Object(
  {
    rule: Type.Enum([...RETURN_RULES]),
    ground: Type.Union([Type.Enum(Object.keys(NO_RETURN_GROUNDS) as NoReturnGround[]), Type.Null()]),
    words: Type.String({ maxLength: 200 }),
  },
  closed,
)

/** After-sale for the shop's staff: `/aftersales` of the console. */
export function aftersaleAdminRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/aftersales',
      {
        schema: {
          summary: '售后列表 After-sale cases, those due first',
          params: Type.Object(InStore),
          querystring: Type.Object(
            {
              ...PageQuery,
              /** Several, with commas. `open`, the default: whatever waits for the shop. */
              state: Type.Optional(Type.String({ maxLength: 120 })),
              orderId: Type.Optional(IdText('ord')),
            },
            closed,
          ),
          response: {
            200: Type.Object({
              items: Type.Array(CaseReply),
              next: Type.Union([Type.String(), Type.Null()]),
              counts: Type.Record(Type.String(), Type.Integer()),
            }),
            default: ProblemReply,
          },
        },
        config: read,
      },
      async (request, reply) => {
        const { limit: asked = '30', cursor, state, orderId } = request.query
        const limit = parseWhole(asked, { min: 1, max: 100 })
        const after = cursorOf(cursor)
        if (limit === null || after === undefined) return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const states = state ? CASE_STATES.filter((one) => state.split(',').includes(one)) : null
        const filter = { states, orderId: orderId ? asId('ord', orderId) : null, after, limit }
        const [rows, counts] = await withTenant(app.db, storeOf(request).storeId, (tx) =>
          Promise.all([listCases(tx, filter), countCases(tx)]),
        )
        const last = rows.length === limit ? rows.at(-1) : undefined
        const { currency } = storeOf(request)
        return {
          items: rows.map((row) => caseReply(row, { currency, locale: localeOf(request) })),
          next: last ? makeCursor([last.sortAt.getTime(), last.id]) : null,
          counts: Object.fromEntries(counts),
        }
      },
    )

    server.get(
      '/aftersales/:caseId',
      {
        schema: {
          summary: '售后详情 One case with its words, pictures and amounts',
          params: OfCase,
          response: { 200: CaseDetail, default: ProblemReply },
        },
        config: read,
      },
      async (request, reply) => {
        const store = storeOf(request)
        const caseId = asId('asc', request.params.caseId)
        const view = await withTenant(app.db, store.storeId, (tx) => getCaseView(tx, store.keys, caseId))
        if (!view) return refuse(request, reply, AFTERSALE_ERRORS, 'CASE_NOT_FOUND')
        return caseDetail(view, { currency: store.currency, locale: localeOf(request), origin: store.origin })
      },
    )

    const deed = <B extends TSchema>(
      name: string,
      { summary, body }: { summary: string; body: B },
      work: (tx: TenantTx, ground: Ground, one: Deed, said: Static<B>) => Promise<DecideResult>,
    ) =>
      server.post(
        `/aftersales/:caseId/${name}`,
        {
          schema: {
            summary,
            params: OfCase,
            body,
            response: { 200: Type.Object({ state: Type.String() }), default: ProblemReply },
          },
          config: decide,
        },
        async (request, reply) => {
          const one = deedOf(request)
          return answer(app, request, reply, name, (tx, ground) =>
            work(tx, ground, one, request.body as Static<B>),
          )
        },
      )

    deed(
      'accept',
      {
        summary: '同意售后 Agree; goods that were sent come back to the address of this number first',
        body: Type.Object(
          { addressIndex: Type.Optional(Index), note: Type.Optional(Type.String({ maxLength: 300 })) },
          closed,
        ),
      },
      (tx, ground, { id, ...by }, { addressIndex = 0, note = '' }) =>
        acceptCase(tx, ground, id, { action: 'accept', addressIndex, note: note.trim(), ...by }),
    )
    deed(
      'refuse',
      {
        summary: '拒绝售后 Refuse with a reason the shopper reads',
        body: Type.Object({ reason: Said }, closed),
      },
      (tx, ground, { id, ...by }, { reason }) => refuseCase(tx, ground, id, { note: reason, ...by }),
    )
    deed(
      'note',
      { summary: '留言 A word to the shopper', body: Type.Object({ text: Said }, closed) },
      (tx, ground, { id, ...by }, { text }) => noteCase(tx, ground, id, { note: text, ...by }),
    )
    deed(
      'address',
      { summary: '改退货地址 Say where to send it', body: Type.Object({ addressIndex: Index }, closed) },
      (tx, ground, { id, ...by }, { addressIndex }) => redirectCase(tx, ground, id, { addressIndex, ...by }),
    )
    deed('arrived', { summary: '已收到退货 The goods are here', body: NoBody }, (tx, ground, { id, ...by }) =>
      arriveCase(tx, ground, id, by),
    )
    deed(
      'inspect',
      { summary: '验货并退款或换货 Look at the goods, then refund or exchange', body: InspectBody },
      (tx, ground, { id, ...by }, { lines, note = '', asRefund = false }) =>
        inspectCase(tx, ground, id, {
          action: 'pass',
          lines:
            lines?.map((line) => ({
              ...line,
              lineId: asId('lin', line.lineId),
              lessFen: toFen(line.lessFen),
            })) ?? null,
          note,
          asRefund,
          ...by,
        }),
    )

    server.get(
      '/aftersale-settings',
      {
        schema: {
          summary: '售后设置 Deadlines and return addresses',
          params: Type.Object(InStore),
          response: { 200: Settings, default: ProblemReply },
        },
        config: read,
      },
      async (request) => {
        const { storeId, keys } = storeOf(request)
        return withTenant(app.db, storeId, async (tx) => ({
          ...(await getAftersaleSettings(tx)),
          addresses: [...(await listReturnAddresses(tx, keys))],
        }))
      },
    )
    server.put(
      '/aftersale-settings',
      {
        schema: {
          summary: '保存售后设置 Save all of them on the version that was seen',
          params: Type.Object(InStore),
          body: Settings,
          response: { 200: Settings, default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'store:write' },
      },
      async (request, reply) => {
        const { storeId, keys } = storeOf(request)
        const saved = await withTenant(app.db, storeId, async (tx) => {
          if (!(await saveAftersaleSettings(tx, keys, { ...request.body, at: request.at }))) return null
          const actor = staffOf(request)
          await audit(tx, { actor, action: 'aftersale.settings', subject: storeId, data: {}, at: request.at })
          return getAftersaleSettings(tx)
        })
        if (!saved) return refuse(request, reply, AFTERSALE_ERRORS, 'AFTERSALE_CONFLICT')
        return { ...saved, addresses: request.body.addresses }
      },
    )

    server.get(
      '/products/:productId/return-rule',
      {
        schema: {
          summary: '退货规则 What holds for sending a product back',
          params: Type.Object({ ...InStore, productId: IdText('prd') }),
          response: { 200: Rule, default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'catalog:read' },
      },
      async (request, reply) => {
        const productId = asId('prd', request.params.productId)
        const rule = await withTenant(app.db, storeOf(request).storeId, (tx) =>
          findReturnRule(tx, productId, request.at),
        )
        return rule ?? refuse(request, reply, AFTERSALE_ERRORS, 'RETURN_PRODUCT')
      },
    )
    server.put(
      '/products/:productId/return-rule',
      {
        schema: {
          summary: '设置退货规则 From now on; orders placed before keep theirs',
          params: Type.Object({ ...InStore, productId: IdText('prd') }),
          body: Rule,
          response: { 200: Type.Object({ text: Type.String() }), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'catalog:write' },
      },
      async (request, reply) => {
        const rule = { ...request.body, words: request.body.words.trim() }
        const isSound =
          (rule.rule === 'none') === (rule.ground !== null) &&
          (rule.rule === 'custom') === (rule.words !== '')
        if (!isSound) return refuse(request, reply, AFTERSALE_ERRORS, 'RETURN_RULE')
        const settings = await withTenant(app.db, storeOf(request).storeId, async (tx) => {
          const productId = asId('prd', request.params.productId)
          return (await setReturnRule(tx, productId, { rule, at: request.at }))
            ? (await getAftersaleSettings(tx)).settings
            : null
        })
        if (!settings) return refuse(request, reply, AFTERSALE_ERRORS, 'RETURN_PRODUCT')
        return { text: returnText(rule, settings.noReasonDays)[localeOf(request)] }
      },
    )
  }
}

interface Deed {
  readonly id: CaseId
  readonly actor: `stf_${string}`
  readonly at: Date
}

const deedOf = (request: FastifyRequest): Deed => ({
  id: asId('asc', (request.params as { caseId: string }).caseId),
  actor: staffOf(request),
  at: request.at,
})

/** Decides in one transaction, writes it into the audit log, and lets the money follow. */
async function answer(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
  work: (tx: TenantTx, ground: Ground) => Promise<DecideResult>,
): Promise<FastifyReply | { state: string }> {
  const store = storeOf(request)
  const { id: subject, actor, at } = deedOf(request)
  const result = await withTenant(app.db, store.storeId, async (tx) => {
    const decided = await work(tx, groundOf(app, store))
    if (decided.done) await audit(tx, { actor, action: `aftersale.${name}`, subject, data: {}, at })
    return decided
  })
  if (!result.done)
    return result.code === 'REFUNDS_TOO_MANY'
      ? refuse(request, reply, ORDER_ERRORS, result.code)
      : refuse(request, reply, AFTERSALE_ERRORS, result.code)
  app.nudge(store.storeId)
  if (result.case.refundId) await followRefund(app, store.storeId, result.case.refundId)
  return { state: result.case.state }
}

const storeOf = (request: FastifyRequest) => must(request.store, 'the route has its store')
const staffOf = (request: FastifyRequest) => must(request.staff, 'staff').staffId

function cursorOf(text: string | undefined): CaseListing['after'] | undefined {
  if (text === undefined) return null
  const [at, raw] = parseCursor(text) ?? []
  const id = typeof raw === 'string' ? parseId('asc', raw) : null
  return id && typeof at === 'number' ? { at: new Date(at), id } : undefined
}
