import { readFile } from 'node:fs/promises'
import { DAY, later, newId, toBps, toFen, ZERO_FEN } from '@mamapu/kernel'
import { conformPlugin } from '@mamapu/testkit'
import t from 'tap'
import type { HeldCoupon } from './coupon.types.js'
import coupons from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
const held = (terms: Partial<HeldCoupon['terms']>): HeldCoupon => ({
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
})

conformPlugin(t, coupons, {
  facts: {
    held: [
      [held({})],
      [
        held({ kind: 'rate', amountFen: null, offBps: toBps(3333), capFen: toFen(999) }),
        held({ scope: 'products', scopeIds: ['prd_1'] }),
      ],
    ],
  },
  async fill(shop) {
    const owner = await shop.owner()
    const made = await shop.console('POST', '/x/coupons/coupons', owner, {
      body: {
        title: '见面礼',
        kind: 'amount',
        amountFen: 500,
        thresholdFen: 0,
        scope: 'all',
        total: 10,
        perPerson: 1,
        claim: 'shop',
        claimFrom: at.toISOString(),
        claimUntil: later(at, DAY).toISOString(),
        validity: 'relative',
        validDays: 7,
      },
    })
    const path = `/api/store/v1/x/coupons/coupons/${String(made.json['id'])}/claim`
    const claimed = await shop.shop('POST', path, await shop.customer())
    if (claimed.status !== 201) throw new Error(claimed.text)
  },
})

t.test('Chinese texts carry Chinese punctuation', async (t) => {
  const found = await readFile(new URL('zh-CN.json', coupons.locales), 'utf8')
  const half = /[\u3400-\u9fff「」（）][,;:?!()]|[,;:?!()][\u3400-\u9fff「」（）]/
  const wrong: string[] = []
  const look = (value: unknown): void => {
    if (typeof value === 'string' && half.test(value)) wrong.push(value)
    else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) look(one)
  }
  look([coupons, JSON.parse(found)])
  t.same(wrong, [])
})
