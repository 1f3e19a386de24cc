import { openShop } from '@mamapu/testkit'
import t from 'tap'
import { barcodeSvg, valuesOf, WIDTHS } from './print/code128.rules.js'

t.setTimeout(60_000)

t.test('barcodes: the table is whole, and what is drawn reads back', async (t) => {
  t.equal(WIDTHS.length, 107)
  t.equal(new Set(WIDTHS).size, 107)
  const sum = (widths: string) => [...widths].reduce((all, width) => all + Number(width), 0)
  t.ok(WIDTHS.slice(0, 106).every((widths) => widths.length === 6 && sum(widths) === 11))
  t.equal(sum(WIDTHS[106] ?? ''), 13)
  // A module of a symbol's bars is even in this code, of its gaps odd.
  t.ok(WIDTHS.slice(0, 106).every((widths) => sum([0, 2, 4].map((at) => widths[at]).join('')) % 2 === 0))
  t.same(valuesOf('PJJ123C'), [104, 48, 42, 42, 17, 18, 19, 35, 55, 106])
  t.same(valuesOf('1234'), [105, 12, 34, 82, 106])
  t.equal(valuesOf('快递'), null)
  t.equal(barcodeSvg('快递'), '')
})

t.test(
  'slips, labels and receipts: for whom they are for, written down, nothing of a stranger',
  async (t) => {
    const shop = await openShop(t)
    const sku = await shop.sku({ stock: 20, title: '<b>连体衣</b>', priceFen: 6900 })
    const order = async () => {
      const placed = await shop
        .cart([sku, 2])
        .by(await shop.customer())
        .order()
      await placed.pay()
      return placed.id
    }
    const [one, two] = [await order(), await order()]
    const owner = await shop.owner()
    const print = (path: string) => shop.console('GET', `/print/${path}`, owner)
    const slips = await print(`packing-slips?orders=${one},${two}`)
    t.match(slips, { status: 200, headers: { 'content-type': /text\/html/, 'cache-control': 'no-store' } })
    t.equal(slips.text.match(/<section class="sheet">/g)?.length, 2)
    t.match(slips.text, /文三路 1 号/)
    t.match(slips.text, /&#60;b&#62;连体衣/)
    t.notMatch(slips.text, /69\.00|138\.00/, 'no prices unless asked for')
    t.match((await print(`packing-slips?orders=${one}&prices=1`)).text, /138\.00/)
    await shop.order(one).ship(1)
    await shop.order(one).ship(1)
    t.equal((await print(`labels?orders=${one},${two}`)).text.match(/<section class="sheet">/g)?.length, 3)
    const receipts = await print(`receipts?orders=${one}`)
    t.match(receipts.text, /138\.00/)
    t.notMatch(receipts.text, /文三路/)
    const [log] = await shop.database.admin<{ count: number }[]>`
    select count(*)::int as count from audit_log where action = 'addresses.printed'`
    t.equal(log?.count, 3)
    // Who packs has to read the address (docs/decisions/0040), and each time it is written down who did.
    const clerk = await shop.staff('clerk')
    t.match((await shop.console('GET', `/print/labels?orders=${one}`, clerk)).text, /文三路 1 号/)
    t.match((await shop.console('GET', '/orders-to-ship.csv', clerk)).text, /文三路 1 号/)
    const who = await shop.database.admin<{ action: string; people: number; times: number }[]>`
      select action, count(distinct actor)::int as people, count(*)::int as times
        from audit_log where action like 'addresses.%' group by 1 order by 1`
    t.same(who, [
      { action: 'addresses.exported', people: 1, times: 1 },
      { action: 'addresses.printed', people: 2, times: 4 },
    ])
    const stranger = await shop.neighbour()
    const theirs = await shop.console(
      'GET',
      `/print/labels?orders=${one}`,
      await shop.owner(stranger),
      {},
      stranger,
    )
    t.match(theirs.json, { code: 'PRINT_ORDERS' })
    t.equal((await shop.console('GET', `/print/labels?orders=nonsense`, owner)).status, 404)
  },
)
