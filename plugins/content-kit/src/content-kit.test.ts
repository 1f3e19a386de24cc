import { DAY, HOUR, later, SECOND, uuidOf } from '@mamapu/kernel'
import { openShop, plainSale, type TestCustomer } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import plugin from './index.js'
import { isDistributor, stateOf, textToCopy, whyNotKept } from './kit.rules.js'

const at = new Date('2026-03-04T02:00:00Z')
t.setTimeout(120_000)

const ITEM = {
  kind: 'moment',
  title: '春秋哈衣',
  words: '换尿布只要三秒',
  pictures: [],
  videoUrl: '',
  template: '',
}

t.test('an item is shown between its times, and copied with her link', (t) => {
  const times = { isOn: true, startsAt: at, endsAt: later(at, DAY) }
  t.equal(stateOf(times, later(at, -1)), 'coming')
  t.equal(stateOf(times, at), 'shown')
  t.equal(stateOf(times, later(at, DAY)), 'over', 'half open')
  t.equal(stateOf({ ...times, isOn: false }, at), 'off')
  t.equal(stateOf({ isOn: true, startsAt: null, endsAt: null }, at), 'shown')
  for (const [plan, is] of [
    ['distributor', true],
    ['distributor:gold', true],
    ['distributors', false],
    ['', false],
  ] as const)
    t.equal(isDistributor(plan), is, plan)
  t.equal(textToCopy(' 好用 ', { url: 'http://a/s/1', advert: '（广告）' }), '好用\nhttp://a/s/1\n（广告）')
  t.equal(textToCopy('', { url: 'http://a/s/1', advert: '' }), 'http://a/s/1')
  const item = { ...ITEM, kind: 'moment', skuId: null, template: '', startsAt: null, endsAt: null } as const
  t.equal(whyNotKept(item), null)
  t.equal(whyNotKept({ ...item, words: '' }), 'CONTENT_KIT_NOTHING')
  t.equal(whyNotKept({ ...item, startsAt: at, endsAt: at }), 'CONTENT_KIT_TIMES')
  t.end()
})

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [plugin, plainSale()], at })
  Object.assign(shop.app, { dataDir: t.testdir() })
  const owner = await shop.owner()
  const desk = (method: string, path: string, body?: object) =>
    shop.console(method, `/x/content-kit${path}`, owner, body ? { body } : {})
  const add = async (about: object = {}) => {
    const made = await desk('POST', '/items', { ...ITEM, ...about })
    t.equal(made.status, 201, made.text)
    return String(made.json.id)
  }
  const distributor = async () => {
    const customer = await shop.customer()
    await shop.database
      .admin`update customers set plan = 'distributor:gold' where id = ${uuidOf(customer.id)}`
    return customer
  }
  const share = (id: string, customer: TestCustomer) =>
    shop.shop('POST', `/api/store/v1/x/content-kit/items/${id}/share`, customer)
  const page = async (name: string, customer: TestCustomer, query = {}) => {
    const shown = await shop.page(name, customer, query)
    return (shown.found ? shown.data : {}) as Record<string, never>
  }
  return { shop, desk, add, distributor, share, page }
}

t.test(
  'one tap gives a distributor words, posters and pictures with her own link; others are shown how to join',
  async (t) => {
    const { shop, desk, add, distributor, share, page } = await open(t)
    const sku = await shop.sku({ priceFen: 8900 })
    const id = await add({ skuId: sku.skuId, template: 'product', kind: 'goods' })
    const [me, other, stranger] = [await distributor(), await distributor(), await shop.customer()]

    t.match(await page('kit', stranger), { isDistributor: false, joinUrl: '/x/distributor/join' })
    t.match(await page('item', stranger, { id }), { isDistributor: false })
    t.match(await share(id, stranger), { status: 403, json: { code: 'CONTENT_KIT_JOIN_FIRST' } })
    t.match(await shop.page('kit', null), { found: false, reason: 'sign_in' })

    t.match(await page('kit', me), {
      isDistributor: true,
      items: [{ title: '春秋哈衣', isMade: false, hasPoster: true }],
    })
    t.ok(((await page('kit', me)).rules as unknown as unknown[]).length > 0, 'what may not be said')
    t.match(await page('item', me, { id }), { isKnown: true, isMade: false })
    const mine = await share(id, me)
    t.equal(mine.status, 201, mine.text)
    const drawing = await page('item', me, { id })
    t.match(drawing, {
      isMade: true,
      isDrawing: true,
      drawn: 0,
      all: 4,
      text: /^换尿布只要三秒\nhttp:\/\/.+\/s\/\w{8}\n（广告）$/,
    })
    await shop.runDue()
    const ready = await page('item', me, { id })
    t.match(ready, { isDrawing: false, drawn: 4, posters: [{ isReady: true, url: /^\/posters\// }] })
    t.equal((await share(id, me)).json.url, mine.json.url, 'the same link however often')

    const hers = await share(id, other)
    t.not(hers.json.url, mine.json.url, 'everybody her own')
    const opened = await shop.shop('GET', new URL(String(mine.json.url)).pathname, null)
    t.match(opened.headers, { location: /^\/p\// }, 'it leads to the goods')

    shop.clock.advance(HOUR)
    const changed = await desk('PUT', `/items/${id}`, {
      ...ITEM,
      words: '新的文案',
      skuId: sku.skuId,
      template: 'product',
    })
    t.equal(changed.status, 200, changed.text)
    t.match(await page('item', me, { id }), { isMade: false }, 'what was changed is made anew')
    await share(id, me)
    t.match(await page('item', me, { id }), { isMade: true, text: /^新的文案\n/ })
    t.match((await desk('GET', '/items')).json, { items: [{ state: 'shown', sharers: 2 }] })
  },
)

t.test('a poster says what is true: the price of now, until when, and what she calls herself', async (t) => {
  const { shop, add, distributor, share, page } = await open(t)
  const sku = await shop.sku({ priceFen: 8900 })
  const id = await add({ skuId: sku.skuId, template: 'product', kind: 'goods' })
  const me = await distributor()
  await shop.database.admin`update customers set public_name = '小满妈' where id = ${uuidOf(me.id)}`
  const drawn = async () => {
    t.equal((await share(id, me)).status, 201)
    const [latest] = await shop.database.admin`
      select plan->'content' as content from posters where plugin = 'content-kit' order by asked_at desc, id desc limit 1`
    return latest?.['content']
  }
  await shop.database.admin`update skus set values = '["5 袋"]'::jsonb where id = ${uuidOf(sku.skuId)}`
  t.match(await drawn(), { title: /云朵连体衣 · 5 袋/, price: '¥89.00', badge: undefined, from: '小满妈' })
  t.match(await page('item', me, { id }), { isMade: true, goods: { priceFen: 8900 } })

  const ends = { startsAt: later(at, HOUR), endsAt: new Date('2026-03-04T16:00:00Z') }
  await shop.campaign({ plugin: 'plain-sale', config: { priceFen: 7110 }, ...ends })
  t.match(await page('item', me, { id }), { isMade: true }, 'not before it begins')
  await shop.travel(ends.startsAt)
  t.match(await page('item', me, { id }), { isMade: false, isStale: true, goods: { priceFen: 7110 } })
  t.match(await drawn(), { price: '¥71.10', badge: '限时价 · 3月4日 23:59 止' })
  t.match(await page('item', me, { id }), { isMade: true })
  await shop.travel(ends.endsAt)
  t.match(
    await page('item', me, { id }),
    { isMade: true, goods: { priceFen: 8900 } },
    'those of before are true again',
  )
})

t.test('material is checked, scheduled, taken off and deleted', async (t) => {
  const { shop, desk, add, distributor, share, page } = await open(t)
  const me = await distributor()
  const wrong: [object, number, string][] = [
    [{ words: '这款奶粉比母乳更好' }, 422, 'TEXT_FORBIDDEN'],
    [{ words: '' }, 422, 'CONTENT_KIT_NOTHING'],
    [{ startsAt: at.toISOString(), endsAt: at.toISOString() }, 422, 'CONTENT_KIT_TIMES'],
    [{ pictures: [`med_${'0'.repeat(32)}`] }, 422, 'CONTENT_KIT_PICTURE_NOT_FOUND'],
    [{ skuId: `sku_${'0'.repeat(32)}` }, 422, 'CONTENT_KIT_GOODS_NOT_FOUND'],
    [{ videoUrl: 'javascript:alert(1)' }, 400, 'BAD_REQUEST'],
    [{ template: 'results' }, 400, 'BAD_REQUEST'],
  ]
  for (const [about, status, code] of wrong) {
    const refused = await desk('POST', '/items', { ...ITEM, ...about })
    t.equal(refused.status, status, `${code} ${refused.text}`)
    if (status === 422) t.match(refused.json, { code })
  }
  const soon = await add({
    title: '明天的',
    startsAt: later(at, DAY).toISOString(),
    endsAt: later(at, 2 * DAY).toISOString(),
  })
  shop.clock.advance(SECOND)
  const now = await add({ title: '今天的' })
  const titles = async () =>
    ((await page('kit', me)).items as unknown as { title: string }[]).map(({ title }) => title)
  t.strictSame(await titles(), ['今天的'])
  t.match(await share(soon, me), { status: 404, json: { code: 'CONTENT_KIT_NOT_FOUND' } })
  shop.clock.advance(DAY)
  t.strictSame(await titles(), ['今天的', '明天的'])
  t.match((await desk('GET', `/items/${soon}`)).json, {
    title: '明天的',
    startsAt: later(at, DAY).toISOString(),
  })
  shop.clock.advance(DAY)
  t.strictSame(await titles(), ['今天的'], 'over')
  t.match(await page('item', me, { id: soon }), { isKnown: false })
  t.equal((await desk('POST', `/items/${now}/hide`)).status, 200)
  t.strictSame(await titles(), [])
  t.equal((await desk('POST', `/items/${now}/show`)).status, 200)
  t.equal((await share(now, me)).status, 201)
  t.equal((await desk('POST', `/items/${now}/remove`)).status, 200)
  t.match(await desk('POST', `/items/${now}/hide`), { status: 404, json: { code: 'CONTENT_KIT_NOT_FOUND' } })
})
