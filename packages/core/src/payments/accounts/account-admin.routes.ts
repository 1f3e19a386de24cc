import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { type Locale, must, type Words } from '@mamapu/kernel'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../../app.js'
import { audit } from '../../audit/index.js'
import { IdText, localeOf, NoBody, ProblemReply, refuse } from '../../http/index.js'
import { PAYMENT_ERRORS } from '../payment.errors.js'
import type { PaymentProvider } from '../provider.js'
import { type AccountRow, listAccounts } from './account.queries.js'
import { saveAccount, testAccount } from './accounts.js'

const closed = { additionalProperties: false }
const InStore = { storeId: IdText('sto') }
const OfProvider = Type.Object({ ...InStore, provider: Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }) })

const AccountReply = Type.Object({
  provider: Type.String(),
  title: Type.String(),
  help: Type.String(),
  fields: Type.Array(
    Type.Object({
      name: Type.String(),
      title: Type.String(),
      help: Type.String(),
      isSecret: Type.Boolean(),
      isIdentity: Type.Boolean(),
      isOptional: Type.Boolean(),
      isLong: Type.Boolean(),
      maxLength: Type.Integer(),
    }),
  ),
  /** What was saved and is no secret, by the fields' names. */
  values: Type.Record(Type.String(), Type.String()),
  isOn: Type.Boolean(),
  /** 0: nothing was saved yet. */
  version: Type.Integer(),
  testedAt: Type.Union([Type.String(), Type.Null()]),
  testFault: Type.String(),
  /** Where the provider tells the shop of payments. */
  notifyUrl: Type.String(),
})

const storeOf = (request: FastifyRequest) => must(request.store, 'an admin route has its store')

/** The shop's accounts at payment providers: `/payment-accounts` of the console. Secrets come in and never go out. */
export function accountAdminRoutes(
  app: App,
  providers: ReadonlyMap<string, PaymentProvider>,
): FastifyPluginAsyncTypebox {
  const find = (id: string) => {
    const provider = providers.get(id)
    return provider?.account ? provider : null
  }
  return async (server) => {
    server.get(
      '/payment-accounts',
      {
        schema: {
          summary: '收款账户 Accounts at payment providers, without their secrets',
          params: Type.Object(InStore),
          response: { 200: Type.Object({ items: Type.Array(AccountReply) }), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'payments:read' },
      },
      async (request) => {
        const { storeId, origin } = storeOf(request)
        const rows = await withTenant(app.db, storeId, listAccounts)
        const byProvider = new Map(rows.map((row) => [row.provider, row]))
        return {
          items: [...providers.values()]
            .filter(({ account }) => account)
            .map((provider) =>
              accountReply(provider, byProvider.get(provider.id), { origin, locale: localeOf(request) }),
            ),
        }
      },
    )

    server.put(
      '/payment-accounts/:provider',
      {
        schema: {
          summary: '保存收款账户 Save one, on the version that was seen; secrets left empty stay',
          params: OfProvider,
          body: Type.Object(
            {
              version: Type.Integer({ minimum: 0, maximum: 2_000_000_000 }),
              isOn: Type.Boolean(),
              values: Type.Record(
                Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9]{0,30}$' }),
                Type.String({ maxLength: 8000 }),
                { maxProperties: 20 },
              ),
            },
            closed,
          ),
          response: { 200: AccountReply, default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'payments:write' },
      },
      async (request, reply) => {
        const provider = find(request.params.provider)
        if (!provider) return refuse(request, reply, PAYMENT_ERRORS, 'PAYMENT_PROVIDER_UNKNOWN')
        const { storeId, keys, origin } = storeOf(request)
        const actor = must(request.staff, 'staff').staffId
        const ask = { ...request.body, provider, actor, at: request.at }
        const result = await withTenant(app.db, storeId, (tx) => saveAccount(tx, keys, ask))
        const locale = localeOf(request)
        if (result.saved) return accountReply(provider, result.account, { origin, locale })
        if (result.reason === 'invalid') {
          const { field, why } = result.fault
          const fields = { [`/values/${field}`]: why[locale] }
          return refuse(request, reply, PAYMENT_ERRORS, 'PAYMENT_ACCOUNT_INVALID', { fields })
        }
        const code = result.reason === 'in_use' ? 'PAYMENT_ACCOUNT_IN_USE' : 'PAYMENT_ACCOUNT_CHANGED'
        return refuse(request, reply, PAYMENT_ERRORS, code)
      },
    )

    server.post(
      '/payment-accounts/:provider/test',
      {
        schema: {
          summary: '测试收款账户 Ask the provider whether it knows the account; empty fault: it does',
          params: OfProvider,
          body: NoBody,
          response: { 200: Type.Object({ fault: Type.String() }), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'payments:write' },
      },
      async (request, reply) => {
        const provider = find(request.params.provider)
        if (!provider) return refuse(request, reply, PAYMENT_ERRORS, 'PAYMENT_PROVIDER_UNKNOWN')
        const { storeId } = storeOf(request)
        const tested = await testAccount(app, storeId, provider, request.at)
        if (!tested) return refuse(request, reply, PAYMENT_ERRORS, 'PAYMENT_ACCOUNT_NOT_FOUND')
        await withTenant(app.db, storeId, (tx) =>
          audit(tx, {
            actor: must(request.staff, 'staff').staffId,
            action: 'payment.account_tested',
            subject: provider.id,
            data: { fault: tested.fault },
            at: request.at,
          }),
        )
        return tested
      },
    )
  }
}

function accountReply(
  provider: PaymentProvider,
  row: AccountRow | undefined,
  { origin, locale }: { readonly origin: string; readonly locale: Locale },
) {
  const form = must(provider.account, 'a provider with accounts')
  const say = (words: Words) => words[locale]
  return {
    provider: provider.id,
    title: say(provider.title),
    help: say(form.help),
    fields: form.fields.map(
      ({ title, help, isIdentity = false, isOptional = false, isLong = false, ...field }) => ({
        ...{ ...field, isIdentity, isOptional, isLong },
        title: say(title),
        help: say(help),
      }),
    ),
    values: { ...row?.shown },
    isOn: row?.isOn ?? false,
    version: row?.version ?? 0,
    testedAt: row?.testedAt?.toISOString() ?? null,
    testFault: row?.testFault ?? '',
    notifyUrl: `${origin}/callbacks/payments/${provider.id}`,
  }
}
