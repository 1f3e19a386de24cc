import { openShop } from '@mamapu/testkit'
import memberDay from '@mamapu-plugin/member-day'
import pickup from '@mamapu-plugin/self-pickup'
import t from 'tap'

t.setTimeout(120_000)

// A Wednesday, ten in the morning in Shanghai: member day.
const at = new Date('2026-03-04T02:00:00Z')
const HOURS = '10:00-12:00 14:00-18:00'
const DAYS = { mon: HOURS, tue: HOURS, wed: HOURS, thu: HOURS, fri: HOURS, sat: HOURS, sun: '' }
const POINT = {
  ...{ name: '湖滨店', nameEn: 'Lakeside', city: '杭州', address: '湖滨路 28 号', phone: '', guide: '' },
  ...{
    position: '',
    cutOff: '',
    countBy: 'orders',
    slotMinutes: 120,
    capacity: 2,
    leadMinutes: 60,
    daysAhead: 7,
  },
  ...DAYS,
  hasOwnStock: true,
}

t.test('bought at the member price on a Wednesday, and collected at her point by her code', async (t) => {
  const shop = await openShop(t, { plugins: [pickup, memberDay], at })
  const owner = await shop.owner()
  const staff = (method: string, path: string, body?: object, key?: string) =>
    shop.console(method, `/x/self-pickup${path}`, owner, {
      ...(body ? { body } : {}),
      ...(key ? { headers: { 'idempotency-key': `member-pickup-${key}` } } : {}),
    })
  await shop.campaign({
    plugin: 'member-day',
    label: '周三会员日',
    config: { kind: 'minus', minusFen: 200, givesCoupon: false },
    recurrence: { every: 'week', days: [3], times: [{ from: '09:00', to: '21:00' }] },
    audience: { kind: 'members' },
  })
  await shop.passEdges()
  await shop.deliver()
  const sku = await shop.sku({ priceFen: 1000, stock: 50 })
  const made = await staff('POST', '/points', POINT)
  t.equal(made.status, 200, made.text)
  const point = String(made.json['id'])
  t.equal((await staff('POST', `/points/${point}/stock`, { sku: sku.skuId, units: 5 })).status, 200)
  const choice = { point, day: '2026-03-04', slot: '14:00' }
  const anna = await shop.customer()

  const order = await shop.cart([sku.skuId, 2]).by(anna).via('self-pickup.point', choice).order()
  t.match(await order.look(), { payableFen: 1600, state: 'unpaid' }, 'two at the member price, no postage')
  await order.pay()
  await shop.runDue()
  const [row] = (await staff('GET', '/pickups')).json['items'] as [{ id: string; state: string }]
  t.equal(row.state, 'preparing')
  const o = await order.token()
  const page = async () => {
    const shown = await shop.page('code', anna, { o })
    return shown.found ? (shown.data as Record<string, unknown>) : {}
  }
  t.match(await page(), { code: null, isPreparing: true })
  t.match(await staff('POST', '/desk/ready', { ids: [row.id] }), { json: { count: 1 } })
  const { code } = await page()
  t.match(code, /^\d{8}$/)
  const [told] = await shop.database.admin<{ text: string }[]>`
    select text from messages where template = 'self-pickup.ready'`
  t.match(told?.text, /湖滨店/)
  t.notOk(told?.text.includes(String(code)), 'the code is on her page alone')

  const other = await shop
    .cart(sku)
    .by(await shop.customer())
    .via('self-pickup.point', choice)
    .order()
  const late = await shop
    .cart(sku)
    .by(await shop.customer())
    .via('self-pickup.point', choice)
    .place()
  t.match(
    JSON.stringify(late),
    /SELF_PICKUP_SLOT_FULL/,
    'two orders fill the slot, and the third hears what is free',
  )
  await shop.switchTo(false)
  await other.cancel()

  const found = await staff('POST', `/desk/points/${point}/look-up`, { code })
  const card = found.json['card'] as { version: number; lines: [{ lineId: string; left: number }] }
  t.equal(card.lines[0].left, 2)
  const part = { version: card.version, lines: [{ lineId: card.lines[0].lineId, units: 1 }] }
  const both = await Promise.all(
    ['one', 'two'].map((key) => staff('POST', `/desk/pickups/${row.id}/hand`, part, key)),
  )
  t.same(both.map(({ status }) => status).sort(), [200, 409], 'two clerks with one code: one of them')
  t.match(await staff('POST', `/desk/pickups/${row.id}/undo`, undefined, 'undo'), { status: 200 })
  const again = (await staff('GET', `/desk/pickups/${row.id}`)).json['card'] as { version: number }
  t.match(await staff('POST', `/desk/pickups/${row.id}/hand`, { version: again.version }, 'all'), {
    json: { card: { state: 'handed' } },
  })
  t.match(await order.look(), { state: 'received' }, 'with the plugin off as well')
  t.same(await shop.broken(), [])
})
