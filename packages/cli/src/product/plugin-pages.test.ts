import { events, orders, payments } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { DAY, idOf, later, MINUTE, newId, toFen, uuidOf } from '@mamapu/kernel'
import { createTestDatabase } from '@mamapu/testkit'
import { eventHandlersOf } from '@mamapu/worker'
import t, { type Test } from 'tap'
import { installedPlugins } from './installed-plugins.js'
import { Person } from './test-client.js'
import { serveProduct } from './test-product.js'
import { openShop } from './test-shop.js'

t.setTimeout(120_000)

const MECHANICS = ['levels', 'points', 'member-day', 'full-reduction', 'bundle']

/** A shop as it is served, with one product of ¥9.90 and these mechanics on. */
async function open(t: Test) {
  const database = await createTestDatabase(t, { plugins: (await installedPlugins()).migrations })
  const served = await serveProduct(t, database.adminUrl)
  const shop = await openShop(served, database, { slug: 'anna', mark: '安娜', phone: '13800000001' })
  const desk = `/api/admin/v1/stores/${shop.storeId}`
  const now = served.product.clock.now()
  for (const id of MECHANICS)
    t.match(await shop.owner.ask('PUT', `${desk}/plugins/${id}/switch`, { json: { isOn: true } }), {
      status: 200,
    })
  const [row] = await database.admin<{ id: string }[]>`select id from skus limit 1`
  const skuId = `sku_${String(row?.id).replaceAll('-', '')}`
  const campaign = async (body: { plugin: string; label: string; config: object; audience?: object }) => {
    const startsAt = later(now, -MINUTE).toISOString()
    const made = await shop.owner.post(`${desk}/campaigns`, {
      ...body,
      startsAt,
      endsAt: later(now, DAY).toISOString(),
    })
    t.equal(made.status, 201, made.text)
    const { id, version } = JSON.parse(made.text)
    const published = await shop.owner.post(`${desk}/campaigns/${id}/publish`, { version })
    t.equal(published.status, 200, published.text)
    await served.product.directory.refresh(shop.storeId)
  }
  const page = async (person: Person, path: string) => {
    const { status, text } = await person.get(path)
    t.equal(status, 200, path)
    return text.replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
  }
  return { database, served, shop, desk, skuId, campaign, page, now }
}

const readable = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
const hidden = (form: string, name: string) =>
  new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(form)?.[1] ?? ''

t.test('the pages of levels, points and campaigns show what the shop and the shopper have', async (t) => {
  const { database, served, shop, desk, campaign, page, now } = await open(t)
  const { shopper, owner, storeId } = shop
  const [customer] = await database.admin<{ id: string }[]>`
    select id from customers where tenant_id = ${uuidOf(storeId)}`
  const customerId = String(customer?.id)
  await database.admin`
    insert into levels_growth (tenant_id, order_id, customer_id, growth, growth_per_yuan, received_at)
    values (${uuidOf(storeId)}, gen_random_uuid(), ${customerId}, 1234, 1, ${now})`
  await database.admin`
    update customers set level = 'member', growth = 1234 where tenant_id = ${uuidOf(storeId)} and id = ${customerId}`
  const levels = readable(await page(shopper, '/x/levels/levels'))
  t.match(levels, /\+1234/)
  t.match(levels, /SVIP/)
  t.match(levels, /266/, 'to VIP at 1500')

  const gift = await owner.post(
    `${desk}/x/points/adjustments`,
    { customerId: idOf('cus', customerId), points: 250, note: '补偿' },
    { headers: { 'idempotency-key': 'points-of-the-test-1' } },
  )
  t.equal(gift.status, 200, gift.text)
  const mine = readable(await page(shopper, '/x/points/mine'))
  t.match(mine, /250/)
  t.match(mine, /补偿/)
  t.match(mine, /250 分可用到/)

  await campaign({ plugin: 'member-day', label: '周三会员日', config: { kind: 'minus', minusFen: 200 } })
  await campaign({
    plugin: 'full-reduction',
    label: '囤货节',
    config: { tiers: [{ thresholdFen: 19_900, amountFen: 3000 }] },
  })
  await campaign({
    plugin: 'bundle',
    label: '第二件半价',
    config: { play: 'nth', units: 2 },
  })
  const guest = new Person(served.port, shop.host)
  t.match(readable(await page(guest, '/x/member-day/days')), /周三会员日 .*所有人.*每件减2/)
  t.match(readable(await page(guest, '/x/full-reduction/offers')), /囤货节.*199.*30/)
  t.match(readable(await page(guest, '/x/bundle/offers')), /第二件半价/)
})

t.test('cart, code, cart: a guest joins and pays the member price, without script', async (t) => {
  const { database, served, shop, skuId, campaign, page } = await open(t)
  const day = (audience: object) =>
    campaign({
      plugin: 'member-day',
      label: '周三会员日',
      config: { kind: 'minus', minusFen: 200 },
      audience,
    })
  await day({ kind: 'level', rank: 2, name: 'VIP' })
  const guest = new Person(served.port, shop.host)
  await guest.get('/')
  await guest.post('/api/store/v1/session', {})
  t.equal((await guest.ask('POST', '/cart/lines', { form: { skuId, quantity: '1' } })).status, 303)
  t.notMatch(await page(guest, '/cart'), /login\/code/, 'joining does not bring a level’s price')
  const product = await page(guest, `/p/${shop.productSlug}`)
  t.match(readable(product), /VIP及以上专享/)
  t.notMatch(product, /login\?next=[^"]*p/, 'nobody is asked to join for it')
  await day({ kind: 'members' })
  const before = await page(guest, '/cart')
  t.match(readable(before), /这一单再省 ¥2/)
  const form = /<form[^>]*action="\/login\/code"[\s\S]*?<\/form>/.exec(before)?.[0] ?? ''
  const asked = await guest.ask('POST', '/login/code', {
    form: { csrf: hidden(form, 'csrf'), next: hidden(form, 'next'), here: 'cart', phone: '13800000009' },
  })
  t.equal(asked.status, 200)
  const [message] = await database.admin<{ text: string }[]>`
    select text from messages where template = 'login-code' order by id desc limit 1`
  const code = /\d{6}/.exec(message?.text ?? '')?.[0] ?? ''
  const login = /<form[^>]*action="\/login"[\s\S]*?<\/form>/.exec(asked.text)?.[0] ?? ''
  const signedIn = await guest.ask('POST', '/login', {
    form: {
      csrf: hidden(login, 'csrf'),
      next: hidden(login, 'next'),
      here: 'cart',
      phone: '13800000009',
      code,
    },
  })
  t.equal(signedIn.status, 303)
  t.match(String(signedIn.headers.location), /^\/cart/)
  const after = await page(guest, '/cart')
  t.match(readable(after), /7\.90/)
  t.notMatch(after, /login\/code/, 'nobody is asked twice')
})

const plain = (html: string) => html.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')

/** The form of a page that posts there, with what it would send without a button. */
function formOf(html: string, action: string): Record<string, string> {
  const form =
    [...html.matchAll(/<form[\s\S]*?<\/form>/g)].find(([text]) =>
      text.includes(`method="post" action="${action}"`),
    )?.[0] ?? ''
  const typed = [...plain(form).matchAll(/<input[^>]*>/g)].flatMap(([input]) => {
    const [name, value] = ['name', 'value'].map((key) => new RegExp(` ${key}="([^"]*)"`).exec(input)?.[1])
    const isLeftOut = /type="(radio|checkbox)"/.test(input) && !/ checked/.test(input)
    return name === undefined || isLeftOut ? [] : [[name, value ?? ''] as const]
  })
  return Object.fromEntries(typed)
}

t.test(
  'collecting by forms alone: a point and a time, another one, a friend, and a parcel instead',
  async (t) => {
    const { database, served, shop, desk, skuId, page, now } = await open(t)
    const { owner, storeId } = shop
    const { product } = served
    const staff = (path: string, json: object = {}) => owner.post(`${desk}/x/self-pickup${path}`, json)
    await owner.ask('PUT', `${desk}/plugins/self-pickup/switch`, { json: { isOn: true } })
    const hours = Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, '00:00-24:00']),
    )
    const point = {
      ...{ name: '滨江店', nameEn: 'Riverside', address: '江南大道 1 号', slotMinutes: 720, capacity: 9 },
      ...{ countBy: 'orders', leadMinutes: 0, daysAhead: 7, hasOwnStock: false },
      ...hours,
    }
    for (const name of ['滨江店', '西湖店']) t.equal((await staff('/points', { ...point, name })).status, 200)
    await product.directory.refresh(storeId)

    const anna = new Person(served.port, shop.host)
    const post = (path: string, form: Record<string, string>, who = anna) => who.ask('POST', path, { form })
    await page(anna, '/')
    await anna.post('/api/store/v1/session', {})
    await post('/cart/lines', { skuId, quantity: '1' })
    // From here on as a browser without script: nothing but what the pages' forms hold.
    anna.csrf = null
    const first = formOf(await page(anna, '/checkout'), '/checkout')
    const picked = await post('/checkout', { ...first, delivery: 'self-pickup.point', recalculate: '1' })
    t.match(readable(picked.text), /滨江店.*西湖店.*哪天来取.*几点来取/)
    t.match(picked.text, /自提人/, 'who it is for, in the words of the way')
    const filled = { ...formOf(picked.text, '/checkout'), name: '安娜', phone: '13800000007' }
    const days = [...picked.text.matchAll(/name="delivery.day"[^>]*value="([^"]*)"/g)].map(
      ([, day]) => day ?? '',
    )
    const wanted = { ...filled, 'delivery.day': String(days[2]), 'delivery.slot': '12:00' }
    t.equal((await post('/checkout', { ...wanted, csrf: 'forged' })).status, 403)
    const stale = await post('/checkout', { ...wanted, 'delivery.slot': '13:00' })
    t.match(readable(stale.text), /不在营业时间内.*最近可约/, 'what is free instead')
    const again = formOf(stale.text, '/checkout')
    const placed = await post('/checkout', {
      ...again,
      ...wanted,
      csrf: String(again['csrf']),
      key: String(again['key']),
    })
    t.equal(placed.status, 303, readable(placed.text))
    const token = /\/pay\/([\w-]+)/.exec(String(placed.headers.location))?.[1] ?? ''

    const [order] = await database.admin<{ id: string; payable: number }[]>`
    select id, payable_fen::int as payable from orders where delivery = 'self-pickup.point'`
    const money = {
      paymentId: newId('pay', now),
      transactionId: 'test',
      amountFen: toFen(order?.payable ?? 0),
    }
    const orderId = idOf('ord', String(order?.id))
    await withTenant(product.app.db, storeId, (tx) =>
      payments.insertPayment(tx, {
        ...{ id: money.paymentId, orderId, provider: 'test', amountFen: money.amountFen },
        ...{ at: now, expiresAt: later(now, DAY) },
      }),
    )
    await orders.settlePayment(product.app, storeId, money, now)
    const handlers = events.handlerRegistry(eventHandlersOf(product))
    for (const { id } of await database.admin<
      { id: string }[]
    >`select id from outbox where state <> 'done' order by at, id`)
      await events.runHandlers(product.app, handlers, storeId, idOf('evt', id))
    t.match(readable(await page(anna, `/pay/${token}`)), /付款成功 店里正在备货，备好会通知你来取/)
    t.match(readable(await page(anna, `/o/${token}`)), /待备货.*滨江店自提.*自提人 安娜/)
    const [pickup] = await database.admin<{ id: string }[]>`select id from self_pickup_pickups`
    const id = idOf('plg', String(pickup?.id))
    t.equal((await staff('/desk/ready', { ids: [id] })).status, 200)
    t.match(readable(await page(anna, `/o/${token}`)), /待自提.*带上取货码/)

    const [here, change] = [`/x/self-pickup/code?o=${token}`, `/x/self-pickup/change?o=${token}`]
    const shown = plain(await page(anna, here))
    const [code] = /\d{4} \d{4}/.exec(readable(shown)) ?? []
    const passUrl = /href="(\/x\/self-pickup\/pass[^"]*)"/.exec(shown)?.[1] ?? ''
    const friend = new Person(served.port, shop.host)
    const passed = readable(await page(friend, passUrl))
    t.ok(code && passed.includes(code), 'a friend has the code')
    t.notMatch(passed, /安娜 奶瓶|13800000007/, 'and neither who bought nor what')
    const slots = await page(anna, change)
    const picks = [...slots.matchAll(/name="pick" value="([^"]*)"/g)].map(([, pick]) => String(pick))
    const move = { ...formOf(slots, '/x/self-pickup/move'), pick: String(picks.at(-1)) }
    t.equal((await post('/x/self-pickup/move', { ...move, csrf: '' })).status, 403)
    t.match((await post('/x/self-pickup/move', move, friend)).headers.location, /NOT_FOUND/, 'nobody else’s')
    const moved = await post('/x/self-pickup/move', move)
    t.equal(moved.status, 303)
    t.match(readable(await page(anna, String(moved.headers.location))), /改好了，按新的时间来取/)
    const [slot] = await database.admin<{ day: string }[]>`select day::text as day from self_pickup_pickups`
    t.equal(slot?.day, String(picks.at(-1)).split(' ')[1])
    const renewed = await post('/x/self-pickup/renew', formOf(await page(anna, here), '/x/self-pickup/renew'))
    t.equal(renewed.status, 303)
    t.match(readable(await page(friend, passUrl)), /已经失效/)

    t.equal((await staff(`/pickups/${id}/propose`, { reason: '那天盘点', mayExpress: true })).status, 200)
    const asked = await page(anna, here)
    t.match(readable(asked), /那天盘点.*换个时间或自提点.*改成快递送到家.*不等了，我要退款/)
    t.ok(formOf(asked, '/x/self-pickup/decline')['csrf'])
    const sendTo = formOf(
      await page(anna, `/x/self-pickup/express?o=${token}&provinceCode=33`),
      '/x/self-pickup/express',
    )
    const address = { ...sendTo, provinceCode: '33', regionCode: '330106', street: '文三路 1 号' }
    t.equal((await post('/x/self-pickup/express', address)).status, 303)
    t.match(readable(await page(anna, `/o/${token}`)), /待发货/, 'a parcel from now on')
  },
)
