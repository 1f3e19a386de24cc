import { asId, toFen } from '@mamapu/kernel'
import type { CommissionLine } from '@mamapu/plugin-sdk'
import t from 'tap'
import { Value } from 'typebox/value'
import { tiesFact } from '../distributor.facts.js'
import { type DistributorSettings, distributorSettings } from '../distributor.settings.js'
import type { Binding } from '../relation/relation.rules.js'
import type { Seller, Ties } from '../relation/tie.queries.js'
import { cardShare, productShare } from '../share/share.slots.js'
import { commission } from './commission.js'
import { bookOf, earnedBy, type Rate, scaleOf, shareOf } from './rate.rules.js'

const at = new Date('2026-03-04T02:00:00Z')
const usual = Value.Default(distributorSettings, {}) as DistributorSettings
const person = (letter: string) => asId('cus', `cus_${letter.repeat(32)}`)
const [ANNA, BEA, SHOPPER] = [person('a'), person('b'), person('c')]
const rate = (target: Rate['target'], targetId: string, more: Partial<Rate>): Rate => ({
  ...{ target, targetId, bps: null, perUnitFen: null, isFirm: false },
  ...more,
})
const gold = {
  ...{ level: 'gold', title: '金牌', titleEn: 'Gold', salesFen: 0, customers: 0 },
  ...{ bps: 2000, perUnitFen: 0 },
}
const fixed = { ...gold, level: 'fixed', bps: 0, perUnitFen: 250 }
const plain = { ...gold, level: 'plain', bps: 0 }
const sold = {
  productId: 'prd_1',
  categoryIds: ['cat_leaf', 'cat_root'],
  campaign: { mode: 'usual' as const },
}

t.test('what goes before what', async (t) => {
  const settings = { ...usual, levels: [gold, fixed, plain] }
  const by = (rates: readonly Rate[], level = '', more: Partial<typeof sold> | object = {}) =>
    earnedBy({ ...sold, ...more }, level, scaleOf(settings, bookOf(rates)))
  const root = rate('category', 'cat_root', { bps: 500 })
  const leaf = rate('category', 'cat_leaf', { bps: 600 })
  const own = rate('product', 'prd_1', { perUnitFen: 300 })
  t.match(by([]), { terms: { bps: 1000 }, basis: 'shop' })
  t.match(by([root]), { terms: { bps: 500 }, basis: 'category' })
  t.match(by([root, leaf]), { terms: { bps: 600 } }, 'the nearest category')
  t.match(by([root, leaf, own]), { terms: { perUnitFen: 300 }, basis: 'product' })
  t.match(by([root, leaf, own], 'gold'), { terms: { bps: 2000 }, basis: 'level:gold' })
  t.match(by([{ ...own, isFirm: true }], 'gold'), { terms: { perUnitFen: 300 } })
  t.match(by([], 'gone'), { basis: 'shop' }, 'a level the shop no longer has')
  t.match(by([leaf], 'fixed'), { terms: { perUnitFen: 250 }, basis: 'level:fixed' })
  t.match(by([leaf], 'plain'), { terms: { bps: 600 }, basis: 'category' }, 'a level with nothing of its own')
  const perUnit = scaleOf({ ...settings, perUnitFen: 120 }, bookOf([]))
  t.same(earnedBy(sold, '', perUnit), { terms: { perUnitFen: 120 }, basis: 'shop' })
  t.match(earnedBy(sold, 'gold', perUnit), { terms: { bps: 2000 } })
  t.equal(by([rate('product', 'prd_1', {})], 'gold'), null, 'goods that earn nothing')
  t.match(by([own], 'gold', { campaign: { mode: 'rate', bps: 200 } }), {
    terms: { bps: 200 },
    basis: 'campaign',
  })
  t.equal(by([rate('product', 'prd_1', {})], '', { campaign: { mode: 'rate', bps: 200 } }), null)
  t.equal(by([own], 'gold', { campaign: { mode: 'none' } }), null)
  t.equal(shareOf({ terms: { bps: 1250 }, basis: '' }, 5997), 749, 'rounded down')
  t.equal(shareOf({ terms: { perUnitFen: 300 }, basis: '' }, 200), 200, 'never above the price')
})

const binding: Binding = {
  ...{ promoter: ANNA, boundAt: at, touchedAt: at, protectedUntil: at, scene: 'share' },
  validUntil: null,
}
const seller = (more: Partial<Seller> = {}): Seller => ({
  ...{ customerId: ANNA, state: 'approved', level: '', inviter: { customerId: BEA, state: 'approved' } },
  ...more,
})
const bound: Ties = { self: null, own: { binding, seller: seller() }, browser: null }
const line: CommissionLine = {
  ...{
    lineId: '1',
    skuId: asId('sku', `sku_${'1'.repeat(32)}`),
    productId: asId('prd', `prd_${'1'.repeat(32)}`),
  },
  ...{ categoryIds: [], tags: [], quantity: 2, paidFen: toFen(5997), campaign: { mode: 'usual' } },
}

t.test('defect: a third level was paid; here her inviter at most, never the buyer or a third', async (t) => {
  const by = (
    ties: Ties,
    more: { inviterBps?: number; buyer?: typeof SHOPPER; settings?: object; line?: object } = {},
  ) =>
    commission
      .commissions({
        lines: [{ ...line, ...more.line }],
        buyer: { id: more.buyer ?? SHOPPER },
        settings: { ...usual, ...more.settings },
        facts: { ties, book: bookOf([]), inviterBps: more.inviterBps ?? 0 } as never,
        at,
      })
      .map(({ payee, role }) => [payee, role])
  const promoter = [ANNA, 'promoter']
  const inviter = [BEA, 'inviter']
  t.same(by(bound), [promoter])
  t.same(by(bound, { inviterBps: 200 }), [promoter, inviter])
  t.same(by(bound, { inviterBps: 200, buyer: BEA }), [promoter], 'the inviter buys')
  t.same(by(bound, { inviterBps: 200, line: { campaign: { mode: 'rate', bps: 100 } } }), [promoter])
  t.same(by(bound, { inviterBps: 200, line: { campaign: { mode: 'none' } } }), [])
  t.same(by(bound, { buyer: ANNA }), [], 'she buys herself')
  const own: Ties = { self: seller(), own: null, browser: null }
  t.same(by(own, { buyer: ANNA }), [])
  t.same(by(own, { buyer: ANNA, settings: { allowsSelf: true } }), [promoter])
  const of = (state: Seller['state']): Ties => ({ ...bound, own: { binding, seller: seller({ state }) } })
  t.same(by(of('frozen')), [promoter], 'paused: it waits')
  for (const state of ['left', 'declined', 'applied'] as const) t.same(by(of(state)), [], state)
  const orphan: Ties = {
    ...bound,
    own: { binding, seller: seller({ inviter: { customerId: BEA, state: 'left' } }) },
  }
  t.same(by(orphan, { inviterBps: 200 }), [promoter])
  const most = commission.ceiling?.({
    lines: [line],
    settings: { ...usual, levels: [gold] },
    facts: { ties: bound, book: bookOf([]), inviterBps: 200 } as never,
    at,
  })
  t.equal(most?.[0]?.mostFen, 1199 + 119, 'the best level and the inviter')
})

t.test('分享赚 is the least any variant brings, and nothing for whoever is no distributor', async (t) => {
  const sku = { everydayFen: toFen(9900), commission: { mode: 'usual' as const } }
  const product = {
    ...{ id: 'prd_1', path: '/p/duck', categoryIds: [], tags: [] },
    skus: [
      { ...sku, id: 'sku_1', unitFen: toFen(9900) },
      { ...sku, id: 'sku_2', unitFen: toFen(6990) },
    ],
  }
  const shown = (plan: string, skus: readonly object[] = product.skus) => ({
    ...{ subject: { product: { ...product, skus } }, settings: { ...usual, levels: [gold] } },
    ...{
      facts: { plan, book: bookOf([]) },
      t: (key: string, values: object) => `${key} ${JSON.stringify(values)}`,
    },
  })
  const data = (plan: string, skus?: readonly object[]) => productShare.data(shown(plan, skus) as never)
  t.match(data('distributor'), { amountFen: 699, url: '/x/distributor/share?s=sku_1' })
  t.match(data('distributor:gold'), { amountFen: 1398 })
  for (const plan of ['', 'member', 'paid:gold']) t.equal(data(plan), null, plan)
  t.equal(data('distributor', []), null)
  t.equal(
    data('distributor', [{ ...product.skus[0], commission: { mode: 'none' } }]),
    null,
    'a sale without commission',
  )
  t.match(cardShare.data(shown('distributor') as never), {
    text: 'card.earn {"amount":"6.99"}',
    kind: 'plain',
  })
})

t.test('a guest whom no link brought is asked about nowhere; nobody else is left out', async (t) => {
  const sql = Object.assign(() => Promise.resolve([]), {}) as never
  const asked = (more: object) =>
    tiesFact.query({ sql, tenantId: 't', customerId: null, sessionKey: 's', visitorKey: 'v', at, ...more })
  t.equal(asked({ cameByLink: false }), null)
  t.ok(asked({ cameByLink: true }))
  t.ok(asked({}), 'where it is not known')
  t.ok(asked({ cameByLink: false, customerId: 'c' }), 'a customer may be bound by another browser')
})
