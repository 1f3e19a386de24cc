import { DAY, later, newId, uuidOf } from '@mamapu/kernel'
import { openShop } from '@mamapu/testkit'
import t from 'tap'
import { findExportsDue } from './export.queries.js'
import { type ExportWish, runExport, startExport } from './export-orders.js'

t.setTimeout(60_000)

t.test(
  'a table is asked for, made page by page over a kill, holds no formula and nobody unasked, and is gone after a day',
  async (t) => {
    const shop = await openShop(t)
    const owner = await shop.owner()
    const sku = await shop.sku({ title: '=1+1 奶瓶', priceFen: 8900, stock: 500 })
    const guest = await shop.guest('15100002222')
    const order = await shop.cart(sku).by(guest).order()
    // Pages are of 200: the order is there 450 times.
    await shop.database.admin`
      insert into orders select (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(),
        'number', (10000000000000 + n)::text, 'token_hash', '\\x' || md5(n::text), 'placed_at', o.placed_at - n * interval '1 second'))).*
        from orders o, generate_series(1, 449) n where o.id = ${uuidOf(order.id)}`
    await shop.database.admin`
      insert into order_lines select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(), 'order_id', o.id))).*
        from order_lines l, orders o where l.order_id = ${uuidOf(order.id)} and o.id <> l.order_id`
    const { storeId } = shop.store
    const ask = (columns: string[], filter = {}) =>
      shop.console('POST', '/order-exports', owner, { body: { columns, filter } })
    const latest = async () =>
      ((await shop.console('GET', '/order-exports', owner)).json.items as Record<string, unknown>[])[0]
    const file = (id: unknown, who = owner) => shop.console('GET', `/order-exports/${id}/file`, who)

    t.equal((await ask(['nothing'])).status, 400)
    t.equal((await ask(['number'], { from: '2026-02-30' })).status, 400)
    const asked = await ask(['number', 'goods', 'payable'])
    t.equal(asked.status, 202)
    const id = String(asked.json.id) as `oex_${string}`
    t.match(await file(id), { status: 404, json: { code: 'ORDER_EXPORT_NOT_FOUND' } }, 'not yet')
    // Killed after the first page: the job ends there, and the sweeper finds what it left.
    const killed = new AbortController()
    const first = runExport(shop.app, storeId, id, {
      get aborted() {
        const was = killed.signal.aborted
        killed.abort()
        return was
      },
    } as AbortSignal)
    await first
    t.match(await latest(), { state: 'waiting', rows: 200 }, 'how far it is')
    shop.clock.set(later(shop.clock.now(), 130_000))
    const due = await findExportsDue(shop.app.db.sweep, shop.clock.now(), 10)
    t.same(due, [{ storeId, id }])
    await Promise.all([runExport(shop.app, storeId, id), runExport(shop.app, storeId, id)])
    t.match(await latest(), { state: 'done', rows: 450, isCut: false, isPersonal: false })
    const table = await file(id)
    t.match(table.headers['content-disposition'], /attachment/)
    const lines = table.text.trim().split('\n')
    t.equal(lines.length, 451)
    t.equal(new Set(lines).size, 451, 'each order once, two jobs at it')
    t.match(lines[0], /^\uFEFF?订单号,商品,应付/)
    t.match(lines[1], /^\d{14}\t,'=1\+1 奶瓶 × 1,89\.00$/)

    const named = String((await ask(['name', 'phone'], { search: '15100002222', min: '1' })).json.id)
    await runExport(shop.app, storeId, named as `oex_${string}`)
    t.match((await file(named)).text, /林小满,15100002222\t/)
    const clerk = await shop.staff('clerk')
    t.equal((await file(named, clerk)).status, 403, 'who may not reveal them does not get it either')
    const refused = await shop.console('POST', '/order-exports', clerk, {
      body: { columns: ['name'], filter: {} },
    })
    t.equal(refused.status, 403)
    const rows = await shop.database.admin<{ row: string }[]>`
      select row_to_json(e)::text as row from order_exports e`
    t.notMatch(rows.map(({ row }) => row).join(), /15100002222/, 'what was searched for is sealed')
    const told = await shop.database.admin<{ action: string; count: number }[]>`
      select action, count(*)::int from audit_log where action like 'order.export%' group by 1 order by 1`
    t.same(told, [
      { action: 'order.export_fetched', count: 2 },
      { action: 'order.exported', count: 2 },
    ])
    const neighbour = await shop.neighbour()
    const theirs = await shop.console(
      'GET',
      `/order-exports/${id}/file`,
      await shop.owner(neighbour),
      {},
      neighbour,
    )
    t.equal(theirs.status, 404)

    shop.clock.set(later(shop.clock.now(), DAY))
    for (const due of await findExportsDue(shop.app.db.sweep, shop.clock.now(), 10))
      await runExport(shop.app, due.storeId, due.id)
    t.equal((await file(id)).status, 404)
    t.equal((await shop.database.admin`select 1 from order_export_parts`).length, 0, 'gone for good')
    const store = await shop.snapshot()
    const all = {
      search: '',
      state: null,
      from: null,
      until: null,
      minFen: null,
      maxFen: null,
      customerId: null,
    }
    const wish: ExportWish = {
      ask: { ...all, tags: [], delivery: null, provider: null, campaignId: null, hasOpenCase: false },
      columns: ['number'],
      locale: 'zh-CN',
      staffId: newId('stf', shop.clock.now()),
      at: shop.clock.now(),
    }
    const race = await Promise.all([1, 2, 3, 4, 5, 6].map(() => startExport(shop.app, store, wish)))
    t.equal(race.filter(Boolean).length, 3, 'six at once: three are under way, no more')
    t.match(await ask(['number']), { status: 409, json: { code: 'ORDER_EXPORTS_TOO_MANY' } })
    const lost = String((await latest())?.id) as `oex_${string}`
    for (let n = 0; n < 6; n += 1) await runExport(shop.app, storeId, lost, { aborted: true } as AbortSignal)
    t.equal((await latest())?.state, 'failed', 'one that never gets anywhere ends')
  },
)
