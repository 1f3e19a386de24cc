import { asId, newId, toFen } from '@mamapu/kernel'
import { NO_CAMPAIGNS, poolId } from '@mamapu/plugin-sdk'
import { type Cart, price } from '@mamapu/pricing'
import { sampleConfig, sampleRound } from '@mamapu/testkit'
import t from 'tap'
import { flashSale } from './flash-sale.mechanic.js'
import { saleLimits, salePrice } from './flash-sale.price.js'
import type { Sale } from './flash-sale.rules.js'

const at = new Date('2026-03-04T02:00:00Z')
const sku = [newId('sku', at), newId('sku', at)] as const
const config = (given: object) => sampleConfig(flashSale, given)

const cartOf = (...quantities: number[]): Cart => ({
  regionCode: null,
  lines: quantities.map((quantity, index) => ({
    lineId: `l${index}`,
    skuId: sku[index] as string,
    productId: `prd_${index}`,
    categoryIds: [],
    tags: [],
    quantity,
    unitPriceFen: toFen(1000),
    floorFen: toFen(0),
    weightGram: 0,
  })),
})

const input = (cart: Cart, ...running: Sale[]) =>
  ({ cart, settings: {}, facts: {}, at, customer: null, campaigns: { ...NO_CAMPAIGNS, running } }) as never

const sale = (item: object, change = {}) =>
  sampleRound(config({ items: [{ skuId: sku[0], priceFen: 600, units: 10, ...item }] }), change)

t.test(
  'its goods have the price, take the round’s units instead of stock, and count the person',
  async (t) => {
    const round = sale({ perPerson: 2 })
    const [offer, ...others] = salePrice.offers(input(cartOf(2, 1), round))
    t.same(others, [], 'other goods are no business of it')
    t.match(offer, { stage: 'unit', lineId: 'l0', unitPriceFen: 600, exclusive: true, campaignId: round.id })
    const id = poolId(round.id, asId('sku', sku[0]), round.round)
    t.same(
      offer?.takes?.map(({ kind, id, units, limit, insteadOfStock, perPerson }) => [
        kind,
        id,
        units,
        limit,
        insteadOfStock ?? perPerson,
      ]),
      [
        ['flash-sale.units', id, 2, null, true],
        ['flash-sale.person', id, 2, 2, true],
      ],
    )
    t.same(flashSale.pools?.(round.config), [
      { kind: 'flash-sale.units', skuId: sku[0], units: 10, mode: 'own' },
    ])
  },
)

t.test('a ceiling takes a unit of the round and one of the shelf', async (t) => {
  const ceiling = sampleRound(
    config({ items: [{ skuId: sku[0], priceFen: 600, units: 10 }], stock: 'ceiling' }),
  )
  t.match(salePrice.offers(input(cartOf(1), ceiling))[0], { takes: [{ insteadOfStock: false }] })
})

t.test('the cheaper of two sales wins a line; nothing running, nothing offered', async (t) => {
  const cart = cartOf(1)
  const offers = salePrice.offers(input(cart, sale({}), sale({ priceFen: 500 })))
  const priced = price(cart, offers, {
    payableFloorFen: toFen(1),
    shipping: [],
    choices: 'best',
    points: 'none',
  })
  t.equal(priced.payableFen, 500)
  t.equal(priced.takes.length, 1)
  t.same(salePrice.offers(input(cart)), [])
})

t.test(
  'more than one order may have is refused by name, where the sale price is what it costs',
  async (t) => {
    const refused = (item: object, ...quantities: number[]) => {
      const [cart, round] = [cartOf(...quantities), sale(item)]
      const won = salePrice.offers(input(cart, round)).map(({ id }) => id)
      const check = (won: readonly string[]) =>
        saleLimits.check({ ...(input(cart, round) as object), won } as never)
      t.same(check([]), [], 'sold out, everyday prices have no limit')
      return check(won).map(({ code, lineId }) => [code, lineId])
    }
    t.same(refused({ perOrder: 2 }, 2), [])
    t.same(refused({ perOrder: 2 }, 3), [['FLASH_SALE_LIMIT', 'l0']])
    t.same(refused({ perPerson: 1 }, 2), [['FLASH_SALE_LIMIT', 'l0']])
    t.same(refused({}, 9), [])
    t.same(refused({ perOrder: 1 }, 1, 5), [], 'other goods have no limit')
  },
)

t.test('what makes no sense is said where it stands; the sale in a line', async (t) => {
  const item = { skuId: sku[0], priceFen: 600, units: 10 }
  const paths = (...items: object[]) => flashSale.check?.(config({ items })).map(({ path }) => path)
  t.same(paths(item, item), ['/items/1/skuId'])
  t.same(paths({ ...item, perPerson: 11 }), ['/items/0/perPerson'])
  t.same(paths({ ...item, perPerson: 1, perOrder: 2 }), ['/items/0/perOrder'])
  t.equal(flashSale.summary(config({ items: [item] }), 'zh-CN'), '1款秒杀，¥6起，每场10件')
  t.equal(flashSale.summary(config({ items: [item] }), 'en'), '1 goods from ¥6, 10 units a round')
})
