import { DAY, idOf, later, MINUTE, uuidOf } from '@mamapu/kernel'
import { createTestDatabase } from '@mamapu/testkit'
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
