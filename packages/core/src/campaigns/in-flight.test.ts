import { DAY, HOUR, later, SECOND } from '@mamapu/kernel'
import { buy, createTestApp, makeCampaign, openShop, plainSale, type Shop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { actOnCampaign, type Campaign, type CampaignAct, changeCampaigns, updateCampaign } from './index.js'

const at = new Date('2026-03-04T02:00:00Z')

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [plainSale()], at })
  const sku = await shop.sku({ priceFen: 1000 })
  const made = await shop.campaign({
    plugin: 'plain-sale',
    config: { priceFen: 700 },
    startsAt: later(at, -HOUR),
    endsAt: later(at, DAY),
  })
  return { shop, sku, made }
}

/** Changes a campaign behind this process's back: its snapshot stays the old one. */
const behind = ({ test, store }: Shop, id: Campaign['id'], act: CampaignAct) =>
  changeCampaigns(test.app.db, store.storeId, (tx) =>
    actOnCampaign(tx, test.campaigns, { id, act, version: null }, { actor: 'test', at: test.clock.now() }),
  )

t.test('an order decided on a campaign that was ended meanwhile is refused with the new total', async (t) => {
  const { shop, sku, made } = await open(t)
  const { storeId } = shop.store
  t.match(await behind(shop, made.id, 'end'), { done: true })
  const held = await shop.directory.byId(storeId)
  const refused = await buy(shop.test, shop.store, sku.skuId, { seenTotalFen: 700 })
  t.match(refused, { placed: false, code: 'TOTAL_CHANGED', data: { seenTotalFen: 700, payableFen: 1000 } })
  const now = await shop.directory.byId(storeId)
  t.ok((now?.configVersion ?? 0) > (held?.configVersion ?? 0), 'the stale snapshot was read anew')
  t.match(await buy(shop.test, shop.store, sku.skuId, { seenTotalFen: 1000 }), { placed: true })
})

t.test('an order whose total is the same is decided again and placed on the new version', async (t) => {
  const { shop, sku, made } = await open(t)
  const result = await changeCampaigns(shop.db, shop.store.storeId, (tx) =>
    updateCampaign(
      tx,
      shop.campaigns,
      { id: made.id, version: made.version, form: { ...made, label: '改了名字' } },
      { actor: 'test', at },
    ),
  )
  t.match(result, { done: true })
  t.match(await buy(shop.test, shop.store, sku.skuId, { seenTotalFen: 700 }), { placed: true })
  const [order] = await shop.database.admin`select payable_fen from orders`
  t.equal(Number(order?.payable_fen), 700)
})

t.test('paused while a cart is open, its order is refused; resumed, it passes', async (t) => {
  const { shop, sku, made } = await open(t)
  await behind(shop, made.id, 'pause')
  t.match(await buy(shop.test, shop.store, sku.skuId, { seenTotalFen: 700 }), { code: 'TOTAL_CHANGED' })
  await behind(shop, made.id, 'resume')
  await shop.directory.refresh(shop.store.storeId)
  t.match(await buy(shop.test, shop.store, sku.skuId, { seenTotalFen: 700 }), { placed: true })
})

t.test('a price this process has not heard of yet is no changed total', async (t) => {
  const { shop, sku } = await open(t)
  const form = { plugin: 'plain-sale', startsAt: later(at, -HOUR), endsAt: later(at, DAY), priority: 1 }
  const { storeId } = shop.store
  const held = await shop.directory.byId(storeId)
  const elsewhere = createTestApp(t, shop.db, { at, plugins: [plainSale()], secret: shop.app.secret })
  await makeCampaign(elsewhere, storeId, { ...form, config: { priceFen: 600 } })
  t.equal(await shop.directory.byId(storeId), held, 'the other process published it, this one has not polled')
  t.match(await buy(shop.test, shop.store, sku.skuId, { seenTotalFen: 600 }), { placed: true })
})

t.test('an order that waits until its campaign has been over for five seconds is refused', async (t) => {
  const { shop, sku } = await open(t)
  const { clock, place } = shop.test
  const last = later(at, DAY - 1)
  const waitFor = (ms: number) => {
    clock.set(last)
    const { committer } = place
    const slow: typeof committer = {
      async commit(...args) {
        clock.set(later(at, DAY + ms))
        return committer.commit(...args)
      },
    }
    const test = { ...shop.test, place: { ...place, committer: slow } }
    return buy(test, shop.store, sku.skuId, { seenTotalFen: 700 })
  }
  t.match(await waitFor(5 * SECOND), { placed: true })
  t.match(await waitFor(5 * SECOND + 1), { placed: false, code: 'OFFER_ENDED' })
  const [row] = await shop.database.admin`select count(*)::int as n from orders`
  t.equal(row?.n, 1)
})

t.test('what an order was promised stays, whatever becomes of the campaign', async (t) => {
  const { shop, sku, made } = await open(t)
  t.match(await buy(shop.test, shop.store, sku.skuId, { seenTotalFen: 700 }), { placed: true })
  await behind(shop, made.id, 'cancel')
  const [order] = await shop.database.admin`select payable_fen from orders`
  t.equal(Number(order?.payable_fen), 700)
  const [line] = await shop.database.admin`select unit_fen::int, everyday_unit_fen::int from order_lines`
  t.match(line, { unit_fen: 700, everyday_unit_fen: 1000 })
})

t.test(
  'an order that arrives in the last second pays the campaign’s price, one after it the everyday price',
  async (t) => {
    const { shop, sku } = await open(t)
    shop.clock.set(later(at, DAY - 1))
    t.match(await buy(shop.test, shop.store, sku.skuId, { seenTotalFen: 700 }), { placed: true })
    shop.clock.set(later(at, DAY))
    t.match(await buy(shop.test, shop.store, sku.skuId, { seenTotalFen: 700 }), {
      code: 'TOTAL_CHANGED',
      data: { payableFen: 1000 },
    })
  },
)
