import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { campaigns } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { DAY, HOUR, later, toFen } from '@mamapu/kernel'
import type { Plugin } from '@mamapu/plugin-sdk'
import { makeCampaign, plainSale, skuInput } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { openTestShop } from './test-shop.test.js'

const at = new Date('2026-03-04T02:00:00Z')

/** A plain sale with a page of its own. */
function saleWithPage(t: Test): Plugin {
  const dir = t.testdir({})
  writeFileSync(join(dir, 'all.hbs'), '<p>{{text}}</p>')
  const page = {
    name: 'all',
    title: { 'zh-CN': '特价', en: 'Sale' },
    block: 'all',
    data: async () => ({ text: '全场特价' }),
  }
  return {
    ...plainSale(),
    pages: [page],
    blocks: { all: {} },
    blocksDir: pathToFileURL(`${dir}/`),
  } as unknown as Plugin
}

t.test('a campaign is looked at on its page and on its goods, once a day by each', async (t) => {
  const shop = await openTestShop(t, [saleWithPage(t)], at)
  const { store, db, test, storefront } = shop
  const { path } = await shop.product({ skus: [skuInput({ priceFen: toFen(1000), initialStock: 5 })] })
  const sale = await makeCampaign(test, store.storeId, {
    plugin: 'plain-sale',
    config: { priceFen: 700 },
    startsAt: later(at, -HOUR),
    endsAt: later(at, 3 * DAY),
  })
  await makeCampaign(test, store.storeId, { plugin: 'plain-sale', config: { priceFen: 1 }, isDraft: true })
  await test.directory.refresh(store.storeId)
  const views = async () => {
    await storefront.views.flush()
    return withTenant(
      db,
      store.storeId,
      async (tx) => (await campaigns.readReport(tx, { id: sale.id }, 'Asia/Shanghai')).views,
    )
  }
  const phone = { headers: { 'user-agent': 'MicroMessenger' } }
  const { visitor: member } = await shop.member()
  const guest = shop.visitor()
  for (const page of [path, path, '/x/plain-sale/all']) await guest.get(page, phone)
  t.equal(await views(), 1, 'a guest, on three pages')
  await guest.get('/')
  t.equal(await views(), 1, 'the home page is nobody’s in particular')
  const page = await member.get('/x/plain-sale/all', { headers: { 'user-agent': 'another phone' } })
  t.match(page.body, '全场特价')
  t.equal(await views(), 2, 'a customer, by the campaign’s own page alone')
  await shop.visitor().get(path, { headers: { 'user-agent': 'Googlebot/2.1' } })
  t.equal(await views(), 2, 'no robots')
  shop.clock.set(later(at, DAY))
  await guest.get(path, phone)
  t.equal(await views(), 3, 'another day')
})
