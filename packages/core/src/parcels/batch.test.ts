import { withTenant } from '@mamapu/db'
import { HOUR, idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import { openShop, type TestSku } from '@mamapu/testkit'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import t, { type Test } from 'tap'
import { parcels } from '../index.js'
import { listBatches, listFailed } from './batch/batch.queries.js'
import { exportWaiting } from './batch/export-waiting.js'

t.setTimeout(120_000)

const STAFF = `stf_${'1'.repeat(32)}` as const
const HEADER = '订单号,快递公司,快递单号,商品编码,数量'

async function open(t: Test) {
  const shop = await openShop(t)
  const one = await shop.sku({ stock: 100 })
  const two = await shop.sku({ stock: 100 })
  const buy = async (...wanted: readonly (TestSku | readonly [TestSku, number])[]) => {
    const { id } = await shop
      .cart(...wanted)
      .by(await shop.customer())
      .order()
    await shop.pay(id)
    return id
  }
  const numberOf = async (id: OrderId) => {
    const [row] = await shop.database.admin<
      { number: string }[]
    >`select number from orders where id = ${uuidOf(id)}`
    return row?.number ?? ''
  }
  const codeOf = async (skuId: string) => {
    const [row] = await shop.database.admin<{ code: string }[]>`
      select code from skus where id = ${uuidOf(skuId as `sku_${string}`)}`
    return row?.code ?? ''
  }
  const start = (bytes: Buffer) =>
    parcels.startBatch(shop.app, shop.store.storeId, {
      fileName: '发货.csv',
      bytes,
      staffId: STAFF,
      at: shop.clock.now(),
    })
  const upload = async (lines: readonly string[], encode = (text: string): Buffer => Buffer.from(text)) => {
    const started = await start(encode([HEADER, ...lines].join('\r\n')))
    if (!started.started) throw new Error(started.reason)
    return started.batchId
  }
  const seen = (id: `bat_${string}`) =>
    withTenant(shop.db, shop.store.storeId, async (tx) => ({
      ...(await listBatches(tx, { id, limit: 1 }))[0],
      failed: (await listFailed(tx, id, { after: 0, limit: 100 })).map(({ number, problem, field }) => [
        number,
        problem,
        field,
      ]),
    }))
  return { shop, one, two, buy, numberOf, codeOf, start, upload, seen }
}

t.test('whole orders, parts and rows that are wrong: each row says what to do, the others go', async (t) => {
  const { shop, one, two, buy, numberOf, codeOf, upload, seen } = await open(t)
  const whole = await buy([one, 2], two)
  const parts = await buy([one, 3])
  const unpaid = (await shop.cart(one).order()).id
  const code = await codeOf(one.skuId)
  const [a, b, c] = [await numberOf(whole), await numberOf(parts), await numberOf(unpaid)]
  const id = await upload([
    `\t${a},顺丰速运,SF1000001,,`,
    `${b},中通快递,ZT1000001,${code},1`,
    `"=""${b}""",中通快递,'ZT1000002,${code},1`,
    `${b},中通快递,ZT1000003,${code},9`,
    `${c},顺丰速运,SF1000003,,`,
    '26030499999999,顺丰速运,SF1000004,,',
    '2.60304E+13,顺丰速运,SF1000005,,',
    `${b},顺丰速运,SF1000006,NO-SUCH,1`,
    `${b},中通快递,SF1000006,${code},1`,
    `${b},顺丰速运,SF1000007,,2`,
    `${b},,SF1000008,,`,
    `${b},顺丰速运,7.31E+11,,`,
    ',顺丰速运,SF1000009,,',
    ',,,,',
  ])
  t.match(await seen(id), { state: 'waiting', rows: { total: 13, waiting: 13 } })
  await shop.runDue()
  const done = await seen(id)
  t.match(done, { state: 'done', parcels: 3, rows: { total: 13, sent: 3, again: 0, failed: 10 } })
  t.same(done.failed, [
    [5, 'ROW_TOO_MANY', 'units'],
    [6, 'ROW_STATE', 'order'],
    [7, 'ROW_ORDER_UNKNOWN', 'order'],
    [8, 'ROW_ORDER_ROUNDED', 'order'],
    [9, 'ROW_WITH_OTHERS', 'tracking'],
    [10, 'ROW_TWO_CARRIERS', 'carrier'],
    [11, 'ROW_UNITS_ALONE', 'code'],
    [12, 'ROW_CARRIER', 'carrier'],
    [13, 'ROW_TRACKING_ROUNDED', 'tracking'],
    [14, 'ROW_ORDER_EMPTY', 'order'],
  ])
  t.match(await shop.order(whole).look(), { state: 'shipped' })
  t.match(await shop.order(parts).look(), { state: 'paid' })
  const again = await upload([
    `${a},顺丰速运,SF1000001,,`,
    `${b},中通快递,ZT1000001,${code},1`,
    `${b},中通,ZT9000,${code},1`,
  ])
  await shop.runDue()
  t.match(await seen(again), { rows: { sent: 1, again: 2, failed: 0 } })
  t.match(await shop.order(parts).look(), { state: 'shipped' })
  t.same(await shop.broken(), [])
})

t.test('two uploads of one table at once, and a run that was killed: every parcel goes once', async (t) => {
  const { shop, one, buy, numberOf, upload, seen } = await open(t)
  const orders = [await buy([one, 2]), await buy(one), await buy(one)]
  const lines = await Promise.all(orders.map(async (id, n) => `${await numberOf(id)},顺丰,SF200000${n},,`))
  const [first, second] = [await upload(lines), await upload(lines)]
  const { storeId } = shop.store
  const killed = new AbortController()
  killed.abort()
  await parcels.runBatch(shop.app, storeId, first, killed.signal)
  t.match(await seen(first), { state: 'running', rows: { waiting: 3 } })
  await Promise.all([
    parcels.runBatch(shop.app, storeId, first),
    parcels.runBatch(shop.app, storeId, first),
    parcels.runBatch(shop.app, storeId, second),
  ])
  const [row] = await shop.database.admin<{ count: number }[]>`select count(*)::int as count from shipments`
  t.equal(row?.count, 3)
  const both = [await seen(first), await seen(second)]
  t.ok(both.every(({ state, rows }) => state === 'done' && rows?.failed === 0))
  t.equal(
    both.reduce((sum, { rows }) => sum + (rows?.sent ?? 0), 0),
    3,
  )
  t.same(await shop.broken(), [])
})

t.test('as spreadsheets save it: GBK, UTF-8 with its mark, semicolons, English headers', async (t) => {
  const { shop, one, buy, numberOf, upload, seen, start } = await open(t)
  const gbk = await upload([`${await numberOf(await buy(one))},顺丰速运,SF3000001,,`], (text) =>
    iconv.encode(text, 'gbk'),
  )
  const marked = await upload([`${await numberOf(await buy(one))},顺丰速运,SF3000002,,`], (text) =>
    Buffer.from(`\uFEFF${text}`),
  )
  const english = await start(
    Buffer.from(`Order number;Carrier;Tracking number\n${await numberOf(await buy(one))};SF;SF3000003\n`),
  )
  await shop.runDue()
  for (const id of [gbk, marked]) t.match(await seen(id), { rows: { sent: 1 } })
  if (english.started) t.match(await seen(english.batchId), { rows: { sent: 1 } })
  const carriers = await shop.database.admin<
    { carrier: string }[]
  >`select distinct carrier from shipments order by 1`
  t.same(
    carriers.map(({ carrier }) => carrier),
    ['SF', '顺丰速运'],
  )
  t.match(await start(Buffer.from('订单号,快递公司\n1,2\n')), {
    reason: 'SHIP_BATCH_COLUMNS',
    detail: '快递单号',
  })
  t.match(await start(Buffer.from(`${HEADER}\n`)), { reason: 'SHIP_BATCH_EMPTY' })
  t.match(await start(Buffer.alloc(0)), { reason: 'SHIP_BATCH_EMPTY' })
  const table = Buffer.from(`${HEADER}\n26030499999999,顺丰,SF3000009,,\n`)
  const race = await Promise.all([1, 2, 3, 4, 5, 6].map(() => start(table)))
  t.equal(race.filter(({ started }) => started).length, 3, 'six at once: three are under way, no more')
})

t.test('what waits is exported in the shape of the upload: filled in, it ships', async (t) => {
  const { shop, one, two, buy, numberOf, upload, seen } = await open(t)
  await buy([one, 2], two)
  await buy(two)
  let text = ''
  for await (const part of exportWaiting(shop.app, await shop.snapshot())) text += part
  const rows = text.trim().split('\r\n').slice(1)
  t.equal(rows.length, 3)
  t.ok(rows.every((row) => /^"\t\d{14}",,,/.test(row)))
  const numbers = [...new Set(rows.map((row) => row.slice(2, 16)))]
  const unfilled = `${await numberOf(await buy(one))},,,,`
  const id = await upload([
    unfilled,
    ...rows.map((row) => row.replace(',,,', `,顺丰,SF40000${numbers.indexOf(row.slice(2, 16))},`)),
  ])
  await shop.runDue()
  t.match(await seen(id), { parcels: 2, rows: { total: 3, sent: 3, failed: 0 } }, 'nobody filled in one row')
  const states = await shop.database.admin<{ state: string }[]>`select distinct state from orders order by 1`
  t.same(states, [{ state: 'paid' }, { state: 'shipped' }])
})

t.test(
  'rows send planned parcels, whole and with every order in them, and nothing against a plan',
  async (t) => {
    const { shop, one, two, numberOf, codeOf, upload, seen } = await open(t)
    const [owner, guest] = [await shop.owner(), await shop.guest('13900001111')]
    const buy = async (...wanted: readonly (readonly [TestSku, number])[]) => {
      const order = await shop
        .cart(...wanted)
        .by(guest)
        .order()
      await order.pay()
      const lines = await shop.database.admin<{ id: string; sku_id: string }[]>`
      select id, sku_id from order_lines where order_id = ${uuidOf(order.id)}`
      const part = (sku: TestSku, units: number) => ({
        orderId: order.id,
        lineId: idOf('lin', lines.find(({ sku_id }) => idOf('sku', sku_id) === sku.skuId)?.id ?? ''),
        units,
      })
      return { order, number: await numberOf(order.id), part }
    }
    const plan = async (...lines: object[]) =>
      t.equal((await shop.console('POST', '/packs', owner, { body: { lines } })).status, 201)
    const [c1, c2] = [await codeOf(one.skuId), await codeOf(two.skuId)]
    const split = await buy([one, 3], [two, 1])
    await plan(split.part(one, 2))
    await plan(split.part(one, 1), split.part(two, 1))
    const [a, b] = [await buy([one, 1]), await buy([two, 2])]
    await plan(a.part(one, 1), b.part(two, 2))
    const half = await buy([one, 3])
    await plan(half.part(one, 2))
    let text = ''
    for await (const part of exportWaiting(shop.app, await shop.snapshot())) text += part
    const told = text.split('\r\n').filter((row) => row.includes(split.number))
    t.same(
      told.map((row) => [row.includes(c1) ? c1 : c2, /"(包裹 \d)"$/.exec(row)?.[1]]).sort(),
      [
        [c1, '包裹 1'],
        [c1, '包裹 2'],
        [c2, '包裹 2'],
      ].sort(),
      'the table shows what is planned',
    )
    t.match(
      text.split('\r\n').find((row) => row.includes(`\t${a.number}`)),
      new RegExp(`同包 ${b.number}`),
    )
    const id = await upload([
      `${split.number},顺丰,SF7000001,,`,
      `${split.number},顺丰,SF7000002,${c1},3`,
      `${split.number},顺丰,SF7000003,${c1},1`,
      `${split.number},顺丰,SF7000003,${c2},1`,
      `${split.number},顺丰,SF7000004,${c1},2`,
      `${a.number},中通,ZT7000001,,`,
      `${b.number},中通,ZT7000001,,`,
      `${half.number},顺丰,SF7000005,,`,
      `${half.number},顺丰,SF7000006,${c1},1`,
    ])
    await shop.runDue()
    const done = await seen(id)
    t.same(done.failed, [
      [2, 'ROW_PACKED', 'code'],
      [3, 'ROW_PACKED', 'code'],
      [9, 'ROW_PACKED', 'code'],
    ])
    t.match(done, { state: 'done', rows: { sent: 5, again: 1, failed: 3 } })
    const packs = await shop.database.admin<{ state: string; tracking: string }[]>`
    select state, tracking_number as tracking from packs order by 2`
    t.same(
      packs.map(({ state, tracking }) => `${state} ${tracking}`.trim()),
      ['planned', 'sent SF7000003', 'sent SF7000004', 'sent ZT7000001'],
    )
    for (const { order } of [split, a, b]) t.match(await order.look(), { state: 'shipped' })
    t.match(await half.order.look(), { state: 'paid' }, 'its plan waits')
    const both = await shop.database.admin`select 1 from shipments where tracking_number = 'ZT7000001'`
    t.equal(both.length, 2, 'one number on both orders')
    await half.order.refund(1)
    await upload([`${half.number},顺丰,SF7000007,${c1},1`])
    await shop.runDue()
    t.same(await shop.broken(), [])
  },
)

t.test('over the console: with its scope, told where it stands, a lost job is found', async (t) => {
  const { shop, one, buy, numberOf, seen, start } = await open(t)
  const owner = await shop.owner()
  const order = await numberOf(await buy(one))
  const file = `--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${HEADER}\n${order},顺丰,SF5000001,,\n${order},顺丰,S,,\r\n--x--\r\n`
  const server = await shop.console('GET', '/ship-batches', owner)
  t.match(server, { status: 200, json: { items: [] } })
  t.equal((await shop.console('POST', '/ship-batches', owner, { body: {} })).status, 415)
  t.ok(file)
  const started = await start(Buffer.from(`${HEADER}\n${order},顺丰,SF5000001,,\n${order},顺丰,S,,\n`))
  if (!started.started) throw new Error(started.reason)
  shop.jobs.splice(0)
  shop.clock.advance(HOUR)
  await shop.runDue()
  t.match(await seen(started.batchId), { state: 'done', rows: { sent: 1, failed: 1 } })
  const problems = await shop.console('GET', `/ship-batches/${started.batchId}/problems`, owner)
  t.match(problems.json, { items: [{ row: 3, code: 'ROW_TRACKING', column: '快递单号' }], next: null })
  const csv = await shop.console('GET', '/orders-to-ship.csv', owner)
  t.equal(csv.status, 200)
  const template = await shop.console('GET', '/ship-template.csv', owner)
  t.match(template.text, /订单号/)
  const stranger = await shop.neighbour()
  const theirs = await shop.console(
    'GET',
    `/ship-batches/${started.batchId}`,
    await shop.owner(stranger),
    {},
    stranger,
  )
  t.equal(theirs.status, 404)
})

t.test('property: whatever tables ask for, no unit of a line is in two parcels', async (t) => {
  const { shop, one, two, buy, numberOf, codeOf, upload } = await open(t)
  const codes = [await codeOf(one.skuId), await codeOf(two.skuId), '']
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(2), fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 8 }),
      async (asks) => {
        const order = await numberOf(await buy([one, 3], [two, 2]))
        await upload(
          asks.map(
            ([code, units, parcel]) =>
              `${order},顺丰,SF60${parcel},${codes[code]},${codes[code] && (units || '')}`,
          ),
        )
        await shop.runDue()
        t.same(await shop.broken(), [])
      },
    ),
    { numRuns: 6 },
  )
})
