import { type Fen, formatFen, type Words } from '@mamapu/kernel'
import type { RiskSettings } from './risk.schema.js'

export const RISK_DEFAULTS: RiskSettings = {
  windowHours: 24,
  sameDoorOrders: 5,
  samePhoneOrders: 5,
  nearZeroFen: 100,
  manyUnits: 20,
  firstOrderFen: 200_000,
  refundedOrders: 3,
  belowCost: true,
}

/** What is known of an order and of who ordered, as of when it was placed. */
export interface RiskFacts {
  readonly payableFen: Fen
  /** What its goods cost the shopper, postage apart. */
  readonly goodsFen: Fen
  /** What those cost the shop whose cost is known. */
  readonly costFen: Fen
  readonly units: number
  /** Orders to the same door and phone within the window, this one included. */
  readonly sameDoor: number
  readonly samePhone: number
  /** Earlier orders of the customer (or the phone) that were paid, and refunded ones of the latest twenty. */
  readonly paidBefore: number
  readonly refundedBefore: number
}

export interface RiskHint {
  readonly code: string
  readonly words: Words
}

interface Rule {
  readonly code: string
  readonly applies: (facts: RiskFacts, settings: RiskSettings) => boolean
  readonly words: (facts: RiskFacts, settings: RiskSettings) => Words
}

const atLeast = (count: number, from: number) => from > 0 && count >= from

const RULES: readonly Rule[] = [
  {
    code: 'below_cost',
    applies: ({ goodsFen, costFen }, { belowCost }) => belowCost && goodsFen < costFen,
    words: ({ goodsFen, costFen }) => ({
      'zh-CN': `低于成本：商品收 ${formatFen(goodsFen)} 元，成本 ${formatFen(costFen)} 元`,
      en: `Below cost: goods bring ${formatFen(goodsFen)} and cost ${formatFen(costFen)}`,
    }),
  },
  {
    code: 'near_zero',
    applies: ({ payableFen }, { nearZeroFen }) => payableFen < nearZeroFen,
    words: ({ payableFen }) => ({
      'zh-CN': `金额接近零：只付 ${formatFen(payableFen)} 元，看看价格和优惠有没有设错`,
      en: `Nearly free: ${formatFen(payableFen)} in all; check prices and offers`,
    }),
  },
  {
    code: 'same_door',
    applies: ({ sameDoor }, { sameDoorOrders }) => atLeast(sameDoor, sameDoorOrders),
    words: ({ sameDoor }, { windowHours }) => ({
      'zh-CN': `同一地址 ${windowHours} 小时内下了 ${sameDoor} 单`,
      en: `${sameDoor} orders to this address within ${windowHours} hours`,
    }),
  },
  {
    code: 'same_phone',
    applies: ({ samePhone }, { samePhoneOrders }) => atLeast(samePhone, samePhoneOrders),
    words: ({ samePhone }, { windowHours }) => ({
      'zh-CN': `同一手机号 ${windowHours} 小时内下了 ${samePhone} 单`,
      en: `${samePhone} orders with this phone within ${windowHours} hours`,
    }),
  },
  {
    code: 'many_units',
    applies: ({ units }, { manyUnits }) => atLeast(units, manyUnits),
    words: ({ units }) => ({
      'zh-CN': `买了 ${units} 件，可能是转卖`,
      en: `${units} units; perhaps for resale`,
    }),
  },
  {
    code: 'large_first',
    applies: ({ payableFen, paidBefore }, { firstOrderFen }) =>
      paidBefore === 0 && atLeast(payableFen, firstOrderFen),
    words: ({ payableFen }) => ({
      'zh-CN': `第一次下单就有 ${formatFen(payableFen)} 元，发货前可以打个电话`,
      en: `A first order of ${formatFen(payableFen)}; a call before shipping may help`,
    }),
  },
  {
    code: 'often_refunds',
    applies: ({ refundedBefore }, { refundedOrders }) => atLeast(refundedBefore, refundedOrders),
    words: ({ refundedBefore }) => ({
      'zh-CN': `最近 20 单里有 ${refundedBefore} 单退过款`,
      en: `${refundedBefore} of the latest 20 orders were refunded`,
    }),
  },
]

/** What looks odd about an order, each with why. Hints only: nothing is stopped by them. */
export function riskHints(facts: RiskFacts, settings: RiskSettings): RiskHint[] {
  return RULES.filter(({ applies }) => applies(facts, settings)).map(({ code, words }) => ({
    code,
    words: words(facts, settings),
  }))
}
