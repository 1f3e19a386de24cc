import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, parseId } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import {
  HTTP_ERRORS,
  IdText,
  makeCursor,
  NoBody,
  PageQuery,
  ProblemReply,
  pageOf,
  parseCursor,
  parseWhole,
  refuse,
} from '../http/index.js'
import { staffOf, storeOf } from './decide.js'
import { quarterFile, readQuarter } from './export-quarter.js'
import { listPayees } from './payee.queries.js'
import { revealPayee } from './payees.js'
import { PAYOUT_ERRORS } from './payout.errors.js'
import { PayeeReply, payeeReply } from './payout.schema.js'
import {
  DEFAULT_PAYOUT_SETTINGS,
  getPayoutSettings,
  type PayoutSettings,
  PayoutSettingsBody,
  savePayoutSettings,
  TaxRuleBody,
} from './payout-settings.js'
import type { PayoutProviders } from './provider.js'
import { BY_HAND, PAYOUT_WAYS } from './withdrawal.types.js'

const closed = { additionalProperties: false }
const InStore = { storeId: IdText('sto') }
const SettingsReply = Type.Object({
  settings: PayoutSettingsBody,
  version: Type.Integer(),
  /** What `route` may be: `hand` and the providers of this installation. */
  routes: Type.Array(Type.String()),
  /** What holds until the merchant says otherwise, with its source. */
  defaultRules: Type.Array(TaxRuleBody),
})
const SAVE_CODES = {
  conflict: 'PAYOUT_SETTINGS_CHANGED',
  route_unknown: 'PAYOUT_ROUTE_UNKNOWN',
  tax_rules: 'TAX_RULES_INVALID',
  tax_not_begun: 'TAX_RULES_NOT_BEGUN',
} as const

/** Settings, payees and the tax report: `/payouts/settings`, `/payouts/payees`, `/payouts/quarters` of the console. */
export function payoutAdminRoutes(app: App, providers: PayoutProviders): FastifyPluginAsyncTypebox {
  const routes = [...providers.keys()]
  const settingsReply = ({ version, ...settings }: PayoutSettings) => ({
    settings,
    version,
    routes: [BY_HAND, ...routes],
    defaultRules: DEFAULT_PAYOUT_SETTINGS.tax.rules,
  })
  return async (server) => {
    server.get(
      '/payouts/settings',
      {
        schema: {
          summary: '提现设置 How the shop pays out, with the tax scale and its source',
          params: Type.Object(InStore),
          response: { 200: SettingsReply, default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'payouts:read' },
      },
      async (request) => settingsReply(await withTenant(app.db, storeOf(request).storeId, getPayoutSettings)),
    )

    server.put(
      '/payouts/settings',
      {
        schema: {
          summary: '修改提现设置 Change them, on the version that was seen',
          params: Type.Object(InStore),
          body: Type.Object(
            { version: Type.Integer({ minimum: 0, maximum: 2_000_000_000 }), settings: PayoutSettingsBody },
            closed,
          ),
          response: { 200: SettingsReply, default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'payouts:approve' },
      },
      async (request, reply) => {
        const { version, settings } = request.body
        const { storeId, zone } = storeOf(request)
        const result = await withTenant(app.db, storeId, async (tx) => {
          const before = await getPayoutSettings(tx)
          const saved = await savePayoutSettings(tx, { version, settings, routes, at: request.at, zone })
          if (saved.saved)
            await audit(tx, {
              actor: staffOf(request),
              action: 'payout.settings_changed',
              subject: storeId,
              data: { before, after: saved.settings },
              at: request.at,
            })
          return saved
        })
        return result.saved
          ? settingsReply(result.settings)
          : refuse(request, reply, PAYOUT_ERRORS, SAVE_CODES[result.reason])
      },
    )

    server.get(
      '/payouts/payees',
      {
        schema: {
          summary: '收款人 Payees, masked',
          params: Type.Object(InStore),
          querystring: Type.Object(PageQuery, closed),
          response: { 200: pageOf(PayeeReply), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'payouts:read' },
      },
      async (request, reply) => {
        const { limit: asked = '50', cursor } = request.query
        const limit = parseWhole(asked, { min: 1, max: 100 })
        const after = cursor === undefined ? null : parseId('cus', String(parseCursor(cursor)?.[0] ?? ''))
        if (limit === null || (cursor !== undefined && after === null))
          return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const rows = await withTenant(app.db, storeOf(request).storeId, (tx) =>
          listPayees(tx, { after, limit }),
        )
        const last = rows.length === limit ? rows.at(-1) : undefined
        return { items: rows.map(payeeReply), next: last ? makeCursor([last.customerId]) : null }
      },
    )

    server.post(
      '/payouts/payees/:customerId/reveal',
      {
        schema: {
          summary: '查看完整收款信息 Show name, number and account in full; noted in the audit',
          params: Type.Object({ ...InStore, customerId: IdText('cus') }),
          body: NoBody,
          response: {
            200: Type.Object({
              name: Type.String(),
              idNumber: Type.String(),
              way: Type.Enum([...PAYOUT_WAYS]),
              account: Type.String(),
              bank: Type.String(),
            }),
            default: ProblemReply,
          },
        },
        config: { audience: 'staff', scope: 'customers:reveal' },
      },
      async (request, reply) => {
        const store = storeOf(request)
        const customerId = asId('cus', request.params.customerId)
        const identity = await withTenant(app.db, store.storeId, (tx) =>
          revealPayee(tx, store.keys, { customerId, actor: staffOf(request), at: request.at }),
        )
        return identity ?? refuse(request, reply, PAYOUT_ERRORS, 'PAYEE_IDENTITY_NOT_FOUND')
      },
    )

    server.get(
      '/payouts/quarters/:quarter',
      {
        schema: {
          summary: '季度涉税报送表 What was paid in a quarter, per person, as CSV; noted in the audit',
          params: Type.Object({ ...InStore, quarter: Type.String({ maxLength: 10 }) }),
          response: { 200: { content: { 'text/csv': { schema: Type.String() } } } },
        },
        config: { audience: 'staff', scope: 'payouts:approve' },
      },
      async (request, reply) => {
        const store = storeOf(request)
        const quarter = readQuarter(request.params.quarter.replace(/\.csv$/, ''))
        if (!quarter) return refuse(request, reply, PAYOUT_ERRORS, 'QUARTER_INVALID')
        const file = await withTenant(app.db, store.storeId, (tx) =>
          quarterFile(tx, store, { quarter, actor: staffOf(request), at: request.at }),
        )
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="payouts-${quarter.name}.csv"`)
          .header('x-content-type-options', 'nosniff')
          .header('cache-control', 'no-store')
          .send(file)
      },
    )
  }
}
