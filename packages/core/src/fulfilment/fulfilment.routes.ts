import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { type Fen, must, toFen } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import type { App } from '../app.js'
import { ProblemReply, refuse } from '../http/index.js'
import { FULFILMENT_ERRORS } from './fulfilment.errors.js'
import { previewFee } from './preview-fee.js'
import { productDeliveryRoutes } from './product-delivery.routes.js'
import {
  readDeliverySetup,
  removeTemplate,
  type SaveDeliveryResult,
  saveLocal,
  saveTemplate,
  switchExpress,
} from './save-delivery.js'
import {
  AMOUNT_MAX_FEN,
  CAPACITY_MAX,
  CLOSED_DAYS_MAX,
  COUNT_MAX,
  DAYS_MAX,
  FEE_MAX_FEN,
  LEAD_MAX,
  RADIUS_MAX,
  RULE_REGIONS_MAX,
  SLOTS_MAX,
  TEMPLATE_RULES_MAX,
} from './settings.rules.js'

const read = { audience: 'staff', scope: 'store:read' } as const
const write = { audience: 'staff', scope: 'store:write' } as const
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const closed = { additionalProperties: false }
const whole = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum })
const Version = Type.Integer({ minimum: 0 })
const Regions = Type.Array(Type.String({ pattern: '^(\\d{2}|\\d{4}|\\d{6})$' }), {
  maxItems: RULE_REGIONS_MAX,
})
const StoreParams = Type.Object({ storeId: Type.Optional(Type.String()) })

const Rule = Type.Object(
  {
    regions: Regions,
    /** Grams or pieces, by the template's charge. */
    first: whole(0, COUNT_MAX),
    firstFen: whole(0, FEE_MAX_FEN),
    step: whole(1, COUNT_MAX),
    stepFen: whole(0, FEE_MAX_FEN),
    freeOverFen: Nullable(whole(0, AMOUNT_MAX_FEN)),
    freeOverPieces: Nullable(whole(1, COUNT_MAX)),
    excluded: Type.Boolean(),
  },
  closed,
)
const template = {
  name: Type.String({ maxLength: 40 }),
  charge: Type.Union([Type.Literal('weight'), Type.Literal('piece'), Type.Literal('fixed')]),
  rules: Type.Array(Rule, { maxItems: TEMPLATE_RULES_MAX }),
  version: Version,
}
const TemplateBody = Type.Object(
  { id: Nullable(Type.String({ pattern: '^[a-z0-9-]{1,40}$' })), ...template },
  closed,
)
const { charge, rules } = template
const PreviewBody = Type.Object(
  {
    charge,
    rules,
    regionCode: Type.String({ pattern: '^\\d{6}$' }),
    pieces: whole(1, COUNT_MAX),
    grams: whole(0, COUNT_MAX),
    goodsFen: whole(0, AMOUNT_MAX_FEN),
  },
  closed,
)
const LocalBody = Type.Object(
  {
    isOn: Type.Boolean(),
    settings: Type.Object(
      {
        regions: Regions,
        center: Nullable(
          Type.Object(
            {
              lat: Type.Number({ minimum: -90, maximum: 90 }),
              lng: Type.Number({ minimum: -180, maximum: 180 }),
            },
            closed,
          ),
        ),
        radiusMeter: whole(100, RADIUS_MAX),
        feeFen: whole(0, FEE_MAX_FEN),
        freeOverFen: Nullable(whole(0, AMOUNT_MAX_FEN)),
        leastGoodsFen: whole(0, AMOUNT_MAX_FEN),
        slots: Type.Array(
          Type.Object(
            {
              from: Type.String({ maxLength: 5 }),
              to: Type.String({ maxLength: 5 }),
              capacity: whole(1, CAPACITY_MAX),
            },
            closed,
          ),
          { maxItems: SLOTS_MAX },
        ),
        weekdays: Type.Array(whole(1, 7), { maxItems: 7 }),
        closedDays: Type.Array(Type.String({ maxLength: 10 }), { maxItems: CLOSED_DAYS_MAX }),
        leadMinutes: whole(0, LEAD_MAX),
        cutOff: Type.String({ maxLength: 5 }),
        days: whole(1, DAYS_MAX),
      },
      closed,
    ),
    version: Version,
  },
  closed,
)
const SwitchBody = Type.Object({ isOn: Type.Boolean(), version: Version }, closed)
const SetupReply = Type.Object({
  express: SwitchBody,
  templates: Type.Array(Type.Object({ id: Type.String(), ...template })),
  local: LocalBody,
})
const saved = { 200: Type.Object({ id: Type.String(), version: Type.Integer() }), default: ProblemReply }

const storeOf = (request: FastifyRequest) => must(request.storeId, 'a store is named')
const editOf = (request: FastifyRequest) => ({
  actor: must(request.staff, 'somebody is signed in').staffId,
  at: request.at,
})

/** How a shop delivers, for its staff: `/delivery` below the admin API of a store. */
export function deliveryAdminRoutes({ db }: Pick<App, 'db'>): FastifyPluginAsyncTypebox {
  return async (server) => {
    await server.register(productDeliveryRoutes({ db }))
    server.get(
      '/delivery',
      {
        config: read,
        schema: { summary: 'Ways of delivery', params: StoreParams, response: { 200: SetupReply } },
      },
      async (request) => plain(await withTenant(db, storeOf(request), readDeliverySetup)),
    )
    server.put(
      '/delivery/express',
      {
        config: write,
        schema: { summary: 'Switch express', params: StoreParams, body: SwitchBody, response: saved },
      },
      async (request, reply) =>
        answer(
          request,
          reply,
          await withTenant(db, storeOf(request), (tx) => switchExpress(tx, request.body, editOf(request))),
        ),
    )
    server.put(
      '/delivery/templates',
      {
        config: write,
        schema: { summary: 'Save a template', params: StoreParams, body: TemplateBody, response: saved },
      },
      async (request, reply) => {
        const edit = { ...request.body, rules: request.body.rules.map(toRule) }
        const result = await withTenant(db, storeOf(request), (tx) => saveTemplate(tx, edit, editOf(request)))
        return answer(request, reply, result)
      },
    )
    server.post(
      '/delivery/templates/preview',
      {
        config: read,
        schema: {
          summary: 'What a template would charge, saved or not',
          params: StoreParams,
          body: PreviewBody,
          response: {
            200: Type.Object({
              /** `charged`, `free` or `not_delivered`. */
              state: Type.String(),
              feeFen: Type.Integer(),
              /** What it would be for goods worth less. */
              usualFen: Type.Integer(),
            }),
            default: ProblemReply,
          },
        },
      },
      async ({ body: { charge, rules, goodsFen, ...parcel } }) => {
        const template = { name: '', charge, rules: rules.map(toRule) }
        const { quote, usualFen } = previewFee(template, { ...parcel, goodsFen: toFen(goodsFen) })
        return { ...quote, usualFen }
      },
    )
    server.delete(
      '/delivery/templates/:id',
      {
        config: write,
        schema: {
          summary: 'Remove a template',
          params: Type.Object({ storeId: Type.Optional(Type.String()), id: Type.String({ maxLength: 40 }) }),
          response: { 204: Type.Null(), default: ProblemReply },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const { removed } = await withTenant(db, storeOf(request), (tx) =>
          removeTemplate(tx, id, editOf(request)),
        )
        return removed
          ? reply.code(204).send(null)
          : refuse(request, reply, FULFILMENT_ERRORS, 'DELIVERY_TEMPLATE_NOT_FOUND')
      },
    )
    server.put(
      '/delivery/local',
      {
        config: write,
        schema: { summary: 'Save local delivery', params: StoreParams, body: LocalBody, response: saved },
      },
      async (request, reply) => {
        const { settings, ...edit } = request.body
        const { feeFen, freeOverFen, leastGoodsFen } = settings
        const amounts = {
          feeFen: toFen(feeFen),
          freeOverFen: fenOf(freeOverFen),
          leastGoodsFen: toFen(leastGoodsFen),
        }
        const result = await withTenant(db, storeOf(request), (tx) =>
          saveLocal(tx, { ...edit, settings: { ...settings, ...amounts } }, editOf(request)),
        )
        return answer(request, reply, result)
      },
    )
  }
}

const fenOf = (amount: number | null): Fen | null => (amount === null ? null : toFen(amount))

function toRule(rule: Static<typeof Rule>) {
  return {
    ...rule,
    firstFen: toFen(rule.firstFen),
    stepFen: toFen(rule.stepFen),
    freeOverFen: fenOf(rule.freeOverFen),
  }
}

/** As the reply's schema has it: nothing read-only. */
function plain(setup: Awaited<ReturnType<typeof readDeliverySetup>>): Static<typeof SetupReply> {
  return structuredClone(setup) as unknown as Static<typeof SetupReply>
}

function answer(request: FastifyRequest, reply: FastifyReply, result: SaveDeliveryResult) {
  if (!result.saved) return refuse(request, reply, FULFILMENT_ERRORS, result.reason)
  return { id: result.id, version: result.version }
}
