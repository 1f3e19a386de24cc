import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { toFen } from '@mamapu/kernel'
import { Type } from 'typebox'
import { IdText, ProblemReply, refuse } from '../http/index.js'
import { PAYOUT_ERRORS } from './payout.errors.js'
import { TaxRuleBody } from './payout-settings.js'
import { taxOfMonth, whyNotTaxRules } from './tax.rules.js'

/** What a scale would withhold, before it is saved: `/payouts/tax-example` of the console. Nothing is read or written. */
export function taxAdminRoutes(): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.post(
      '/payouts/tax-example',
      {
        schema: {
          summary: '税率表试算 What a scale withholds from somebody’s first withdrawal of a month',
          params: Type.Object({ storeId: IdText('sto') }),
          body: Type.Object(
            { rule: TaxRuleBody, amountFen: Type.Integer({ minimum: 1, maximum: 100_000_000 }) },
            { additionalProperties: false },
          ),
          response: {
            200: Type.Object({ taxFen: Type.Integer(), netFen: Type.Integer() }),
            default: ProblemReply,
          },
        },
        config: { audience: 'staff', scope: 'payouts:read' },
      },
      async (request, reply) => {
        const { rule, amountFen } = request.body
        if (whyNotTaxRules([rule])) return refuse(request, reply, PAYOUT_ERRORS, 'TAX_RULES_INVALID')
        const taxFen = taxOfMonth(toFen(amountFen), rule)
        return { taxFen, netFen: amountFen - taxFen }
      },
    )
  }
}
