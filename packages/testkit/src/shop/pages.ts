import { checkout, plugins } from '@mamapu/core'
import { readOnly } from '@mamapu/db'
import type { Ground } from './ground.js'
import type { Shop } from './shop.types.js'

/** What plugins show, asked as pages ask. */
export function pagesOf(ground: Ground): Pick<Shop, 'active' | 'slot' | 'basketSlot' | 'page'> {
  const { host, place, clock, db, store: first } = ground
  const active: Shop['active'] = async (store = first) =>
    plugins.storePluginsOf(host, place.pluginsPart, await ground.snapshot(store), clock.now())
  return {
    active,
    async slot(name, subject) {
      const asked = { subject, at: clock.now(), locale: 'zh-CN' as const, customer: null }
      const on = await active()
      const skuIds = plugins.goodsAsked(host, on, name, asked)
      const goods = await plugins.readGoods(db, first.storeId, skuIds, asked)
      return plugins.collectSlot(host, on, name, { ...asked, goods })
    },
    async basketSlot(name, skuId, customer) {
      const at = clock.now()
      const customerId = customer?.id ?? null
      const basket = await checkout.readBasket(place, await ground.snapshot(), {
        source: { lines: [{ skuId, quantity: 1 }] },
        shopper: { customerId, sessionHash: null, verifiedPhoneHash: null },
        regionCode: null,
        choices: 'best',
        at,
      })
      return plugins.collectSlot(host, basket.plugins, name, {
        subject: { cart: basket.cart, priced: basket.priced },
        at,
        locale: 'zh-CN',
        customer: customerId && { id: customerId },
        facts: basket.pluginFacts,
      })
    },
    page: (name, customer, query = {}, visitor = null) =>
      plugins.loadPage({ ...host, db: readOnly(db) }, first.storeId, {
        plugin: ground.installed[0]?.id ?? '',
        page: name,
        at: clock.now(),
        locale: 'zh-CN',
        customerId: customer?.id ?? null,
        visitor,
        query,
      }),
  }
}
