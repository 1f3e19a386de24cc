import { DAY, later, newId, toBps, toFen, ZERO_FEN } from '@mamapu/kernel'
import type { ConformanceSamples } from '@mamapu/testkit'
import type { HeldCoupon } from './coupon.types.js'

const at = new Date('2026-03-04T02:00:00Z')

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  facts: {
    held: [
      [held({})],
      [
        held({ kind: 'rate', amountFen: null, offBps: toBps(3333), capFen: toFen(999) }),
        held({ scope: 'products', scopeIds: ['prd_1'] }),
      ],
    ],
  },
  publicRoutes: ['POST /coupons/:couponId/claim'],
  async fill(shop) {
    const now = shop.test.clock.now()
    const made = await shop.console('POST', '/x/coupons/coupons', await shop.owner(), {
      body: {
        title: '见面礼',
        kind: 'amount',
        amountFen: 500,
        thresholdFen: 0,
        scope: 'all',
        total: 10,
        perPerson: 1,
        claim: 'shop',
        claimFrom: now.toISOString(),
        claimUntil: later(now, DAY).toISOString(),
        validity: 'relative',
        validDays: 7,
      },
    })
    const customer = await shop.customer()
    const path = `/api/store/v1/x/coupons/coupons/${String(made.json['id'])}/claim`
    const claimed = await shop.shop('POST', path, customer)
    if (claimed.status !== 201) throw new Error(claimed.text)
    return customer
  },
}

function held(terms: Partial<HeldCoupon['terms']>): HeldCoupon {
  return {
    id: newId('plg', at),
    couponId: newId('plg', at),
    terms: {
      title: { 'zh-CN': '券', en: 'coupon' },
      kind: 'amount',
      amountFen: toFen(700),
      offBps: null,
      capFen: null,
      thresholdFen: ZERO_FEN,
      scope: 'all',
      scopeIds: [],
      amountMaxFen: null,
      worthFen: null,
      exceptIds: [],
      undiscountedOnly: false,
      combinesWith: ['full-reduction'],
      ...terms,
    },
    validFrom: at,
    validUntil: later(at, DAY),
    takeState: 'free',
    isRecalled: false,
  }
}
