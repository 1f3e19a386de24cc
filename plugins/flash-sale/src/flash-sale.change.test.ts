import { HOUR, later } from '@mamapu/kernel'
import t from 'tap'
import { openSale, startsAt } from './open-sale.test.js'

t.setTimeout(120_000)

t.test('more units leave the shelf at once, fewer come home down to what orders hold', async (t) => {
  const { edit, clock, buy, shelf, pool, sound } = await openSale(t)
  clock.set(startsAt)
  for (let one = 0; one < 3; one += 1) t.match(await buy({ seenTotalFen: 600 }), { placed: true })
  const counts = async () => [await shelf(), await pool()]
  t.match(await edit({ units: 16 }), { status: 200 })
  t.same(await counts(), [
    { limit: 14, taken: 0 },
    { limit: 16, taken: 3 },
  ])
  t.match(await edit({ units: 31 }), { status: 409, json: { code: 'POOL_STOCK_LACKING' } })
  t.match(await edit({ units: 2 }), {
    status: 409,
    json: { code: 'POOL_BELOW_TAKEN', detail: '订单已经占用 3 件，活动件数不能更少。', data: { taken: 3 } },
  })
  t.same(await counts(), [
    { limit: 14, taken: 0 },
    { limit: 16, taken: 3 },
  ])
  t.match(await edit({ units: 3 }), { status: 200 })
  t.same(await counts(), [
    { limit: 27, taken: 0 },
    { limit: 3, taken: 3 },
  ])
  t.match(await buy({ seenTotalFen: 600 }), { placed: false }, 'the round is sold out now')
  t.match(await edit({ units: 4 }), { status: 200 })
  t.match(await buy({ seenTotalFen: 600 }), { placed: true }, 'one more, at once')
  await sound()
})

t.test('a ceiling is raised and lowered without touching the shelf', async (t) => {
  const { edit, clock, buy, shelf, pool, sound } = await openSale(t, { units: 2 }, { stock: 'ceiling' })
  clock.set(startsAt)
  t.match(await buy({ seenTotalFen: 600 }), { placed: true })
  t.match(await edit({ units: 5 }), { status: 200 })
  t.same(
    [await shelf(), await pool()],
    [
      { limit: 30, taken: 1 },
      { limit: 5, taken: 1 },
    ],
  )
  t.match(await edit({ units: 1 }), { status: 200 })
  t.match(await edit({}, { stock: 'own' }), { status: 409, json: { code: 'CAMPAIGN_RUNNING' } })
  await sound()
})

t.test('units lowered while fifty buyers take: never above the limit, never a unit lost', async (t) => {
  const { edit, clock, buy, shelf, pool, shop, sound } = await openSale(t, { units: 25 })
  clock.set(startsAt)
  const buyers = Array.from({ length: 50 }, () => buy({ seenTotalFen: 600 }))
  const edits = [20, 12, 15].map((units) => edit({ units }))
  const [results, changed] = [await Promise.all(buyers), await Promise.all(edits)]
  const placed = results.flatMap((one) => (one.placed ? [one.orderId] : []))
  for (const one of results)
    if (!one.placed) t.match(one.code, /^(OUT_OF_STOCK|OFFER_GONE|TOTAL_CHANGED|SHOP_BUSY)$/)
  t.ok(changed.some(({ status }) => status === 200) || placed.length > 12, 'edits pass or are refused')
  const counter = await pool()
  t.equal(counter?.taken, placed.length)
  t.ok(placed.length <= 25 && placed.length >= 12)
  t.equal((await shelf()).limit + (counter?.limit ?? 0), 30, 'the stock of the shop is what it was')
  const charged = await shop.database.admin`select distinct payable_fen::int as fen from orders`
  t.same(
    charged.map(({ fen }) => fen),
    [600],
    'nobody paid another price than they saw',
  )
  await sound()
  for (const orderId of placed) await shop.cancel(orderId)
  t.match(await edit({ units: 1 }), { status: 200 })
  t.same(
    [await shelf(), await pool()],
    [
      { limit: 29, taken: 0 },
      { limit: 1, taken: 0 },
    ],
  )
  clock.set(later(startsAt, HOUR))
  await shop.passEdges()
  t.same(await shelf(), { limit: 30, taken: 0 }, 'everything is home')
  await sound()
})

t.test('a lower price is asked again of those at checkout; nobody pays what they did not see', async (t) => {
  const { edit, clock, buy, shop } = await openSale(t)
  clock.set(startsAt)
  t.match(await edit({ priceFen: 500 }), { status: 200 })
  t.match(await buy({ seenTotalFen: 600 }), {
    placed: false,
    code: 'TOTAL_CHANGED',
    data: { seenTotalFen: 600, payableFen: 500 },
  })
  t.match(await buy({ seenTotalFen: 500 }), { placed: true })
  const [line] = await shop.database.admin`select unit_fen::int as fen from order_lines`
  t.equal(line?.fen, 500)
})

t.test('what was announced is not taken back: prices up, limits tighter, goods changed', async (t) => {
  const { edit, clock, shop, owner } = await openSale(t, { perPerson: 3, perOrder: 2 })
  t.match(await edit({ priceFen: 550 }), { status: 200 }, 'announced: lower')
  const refused = async (change: object, path: string) =>
    t.match(await edit(change), {
      status: 409,
      json: { code: 'CAMPAIGN_PROMISED', fields: { [path]: /^[^,:]+$/ } },
    })
  for (const instant of [0, HOUR / 2]) {
    clock.set(later(startsAt, instant))
    await refused({ priceFen: 551 }, '/items/0/priceFen')
    await refused({ perPerson: 2 }, '/items/0/perPerson')
    await refused({ perOrder: 1 }, '/items/0/perOrder')
    await refused({ skuId: 'sku_00000000000000000000000000000000' }, '/items')
  }
  t.match(await edit({ perPerson: undefined, perOrder: 3 }), { status: 200 }, 'looser')
  t.match(await edit({ perOrder: 2, units: 2 }), { status: 200 }, 'a limit of all there is, is none')
  const { json } = await shop.console('GET', '/campaign-mechanics', owner)
  t.match(json.items, [{ changeable: ['items', 'payMinutes', 'showProgress'], changeWords: /降价/ }])
  clock.set(later(startsAt, HOUR))
  await shop.passEdges()
  t.match(await edit({ units: 2 }), { status: 409, json: { code: 'CAMPAIGN_STATE' } }, 'it is over')
})

t.test('a limit per person that was loosened counts what the person had before', async (t) => {
  const { edit, clock, buy, sound } = await openSale(t, { perPerson: 1 })
  clock.set(startsAt)
  const verifiedPhoneHash = 'ab'.repeat(32)
  const one = () => buy({ seenTotalFen: 600, verifiedPhoneHash })
  t.match(await one(), { placed: true })
  t.match(await one(), { placed: false })
  t.match(await edit({ perPerson: 2 }), { status: 200 })
  t.match(await one(), { placed: true })
  t.match(await one(), { placed: false })
  await sound()
})
