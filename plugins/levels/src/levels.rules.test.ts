import { DAY, later, toFen } from '@mamapu/kernel'
import { NO_CAMPAIGNS } from '@mamapu/plugin-sdk'
import { type Cart, price } from '@mamapu/pricing'
import fc from 'fast-check'
import t from 'tap'
import { Value } from 'typebox/value'
import { levelPrice, levelShipping } from './levels.prices.js'
import { growthOf, judge, ladderOf, progressOf, rankFor, rankOf } from './levels.rules.js'
import { type LevelSettings, levelSettings } from './levels.settings.js'

const at = new Date('2026-03-04T02:00:00Z')
const settings = Value.Default(levelSettings, {}) as LevelSettings
const usual = settings.levels
const standing = (level: string, growth: number, protectedDays = -1) => ({
  level,
  growth,
  protectedUntil: later(at, protectedDays * DAY),
})

t.test('up at once and as far as the growth reaches, each rise protected', async (t) => {
  t.match(judge(settings, standing('', 0), at), { level: 'fan', reason: 'growth' })
  t.match(judge(settings, standing('fan', 6000), at), {
    level: 'svip',
    reason: 'growth',
    protectedUntil: later(at, 90 * DAY),
  })
  t.match(judge(settings, standing('fan', 299), at), { level: 'fan', reason: null })
  t.match(
    judge(settings, standing('gone', 300), at),
    { level: 'member', reason: 'growth' },
    'a level that is gone',
  )
})

t.test('down only after the protection, one level in each period', async (t) => {
  t.match(judge(settings, standing('svip', 0, 1), at), { level: 'svip', reason: null })
  t.match(
    judge(settings, standing('svip', 0, 0), at),
    { level: 'vip', reason: 'fell' },
    'the instant it ends',
  )
  t.match(judge(settings, standing('svip', 0), at), { level: 'vip', protectedUntil: later(at, 90 * DAY) })
  t.match(judge(settings, standing('fan', 0), at), { level: 'fan', reason: null })
})

t.test('the ladder is sorted, and of two with one code the lower stays', async (t) => {
  const [fan, member, vip] = usual as [Level, Level, Level]
  const levels = [vip, { ...member, level: 'vip', growth: 10 }, fan]
  t.same(
    ladderOf({ levels }).map(({ level, growth }) => [level, growth]),
    [
      ['fan', 0],
      ['vip', 10],
    ],
  )
})
type Level = LevelSettings['levels'][number]

t.test('progress to the next level', async (t) => {
  t.match(progressOf(settings, 'member', 900), { missing: 600, percent: 50, next: { level: 'vip' } })
  t.match(
    progressOf(settings, 'vip', 200),
    { missing: 5800, percent: 0 },
    'protected below its own threshold',
  )
  t.match(progressOf(settings, 'svip', 9999), { next: null, percent: 100 })
  t.match(progressOf(settings, '', 0), { level: null, next: { level: 'fan' }, missing: 0 })
})

t.test('whatever happens: never above the growth by rising, never down by more than one', async () => {
  const levels = fc
    .uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 6 })
    .map((steps) => steps.map((growth, index) => ({ ...(usual[0] as Level), level: `l${index}`, growth })))
  fc.assert(
    fc.property(
      levels,
      fc.nat(600),
      fc.nat(6),
      fc.integer({ min: -3, max: 3 }),
      (levels, growth, from, days) => {
        const own = { ...settings, levels }
        const ladder = ladderOf(own)
        const before = ladder[from - 1]?.level ?? ''
        const verdict = judge(own, standing(before, growth, days), at)
        const [was, is, fits] = [
          rankOf(ladder, before),
          rankOf(ladder, verdict.level),
          rankFor(ladder, growth),
        ]
        if (is > was) return is === fits
        if (is < was) return is === was - 1 && fits < was && days <= 0
        return fits <= was
      },
    ),
  )
})

t.test('growth follows the money that stayed, and ends at nothing', async (t) => {
  const line = (paidFen: number, refundedFen: number) => ({ paidFen, refundedFen }) as never
  t.equal(growthOf([line(1999, 0), line(2999, 0)], 1), 19 + 29)
  t.equal(growthOf([line(1999, 1000), line(2999, 2999)], 2), 19)
  t.equal(growthOf([line(1999, 1999)], 5), 0)
})

t.test('who has free shipping pays none, wherever it goes; a level without it does', async (t) => {
  const cart: Cart = {
    regionCode: '330106',
    lines: [
      {
        lineId: 'l0',
        skuId: 'sku_0',
        productId: 'prd_0',
        categoryIds: [],
        tags: [],
        quantity: 1,
        unitPriceFen: toFen(1001),
        floorFen: toFen(0),
        weightGram: 100,
      },
    ],
  }
  const fee = {
    regions: [],
    firstGram: 1000,
    firstFen: toFen(800),
    stepGram: 1000,
    stepFen: toFen(0),
    freeOverFen: null,
  }
  const paid = (level: string) => {
    const input = { cart, settings, facts: { level }, at, customer: null, campaigns: NO_CAMPAIGNS } as never
    const offers = [...levelPrice.offers(input), ...levelShipping.offers(input)]
    const { payableFen, shippingFen } = price(cart, offers, {
      payableFloorFen: toFen(1),
      shipping: [fee],
      choices: 'best',
      points: 'none',
    })
    return [payableFen, shippingFen]
  }
  t.same(paid(''), [1801, 800])
  t.same(paid('vip'), [1771, 800], '3 % of 1001 is 30: the odd fen stays with the shop')
  t.same(paid('svip'), [951, 0])
  t.same(paid('gone'), [1801, 800], 'a level that is no longer on the ladder')
})
