import { type CustomerId, DAY, HOUR, later, MINUTE, newId, type ProductId, uuidOf } from '@mamapu/kernel'
import type { PluginEvents, Visitor } from '@mamapu/plugin-sdk'
import { openShop, type Shop, type TestCustomer } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import plugin from './index.js'
import { numberOf, stateOf, trailsOf } from './trail.rules.js'

const at = new Date('2026-03-04T02:00:00Z')
const [ANN, BEA, CEE] = ['a', 'b', 'c'].map((sign) => sign.repeat(32)) as [string, string, string]

type Look = PluginEvents['visitor.looked']['looks'][number]

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [plugin], at })
  const owner = await shop.customer()
  const look = (visitorKey: string, productId: ProductId, more: Partial<Look> = {}): Look => ({
    owner: owner.id,
    visitorKey,
    customerId: null,
    productId,
    at: shop.clock.now().toISOString(),
    ...more,
  })
  return { shop, owner, look, seen: (who: TestCustomer = owner) => seenBy(shop, who) }
}

interface Shown {
  readonly name: string
  readonly products: readonly { readonly title: string; readonly url: string; readonly priceFen: number }[]
}

async function seenBy(shop: Shop, who: TestCustomer): Promise<readonly Shown[]> {
  const page = await shop.page('visitors', who)
  return (page as unknown as { data: { visitors: readonly Shown[] } }).data.visitors
}

const visitor = (key: string, more: Partial<Visitor> = {}): Visitor => ({
  ...{ key, customerId: null, cameBy: null, mayFollow: null, ask: null },
  ...more,
})

t.test('trails of rows', (t) => {
  const id = newId('prd', at)
  const row = (visitorKey: string) => ({ visitorKey, customerId: null, productId: id, at })
  const trails = trailsOf([row(BEA), row(ANN), row(BEA), row(BEA), row(CEE)], { visitors: 2, products: 2 })
  t.same(
    trails.map(({ visitorKey, looks }) => [visitorKey, looks.length]),
    [
      [BEA, 2],
      [ANN, 1],
    ],
  )
  t.equal(numberOf(ANN), 'AAAA')
  const brought = newId('cus', at)
  t.equal(stateOf(null), 'nobody')
  t.equal(stateOf(visitor(ANN)), 'nobody')
  t.equal(stateOf(visitor(ANN, { cameBy: brought })), 'unasked')
  t.equal(stateOf(visitor(ANN, { cameBy: brought, mayFollow: true })), 'yes')
  t.equal(stateOf(visitor(ANN, { mayFollow: false })), 'no')
  t.end()
})

t.test(
  'whoever shared sees what friends looked at, masked, the latest first; nobody else does',
  async (t) => {
    const { shop, owner, look, seen } = await open(t)
    const [duck, onesie] = [await shop.sku({ priceFen: 2990 }), await shop.sku({ priceFen: 6900 })]
    const friend = await shop.customer()
    await shop.database.admin`update customers set name = '陈米米' where id = ${uuidOf(friend.id)}`
    t.same(await seen(), [])
    await shop.tell('visitor.looked', { looks: [look(ANN, duck.productId)] }, 2)
    shop.clock.advance(MINUTE)
    await shop.tell('visitor.looked', {
      looks: [look(BEA, duck.productId, { customerId: friend.id }), look(BEA, newId('prd', at))],
    })
    shop.clock.advance(MINUTE)
    await shop.tell('visitor.looked', { looks: [look(BEA, onesie.productId)] })
    t.match(await seen(), [
      { name: '陈**', products: [{ priceFen: 6900 }, { priceFen: 2990, url: /^\/p\// }] },
      { name: '访客 AAAA', products: [{ priceFen: 2990 }] },
    ])
    t.equal((await seen())[0]?.products.length, 2, 'what the shop has not is left out')
    t.same(await seen(friend), [], 'not by the visitor, of herself')
    t.match(await shop.page('visitors', null), { found: false, reason: 'sign_in' })
    const figures = await shop.console('GET', '/x/visitor-trail/figures', await shop.owner())
    t.same(figures.json, { owners: 1, visitors: 2, looks: 4 }, 'the merchant sees numbers')
    t.same(await shop.broken(), [])
    t.ok(owner)
  },
)

t.test(
  'a no forgets at once, on every browser of hers, switched off, and whatever is told late',
  async (t) => {
    const { shop, look, seen } = await open(t)
    const { productId } = await shop.sku()
    const { productId: other } = await shop.sku()
    const friend = await shop.customer()
    const answer = (visitorKey: string, customerId: CustomerId | null, mayFollow: boolean, when: Date) =>
      shop.tell('visitor.answered', { visitorKey, customerId, mayFollow, at: when.toISOString() })
    const names = async () => (await seen()).map(({ name }) => name).sort()
    await shop.tell('visitor.looked', {
      looks: [
        look(ANN, productId, { customerId: friend.id }),
        look(BEA, productId, { customerId: friend.id }),
        look(CEE, productId),
      ],
    })
    t.equal((await names()).length, 3)
    const late = look(ANN, other)
    shop.clock.advance(1000)
    await shop.switchTo(false)
    await answer(ANN, friend.id, false, shop.clock.now())
    await shop.switchTo(true)
    t.same(await names(), ['访客 CCCC'])
    await shop.tell('visitor.looked', { looks: [late] })
    t.same(await names(), ['访客 CCCC'], 'what she looked at before, told after')

    shop.clock.advance(1000)
    const refusedAt = shop.clock.now()
    shop.clock.advance(1000)
    await answer(ANN, friend.id, true, shop.clock.now())
    await shop.tell('visitor.looked', { looks: [look(ANN, other)] })
    t.equal((await names()).length, 2, 'she thought again')
    await answer(ANN, friend.id, false, refusedAt)
    t.equal((await names()).length, 2, 'an older no that comes late takes nothing newer')

    await Promise.all([
      shop.tell('visitor.looked', { looks: [look(CEE, other), look(BEA, other)] }),
      answer(CEE, null, false, later(shop.clock.now(), 1)),
      shop.tell('visitor.looked', { looks: [look(BEA, productId), look(CEE, productId)] }),
    ])
    t.notOk((await names()).includes('访客 CCCC'), 'whichever comes first')
  },
)

t.test('privacy page, the account’s links, and an end after the days that are set', async (t) => {
  const { shop, owner, look, seen } = await open(t)
  const { productId } = await shop.sku()
  const friend = await shop.customer()
  const privacy = async (who: TestCustomer | null, as: Visitor | null) =>
    ((await shop.page('privacy', who, {}, as)) as { data?: object }).data
  t.match(await privacy(null, null), { isNobody: true, kept: 0 })
  await shop.database.admin`update customers set name = '陈米米' where id = ${uuidOf(owner.id)}`
  const asked = visitor(ANN, { cameBy: owner.id, ask: 'x'.repeat(16) })
  t.match(await privacy(null, asked), {
    ...{ isUnasked: true, seers: '' },
    ...{ ask: 'x'.repeat(16), asks: '陈**' },
  })
  await shop.tell('visitor.looked', { looks: [look(ANN, productId, { customerId: friend.id })] })
  t.match(await privacy(null, visitor(ANN, { cameBy: owner.id, mayFollow: true })), {
    isYes: true,
    kept: 1,
    seers: '陈**',
    action: '/s/answer',
    days: 30,
  })
  t.match(
    await privacy(friend, visitor(BEA, { customerId: friend.id, mayFollow: false })),
    { isNo: true, kept: 1 },
    'on another phone of hers she sees that something is kept',
  )

  const many = Array.from({ length: 70 }, (_, index) => newId('prd', later(at, index)))
  await shop.tell('visitor.looked', { looks: many.map((id) => look(BEA, id)) })
  t.match(await privacy(null, visitor(BEA)), { kept: 60 })

  shop.clock.set(later(at, 30 * DAY - HOUR))
  await shop.runJob('forget-trails')
  t.equal((await seen()).length, 2)
  await shop.switchTo(false)
  shop.clock.set(later(at, 30 * DAY + HOUR))
  await shop.runJob('forget-trails')
  const [left] = await shop.database.admin<{ n: number }[]>`
    select (select count(*) from visitor_trail_looks)::int + (select count(*) from visitor_trail_visitors)::int as n`
  t.equal(left?.n, 0, 'switched off as well')
})
