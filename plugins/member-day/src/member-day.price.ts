import { type SkuId, toFen } from '@mamapu/kernel'
import { poolId, type Refusal } from '@mamapu/plugin-sdk'
import type { CartLine, UnitPriceOffer } from '@mamapu/pricing'
import { earn, price, validator } from './member-day.mechanic.js'
import { type MemberDay, type Priced, pricesOf } from './member-day.rules.js'

/** What one person had of a variant on a day with a limit. */
export const PERSON = 'member-day.person'

/** On the day, for whom it is meant, each unit has the member price. */
export const dayPriceRule = price({
  name: 'day-price',
  stage: 'unit',
  facts: {},
  offers: ({ cart, campaigns }) =>
    cart.lines.flatMap((line) =>
      pricesOf(campaigns.running, line, line.unitPriceFen).map((priced) => offerOf(priced, line)),
    ),
})

const offerId = ({ id }: MemberDay, lineId: string) => `member-day:${id}:${lineId}`

function offerOf({ day, priceFen }: Priced, { lineId, skuId, quantity }: CartLine): UnitPriceOffer {
  const { limit, limitUnits, exclusive } = day.config
  return {
    id: offerId(day, lineId),
    plugin: 'member-day',
    campaignId: day.id,
    stage: 'unit',
    label: { 'zh-CN': day.label, en: 'Member day' },
    priority: day.priority,
    lineId,
    unitPriceFen: toFen(priceFen),
    exclusive,
    ...(limit === 'hard' ? { takes: [personTake(day, { skuId, lineId, units: quantity })] } : {}),
    ...(limit === 'normal' ? asFarAsLeft(day, { skuId, lineId, units: Math.min(quantity, limitUnits) }) : {}),
  }
}

/** What the person has left of the day's limit has the price, whatever other orders took; further units do not. */
function asFarAsLeft(day: MemberDay, line: Counted): Pick<UnitPriceOffer, 'unitsMax' | 'takes'> {
  return { unitsMax: line.units, takes: [{ ...personTake(day, line), asFarAsLeft: true }] }
}

interface Counted {
  readonly skuId: string
  readonly lineId: string
  readonly units: number
}

function personTake({ id, round, config }: MemberDay, { skuId, lineId, units }: Counted) {
  return {
    kind: PERSON,
    id: poolId(id, skuId as SkuId, round),
    units,
    limit: config.limitUnits,
    giveBack: 'refund' as const,
    lineId,
    perPerson: true,
  }
}

/**
 * More than one person may have of a day with a hard limit is refused by name before anything is counted, where the day's price
 * won: goods that a sale or a level gives for less are none of the day's.
 */
export const dayLimits = validator({
  name: 'day-limits',
  facts: {},
  governs: (line, _settings, { running }) =>
    running.some((day) => day.config.limit === 'hard' && day.covers(line)),
  check: ({ cart, campaigns, won }) =>
    campaigns.running
      .filter(({ config }) => config.limit === 'hard')
      .flatMap((day) =>
        overLimit(
          day,
          cart.lines.filter(({ lineId }) => won.includes(offerId(day, lineId))),
        ),
      ),
})

/** The lines whose goods come to more than the limit; `lines` have the day's price. */
function overLimit({ config: { limitUnits: limit } }: MemberDay, lines: readonly CartLine[]): Refusal[] {
  const words = { 'zh-CN': `会员日每人限购 ${limit} 件`, en: `At most ${limit} per person on this day` }
  return lines
    .filter(({ skuId }) => unitsOf(lines, skuId) > limit)
    .map(({ lineId }) => ({ code: 'MEMBER_DAY_LIMIT', lineId, words }))
}

function unitsOf(lines: readonly CartLine[], wanted: string): number {
  return lines.reduce((sum, { skuId, quantity }) => sum + (skuId === wanted ? quantity : 0), 0)
}

/** Its goods earn more points on the day, whatever price they end up at. */
export const dayPoints = earn({
  name: 'day-points',
  facts: {},
  factors: ({ cart, campaigns }) =>
    campaigns.running
      .filter(({ config }) => config.pointsBps > 10_000)
      .map((day) => ({
        lineIds: cart.lines.filter((line) => day.covers(line)).map(({ lineId }) => lineId),
        bps: day.config.pointsBps,
        label: { 'zh-CN': day.label, en: 'Member day' },
        campaignId: day.id,
      })),
})
