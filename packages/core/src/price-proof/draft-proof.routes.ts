import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { asId, idPattern, type Locale, must } from '@mamapu/kernel'
import { type Static, Type } from 'typebox'
import type { App } from '../app.js'
import { askedDraft, CAMPAIGN_ERRORS, DraftAsk } from '../campaigns/index.js'
import { localeOf, ProblemReply, refuse } from '../http/index.js'
import { judgeNumber } from './price-proof.rules.js'
import { type DraftLine, type DraftProofDeps, proveDraft } from './prove-draft.js'
import { BASIS_WORDS, NO_PRICE_WORDS, otherWords, UNCOUNTED_WORDS, verdictWords } from './verdict-words.js'

const Ask = Type.Object(
  { ...DraftAsk, after: Type.Optional(Type.String({ pattern: idPattern('sku') })) },
  { additionalProperties: false },
)

const NullableInteger = Type.Union([Type.Integer(), Type.Null()])
const NullableText = Type.Union([Type.String(), Type.Null()])
const Item = Type.Object({
  skuId: Type.String(),
  code: Type.String(),
  title: Type.String(),
  options: Type.String(),
  /** What one unit costs everyone: the number beside the lower price. */
  numberFen: Type.Integer(),
  /** What one unit will cost those the campaign is for. */
  unitFen: Type.Integer(),
  /** What is paid for one unit bought alone, every campaign of that instant taken off: what the margin is reckoned from. */
  paidFen: Type.Integer(),
  /** What a unit costs the shop; null when it is not known. */
  costFen: NullableInteger,
  /** The most that everybody who earns by the sale of one may get of it together. */
  commissionFen: Type.Integer(),
  kindName: Type.String(),
  basisFen: NullableInteger,
  /** `no_price`: the mechanic sets no prices of single units, so nothing is struck. */
  verdict: Type.Enum(['struck', 'not_lower', 'above_basis', 'without_basis', 'other', 'no_price']),
  why: Type.String(),
})
const DraftProofReply = Type.Object({
  /** When the round begins these prices are of; null when the mechanic changes no price of goods. */
  startsAt: NullableText,
  /** What `paidFen` cannot know; null when it knows everything. */
  uncounted: NullableText,
  items: Type.Array(Item),
  next: NullableText,
})

/** What a campaign will strike, and what not and why, before it is published: below `/api/admin/v1/stores/:storeId`. */
export function draftProofRoutes(app: App, deps: DraftProofDeps): FastifyPluginAsyncTypebox {
  const mechanics = deps.host.registry
  return async (server) => {
    server.post(
      '/campaigns/price-proof',
      {
        config: { audience: 'staff', scope: 'marketing:read' },
        schema: {
          summary: '发布前的划线价检查 Prices and struck numbers of a campaign before it is published',
          params: Type.Object({ storeId: Type.Optional(Type.String()) }),
          body: Ask,
          response: { 200: DraftProofReply, default: ProblemReply },
        },
      },
      async (request, reply) => {
        const store = must(request.store, 'an admin route has its store')
        const { after, ...draft } = request.body
        const asked = await askedDraft({ db: app.db, mechanics }, store.storeId, draft, request.at)
        if (!asked.campaign) return refuse(request, reply, CAMPAIGN_ERRORS, asked.code)
        const { campaign } = asked
        const ask = { campaign, after: after === undefined ? null : asId('sku', after), at: request.at }
        const { round, mayComeLower, lines, next } = await proveDraft(deps, store, ask)
        const items = lines.map((line) => itemOf(line, campaign.id, localeOf(request)))
        const uncounted = mayComeLower ? UNCOUNTED_WORDS[localeOf(request)] : null
        return { startsAt: round?.startsAt.toISOString() ?? null, uncounted, items, next }
      },
    )
  }
}

function itemOf(
  { sku, unitFen, paidFen, commissionFen, pricedBy, basis }: DraftLine,
  own: string,
  locale: Locale,
): Static<typeof Item> {
  const { skuId, code, title, titleEn, optionText, priceFen, costFen } = sku
  const other = pricedBy && pricedBy.id !== own ? pricedBy : null
  const verdict = basis && judgeNumber({ numberFen: priceFen, unitFen }, basis)
  return {
    skuId,
    code,
    title: (locale === 'en' && titleEn) || title,
    options: optionText,
    numberFen: priceFen,
    unitFen,
    paidFen,
    costFen,
    commissionFen,
    kindName: basis ? BASIS_WORDS[basis.kind][locale] : '',
    basisFen: basis?.basisFen ?? null,
    ...(basis && verdict
      ? {
          verdict: other ? 'other' : verdict,
          why: (other ? otherWords(other.label) : verdictWords(verdict, basis))[locale],
        }
      : { verdict: 'no_price', why: NO_PRICE_WORDS[locale] }),
  }
}
