import { type CustomerId, mulBps, toFen } from '@mamapu/kernel'
import type { Commission, CommissionLine } from '@mamapu/plugin-sdk'
import { inviterFact, ratesFact, tiesFact } from '../distributor.facts.js'
import { type DistributorSettings, hooks } from '../distributor.settings.js'
import { maySell } from '../distributor.types.js'
import { promoterOf } from '../relation/relation.rules.js'
import type { Seller, Ties } from '../relation/tie.queries.js'
import { type Earned, earnedBy, type Scale, scaleOf } from './rate.rules.js'

/**
 * Who earns by an order: whoever the shopper is bound to, and, where the merchant switched that on, her inviter. The buyer
 * earns only as her own promoter and only if the shop allows it. A campaign with a rate of its own pays the promoter alone.
 */
export const commission = hooks.commission({
  name: 'sales',
  facts: { ties: tiesFact, book: ratesFact, inviterBps: inviterFact },
  commissions({ lines, buyer, settings, facts, at }) {
    const promoter = sellerFor(facts.ties, { buyer: buyer?.id ?? null, settings, at })
    if (promoter === null) return []
    const scale = scaleOf(settings, facts.book)
    const inviter = facts.inviterBps > 0 ? inviterOf(promoter, buyer?.id ?? null) : null
    return lines.flatMap((line) => [
      ...promoted(line, promoter, scale),
      ...(inviter === null ? [] : invited(line, { inviter, bps: facts.inviterBps, scale, promoter })),
    ])
  },
  ceiling({ lines, settings, facts }) {
    const scale = scaleOf(settings, facts.book)
    const all = ['', ...settings.levels.map(({ level }) => level)]
    return lines.map((line) => {
      const most = Math.max(...all.map((level) => amountOf(line, earnedBy(line, level, scale))))
      const invited =
        line.campaign.mode === 'usual' && most > 0 ? mulBps(line.paidFen, facts.inviterBps, 'down') : 0
      return { lineId: line.lineId, mostFen: toFen(Math.min(line.paidFen, most + invited)) }
    })
  },
})

/** What core will make of it for the whole line. */
function amountOf({ paidFen, quantity }: CommissionLine, earned: Earned | null): number {
  if (earned === null) return 0
  const { terms } = earned
  return 'bps' in terms ? mulBps(paidFen, terms.bps, 'down') : Math.min(terms.perUnitFen * quantity, paidFen)
}

/** Whose doing the sale is; null for nobody, and for whoever sells no more. Pure. */
export function sellerFor(
  { self, own, browser }: Ties,
  about: { readonly buyer: CustomerId | null; readonly settings: DistributorSettings; readonly at: Date },
): Seller | null {
  const { buyer, settings, at } = about
  if (settings.allowsSelf && self !== null && maySell(self.state)) return self
  const promoter = promoterOf(own?.binding ?? null, browser?.binding ?? null, {
    customer: buyer,
    terms: settings,
    at,
  })
  const seller = [own?.seller, browser?.seller].find((one) => one?.customerId === promoter)
  return seller && seller.customerId !== buyer && maySell(seller.state) ? seller : null
}

function inviterOf({ inviter, customerId }: Seller, buyer: CustomerId | null): CustomerId | null {
  if (inviter === null || !maySell(inviter.state)) return null
  return inviter.customerId === buyer || inviter.customerId === customerId ? null : inviter.customerId
}

function promoted(line: CommissionLine, promoter: Seller, scale: Scale): Commission[] {
  const earned = earnedBy(line, promoter.level, scale)
  if (earned === null) return []
  const { terms, basis } = earned
  const payee = promoter.customerId
  const frozen = 'bps' in terms ? terms : { perUnitFen: toFen(terms.perUnitFen) }
  return [{ lineId: line.lineId, role: 'promoter', payee, terms: frozen, basis }]
}

function invited(
  line: CommissionLine,
  about: {
    readonly inviter: CustomerId
    readonly bps: number
    readonly scale: Scale
    readonly promoter: Seller
  },
): Commission[] {
  const isUsual = line.campaign.mode === 'usual' && earnedBy(line, about.promoter.level, about.scale) !== null
  if (!isUsual) return []
  return [
    {
      lineId: line.lineId,
      role: 'inviter',
      payee: about.inviter,
      terms: { bps: about.bps },
      basis: 'inviter',
    },
  ]
}
