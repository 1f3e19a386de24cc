import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { catalog, customers, events, links, type orders, plugins } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { type CustomerId, must, newId, type ProductId, type SkuId, uuidOf } from '@mamapu/kernel'
import type { Plugin } from '@mamapu/plugin-sdk'
import {
  createTestApp,
  createTestDatabase,
  createTestProduct,
  createTestStore,
  type TestApp,
} from '@mamapu/testkit'
import { loadTheme } from '@mamapu/theme-engine'
import t from 'tap'
import { buildServer } from '../build-server.js'
import { Visitor } from '../test-app.js'
import { problemPage } from './other-pages.js'
import { shopPages } from './shop-pages.js'
import { createStorefront } from './storefront.js'

const theme = loadTheme(fileURLToPath(new URL('../../../../themes/warm', import.meta.url)))

interface Teardown {
  teardown(work: () => unknown): void
}

/** For tests: a shop's pages with these plugins switched on, on a clock that stands still. */
export async function openTestShop(
  t: Teardown,
  own: readonly Plugin[],
  at: Date,
  {
    providers = new Map(),
    ...options
  }: { readonly workMaxMs?: number; readonly providers?: orders.Providers } = {},
) {
  const registry = plugins.loadPlugins(own)
  const database = await createTestDatabase(t, { plugins: registry.migrations })
  const { db } = database
  const test = createTestApp(t, db, { at, plugins: own, ...options })
  const { clock, directory, host, place } = test
  const store = await createTestStore(db, at)
  for (const { id } of own)
    await plugins.switchPlugin(host, store.storeId, { pluginId: id, isOn: true, staffId: null, at })
  const storefront = createStorefront({ place, providers, themes: [theme] })
  const server = await buildServer(test.app, {
    directory,
    problemPage: problemPage(storefront),
    parts: {
      storefront: [
        shopPages(storefront),
        links.linkRoutes(test.app, {
          handlers: events.handlerRegistry(plugins.pluginEventHandlers(host)),
          isOn: (of, plugin, when) => plugins.isPluginOn(place, of, { plugin, at: when }),
        }),
      ],
    },
  })
  t.teardown(() => server.close())
  const hostName = `${store.slug}.localhost:3000`

  return {
    db,
    clock,
    store,
    test: test as TestApp,
    storefront,
    database,
    server,
    /** Somebody's browser. */
    visitor: () => new Visitor(server, hostName),
    /** The browser of a customer with a verified phone. */
    async member(): Promise<{ visitor: Visitor; customerId: CustomerId }> {
      const snapshot = must(await directory.refresh(store.storeId), 'the store')
      const guest = await customers.startGuest(db, snapshot, clock.now())
      const customerId = newId('cus', clock.now())
      await withTenant(db, store.storeId, async (tx) => {
        await tx.sql`
          insert into customers (tenant_id, id, phone_hash, verified_at, created_at)
          values (${tx.tenantId}, ${uuidOf(customerId)}, ${randomBytes(32)}, ${clock.now()}, ${clock.now()})`
        await tx.sql`
          update customer_sessions set customer_id = ${uuidOf(customerId)}
           where tenant_id = ${tx.tenantId} and token_hash = ${Buffer.from(guest.principal.sessionHash, 'hex')}`
      })
      const visitor = new Visitor(server, hostName)
      visitor.cookies.set('__Host-mamapu-shop', guest.token)
      visitor.csrf = guest.principal.csrf
      return { visitor, customerId }
    },
    /** A product on sale, with its page's address and its SKUs. */
    async product(
      change: Partial<catalog.ProductInput>,
    ): Promise<{ id: ProductId; path: string; skuIds: SkuId[] }> {
      const id = await createTestProduct(db, store.storeId, change, clock.now())
      const view = must(
        await withTenant(db, store.storeId, (tx) => catalog.findProduct(tx, id)),
        'the product',
      )
      return { id, path: `/p/${view.slug}`, skuIds: view.skus.map((sku) => sku.id) }
    },
  }
}

/** The page's text without markup, one space between words: what a shopper reads. */
export function readable(html: string): string {
  const body = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html
  return body
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, '')
    .replace(/\s+/g, ' ')
}

t.test('a shop’s page is read without its markup', async (t) => {
  t.equal(readable('<main><b>奶瓶</b>\n<s>¥1</s><script>x()</script></main>'), '奶瓶 ¥1')
})
