import { campaigns, prepared } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { HOUR, later, must, type SkuId, toFen } from '@mamapu/kernel'
import { makeCampaign, plainSale, skuInput } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import type { Visitor } from '../test-app.js'
import { openTestShop, readable } from './test-shop.test.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const startsAt = later(at, HOUR)
const endsAt = later(at, 2 * HOUR)
const asForm = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
const SALE = '/x/plain-sale/sale'

const fieldOf = (html: string, name: string) =>
  new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''

/** A shop whose goods cost 7 instead of 10 from eleven on, told of an hour before; shipping is free. */
async function open(t: Test) {
  const shop = await openTestShop(t, [plainSale()], at)
  const product = await shop.product({ skus: [skuInput({ initialStock: 20, priceFen: toFen(1000) })] })
  const [skuId] = product.skuIds as [SkuId]
  const { storeId } = shop.store
  const campaign = await makeCampaign(shop.test, storeId, {
    plugin: 'plain-sale',
    label: '上午场',
    config: { priceFen: 700 },
    announceMinutes: 60,
    startsAt,
    endsAt,
  })
  const rows = () =>
    withTenant(
      shop.db,
      storeId,
      (tx) => tx.sql<{ id: string; contact_sealed: Buffer }[]>`
    select id, contact_sealed from prepared_purchases where tenant_id = ${tx.tenantId}`,
    )
  const orders = () =>
    withTenant(
      shop.db,
      storeId,
      (tx) => tx.sql<{ payable_fen: number }[]>`
    select payable_fen::int from orders where tenant_id = ${tx.tenantId}`,
    )
  const post = (visitor: Visitor, path: string, fields: Readonly<Record<string, string>>) =>
    visitor.post(path, new URLSearchParams(fields).toString(), { headers: asForm })
  return {
    shop,
    campaign,
    rows,
    orders,
    post,
    url: `/prepare?sku=${skuId}&quantity=2&back=${encodeURIComponent(SALE)}`,
    buyUrl: `/checkout?sku=${skuId}&quantity=2`,
    send: (visitor: Visitor, html: string, fields: Readonly<Record<string, string>> = {}) =>
      post(visitor, '/prepare', {
        ...Object.fromEntries(['key', 'back', 'seenTotalFen'].map((name) => [name, fieldOf(html, name)])),
        name: '林小满',
        phone: '13800001234',
        provinceCode: '33',
        regionCode: '330106',
        street: '文三路 1 号',
        ...fields,
      }),
    /** The address where what is ready is bought. */
    async tapUrl() {
      const [row] = await rows()
      return `/prepared/prp_${row?.id.replaceAll('-', '')}`
    },
    async save(config: object) {
      const { db } = shop
      const { campaigns: deps, clock, directory } = shop.test
      const result = await campaigns.changeCampaigns(db, storeId, async (tx) => {
        const now = (await campaigns.findCampaign(tx, campaign.id)) as campaigns.Campaign
        const form = { ...now, config: { ...(now.config as object), ...config } }
        return campaigns.updateCampaign(
          tx,
          deps,
          { id: now.id, version: now.version, form },
          { actor: 't', at: clock.now() },
        )
      })
      await directory.refresh(storeId)
      return result
    },
  }
}

t.test(
  'variant and address laid ready, sealed; at the start one tap is an order to pay, and only one',
  async (t) => {
    const { shop, url, buyUrl, send, rows, orders, post, tapUrl } = await open(t)
    const visitor = shop.visitor()
    const page = await visitor.get(url)
    t.equal(page.statusCode, 200)
    t.match(readable(page.body), /上午场.*11:00.*开抢.*备好不占货/)
    t.equal(fieldOf(page.body, 'seenTotalFen'), '1400', 'priced as at the start')
    t.notMatch(page.body, /提交订单/)

    const wrong = await send(visitor, page.body, { street: '' })
    t.equal(wrong.statusCode, 400, readable(wrong.body))
    t.match(wrong.body, /name="back" value="\/x\/plain-sale\/sale"/, 'still laying ready')
    const ready = await send(visitor, page.body)
    t.equal(ready.statusCode, 303)
    t.equal(ready.headers.location, `${SALE}?notice=prepared`)
    t.same(await orders(), [], 'nothing is held or ordered')
    const [row] = await rows()
    t.notOk(row?.contact_sealed.toString('latin1').includes('13800001234'), 'sealed')
    t.equal((await send(visitor, (await visitor.get(url)).body)).statusCode, 303)
    t.equal((await rows()).length, 1, 'again replaces it')

    const tap = async (who = visitor) =>
      post(who, await tapUrl(), { back: SALE, totalFen: '1', quantity: '9' })
    shop.clock.set(later(startsAt, -1))
    t.equal((await tap()).headers.location, `${SALE}?notice=prepared_early`)
    t.same(await orders(), [])
    shop.clock.set(startsAt)
    const stranger = shop.visitor()
    await stranger.get(url)
    t.equal((await tap(stranger)).headers.location, `${SALE}?notice=prepared_gone`, 'nobody else’s')
    const taps = await Promise.all([tap(), tap(), tap()])
    for (const one of taps) t.match(one.headers.location, /^\/pay\//)
    t.equal(new Set(taps.map(({ headers }) => headers.location)).size, 1, 'the same order')
    t.same(
      (await orders()).map((one) => ({ ...one })),
      [{ payable_fen: 1400 }],
    )
    t.equal((await tap()).headers.location, taps[0]?.headers.location)
    t.equal((await visitor.get(url)).headers.location, buyUrl, 'once it runs, the checkout')
  },
)

t.test(
  'another total at the start is asked again, at the kept address; nothing is charged unseen',
  async (t) => {
    const { shop, url, send, orders, post, tapUrl, campaign } = await open(t)
    const visitor = shop.visitor()
    t.equal((await send(visitor, (await visitor.get(url)).body)).statusCode, 303)
    await campaigns.changeCampaigns(shop.db, shop.store.storeId, (tx) =>
      campaigns.actOnCampaign(
        tx,
        shop.test.campaigns,
        { id: campaign.id, act: 'pause', version: null },
        { actor: 't', at: shop.clock.now() },
      ),
    )
    shop.clock.set(startsAt)
    const asked = await post(visitor, await tapUrl(), { back: SALE })
    t.equal(asked.statusCode, 409)
    t.match(readable(asked.body), /14\.00.*20\.00/)
    t.match(asked.body, /value="文三路 1 号"/, 'the address is filled in')
    t.same(await orders(), [])
    const placed = await post(visitor, '/checkout', {
      ...Object.fromEntries(
        ['key', 'seenTotalFen', 'name', 'phone', 'street'].map((name) => [name, fieldOf(asked.body, name)]),
      ),
      regionCode: '330106',
    })
    t.match(placed.headers.location, /^\/pay\//, readable(placed.body))
    t.same(
      (await orders()).map((one) => ({ ...one })),
      [{ payable_fen: 2000 }],
    )
  },
)

t.test('a guest’s becomes the customer’s at sign-in; after the end it is gone, and forgotten', async (t) => {
  const { shop, url, send, rows, post, tapUrl } = await open(t)
  const visitor = shop.visitor()
  await send(visitor, (await visitor.get(url)).body)
  const { customerId, visitor: member } = await shop.member()
  const sessionHash = await withTenant(shop.db, shop.store.storeId, async (tx) => {
    const [row] = await tx.sql<{ hash: string }[]>`
      select encode(session_hash, 'hex') as hash from prepared_purchases where tenant_id = ${tx.tenantId}`
    await prepared.moveToCustomer(tx, { sessionHash: row?.hash ?? '', customerId })
    return row?.hash
  })
  t.ok(sessionHash)
  shop.clock.set(startsAt)
  t.equal((await post(visitor, await tapUrl(), {})).headers.location, '/?notice=prepared_gone')
  t.match((await post(member, await tapUrl(), {})).headers.location, /^\/pay\//)
  shop.clock.set(endsAt)
  t.equal((await post(member, await tapUrl(), {})).headers.location, '/?notice=prepared_gone', 'it is over')
  const [sweeper] = prepared.preparedSweepers
  const due = await sweeper?.find(shop.db.sweep, later(endsAt, -1), 10)
  t.same(due, [], 'not before the end')
  t.equal((await sweeper?.find(shop.db.sweep, endsAt, 10))?.length, 1)
  const { signal } = new AbortController()
  const run = { name: 'x', id: 'x', payload: {}, storeId: shop.store.storeId, attempt: 1, signal }
  await prepared.preparedJobs[0]?.run(shop.test.app, run)
  t.same(await rows(), [])
})

t.test('twenty at most; a paused or unannounced sale offers nothing to lay ready', async (t) => {
  const { shop, url, buyUrl, campaign, save } = await open(t)
  t.match(await save({ note: 'x' }), { done: true })
  const visitor = shop.visitor()
  shop.clock.set(later(at, -1))
  t.equal((await visitor.get(url)).headers.location, buyUrl, 'not announced yet')
  const owner = { sessionHash: 'ab'.repeat(32) }
  const contact = { name: '林小满', phone: '13800001234', regionCode: '330106', street: '文三路 1 号' }
  const sku = url.slice(13, 49) as SkuId
  await withTenant(shop.db, shop.store.storeId, async (tx) => {
    const { keys } = must(await shop.test.directory.byId(shop.store.storeId), 'the store')
    for (let one = 0; one < 25; one += 1)
      await prepared.prepare(tx, keys, {
        ...{ owner, contact, quantity: 1, totalFen: toFen(700), at: later(at, one) },
        round: { id: campaign.id, round: `r${one}`, startsAt, endsAt },
        skuId: sku,
      })
    const kept = await prepared.preparedOf(tx, owner, at)
    t.equal(kept.length, prepared.PREPARED_MAX)
    t.equal(kept[0]?.round, 'r24')
    t.match(kept[0]?.contactMasked, /^林\S* 138\*{4}1234$/)
    const [{ n } = { n: 0 }] = await tx.sql<{ n: number }[]>`
      select count(*)::int as n from prepared_purchases where tenant_id = ${tx.tenantId}`
    t.equal(n, prepared.PREPARED_MAX)
  })
})
