import { stores } from '@mamapu/core'
import { must } from '@mamapu/kernel'
import { createTestDatabase } from '@mamapu/testkit'
import t from 'tap'
import { installedPlugins } from './installed-plugins.js'
import { serveProduct } from './test-product.js'
import { routesOf } from './test-routes.js'
import { openShop } from './test-shop.js'

t.test('in a preview no route of a shop or of its plugins writes', { timeout: 60_000 }, async (t) => {
  const database = await createTestDatabase(t, { plugins: (await installedPlugins()).migrations })
  const served = await serveProduct(t, database.adminUrl)
  const shop = await openShop(served, database, { slug: 'anna', mark: 'anna', phone: '13800000001' })
  const at = served.product.clock.now()
  const store = must(await served.product.directory.byId(shop.storeId), 'the shop')
  const look = { at: at.toISOString(), level: null, tags: [], isMember: true, isNew: false, drafts: [] }
  shop.shopper.cookies.set('mamapu-preview', stores.previewToken(store, { look, at }).token)

  const open: string[] = []
  const kinds = new Set<string>()
  for (const { method, path, site } of routesOf(served.server)) {
    if (site !== 'shop' || method === 'GET' || method === 'OPTIONS') continue
    const filled = path.replace(/:\w+/g, 'x').replace('*', 'x')
    const answer = await shop.shopper.ask(method, filled, { json: {} })
    if (answer.status !== 403 || !answer.text.includes('PREVIEW_ONLY'))
      open.push(`${answer.status} ${method} ${path}`)
    kinds.add(/^\/(?:api\/store\/v1(?:\/x)?|x)\//.exec(path)?.[0] ?? 'page')
  }
  t.same(open, [])
  for (const path of ['/api/store/v1/cart', '/checkout', '/account'])
    t.equal((await shop.shopper.get(path)).status, 403, path)
  t.same([...kinds].sort(), ['/api/store/v1/', '/api/store/v1/x/', '/x/', 'page'])
})
