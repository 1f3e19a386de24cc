import { DAY, HOUR, later, toFen } from '@mamapu/kernel'
import { openShop, plainSale } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { linesOf, periodOf, sampleOf } from './bulletin.rules.js'
import plugin from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
t.setTimeout(120_000)

const say = (key: string, values?: object) => `${key}${values ? JSON.stringify(values) : ''}`

t.test('its numbers say where they come from, and money only where the merchant shows it', (t) => {
  const counted = { units: 1286, orders: 3, buyers: 2, paidOrders: 4 }
  const money = { salesFen: toFen(7100), discountFen: toFen(900), refundedFen: toFen(50) }
  const labels = (showsSales: boolean) =>
    linesOf({ ...counted, ...money, showsSales }, say).map(({ label }) => label)
  t.strictSame(labels(false), ['line.units', 'line.buyers', 'line.orders', 'line.saved'])
  t.strictSame(labels(true).slice(4), ['line.sales', 'line.refunded'], 'refunds are said with the money')
  t.match(linesOf({ ...counted, ...money, showsSales: true }, say)[0], { value: 'value.units{"n":"1,286"}' })
  t.equal(sampleOf(counted, say), 'sample.whole{"n":4,"whole":1}')
  t.equal(sampleOf({ orders: 4, paidOrders: 4 }, say), 'sample.all{"n":4}')
  const zone = 'Asia/Shanghai'
  const span = { startsAt: at, endsAt: later(at, 2 * HOUR) }
  t.equal(periodOf(span, { zone, locale: 'zh-CN' }), '3月4日 10:00–12:00')
  t.equal(
    periodOf({ ...span, endsAt: later(at, DAY) }, { zone, locale: 'zh-CN' }),
    '3月4日 10:00–3月5日 10:00',
  )
  t.end()
})

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [plugin, plainSale()], at })
  Object.assign(shop.app, { dataDir: t.testdir() })
  const sku = await shop.sku({ priceFen: 1000, stock: 100 })
  await shop.campaign({
    plugin: 'plain-sale',
    label: '周三秒杀',
    config: { priceFen: 700 },
    startsAt: later(at, HOUR),
    endsAt: later(at, 3 * HOUR),
  })
  const owner = await shop.owner()
  const desk = async (method: string, path: string, body?: object) =>
    shop.console(method, `/x/bulletin${path}`, owner, body ? { body } : {})
  const items = async (path: string) => (await desk('GET', path)).json.items as Record<string, unknown>[]
  const bought = async (quantity: number) => {
    const placed = await shop
      .cart([sku, quantity])
      .by(await shop.customer())
      .place()
    if (!placed.placed) throw new Error(placed.code)
    await shop.pay(placed.orderId)
    return placed.orderId
  }
  return { shop, desk, items, bought, sku }
}

t.test(
  'a bulletin tells what was kept of a round, by its real orders, and follows its refunds',
  async (t) => {
    const { shop, desk, items, bought, sku } = await open(t)
    await bought(5)
    await shop.travel({ minutes: 70 })
    const [first, second, third] = [await bought(2), await bought(3), await bought(1)]
    await shop
      .cart([sku, 9])
      .by(await shop.customer())
      .place()
    t.strictSame(await items('/rounds'), [], 'nothing is told of a round that runs')
    await shop.travel({ hours: 3 })
    await shop.refund(second, 1)
    await shop.refund(third)
    await shop.runDue()

    const [round] = await items('/rounds')
    t.match(
      round,
      { label: '周三秒杀', units: 4, orders: 2, refundedFen: 1400, state: 'open' },
      'not the order before it, not the unpaid one',
    )
    const made = await desk('POST', `/rounds/${round?.id}/bulletin`)
    t.equal(made.status, 201, made.text)
    t.match(await desk('POST', `/rounds/${round?.id}/bulletin`), {
      status: 409,
      json: { code: 'BULLETIN_MADE' },
    })
    t.match(await desk('POST', '/rounds/cmp_1.2/bulletin'), { status: 404 })
    const id = String(made.json.id)
    t.match(await items('/bulletins'), [
      { state: 'drawing', title: '周三秒杀 战报', units: 4, orders: 2, page: '' },
    ])
    t.match(await shop.page('result', null, { id }), { data: { isKnown: false } }, 'not before it is shown')

    t.equal(
      (await desk('PUT', `/bulletins/${id}`, { title: '比母乳更好的奶粉', showsSales: true })).status,
      422,
      'guarded words',
    )
    const changed = await desk('PUT', `/bulletins/${id}`, {
      title: '周三大卖',
      skuId: sku.skuId,
      showsSales: true,
    })
    t.equal(changed.status, 200, changed.text)
    t.match((await desk('GET', `/bulletins/${id}`)).json, {
      title: '周三大卖',
      showsSales: true,
      skuId: sku.skuId,
    })
    t.equal((await desk('POST', `/bulletins/${id}/publish`)).status, 200)
    t.match(await shop.page('result', null, { id }), { data: { isDrawing: true, drawn: 0, all: 4 } })
    await shop.runDue()
    const [row] = await items('/bulletins')
    t.match(row, {
      state: 'published',
      page: `/x/bulletin/result?id=${id}`,
      poster: /^\/posters\/[0-9a-f]{64}\.png$/,
    })
    t.match(
      await shop.page('result', null),
      { data: { isKnown: true } },
      'the latest one where none is named',
    )
    t.match(await shop.page('result', null, { id }), {
      data: {
        isKnown: true,
        title: '周三大卖',
        period: '3月4日 11:00–13:00',
        sample: '统计 3 笔已付款订单，其中 1 笔已全部退款不计入',
        hero: { value: '4 件' },
        lines: [
          { value: '2 位' },
          { value: '2 单' },
          { label: '一共省下' },
          { value: '¥28.00' },
          { value: '¥14.00' },
        ],
        isDrawing: false,
        drawn: 4,
      },
    })
    t.equal((await shop.slot('home.bottom', {})).parts.length, 1, 'on the home page')

    await shop.refund(first)
    await shop.travel({ days: 1, minutes: 5 })
    t.match(await items('/bulletins'), [{ units: 2, orders: 1 }], 'counted anew by itself')
    t.not((await items('/bulletins'))[0]?.poster, row?.poster, 'and drawn anew')
    await shop.travel({ days: 3 })
    t.equal((await shop.slot('home.bottom', {})).parts.length, 0, 'three days are enough')

    t.equal((await desk('POST', `/bulletins/${id}/withdraw`)).status, 200)
    t.match(await shop.page('result', null, { id }), { data: { isKnown: false } })
    t.equal((await desk('POST', `/bulletins/${id}/remove`)).status, 200)
    t.match(await desk('POST', `/bulletins/${id}/publish`), {
      status: 404,
      json: { code: 'BULLETIN_NOT_FOUND' },
    })
    t.match(await items('/rounds'), [{ state: 'open' }])
  },
)
